"""What a finished film shows and lets hear, from one decode of it; nothing is judged here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autoedit.errors import RenderError
from autoedit.media.damage import Damage
from autoedit.media.decode import pictures
from autoedit.media.look import look, no_looks
from autoedit.media.loudness import Meter
from autoedit.media.probe import probe
from autoedit.media.rows import FiledRows, Rows
from autoedit.media.sound import Samples, sound_blocks
from autoedit.model.media import AudioStream, Media

# A quarter of the usual rate: places are found to a forty-eighth of a millisecond all the same, and ten minutes fit in 29 MB.
HEARD_RATE = 12000
_FULL_SCALE = 32767


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Heard:
    """A film's sound: made small, and its loudness as it was.

    Attributes:
        samples: int16 [n, 2] at HEARD_RATE; the first is heard when the film begins.
        lufs: integrated loudness, ``-inf`` for silence.
        true_peak: dBTP, ``-inf`` for silence.
    """

    samples: Rows
    lufs: float
    true_peak: float

    def blocks(self) -> Iterator[Samples]:
        """All of it, a minute at a time: float32 [n, 2]."""
        for first in range(0, len(self.samples), 60 * HEARD_RATE):
            yield np.divide(self.samples[first : first + 60 * HEARD_RATE], _FULL_SCALE, dtype=np.float32)

    def at(self, start: Fraction, duration: Fraction) -> Samples:
        """A stretch from the sample nearest to a time on; silence where the film has no sound: float32 [n, 2]."""
        first, count = round(start * HEARD_RATE), round(duration * HEARD_RATE)
        out = np.zeros((count, 2), np.float32)
        begin, end = max(0, first), min(len(self.samples), first + count)
        if begin < end:
            out[begin - first : end - first] = self.samples[begin:end] / np.float32(_FULL_SCALE)
        return out


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shown:
    """A film as a player finds it.

    Attributes:
        media: the file.
        looks: every frame's look in the order shown, uint8 [frames, BYTES].
        times: every frame's exact time.
        heard: the sound; None where there is none.
        damage: what went wrong while decoding, in words.
    """

    media: Media
    looks: Rows
    times: tuple[Fraction, ...]
    heard: Heard | None
    damage: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.looks) != len(self.times):
            raise ValueError(f"each frame has a look and a time, got {len(self.looks)} and {len(self.times)}")


def shown(path: Path, report: Callable[[float], None] | None = None, *, threads: int = 0) -> Shown:
    """Decode a film once, picture and sound.

    Args:
        report: told how much of it is done, 0..1.
        threads: decoder threads, 0 for as many as there are cores.

    Raises:
        RenderError: the film has no picture.
        UnreadableMedia: it is no film at all.
    """
    media = probe(path)
    if media.video is None:
        raise RenderError("the film has no picture")
    damage = Damage()
    looks, times = [], []
    for picture in pictures(media, threads=threads, damage=damage):
        looks.append(look(picture.frame))
        times.append(picture.time)
        if report is not None:
            report(min(1.0, len(times) / media.video.frames))
    return Shown(
        media=media,
        looks=np.stack(looks) if looks else no_looks(),
        times=tuple(times),
        heard=hear(media, path.parent),
        damage=(*media.damage, *damage.told()),
    )


def hear(media: Media, folder: Path) -> Heard | None:
    """A film's sound, decoded once: None where it has none.

    Args:
        folder: where the samples are kept, in a file without a name.
    """
    if media.sound is None:
        return None
    meter = Meter(media.sound.rate)
    samples = FiledRows(_made_small(media, media.sound, meter), 2, np.int16, folder)
    measured = meter.read()
    return Heard(samples=samples, lufs=measured.integrated, true_peak=measured.true_peak)


def _made_small(media: Media, sound: AudioStream, meter: Meter) -> Iterator[NDArray[np.int16]]:
    """A film's sound at HEARD_RATE from its first frame on, while the meter hears all of it."""
    import soxr

    small = soxr.ResampleStream(sound.rate, HEARD_RATE, 2, dtype="float32")
    place = round(sound.start * sound.rate)
    if place > 0:
        yield _small(small.resample_chunk(np.zeros((place, 2), np.float32)))
    for block in sound_blocks(media):
        meter.hear(block)
        # What lies before the film's first frame is not heard with it.
        yield _small(small.resample_chunk(block[max(0, -place) :]))
        place = min(0, place) + len(block)
    yield _small(small.resample_chunk(np.zeros((0, 2), np.float32), last=True))


def _small(samples: Samples) -> NDArray[np.int16]:
    return np.asarray(np.round(np.clip(samples, -1, 1) * _FULL_SCALE), np.int16)
