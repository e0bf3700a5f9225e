"""What holds for every film: its length, its ranges, its limits, its pins, its bytes.

Films are made from seeds and kept, so that all claims are held against the same few dozen of them.
"""

from __future__ import annotations

import random
from fractions import Fraction
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from autoedit.document.write import edit_list_json
from autoedit.errors import NotEnoughMaterial
from autoedit.model.document import Decision, DecisionKind, EditList, Footage, Song
from autoedit.model.time import whole_frames
from autoedit.model.timeline import TrackRole
from autoedit.plan.candidate import candidates, unique_material
from autoedit.plan.style import Style, highlights, montage, recap, trailer
from tests.benchmarks.libraries import library as made_library
from tests.plan.reading import clips, names, selects_of, shown
from tests.plan.values import click_grid, planned, random_footage, song
from tests.properties.rates import RATES

# A film takes long: what fails is told by its seed, and hundreds more to find a smaller one would tell no more.
SOME = settings(max_examples=40, deadline=None, phases=(Phase.explicit, Phase.generate))
FEW = settings(max_examples=10, deadline=None, phases=(Phase.explicit, Phase.generate))
SEEDS = 24
STYLES = (highlights(), trailer(), montage(), recap())
MUSIC = (None, song(), song(click_grid(tempo="97.3", bars=5, start="0.217")), song(click_grid(bars=10, confidence=0.1)))

seeds = st.integers(0, SEEDS - 1)


def asked(seed: int) -> tuple[list[Footage], Song | None, dict[str, object]]:
    """Footage of short scattered or of long rich takes, a song or none, and options."""
    rng = random.Random(seed)
    style: Style = rng.choice(STYLES)
    music = rng.choice(MUSIC[1:] if style.needs_music else MUSIC)
    library = random_footage(seed) if seed % 3 else made_library(seed, 24)
    share = Fraction(rng.randint(2, 34), 40)
    longest = unique_material(candidates(library)) * share
    length = max(Fraction(1), min(Fraction(3 if music is None else 8), longest))
    return library, music, {"style": style, "length": length, "frame_rate": rng.choice(RATES)}


@cache
def film(seed: int) -> EditList | None:
    """The film of a seed, None where the footage cannot give it."""
    library, music, options = asked(seed)
    try:
        return planned(library, music, **options)
    except NotEnoughMaterial:
        return None


def test_most_random_footage_can_be_filled():
    assert sum(film(seed) is not None for seed in range(SEEDS)) >= 0.9 * SEEDS


@given(seeds)
@SOME
def test_a_film_has_exactly_the_frames_it_was_asked_for(seed: int):
    edit_list = film(seed)

    if edit_list is not None:
        frames = whole_frames(edit_list.length, edit_list.timeline.frame_rate)
        assert edit_list.length == asked(seed)[2]["length"]
        assert edit_list.timeline.track(TrackRole.PICTURE).frames == edit_list.timeline.frames == frames
        assert sum(clip.frames for clip in clips(edit_list)) == frames


@given(seeds)
@SOME
def test_no_frame_is_shown_from_outside_its_selects_limits_handles_included(seed: int):
    edit_list = film(seed)

    if edit_list is not None:
        selects = selects_of(edit_list)
        for seen in shown(edit_list, handles=True):
            assert selects[seen.select].in_limit <= seen.start <= seen.end <= selects[seen.select].out_limit


@given(seeds)
@SOME
def test_no_source_moment_is_shown_twice(seed: int):
    edit_list = film(seed)

    if edit_list is not None:
        ranges = sorted((seen.media, seen.start, seen.end) for seen in shown(edit_list))
        for before, after in pairwise(ranges):
            assert before[0] != after[0] or before[2] <= after[1]


@given(seeds)
@SOME
def test_a_chronological_film_keeps_the_order_of_the_story(seed: int):
    edit_list = film(seed)

    if edit_list is not None and edit_list.style in ("highlights", "recap"):
        order = [item.media.id for item in edit_list.footage]
        told = [(order.index(seen.media), seen.start) for seen in shown(edit_list)]
        assert told == sorted(told)


@given(seeds)
@SOME
def test_no_film_is_worth_more_than_its_bound(seed: int):
    edit_list = film(seed)

    if edit_list is not None:
        assert edit_list.solution.value <= edit_list.solution.bound


@given(seeds, st.randoms(use_true_random=False))
@FEW
def test_a_film_is_the_same_to_the_byte_however_its_files_are_given(seed: int, rng: random.Random):
    library, music, options = asked(seed)

    if film(seed) is not None:
        mixed = planned(rng.sample(library, len(library)), music, **options)
        assert edit_list_json(mixed) == edit_list_json(film(seed))


@given(seeds, st.integers(1, 12), st.integers(0, 1000))
@FEW
def test_a_pinned_select_is_the_clip_of_that_number_or_the_film_says_why_not(seed: int, slot: int, who: int):
    library, music, options = asked(seed)

    if film(seed) is not None:
        slot = 1 + (slot - 1) % len(clips(film(seed)))
        every = [candidate.name for candidate in candidates(library)]
        pin = Decision(kind=DecisionKind.PIN, select=every[who % len(every)], slot=slot)
        edit_list = planned(library, music, **options, decisions=(pin,))
        is_told = any(pin.select in note for note in edit_list.notes)
        assert (names(edit_list)[slot - 1 : slot] == [pin.select]) != is_told


@pytest.mark.parametrize("kind", [DecisionKind.FIRST, DecisionKind.LAST])
@given(seed=seeds, who=st.integers(0, 1000))
@FEW
def test_what_a_person_wants_first_or_last_is_there(kind: DecisionKind, seed: int, who: int):
    library, music, options = asked(seed)

    if film(seed) is not None:
        every = [candidate.name for candidate in candidates(library)]
        wish = Decision(kind=kind, select=every[who % len(every)])
        edit_list = planned(library, music, **options, decisions=(wish,))
        is_told = any(wish.select in note for note in edit_list.notes)
        assert (names(edit_list)[0 if kind is DecisionKind.FIRST else -1] == wish.select) != is_told


@given(seeds, st.lists(st.integers(0, 1000), min_size=1, max_size=3))
@FEW
def test_a_dropped_select_is_never_shown_and_a_kept_one_is_shown_or_told(seed: int, which: list[int]):
    library, music, options = asked(seed)

    if film(seed) is not None:
        every = [candidate.name for candidate in candidates(library)]
        keep, *drop = dict.fromkeys(every[place % len(every)] for place in which)
        decisions = (
            Decision(kind=DecisionKind.KEEP, select=keep),
            *(Decision(kind=DecisionKind.DROP, select=name) for name in drop),
        )
        try:
            edit_list = planned(library, music, **options, decisions=decisions)
        except NotEnoughMaterial:
            return
        assert not set(drop) & set(names(edit_list))
        assert keep in names(edit_list) or any(keep in note for note in edit_list.notes)
