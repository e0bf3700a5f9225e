"""How one sound becomes the next: where each clip of a track is heard, in samples, and how its level comes and goes.

At a plain cut two sounds cross over 20 ms around it, each with a handle of half of that; beside a gap and at the film's ends a
sound fades inside. A transition crosses over its own frames.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from autoedit.model.media import Media
from autoedit.model.timeline import Clip, Track, Transition

Samples = NDArray[np.float32]

SAMPLE_RATE = 48000
FADE = SAMPLE_RATE // 50  # 20 ms: no click at a cut, no audible gap


def sample_at(frame: int, rate: Fraction) -> int:
    """The sample nearest to a frame's start; each from its own exact time, so nothing adds up."""
    return nearest_sample(frame / rate)


def nearest_sample(time: Fraction) -> int:
    """The sample nearest to a time of the film."""
    return (time * SAMPLE_RATE + Fraction(1, 2)).__floor__()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A clip's sound in samples of the film: [start, end), handles and all, and how many of them it fades over.

    ``at`` is the film's time at which the clip is at its ``source_start``. ``is_crossed_in`` and ``is_crossed_out`` tell that
    another sound comes or goes meanwhile.
    """

    clip: Clip
    at: Fraction
    start: int
    end: int
    fade_in: int
    fade_out: int
    is_crossed_in: bool = False
    is_crossed_out: bool = False

    def source_time(self, sample: int) -> Fraction:
        """The source time of a sample of the film."""
        return self.clip.source_start + Fraction(sample, SAMPLE_RATE) - self.at


def heard(track: Track, rate: Fraction, media: Mapping[str, Media]) -> tuple[Heard, ...]:
    """A track's clips as they are heard; one that lies outside its file's sound is empty."""
    found: list[Heard] = []
    starts = iter(place.start for place in track.placed())
    transition, before = None, None
    for item in track.items:
        if isinstance(item, Transition):
            transition = item
            continue
        start_frame = next(starts)
        if isinstance(item, Clip):
            found.append(_alone(item, start_frame, rate, media))
            if isinstance(before, Clip):
                found[-2:] = _joined(found[-2], found[-1], start_frame / rate, transition, rate, media)
        transition, before = None, item
    return tuple(found)


def envelope(sound: Heard, first: int, last: int, *, like_in: float, like_out: float) -> Samples:
    """A clip's level over samples [first, last) of the film, 1 in its middle.

    Args:
        like_in, like_out: how alike the sounds are that cross at its ends, 0..1. The pair of ramps keeps the power of sounds as
            alike as that: equal power for unlike ones, equal gain for the same.
    """
    level = np.ones(last - first, np.float32)
    count = sound.end - sound.start
    # Two fades share a short clip; a crossing is as long as its other half.
    fade_in = sound.fade_in if sound.is_crossed_in else min(sound.fade_in, count // 2)
    fade_out = sound.fade_out if sound.is_crossed_out else min(sound.fade_out, count - min(fade_in, count))
    places = np.arange(first, last)
    coming, going = places - sound.start < fade_in, sound.end - places <= fade_out
    if coming.any():
        phase = (places[coming] - sound.start + 0.5) / fade_in
        level[coming] *= _ramp(phase, is_crossed=sound.is_crossed_in, likeness=like_in)
    if going.any():
        phase = (sound.end - places[going] - 0.5) / fade_out
        level[going] *= _ramp(phase, is_crossed=sound.is_crossed_out, likeness=like_out)
    return level


def likeness(going: Samples, coming: Samples) -> float:
    """The correlation, not below zero, of two sounds where they cross."""
    a, b = going.astype(np.float64).ravel(), coming.astype(np.float64).ravel()
    power = float(np.sqrt((a @ a) * (b @ b)))
    return min(1.0, max(0.0, float(a @ b) / power)) if power > 0 else 0.0


def _alone(clip: Clip, start_frame: int, rate: Fraction, media: Mapping[str, Media]) -> Heard:
    """A clip between gaps, as far as its file has sound."""
    alone = Heard(
        clip=clip,
        at=start_frame / rate,
        start=sample_at(start_frame, rate),
        end=sample_at(start_frame + clip.frames, rate),
        fade_in=max(FADE, sample_at(clip.fade_in_frames, rate)),
        fade_out=max(FADE, sample_at(clip.fade_out_frames, rate)),
    )
    begins, ends = _sound_of(alone, media)
    start = max(alone.start, begins)
    return replace(alone, start=start, end=max(start, min(alone.end, ends)))


def _joined(
    before: Heard, after: Heard, cut: Fraction, transition: Transition | None, rate: Fraction, media: Mapping[str, Media]
) -> list[Heard]:
    """Two clips that stand side by side, crossing where both sounds reach the cut."""
    if transition is not None:
        start = nearest_sample(cut - transition.in_frames / rate)
        end = nearest_sample(cut + transition.out_frames / rate)
    else:
        start, end = _around(nearest_sample(cut), before, after, media)
    if start == end:
        return [before, after]
    return [
        replace(before, end=end, fade_out=end - start, is_crossed_out=True),
        replace(after, start=start, fade_in=end - start, is_crossed_in=True),
    ]


def _around(cut: int, before: Heard, after: Heard, media: Mapping[str, Media]) -> tuple[int, int]:
    """From where to where two sounds cross at a plain cut; an empty range where they do not."""
    length = min(FADE, before.end - before.start, after.end - after.start)
    if before.end != cut or after.start != cut or before.clip.fade_out_frames or after.clip.fade_in_frames:
        return cut, cut
    last, first = _sound_of(before, media)[1], _sound_of(after, media)[0]
    # Where one sound has no handle the other lends more of its own.
    end = min(cut + length // 2, last)
    start = max(end - length, first)
    end = min(start + length, last)
    return (start, end) if end - start >= length // 2 else (cut, cut)


def _sound_of(sound: Heard, media: Mapping[str, Media]) -> tuple[int, int]:
    """Where its file's sound would begin and end in the film."""
    stream = media[sound.clip.media].sound
    if stream is None:
        return sound.start, sound.end
    zero = sound.at - sound.clip.source_start
    return nearest_sample(zero + stream.start), nearest_sample(zero + stream.start + stream.duration)


def _ramp(phase: NDArray[np.float64], *, is_crossed: bool, likeness: float) -> NDArray[np.float32]:
    # Level at both ends, so that not even a low tone hears the fade begin.
    smooth = (1 - np.cos(phase * np.pi)) / 2
    if not is_crossed:
        return np.asarray(smooth, np.float32)
    # sin and cos of the same angle have a power of 1 + likeness * sin(2 * angle) together.
    return np.asarray(np.sin(smooth * np.pi / 2) / np.sqrt(1 + likeness * np.sin(smooth * np.pi)), np.float32)
