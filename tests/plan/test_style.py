"""Styles are files: each that comes with the program is one, and a person's own is refused where it is none."""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction
from importlib.resources import files
from pathlib import Path

import pytest

from autoedit.errors import BadOption
from autoedit.plan.style import PLAIN as NO_MORE
from autoedit.plan.style import Order, Pace, Weights, built_in, own_style
from autoedit.plan.style_file import read_style
from autoedit.plan.worth import TERMS
from tests.plan.reading import clips
from tests.plan.values import footage, planned, song

FOLDER = files("autoedit.plan").joinpath("styles")
NAMES = sorted(path.name.removesuffix(".toml") for path in FOLDER.iterdir() if path.name.endswith(".toml"))
PLAIN = """\
name = "plain"
summary = "as it comes"
order = "story"
default_length = 20
source_level = -28.0
transitions = ["dissolve"]
fit = "pad"

[seconds]
calm = 4
busy = 2
usual = 3
shortest = 1
longest = 10

[weights]
files = 0.5

[opening]
steady = 1.0
"""
EVERY_STYLE = pytest.mark.parametrize("name", NAMES)


@EVERY_STYLE
def test_a_style_has_the_name_of_its_file_and_says_what_it_is(name: str):
    style = built_in(name)

    assert style.name == name
    assert style.summary


@EVERY_STYLE
def test_a_styles_lengths_lie_within_its_limits(name: str):
    style = built_in(name)

    assert 0 < style.shortest_seconds <= style.busy_seconds <= style.usual_seconds <= style.calm_seconds <= style.longest_seconds


@EVERY_STYLE
def test_a_styles_acts_make_a_whole_film_with_one_drop(name: str):
    acts = built_in(name).acts

    if acts:
        assert sum(act.share for act in acts) == pytest.approx(1)
        assert sum(act.is_drop for act in acts) == 1


@EVERY_STYLE
def test_only_a_style_for_talks_says_how_a_talk_is_tightened(name: str):
    style = built_in(name)

    assert (style.talk is not None) == (style.order is Order.TALK)


@EVERY_STYLE
def test_a_film_can_be_made_in_every_style(name: str):
    edit_list = planned([footage("a"), footage("b")], song(), style=built_in(name), length=Fraction(8))

    assert edit_list.style == name
    assert edit_list.timeline.frames == 200


def test_each_weight_weighs_a_term_or_is_of_neighbours_and_counts():
    weights = {field.name for field in fields(Weights)}

    assert set(TERMS) <= weights
    assert weights - set(TERMS) == {"files", "day", "join"}


def test_a_persons_own_style_is_read_and_makes_a_film(tmp_path: Path):
    path = tmp_path / "plain.toml"
    path.write_text(PLAIN, encoding="utf-8")

    style = own_style(path)

    assert (style.name, style.order, style.usual_seconds, style.weights.files) == ("plain", Order.STORY, 3, 0.5)
    assert clips(planned([footage("a")], style=style, length=Fraction(8)))


def test_lengths_are_read_exactly():
    assert read_style(PLAIN.replace("usual = 3", "usual = 0.7"), "plain.toml").usual_seconds == Fraction(7, 10)


def test_what_a_style_does_not_say_is_left_out():
    style = read_style(PLAIN.replace("default_length = 20\nsource_level = -28.0\n", ""), "plain.toml")

    assert (style.default_length, style.source_level, style.speech_level, style.talk, style.acts) == (None, None, None, None, ())


def test_a_style_allows_the_transitions_it_names_and_the_plain_ones_where_it_names_none():
    assert read_style(PLAIN, "plain.toml").transitions == ("dissolve",)
    assert read_style(PLAIN.replace('["dissolve"]', "[]"), "plain.toml").transitions == ()
    assert read_style(PLAIN.replace('transitions = ["dissolve"]\n', ""), "plain.toml").transitions == NO_MORE


def test_a_calm_film_is_cut_more_slowly_than_a_fast_one():
    assert Pace.CALM.stretch > Pace.NORMAL.stretch > Pace.FAST.stretch


PROBLEMS = {
    "no TOML": (PLAIN, "name = ", "Invalid value"),
    "an order there is none of": ('order = "story"', 'order = "backwards"', "backwards"),
    "no order": ('order = "story"\n', "", "order"),
    "no summary": ('summary = "as it comes"\n', "", "summary"),
    "an unknown key": ('fit = "pad"', 'fit = "pad"\ncolour = 1', "colour"),
    "the key of earlier days": ('fit = "pad"', 'fit = "pad"\nwhips = true', "whips: there is no such setting"),
    "a transition there is none of": ('["dissolve"]', '["disolve"]', "Did you mean 'dissolve'"),
    "transitions that are a word": ('["dissolve"]', '"dissolve"', "transitions: .*list"),
    "a misspelt weight": ("files = 0.5", "flies = 0.5", "flies"),
    "a length that is none": ("usual = 3", 'usual = "a while"', "a while"),
    "a length of film that is none": ("default_length = 20", 'default_length = "a minute"', "a minute"),
    "no lengths": (PLAIN[PLAIN.index("[seconds]") : PLAIN.index("[weights]")], "", "seconds"),
    "no shortest length": ("shortest = 1\n", "", "seconds.shortest"),
    "acts that are a word": ('fit = "pad"', 'fit = "pad"\nacts = "three"', "acts"),
}


@pytest.mark.parametrize("problem", PROBLEMS)
def test_what_is_no_style_is_refused_with_what_is_wrong_and_what_a_style_has(problem: str):
    good, bad, named = PROBLEMS[problem]
    assert good in PLAIN

    with pytest.raises(BadOption, match=rf"(?s)^own\.toml is no style: .*{named}.*A style has: name, summary, order"):
        read_style(PLAIN.replace(good, bad), "own.toml")


NONSENSE = {
    "lengths that are a number": (PLAIN[PLAIN.index("[seconds]") : PLAIN.index("[weights]")], "", "seconds = 3\n", "seconds"),
    "a talk that is a number": ("", "", "talk = 3\n", "talk"),
    "a division by nothing": ("usual = 3", 'usual = "1/0"', "", "usual"),
    "a clip of no length": ("usual = 3", "usual = 0", "", "usual"),
    "a shortest length above the longest": ("shortest = 1\n", "shortest = 20\n", "", "shortest"),
    "a weight that is a word": ("files = 0.5", 'files = "much"', "", "files"),
    "a part that is weighed by a word": ("steady = 1.0", 'steady = "much"', "", "steady"),
    "a way to fit that there is none of": ('fit = "pad"', 'fit = "stretch"', "", "fit"),
    "an act with one energy": (
        'fit = "pad"',
        'fit = "pad"\nacts = [{name = "all", share = 1.0, energy = [0.5]}]',
        "",
        "energy",
    ),
}


@pytest.mark.parametrize("problem", NONSENSE)
def test_what_makes_no_sense_is_refused_with_what_is_wrong(problem: str):
    good, bad, first, named = NONSENSE[problem]

    with pytest.raises(BadOption, match=rf"(?s)own\.toml.*{named}"):
        read_style(first + PLAIN.replace(good, bad, 1), "own.toml")


def test_two_problems_are_told_at_once():
    text = PLAIN.replace('order = "story"', 'order = "backwards"').replace("files = 0.5", "flies = 0.5")

    with pytest.raises(BadOption) as raised:
        read_style(text, "own.toml")

    assert "backwards" in str(raised.value)
    assert "flies" in str(raised.value)


def test_a_style_that_is_not_there_is_refused_with_what_to_give(tmp_path: Path):
    with pytest.raises(BadOption, match=r"nothing\.toml cannot be read .*Give a name, or a TOML file"):
        own_style(tmp_path / "nothing.toml")


def test_a_style_that_is_no_text_is_refused_with_what_to_give(tmp_path: Path):
    path = tmp_path / "film.toml"
    path.write_bytes(b"\xff\xfe\x00\xd8")

    with pytest.raises(BadOption, match=r"film\.toml cannot be read .*Give a name, or a TOML file"):
        own_style(path)
