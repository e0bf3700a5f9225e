"""The film as a file: its frames, their times, its size and lengths, and whether all of it can be decoded."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from autoedit.model.media import Media
from autoedit.render.verify.certificate import Check
from autoedit.render.verify.meant import Meant
from autoedit.render.verify.shown import Shown

# A rate of a film so short cannot be told from its times.
SHORTEST = 3


def file_checks(shown: Shown, meant: Meant) -> Iterator[Check]:
    """What can be told without looking at a picture."""
    yield _frames(shown, meant)
    yield _rate(shown, meant)
    yield _times(shown, meant)
    yield _size(shown, meant)
    yield _picture_length(shown, meant)
    yield _sound_length(shown, meant)
    yield _decoding(shown)


def _frames(shown: Shown, meant: Meant) -> Check:
    count, planned = len(shown.times), meant.timeline.frames
    return Check(
        name="frames",
        is_right=count == planned,
        figure=str(count),
        limit=str(planned),
        text="" if count == planned else f"the film has {count} frames, {planned} were planned",
    )


def _rate(shown: Shown, meant: Meant) -> Check:
    planned = meant.timeline.frame_rate
    rate = _video_rate(shown.media)
    is_right = rate == planned or len(shown.times) < SHORTEST
    return Check(
        name="rate",
        is_right=is_right,
        figure=str(rate),
        limit=str(planned),
        text="" if is_right else f"the film runs at {rate} frames a second, {planned} was planned",
    )


def _times(shown: Shown, meant: Meant) -> Check:
    """Frame n is shown at n / rate exactly."""
    period = 1 / meant.timeline.frame_rate
    off = [frame for frame, time in enumerate(shown.times) if time != frame * period]
    worst = max((abs(shown.times[frame] - frame * period) for frame in off), default=Fraction(0))
    return Check(
        name="times",
        is_right=not off,
        figure=f"{float(worst * 1000):.3f} ms off at most",
        limit="exact",
        text=f"frame {off[0]} is shown at {float(shown.times[off[0]]):.4f} s, not {float(off[0] * period):.4f} s" if off else "",
    )


def _size(shown: Shown, meant: Meant) -> Check:
    video, timeline = shown.media.video, meant.timeline
    size = (video.width, video.height) if video is not None else (0, 0)
    is_right = size == (timeline.width, timeline.height)
    found, planned = f"{size[0]}x{size[1]}", f"{timeline.width}x{timeline.height}"
    return Check(
        name="size",
        is_right=is_right,
        figure=found,
        limit=planned,
        text="" if is_right else f"the film is {found}, {planned} was planned",
    )


def _picture_length(shown: Shown, meant: Meant) -> Check:
    duration = shown.media.video.duration if shown.media.video is not None else Fraction(0)
    planned = meant.timeline.duration
    # What the last frame lasts is for the container to tell; some leave it out.
    is_right = abs(duration - planned) <= 1 / meant.timeline.frame_rate
    return Check(
        name="picture's length",
        is_right=is_right,
        figure=f"{float(duration):.3f} s",
        limit=f"{float(planned):.3f} s",
        text="" if is_right else f"the picture lasts {float(duration):.3f} s, {float(planned):.3f} s were planned",
    )


def _sound_length(shown: Shown, meant: Meant) -> Check:
    """Sound ends with the picture, within a frame or a packet of AAC; and there is sound where there should be, not elsewhere."""
    sound, planned = shown.media.sound, meant.timeline.duration
    if sound is None or meant.sound is None:
        is_right = sound is None and meant.sound is None
        told = "the film has lost its sound" if sound is None else "the film has sound, none was planned"
        return Check(
            name="sound's length",
            is_right=is_right,
            figure="none" if sound is None else f"{float(sound.duration):.3f} s",
            limit="none" if meant.sound is None else f"{float(planned):.3f} s",
            text="" if is_right else told,
        )
    end = sound.start + sound.duration
    is_right = abs(end - planned) <= max(1 / meant.timeline.frame_rate, Fraction(1024, sound.rate))
    return Check(
        name="sound's length",
        is_right=is_right,
        figure=f"{float(end):.3f} s",
        limit=f"{float(planned):.3f} s",
        text="" if is_right else f"the sound ends at {float(end):.3f} s, the film at {float(planned):.3f} s",
    )


def _decoding(shown: Shown) -> Check:
    return Check(
        name="decoding",
        is_right=not shown.damage,
        figure="damaged" if shown.damage else "whole",
        limit="whole",
        text="; ".join(shown.damage),
    )


def _video_rate(media: Media) -> Fraction:
    return media.video.rate if media.video is not None else Fraction(0)
