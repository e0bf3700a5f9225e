"""Reading a film back by the shortest way, past the code under test: PyAV alone, first frame to last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from autoedit.testing.numbers import Picture, read_number
from autoedit.testing.sounds import Samples, Sound


@dataclass(frozen=True, slots=True)
class ShownFrame:
    """A frame of a film: its exact time, and the number that it shows."""

    time: Fraction
    number: int | None


def film_pictures(path: Path) -> Iterator[tuple[Fraction, Picture]]:
    """Every frame in order, with its exact time: RGB, uint8 [height, width, 3], as stored."""
    import av

    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            assert frame.pts is not None and frame.time_base is not None
            yield frame.pts * frame.time_base, np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)


def film_numbers(path: Path) -> tuple[ShownFrame, ...]:
    """What every frame of a film shows, in order."""
    return tuple(ShownFrame(time, read_number(picture)) for time, picture in film_pictures(path))


def film_samples(path: Path) -> Sound:
    """A film's sound as its own samples, each at its place: the first sample is time zero."""
    import av

    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        resampler = av.AudioResampler(format="flt", layout=stream.layout, rate=stream.rate)
        parts: list[tuple[int, Samples]] = []
        place = 0
        for frame in container.decode(stream):
            assert frame.pts is not None and frame.time_base is not None
            told = round(frame.pts * frame.time_base * stream.rate)
            # Matroska's milliseconds jitter; only a real hole moves what follows.
            place = told if not parts or abs(told - place) > 2 * frame.time_base * stream.rate else place
            for converted in resampler.resample(frame):
                parts.append((place, np.asarray(converted.to_ndarray(), np.float32).reshape(-1, stream.channels)))
                place += len(parts[-1][1])
        rate, channels = stream.rate, stream.channels
    samples = np.zeros((max(place + len(part) for place, part in parts), channels), np.float32)
    for place, part in parts:
        skipped = max(0, -place)
        samples[place + skipped : place + len(part)] = part[skipped:]
    return Sound(samples=samples, rate=rate)
