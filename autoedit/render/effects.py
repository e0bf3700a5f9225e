"""What is done to composed pictures, as MoviePy effects: each a small value that is given a clip and gives a clip.

MoviePy asks for pictures by float seconds; ``Clock`` turns them back into the whole frames they came from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from autoedit.media.programs import import_apart
from autoedit.model.timeline import Clip
from autoedit.render.picture import Frame, dimmed

import_apart("moviepy")
from moviepy import Effect, VideoClip  # noqa: E402, TID253  # this module is imported by whoever composes, when it does

GetFrame = Callable[[float], Frame]


@dataclass(frozen=True, slots=True)
class Clock:
    """The film's frame at a clip's time: the clip begins at film frame ``start``."""

    start: int
    rate: Fraction

    def frame(self, seconds: float) -> int:
        """The film frame; n / rate comes back as n however the float was rounded."""
        return self.start + round(seconds * float(self.rate))

    def seconds(self, frame: int) -> float:
        """What MoviePy calls a film frame's time."""
        return (frame - self.start) / float(self.rate)


def clip_of(draw: Callable[[int], Frame], frames: int, clock: Clock) -> VideoClip:
    """A MoviePy clip whose pictures are drawn by film frame."""
    clip: VideoClip = VideoClip(lambda seconds: draw(clock.frame(seconds)), duration=float(frames / clock.rate))
    return clip


@dataclass
class Faded(Effect):  # type: ignore[misc]  # moviepy ships no types
    """A clip's own fades from and to black."""

    clip: Clip
    clip_start: int
    clock: Clock

    def apply(self, clip: VideoClip) -> Any:
        """The clip, dimmed where it fades."""

        def fade(get_frame: GetFrame, seconds: float) -> Frame:
            return dimmed(get_frame(seconds), fade_level(self.clip, self.clock.frame(seconds) - self.clip_start))

        return clip.transform(fade)


@dataclass
class Joined(Effect):  # type: ignore[misc]
    """A clip that becomes another by a transition."""

    into: VideoClip
    transition: Callable[[Frame, Frame, float], Frame]
    progress: Callable[[int], float]
    clock: Clock

    def apply(self, clip: VideoClip) -> Any:
        """Both clips in one picture."""

        def join(get_frame: GetFrame, seconds: float) -> Frame:
            progress = self.progress(self.clock.frame(seconds))
            return self.transition(get_frame(seconds), self.into.get_frame(seconds), progress)

        return clip.transform(join)


@dataclass
class Lettered(Effect):  # type: ignore[misc]
    """A clip with words over it."""

    draw: Callable[[int, Frame], Frame]
    clock: Clock

    def apply(self, clip: VideoClip) -> Any:
        """The clip, lettered."""
        return clip.transform(lambda get_frame, seconds: self.draw(self.clock.frame(seconds), get_frame(seconds)))


def fade_level(clip: Clip, frame: int) -> float:
    """The clip's own fade from and to black at one of its frames; the last frame of a fade out is black."""
    level = 1.0
    # Handles have frames before 0 and after the last; a fade of no frames must not divide by itself there.
    if clip.fade_in_frames and frame < clip.fade_in_frames:
        level = (frame + 0.5) / clip.fade_in_frames
    left = clip.frames - 1 - frame
    if clip.fade_out_frames and left < clip.fade_out_frames:
        level = min(level, left / clip.fade_out_frames)
    return max(0.0, level)
