"""The music's level along the film, as it is laid there: column by column, read through the one guarded decoder."""

from __future__ import annotations

from contextlib import closing
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from autoedit.errors import AutoeditError
from autoedit.media.sound import SoundReader
from autoedit.model.media import Media
from autoedit.model.time import nearest_frame
from autoedit.model.timeline import Clip, Placed
from autoedit.pipeline.progress import Listener
from autoedit.pipeline.stage import Stage, run
from autoedit.pipeline.workplace import Workplace

RATE = 8000  # samples a second: enough for an outline
# Columns of the whole film. Half of them still tell beats apart in a film of five minutes.
COLUMNS = 1600
STAGE = "music"
# A film of a day has no outline worth the reading.
LONGEST = Fraction(6 * 3600)


def levels_of(clips: tuple[Placed, ...], frames: int, rate: Fraction, song: Media, work: Workplace) -> tuple[float, ...]:
    """How loud the music is in each column of the film, 0 to 1, the loudest 1; empty where it cannot be read.

    Args:
        clips: the stretches of the song in their places.
        frames, rate: the film's.
    """
    levels = np.zeros(COLUMNS)
    if not clips or song.sound is None or frames / rate > LONGEST:
        return ()
    work.listener.begin(STAGE, COLUMNS)
    for placed in clips:
        clip = placed.item
        if isinstance(clip, Clip):
            ends = placed.start, placed.start + clip.frames
            first, last = (nearest_frame(Fraction(end, frames), Fraction(COLUMNS)) for end in ends)
            if last <= first:
                continue
            seconds = clip.frames / rate * clip.speed
            try:
                outline = run(OUTLINE, song, clip.source_start, seconds, last - first, cache=work.cache, listener=work.listener)
            except AutoeditError:
                return ()
            levels[first:last] = outline.value * _gain(clip, last - first)
    work.listener.end(STAGE)
    loudest = float(levels.max())
    return tuple((levels / loudest).round(3).tolist()) if loudest > 0 else ()


def _outline(
    song: Media, start: Fraction, seconds: Fraction, columns: int, *, listener: Listener | None = None
) -> NDArray[np.float64]:
    """The level of each of so many columns of a stretch: the mean of its loudest and its effective value."""
    edges = [nearest_frame(seconds * column / columns, Fraction(RATE)) for column in range(columns + 1)]
    found = np.zeros(columns)
    with closing(SoundReader(song, start, RATE)) as reader:
        for column in range(columns):
            samples = reader.read(edges[column + 1] - edges[column])
            if len(samples):
                found[column] = (float(np.abs(samples).max()) + float(np.sqrt(np.mean(samples.astype(np.float64) ** 2)))) / 2
            if listener is not None:
                listener.advance(STAGE, 1)
    return found


OUTLINE: Stage[NDArray[np.float64]] = Stage(
    name="outline", version=1, function=_outline, result=NDArray[np.float64], libraries=("av", "soxr", "numpy")
)


def _gain(clip: Clip, columns: int) -> NDArray[np.float64]:
    """The clip's gain and fades, column by column, relative to itself at its loudest."""
    frame = (np.arange(columns) + 0.5) / columns * clip.frames
    gain = np.full(columns, 10 ** (min(0.0, clip.gain_db) / 20))
    if clip.fade_in_frames:
        gain *= np.minimum(1, frame / clip.fade_in_frames)
    if clip.fade_out_frames:
        gain *= np.minimum(1, (clip.frames - frame) / clip.fade_out_frames)
    return gain
