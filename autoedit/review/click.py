"""A song with its grid as clicks over it, to confirm by ear.

Each click begins on the very sample of its beat: counted from the song's first, so nothing drifts. The song is turned down
until song and click together cannot clip.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autoedit.errors import OutputError
from autoedit.media.sound import sound_blocks
from autoedit.model.document import Song
from autoedit.model.media import AudioStream
from autoedit.model.music import Beat, BeatGrid

Samples = NDArray[np.float32]

# The song's peak and the click's, of full scale; the rest is the room that rounding to 16 bits needs.
SONG_PEAK, CLICK_PEAK = 0.55, 0.44
DOWNBEAT_HZ, BEAT_HZ, UNNUMBERED_HZ = 2093.0, 1397.0, 1047.0
CLICK_SECONDS, FALLS_SECONDS = 0.04, 0.008


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """A click that begins at this sample, counted from the song's first."""

    sample: int
    hz: float


def clicks_of(grid: BeatGrid, sound: AudioStream) -> tuple[Click, ...]:
    """The clicks of a grid, the downbeats' higher."""
    return tuple(Click(sample=round((beat.time - sound.start) * sound.rate), hz=_pitch(beat)) for beat in grid.beats)


def write_click_track(song: Song, into: Path) -> None:
    """Write the song with its clicks as a WAV file of 16 bits, at the song's own rate.

    Raises:
        NoSound, UnreadableMedia: the song cannot be read.
    """
    import soundfile

    sound = song.media.sound
    assert sound is not None, "a song that was heard has sound"
    loudest = max((float(np.abs(block).max(initial=0.0)) for block in sound_blocks(song.media)), default=0.0)
    gain = min(1.0, SONG_PEAK / loudest) if loudest > 0 else 1.0
    with soundfile.SoundFile(into, "w", sound.rate, channels=2, format="WAV", subtype="PCM_16") as file:
        for block in _mixed(sound_blocks(song.media), gain, clicks_of(song.grid, sound), sound.rate):
            file.write(block)


def check_click(output: Path) -> None:
    """Whether a name promises what is written.

    Raises:
        OutputError: it promises another kind of file.
    """
    if output.suffix.lower() != ".wav":
        raise OutputError(output, "clicks are written as WAV", "Give a name that ends in .wav.")


def _pitch(beat: Beat) -> float:
    if beat.number == 0:
        return UNNUMBERED_HZ
    return DOWNBEAT_HZ if beat.is_downbeat else BEAT_HZ


def _mixed(blocks: Iterator[Samples], gain: float, clicks: Sequence[Click], rate: int) -> Iterator[Samples]:
    """The blocks with the clicks in them; one that reaches over a block's end goes on in the next."""
    shapes = {hz: _shape(hz, rate) for hz in {click.hz for click in clicks}}
    first, waiting = 0, list(clicks)
    for block in blocks:
        clicking = np.zeros(len(block), np.float32)
        end = first + len(block)
        sounding = [click for click in waiting if click.sample < end]
        for position, click in enumerate(sounding):
            # The next click cuts off the last, so that two never add up.
            following = sounding[position + 1].sample if position + 1 < len(sounding) else end
            _lay(clicking, shapes[click.hz], click.sample - first, min(end, following) - first)
        yield gain * block + clicking[:, None]
        # The last click may still be sounding.
        waiting = [click for click in waiting if click.sample >= end or click in sounding[-1:]]
        first = end


def _lay(into: Samples, shape: Samples, start: int, stop: int) -> None:
    """The shape from ``start`` on, as far as it lies inside and before ``stop``."""
    begin, end = max(0, start), min(stop, start + len(shape))
    if begin < end:
        into[begin:end] = shape[begin - start : end - start]


def _shape(hz: float, rate: int) -> Samples:
    """A click whose first sample is its largest."""
    time = np.arange(round(CLICK_SECONDS * rate)) / rate
    return np.asarray(CLICK_PEAK * np.cos(2 * np.pi * hz * time) * np.exp(-time / FALLS_SECONDS), np.float32)
