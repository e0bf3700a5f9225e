"""The film's rate and size when nobody says: what most of the footage has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import TypeVar

from autoedit.model.media import Media, VideoStream

T = TypeVar("T")

# Slower than this the film would stutter, faster it would only cost; high-speed cameras record 120 and 240.
SLOWEST, FASTEST = Fraction(20), Fraction(60)
DEFAULT_RATE = Fraction(25)
STANDARD = (*map(Fraction, (24, 25, 30, 50, 60)), *(Fraction(rate * 1000, 1001) for rate in (24, 30, 60)))


def commonest_rate(files: Sequence[Media]) -> Fraction:
    """The rate that most files have, a tie to the one with more footage; at least SLOWEST, at most FASTEST."""
    videos = [video for video in _pictures(files) if SLOWEST <= video.rate <= FASTEST]
    # A variable picture's own rate is a mean that no screen shows; it counts only where nothing constant is.
    steady = [video for video in videos if video.is_constant]
    rates = [(video.rate, video.duration) for video in steady] or [
        (_nearest_standard(video.rate), video.duration) for video in videos
    ]
    return _commonest(rates) if rates else DEFAULT_RATE


def commonest_size(files: Sequence[Media]) -> tuple[int, int]:
    """The upright size that most files have, a tie to the one with more footage, in even pixels."""
    sizes = [((_even(video.width), _even(video.height)), video.duration) for video in _pictures(files)]
    return _commonest(sizes)


def _nearest_standard(rate: Fraction) -> Fraction:
    return min(STANDARD, key=lambda standard: abs(standard - rate))


def _pictures(files: Sequence[Media]) -> list[VideoStream]:
    return [media.video for media in files if media.video is not None]


def _even(pixels: int) -> int:
    return max(2, pixels // 2 * 2)


def _commonest(values: Sequence[tuple[T, Fraction]]) -> T:
    counts = Counter(value for value, _ in values)
    footage = {value: sum(duration for other, duration in values if other == value) for value in counts}
    # The order of first appearance settles what is left, so the answer never depends on hashing.
    return max(counts, key=lambda value: (counts[value], footage[value]))
