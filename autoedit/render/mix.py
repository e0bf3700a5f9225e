"""The film's sound: clips at their places, crossing at every cut, music ducked under what matters, brought to its loudness.

    players of tracks -> ducking -> a temporary file of floats, measured as it is written -> mastering

It is mixed block by block, so memory does not grow with the film but by a few numbers for each hundredth of a second.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autoedit.errors import at
from autoedit.model.media import Media
from autoedit.model.timeline import Timeline, Track, TrackKind, TrackRole
from autoedit.render.crossing import SAMPLE_RATE, sample_at
from autoedit.render.ducking import ducked
from autoedit.render.mastering import STREAMING, Mastered, Mastering, Measured, master
from autoedit.render.player import Player

Samples = NDArray[np.float32]

BLOCK = SAMPLE_RATE * 2  # whole steps of the ducking


@at("mix")
def mix(
    timeline: Timeline,
    media: Mapping[str, Media],
    into: Path,
    report: Callable[[float], None] | None = None,
    *,
    mastering: Mastering = STREAMING,
) -> Mastered | None:
    """Write the film's sound as a stereo float WAV at 48 kHz, and tell what it came out as.

    What is written depends on the arguments and the files' content alone.

    Returns:
        The mix as measured; None, and no file, when no track has sound.

    Raises:
        OSError: the disk is full.
    """
    import soundfile

    tracks = [track for track in timeline.tracks if track.kind is TrackKind.AUDIO and track.clips]
    if not tracks:
        return None
    raw = into.with_name(into.stem + ".raw.wav")
    measured = Measured(SAMPLE_RATE)
    try:
        with soundfile.SoundFile(raw, "w", SAMPLE_RATE, 2, "FLOAT", format="RF64") as file:
            for block in mixed(tracks, timeline.frame_rate, timeline.frames, media, report):
                file.write(block)
                measured.hear(block)
        mastered = master(raw, into, measured, mastering)
    except soundfile.LibsndfileError as error:
        # libsndfile says no more than "System error."; both files are our own, so it is the disk.
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(into)) from error
    raw.unlink()
    return mastered


def mixed(
    tracks: Sequence[Track],
    rate: Fraction,
    frames: int,
    media: Mapping[str, Media],
    report: Callable[[float], None] | None = None,
) -> Iterator[Samples]:
    """The tracks' sound together, in blocks of stereo at SAMPLE_RATE, for as long as so many frames last."""
    players = [Player(track, rate, media) for track in tracks]
    is_music = [track.role is TrackRole.MUSIC for track in tracks]

    def played() -> Iterator[tuple[Samples, Samples]]:
        total = sample_at(frames, rate)
        for start in range(0, total, BLOCK):
            end = min(start + BLOCK, total)
            music, source = np.zeros((2, end - start, 2), np.float32)
            for player, is_played_under in zip(players, is_music, strict=True):
                both = music if is_played_under else source
                both += player.play(start, end)
            yield music, source
            if report is not None:
                report(end / total)

    try:
        if all(is_music) or not any(is_music):
            yield from (music + source for music, source in played())
        else:
            yield from ducked(played(), SAMPLE_RATE)
    finally:
        for player in players:
            player.close()
