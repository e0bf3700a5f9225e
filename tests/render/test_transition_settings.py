"""What transitions can be told, what they find for themselves, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from autoedit import registry
from autoedit.errors import BadOption, UnknownName
from autoedit.registry import load_function, names
from autoedit.render.transitions.focus import eye_catcher, focus
from autoedit.render.transitions.match_zoom import match_zoom
from autoedit.render.transitions.settings import checked, offered, prepared
from autoedit.testing import check_transition
from tests.render.scenes import brightest, dot, plain, scene

ALL = sorted(names("autoedit.transitions"))


def half_and_half(a, b, progress):
    """A plugin of the plainest kind."""
    return np.where(progress < 0.5, a, b)


def tinted(a, b, progress, *, tint="#000000", gain=1.0):
    """A plugin whose settings say nothing of their limits."""
    return half_and_half(a, b, progress)


@pytest.fixture
def plugins(monkeypatch: pytest.MonkeyPatch):
    table = {"half_and_half": f"{__name__}:half_and_half", "tinted": f"{__name__}:tinted"}
    monkeypatch.setattr(registry, "names", lambda group: table)


@pytest.mark.parametrize("kind", ALL)
def test_every_setting_is_a_number_or_a_word_with_a_limit_that_its_default_keeps(kind):
    for setting in offered(load_function("autoedit.transitions", kind)).values():
        assert type(setting.default) in (float, str), setting.name
        assert setting.limit is not None, setting.name
        assert setting.limit.allows(setting.default), setting.name


def test_a_setting_reaches_the_transition():
    a, b = plain((220, 30, 30)), plain((30, 30, 220))

    told = checked("wipe", {"angle": 90, "softness": 0.0})(a, b, 0.5)

    assert tuple(told[2, 2]) == (30, 30, 220)
    assert tuple(told[33, 60]) == (220, 30, 30)


def test_an_unknown_setting_is_refused_with_the_known_ones_and_the_nearest():
    with pytest.raises(
        BadOption, match=r"transition 'wipe' has no setting 'angel'\. Did you mean 'angle'\? Known: angle, softness\."
    ):
        checked("wipe", {"angel": 3.0})


def test_a_transition_without_settings_says_so():
    with pytest.raises(BadOption, match=r"transition 'dissolve' has no setting 'angle'\. It has none\."):
        checked("dissolve", {"angle": 3.0})


def test_an_unknown_transition_is_refused_with_the_nearest():
    with pytest.raises(UnknownName, match=r"Did you mean 'whip_pan'\?"):
        checked("whippan", {})


@pytest.mark.parametrize(
    ("kind", "name", "value", "said"),
    [
        ("wipe", "softness", 1.5, "a number from 0 to 1, got 1.5"), ("wipe", "angle", math.nan, "from -720 to 720, got nan"),
        ("wipe", "angle", math.inf, "got inf"), ("wipe", "angle", "left", "got 'left'"), ("wipe", "angle", True, "got True"),
        ("dip", "colour", "red", "a colour like #ffcc00, got 'red'"), ("dip", "colour", 3.0, "got 3.0"),
        ("dip", "colour", "#12345", "got '#12345'"), ("dip", "colour", "#123456\n", "a colour like"),
        ("clouds", "seed", 1.5, "a whole number from 0"), ("zoom_through", "direction", "up", "'in' or 'out', got 'up'"),
        ("whip_pan", "speed", 0.5, "a number from 1 to 4, got 0.5"), ("match_zoom", "ax", -0.1, "got -0.1"),
    ],
)  # fmt: skip
def test_a_value_outside_what_a_setting_may_be_is_refused_with_what_it_may(kind, name, value, said):
    with pytest.raises(BadOption) as raised:
        checked(kind, {name: value})

    assert str(raised.value).startswith(f"the setting {name!r} of transition {kind!r} is ")
    assert said in str(raised.value)


@pytest.mark.usefixtures("plugins")
def test_a_plugin_of_three_arguments_is_a_transition_without_settings():
    transition = checked("half_and_half", {})
    a, b = plain(10), plain(20)

    assert (transition(a, b, 0.2) == 10).all()
    assert (prepared(transition, a, b)(a, b, 0.7) == 20).all()
    with pytest.raises(BadOption, match="It has none"):
        checked("half_and_half", {"angle": 1.0})


@pytest.mark.usefixtures("plugins")
def test_a_plugins_setting_without_a_limit_takes_any_value_of_its_defaults_kind():
    checked("tinted", {"tint": "warm", "gain": -300})

    with pytest.raises(BadOption, match="is a word, got 3"):
        checked("tinted", {"tint": 3})
    with pytest.raises(BadOption, match="is a number, got 'much'"):
        checked("tinted", {"gain": "much"})


@pytest.mark.parametrize(("x", "y"), [(0.3, 0.6), (0.72, 0.35), (0.5, 0.5)])
@pytest.mark.parametrize("size", [(320, 180), (180, 321)])
def test_the_eye_is_caught_by_a_bright_blob(x, y, size):
    random = np.random.default_rng(1)
    noisy = np.clip(dot(x, y, *size, radius=14).astype(int) + random.integers(-9, 10, (size[1], size[0], 3)), 0, 255)

    found = eye_catcher(noisy.astype(np.uint8))

    assert np.hypot(found[0] - x, found[1] - y) < 0.08


def test_the_eye_is_caught_by_a_coloured_blob_no_lighter_than_its_ground():
    shown = plain((100, 100, 100), 320, 180)
    shown[110:140, 60:100] = (200, 51, 60)

    found = eye_catcher(shown)

    assert np.hypot(found[0] - 0.25, found[1] - 0.7) < 0.1


@pytest.mark.parametrize("picture", [plain(0), plain(255, 1, 1), plain(7, 3, 2)])
def test_where_nothing_catches_the_eye_it_is_the_middle(picture):
    assert eye_catcher(picture) == (0.5, 0.5)


def test_the_points_of_a_match_zoom_meet_in_the_middle():
    a, b = dot(0.3, 0.6), dot(0.65, 0.4)
    points = {"ax": 0.3, "ay": 0.6, "bx": 0.65, "by": 0.4}

    before, after = (brightest(match_zoom(a, b, progress, **points)) for progress in (0.499, 0.501))

    assert np.allclose(before, (0.5, 0.5), atol=0.02)
    assert np.allclose(after, (0.5, 0.5), atol=0.02)


def test_a_match_zoom_of_points_near_an_edge_shows_nothing_past_it():
    a = dot(0.1, 0.1)
    a[:, :3] = a[:3] = (255, 0, 0)  # a frame that its mirror image would show a second time

    shown = match_zoom(a, a, 0.45, ax=0.1, ay=0.1, bx=0.1, by=0.1, zoom=2.0)

    red = shown[..., 0].astype(int) - shown[..., 1] > 100
    assert not red[:, 12:].all(axis=0).any()
    assert red[60, :12].any()


def test_what_a_transition_finds_in_the_pictures_is_used_where_nothing_was_said():
    a, b = dot(0.3, 0.6, radius=14), dot(0.65, 0.4, radius=14)

    transition = prepared(checked("match_zoom", {"bx": 0.5, "zoom": 3.0}), a, b)

    found = focus(a, b)
    assert transition.keywords == {**found, "bx": 0.5, "zoom": 3.0}
    assert found["bx"] != 0.5
    check_transition(transition)


def test_a_transition_that_finds_nothing_is_prepared_as_it_is():
    transition = checked("wipe", {"angle": 30.0})

    assert prepared(transition, scene(1), scene(2)) is transition
