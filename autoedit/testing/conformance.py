"""What every plugin of a group must do; a plugin's author calls these from a test of their own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
# Code values, of 255, that a transition may be away from its ends there: rounding, and a smear's beginning.
END_DOUBT = 3.0


def check_transition(transition: Callable[[Picture, Picture, float], Picture], size: tuple[int, int] = (64, 36)) -> None:
    """Check that a function is a transition: from a to b, same shape, its inputs left alone, the same each time.

    Raises:
        AssertionError: naming what it does not keep to.
    """
    a, b = _scene(1, size), _scene(2, size)
    kept = a.copy(), b.copy()
    for progress in (0.0, 1 / 48, 0.25, 0.5, 0.75, 47 / 48, 1.0):
        shown = transition(a, b, progress)
        assert shown.shape == a.shape, f"at {progress} the picture's shape is {shown.shape}, not {a.shape}"
        assert shown.dtype == np.uint8, f"at {progress} the picture is {shown.dtype}, not uint8"
        assert np.array_equal(a, kept[0]) and np.array_equal(b, kept[1]), f"at {progress} the pictures it was given were changed"
        assert np.array_equal(shown, transition(a, b, progress)), f"at {progress} the same pictures give two results"
    for progress, end, name in ((0.0, a, "first"), (1.0, b, "second")):
        away = np.abs(transition(a, b, progress).astype(float) - end).mean()
        assert away <= END_DOUBT, f"at {progress} it is {away:.1f} code values away from the {name} picture"


def _scene(seed: int, size: tuple[int, int]) -> Picture:
    """A smooth coloured picture, unlike for each seed."""
    width, height = size
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    waves = [np.sin(x / width * random.uniform(2, 9) + y / height * random.uniform(2, 9)) for _ in range(3)]
    return np.asarray(np.stack(waves, axis=2) * 100 + 128, np.uint8)
