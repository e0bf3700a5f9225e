"""The film's frames in order: readers opened when their clip comes up and closed when it has gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from autoedit.media.conform import Fit
from autoedit.model.media import Media
from autoedit.model.timeline import Clip, Timeline, TrackRole
from autoedit.registry import load_function
from autoedit.render.picture import Frame, dimmed
from autoedit.render.reader import ClipReader
from autoedit.render.spans import Shown, Span, spans


class Compositor:
    """Draws timeline frames, in rising order."""

    def __init__(self, timeline: Timeline, media: Mapping[str, Media], fit: Fit) -> None:
        track = timeline.track(TrackRole.PICTURE)
        if track is None:
            raise ValueError("a film has a picture track")
        self._timeline, self._media, self._fit = timeline, media, fit
        self._spans = spans(track, timeline.frames)
        self._place = 0
        self._readers: dict[str, ClipReader] = {}
        self._black: Frame = np.zeros((timeline.height, timeline.width, 3), np.uint8)
        self._transitions: dict[str, Callable[[Frame, Frame, float], Frame]] = {
            span.transition.kind: load_function("autoedit.transitions", span.transition.kind)
            for span in self._spans
            if span.transition is not None
        }

    def frame(self, number: int) -> Frame:
        """The n-th frame of the film: RGB, uint8 [height, width, 3]. Numbers may repeat or rise, not fall."""
        span = self._span_at(number)
        if span.a is None:
            return self._black
        a = self._clip_frame(span.a, number)
        if span.b is None or span.transition is None:
            return a
        return self._transitions[span.transition.kind](a, self._clip_frame(span.b, number), span.progress(number))

    def close(self) -> None:
        """Let go of every file."""
        for reader in self._readers.values():
            reader.close()
        self._readers.clear()

    def _span_at(self, number: int) -> Span:
        while number >= self._spans[self._place].end:
            self._place += 1
            # A clip is done when no span shows it any more; the readers beside the current span's are closed.
            here = self._spans[self._place]
            showing = {shown.clip.id for shown in (here.a, here.b) if shown is not None}
            for gone in [clip for clip in self._readers if clip not in showing]:
                self._readers.pop(gone).close()
        return self._spans[self._place]

    def _clip_frame(self, shown: Shown, number: int) -> Frame:
        reader = self._readers.get(shown.clip.id)
        if reader is None:
            reader = ClipReader(shown.clip, self._media[shown.clip.media], self._timeline, self._fit)
            self._readers[shown.clip.id] = reader
        picture = reader.frame(number - shown.start)
        return dimmed(picture, _fade(shown.clip, number - shown.start))


def _fade(clip: Clip, frame: int) -> float:
    """The clip's own fade from and to black at one of its frames; the last frame of a fade out is black."""
    level = 1.0
    # Handles have frames before 0 and after the last; a fade of no frames must not divide by itself there.
    if clip.fade_in_frames and frame < clip.fade_in_frames:
        level = (frame + 0.5) / clip.fade_in_frames
    left = clip.frames - 1 - frame
    if clip.fade_out_frames and left < clip.fade_out_frames:
        level = min(level, left / clip.fade_out_frames)
    return max(0.0, level)
