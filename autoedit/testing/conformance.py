"""What every plugin of a group must do; a plugin's author calls these from a test of their own."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Transition = Callable[[Picture, Picture, float], Picture]
# Code values, of 255, that a transition may be away from its ends there, on average: rounding. Ours are not away at all.
END_DOUBT = 1.0
# Besides the size that is asked for: odd, upright, smaller than any filter, and a single pixel.
SIZES = ((33, 21), (20, 37), (3, 2), (1, 4), (1, 1))
# A slow transition has this many frames. Near the ends, where the eye is still at rest, none of them goes further than such a
# share of the way from a to b at once; evenly spread it would be 1/48, and of ours a dip goes the furthest, 0.06.
FRAMES, JUMP, STEPS = 48, 0.12, 3


def check_transition(transition: Transition, size: tuple[int, int] = (64, 36)) -> None:
    """Check that a function is a transition.

    It goes from a to b without a jump at either end, gives pictures of the shape it is given whatever that is and however
    they lie in memory, leaves them alone, and gives the same each time.

    Args:
        transition: called with (a, b, progress); settings have their defaults, or are bound with ``functools.partial``.
        size: width and height of the pictures it is tried on, beside odd and tiny ones.

    Raises:
        AssertionError: naming what it does not keep to.
    """
    for width, height in (size, *SIZES):
        a, b = _view(1, width, height), _view(2, width, height)
        _check_pictures(transition, a, b)
        _check_ends(transition, a, b)
        _check_memory(transition, a, b)
    _check_pace(transition, _view(1, *size), _view(2, *size))


def _check_pictures(transition: Transition, a: Picture, b: Picture) -> None:
    """Shape, kind, and the same again, whatever was drawn in between."""
    kept = a.copy(), b.copy()
    progresses = (0.0, 0.5 / FRAMES, 0.25, 0.5, 0.75, 1 - 0.5 / FRAMES, 1.0)
    drawn = [transition(a, b, progress) for progress in progresses]
    for progress, shown in zip(progresses, drawn, strict=True):
        assert shown.shape == a.shape, f"at {progress} the picture's shape is {shown.shape}, not {a.shape}"
        assert shown.dtype == np.uint8, f"at {progress} the picture is {shown.dtype}, not uint8"
    assert np.array_equal(a, kept[0]) and np.array_equal(b, kept[1]), "the pictures it was given were changed"
    # Backwards, so that what one call leaves behind for the next would show.
    for progress, shown in zip(reversed(progresses), reversed(drawn), strict=True):
        assert np.array_equal(shown, transition(a, b, progress)), f"at {progress} the same pictures give two results"


def _check_ends(transition: Transition, a: Picture, b: Picture) -> None:
    for progress, end, name in ((0.0, a, "first"), (1.0, b, "second")):
        away = _apart(transition(a, b, progress), end)
        assert away <= END_DOUBT, f"at {progress} it is {away:.1f} code values away from the {name} picture"


def _check_memory(transition: Transition, a: Picture, b: Picture) -> None:
    """A cut-out of a larger picture and one that lies column by column are pictures like others."""
    height, width = a.shape[:2]
    larger = np.zeros((height + 4, width + 5, 3), np.uint8)
    larger[2:-2, 3:-2] = a
    shown = transition(larger[2:-2, 3:-2], np.asfortranarray(b), 0.4)
    assert np.array_equal(shown, transition(a, b, 0.4)), "pictures that do not lie whole in memory give another result"


def _check_pace(transition: Transition, a: Picture, b: Picture) -> None:
    """The first frames of a slow transition are near a, the last near b, and each near the one before."""
    progresses = [0.0, *((frame + 0.5) / FRAMES for frame in range(STEPS))]
    whole = max(_apart(a, b), 1.0)
    for ends in (progresses, [1 - progress for progress in progresses]):
        for before, after in pairwise(ends):
            gone = _apart(transition(a, b, before), transition(a, b, after)) / whole
            assert gone <= JUMP, f"from {before:.3f} to {after:.3f} it jumps {gone:.0%} of the way"


def _apart(one: Picture, other: Picture) -> float:
    """How far two pictures are from one another, in code values, on average."""
    return float(np.abs(one.astype(float) - other.astype(float)).mean())


def _view(seed: int, width: int, height: int) -> Picture:
    """A smooth coloured picture, unlike for each seed."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    waves = [np.sin(x / width * random.uniform(2, 9) + y / height * random.uniform(2, 9) + seed) for _ in range(3)]
    return np.asarray(np.stack(waves, axis=2) * 100 + 128, np.uint8)
