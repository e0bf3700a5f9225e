"""The song, located in the film's own sound, and each cut's distance from the beat that it was planned on."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from statistics import median

import numpy as np

from autoedit.media.sound import Samples, read_sound
from autoedit.model.media import Media
from autoedit.model.timeline import Clip, Placed
from autoedit.render.verify.findings import CutFound, SongFound
from autoedit.render.verify.lag import REACH, SILENT, lag_of, loudness_of
from autoedit.render.verify.meant import Meant
from autoedit.render.verify.shown import HEARD_RATE, Heard

# Shorter clips of music are too little to be found by.
SHORTEST, WINDOW = Fraction(2), Fraction(4)
_READ_RATE = 48000


def songs_found(meant: Meant, heard: Heard) -> tuple[SongFound, ...]:
    """Where each clip of music is heard, at its start, its middle and its end."""
    return tuple(
        _song(place.item, start, length, place.start / rate, meant.media[place.item.media], heard)
        for rate in [meant.timeline.frame_rate]
        for place in meant.music
        if isinstance(place.item, Clip)
        for start, length in _windows(place.start / rate, place.item.frames / rate)
    )


def _windows(start: Fraction, duration: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
    """Stretches of the film that a clip fills: (start, duration)."""
    if duration < SHORTEST:
        return
    length = min(WINDOW, duration)
    last = start + duration - length
    starts = [start] if last - start < length else [start, start + (last - start) / 2, last]
    for each in starts:
        # On a sample of the film's sound, so that nothing is rounded twice.
        yield (each * HEARD_RATE).__ceil__() / Fraction(HEARD_RATE), length


def _song(clip: Clip, start: Fraction, length: Fraction, clip_start: Fraction, media: Media, heard: Heard) -> SongFound:
    """One stretch; silence cannot be found."""
    known = _song_at(media, clip.source_start + start - clip_start, length)
    if loudness_of(known) < SILENT:
        return SongFound(clip=clip.id, time=start, lag=None, confidence=0.0)
    lag = lag_of(known, heard.at(start - REACH, Fraction(len(known), HEARD_RATE) + 2 * REACH))
    return SongFound(clip=clip.id, time=start, lag=lag.seconds if lag.is_sure else None, confidence=lag.confidence)


def _song_at(media: Media, start: Fraction, length: Fraction) -> Samples:
    import soxr

    return np.asarray(soxr.resample(read_sound(media, start, length, _READ_RATE), _READ_RATE, HEARD_RATE), np.float32)


def with_beats(
    cuts: Sequence[CutFound], times: Sequence[Fraction], meant: Meant, songs: Sequence[SongFound]
) -> tuple[CutFound, ...]:
    """The cuts with how much later than its beat each is, where it was planned on one and the music was located.

    A cut is planned on a beat when no frame lies nearer to the beat than the cut's: they are half a frame apart at most.
    """
    lags = _lags(songs)
    return tuple(
        cut if error is None else replace(cut, beat_error=error)
        for cut in cuts
        for error in [_beat_error(cut, times, meant, lags)]
    )


def _lags(songs: Sequence[SongFound]) -> dict[str, Fraction]:
    """Each clip's lag, from the stretches where it was found."""
    told: dict[str, list[Fraction]] = {}
    for song in songs:
        if song.lag is not None:
            told.setdefault(song.clip, []).append(song.lag)
    return {clip: median(sorted(lags)) for clip, lags in told.items()}


def _beat_error(cut: CutFound, times: Sequence[Fraction], meant: Meant, lags: dict[str, Fraction]) -> Fraction | None:
    rate = meant.timeline.frame_rate
    place = _music_at(cut.frame, meant.music)
    if place is None or not isinstance(place.item, Clip) or place.item.id not in lags:
        return None
    if cut.found is None or cut.found >= len(times) or not meant.beats:
        return None
    in_song = place.item.source_start + (cut.frame - place.start) / rate
    beat = _nearest(meant.beats, in_song)
    if abs(in_song - beat) > Fraction(1, 2) / rate:
        return None
    heard = place.start / rate + beat - place.item.source_start + lags[place.item.id]
    return times[cut.found] - heard


def _nearest(beats: Sequence[Fraction], time: Fraction) -> Fraction:
    after = bisect_left(beats, time)
    return min(beats[max(0, after - 1) : after + 1], key=lambda beat: abs(beat - time))


def _music_at(frame: int, music: Sequence[Placed]) -> Placed | None:
    """The clip of music that sounds at a frame; where two meet, the later."""
    return next((place for place in reversed(music) if place.start <= frame < place.start + place.item.frames), None)
