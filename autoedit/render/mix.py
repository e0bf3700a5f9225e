"""The film's sound: clips at their places, faded at every cut, music ducked under what matters, brought to -14 LUFS.

It is mixed block by block into a temporary file of floats, so memory does not grow with the film. Loudness follows EBU R128;
the limiter looks ahead on fourfold oversampled peaks.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autoedit.media.sound import SoundReader, read_sound
from autoedit.model.media import Media
from autoedit.model.timeline import Clip, Timeline, Track, TrackKind, TrackRole, Transition
from autoedit.render.ducking import Ducker
from autoedit.render.mastering import master

Samples = NDArray[np.float32]

SAMPLE_RATE = 48000
FADE = SAMPLE_RATE // 50  # 20 ms: no click at a cut, no audible gap
BLOCK = SAMPLE_RATE * 10


def mix(timeline: Timeline, media: Mapping[str, Media], into: Path, report: Callable[[float], None] | None = None) -> bool:
    """Write the film's sound as a stereo float WAV at 48 kHz; False, and no file, when no track has sound.

    Raises:
        OSError: the disk is full.
    """
    import soundfile

    tracks = [track for track in timeline.tracks if track.kind is TrackKind.AUDIO and track.clips]
    if not tracks:
        return False
    raw = into.with_name(into.stem + ".raw.wav")
    try:
        with soundfile.SoundFile(raw, "w", SAMPLE_RATE, 2, "FLOAT", format="RF64") as file:
            for block in mixed(tracks, timeline.frame_rate, timeline.frames, media, report):
                file.write(block)
        master(raw, into)
    except soundfile.LibsndfileError as error:
        # libsndfile says no more than "System error."; both files are our own, so it is the disk.
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(into)) from error
    raw.unlink()
    return True


def sample_at(frame: int, rate: Fraction) -> int:
    """The sample nearest to a frame's start; each from its own exact time, so nothing adds up."""
    return (frame / rate * SAMPLE_RATE + Fraction(1, 2)).__floor__()


def mixed(
    tracks: Sequence[Track],
    rate: Fraction,
    frames: int,
    media: Mapping[str, Media],
    report: Callable[[float], None] | None = None,
) -> Iterator[Samples]:
    """The tracks' sound together, in blocks of stereo at SAMPLE_RATE, for as long as so many frames last."""
    total = sample_at(frames, rate)
    players = [_Player(track, rate, media) for track in tracks]
    is_music = [track.role is TrackRole.MUSIC for track in tracks]
    ducker = Ducker(SAMPLE_RATE)
    try:
        for start in range(0, total, BLOCK):
            end = min(start + BLOCK, total)
            played = [player.play(start, end) for player in players]
            silence = np.zeros((end - start, 2), np.float32)
            source = sum((part for part, music in zip(played, is_music, strict=True) if not music), silence)
            music = sum((part for part, music in zip(played, is_music, strict=True) if music), silence)
            yield source + ducker.duck(music, source)
            if report is not None:
                report(end / total)
    finally:
        for player in players:
            player.close()


class _Player:
    """Plays one track, a range at a time, forwards; a clip's sound is read as it is needed."""

    def __init__(self, track: Track, rate: Fraction, media: Mapping[str, Media]) -> None:
        self._media = media
        self._clips = list(_played(track, rate))
        for before, after in pairwise(self._clips):
            if after.is_crossed_in:
                before.likeness_out = after.likeness_in = _likeness(before, after, media)
        self._readers: dict[str, SoundReader] = {}

    def play(self, start: int, end: int) -> Samples:
        """The track's samples [start, end)."""
        out = np.zeros((end - start, 2), np.float32)
        for played in self._clips:
            if played.start < end and played.end > start:
                first, last = max(start, played.start), min(end, played.end)
                gain = np.float32(10 ** (played.clip.gain_db / 20))
                sound = self._reader(played).read(last - first)
                out[first - start : last - start] += sound * gain * _envelope(played, first, last)[:, None]
            if played.end <= end:
                self._close(played.clip.id)
        return out

    def close(self) -> None:
        """Let go of every file."""
        for clip in list(self._readers):
            self._close(clip)

    def _reader(self, played: _Played) -> SoundReader:
        clip = played.clip
        if clip.id not in self._readers:
            self._readers[clip.id] = SoundReader(self._media[clip.media], played.source_time(played.start), SAMPLE_RATE)
        return self._readers[clip.id]

    def _close(self, clip: str) -> None:
        reader = self._readers.pop(clip, None)
        if reader is not None:
            reader.close()


class _Played:
    """A clip in samples: where it sounds, with the parts of transitions beside it, and how long it fades.

    ``likeness_in`` and ``likeness_out`` are how alike the sounds are that cross at its ends, 0..1.
    """

    __slots__ = (
        "at", "clip", "end", "fade_in", "fade_out", "is_crossed_in", "is_crossed_out", "likeness_in", "likeness_out", "start",
    )  # fmt: skip

    def __init__(self, clip: Clip, start_frame: int, rate: Fraction, before: Transition | None, after: Transition | None) -> None:
        self.clip = clip
        self.at = start_frame / rate
        lead = before.in_frames if before else 0
        trail = after.out_frames if after else 0
        self.start = sample_at(start_frame - lead, rate)
        self.end = sample_at(start_frame + clip.frames + trail, rate)
        self.is_crossed_in, self.is_crossed_out = before is not None, after is not None
        self.likeness_in = self.likeness_out = 0.0
        self.fade_in = _fade_samples(before, clip.fade_in_frames, rate)
        self.fade_out = _fade_samples(after, clip.fade_out_frames, rate)

    def source_time(self, sample: int) -> Fraction:
        """The source time of a sample of the film."""
        return self.clip.source_start + Fraction(sample, SAMPLE_RATE) - self.at


def _fade_samples(transition: Transition | None, frames: int, rate: Fraction) -> int:
    if transition is not None:
        return sample_at(transition.frames, rate)
    return max(FADE, sample_at(frames, rate))


def _played(track: Track, rate: Fraction) -> Iterator[_Played]:
    starts = {id(place.item): place.start for place in track.placed()}
    for number, item in enumerate(track.items):
        if isinstance(item, Clip):
            before = track.items[number - 1] if number else None
            after = track.items[number + 1] if number + 1 < len(track.items) else None
            yield _Played(
                item,
                starts[id(item)],
                rate,
                before if isinstance(before, Transition) else None,
                after if isinstance(after, Transition) else None,
            )


def _likeness(before: _Played, after: _Played, media: Mapping[str, Media]) -> float:
    """The correlation, not below zero, of two clips' sounds where they cross; other files' sounds are unlike."""
    if before.clip.media != after.clip.media:
        return 0.0
    duration = Fraction(before.end - after.start, SAMPLE_RATE)
    ends, begins = (
        read_sound(media[clip.clip.media], clip.source_time(after.start), duration, SAMPLE_RATE).astype(np.float64).ravel()
        for clip in (before, after)
    )
    power = float(np.sqrt((ends @ ends) * (begins @ begins)))
    return max(0.0, float(ends @ begins) / power) if power > 0 else 0.0


def _envelope(played: _Played, first: int, last: int) -> Samples:
    """The clip's level over samples [first, last) of the film.

    1 in the middle; raised cosines at cuts, and where two clips cross, a pair of ramps that keeps the power of sounds as alike
    as theirs: equal power for unlike ones, equal gain for the same.
    """
    count = played.end - played.start
    place = np.arange(first, last, dtype=np.float64) - played.start + 0.5
    level = np.ones(last - first)
    fade_in, fade_out = min(played.fade_in, count // 2), min(played.fade_out, count)
    if fade_in:
        level *= _ramp(place / fade_in, is_crossed=played.is_crossed_in, likeness=played.likeness_in)
    if fade_out:
        level *= _ramp((count - place) / fade_out, is_crossed=played.is_crossed_out, likeness=played.likeness_out)
    return level.astype(np.float32)


def _ramp(phase: NDArray[np.float64], *, is_crossed: bool, likeness: float) -> NDArray[np.float64]:
    phase = np.clip(phase, 0, 1)
    if not is_crossed:
        return np.asarray((1 - np.cos(phase * np.pi)) / 2)
    # sin and cos of the same angle have a power of 1 + likeness * sin(2 * angle) together.
    return np.asarray(np.sin(phase * np.pi / 2) / np.sqrt(1 + likeness * np.sin(phase * np.pi)))
