"""The check of a transition finds what is wrong with one."""

from __future__ import annotations

import numpy as np
import pytest

from autoedit.testing import check_transition


def good(a, b, progress):
    return (a * (1 - progress) + b * progress).round().astype(np.uint8)


def backwards(a, b, progress):
    return good(b, a, progress)


def smaller(a, b, progress):
    return good(a, b, progress)[::2, ::2]


def floating(a, b, progress):
    return good(a, b, progress).astype(np.float32)


def careless(a, b, progress):
    mixed = good(a, b, progress)
    a[0, 0] = 7
    return mixed


def never_there(a, b, progress):
    return good(a, b, progress * 0.9)


class Forgetful:
    def __init__(self):
        self.calls = 0

    def __call__(self, a, b, progress):
        self.calls += 1
        return good(a, b, progress) ^ np.uint8(self.calls % 2)


def test_a_transition_passes():
    check_transition(good)


@pytest.mark.parametrize(
    ("transition", "said"),
    [
        (backwards, "away from the first picture"),
        (never_there, "away from the second picture"),
        (smaller, "shape"),
        (floating, "float32, not uint8"),
        (careless, "were changed"),
        (Forgetful(), "two results"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_is_no_transition_is_refused_with_the_reason(transition, said):
    with pytest.raises(AssertionError, match=said):
        check_transition(transition)
