"""What is coded together: spans, taken apart where the way of drawing changes.

A piece is *straight* when one source is shown and nothing is done to it: its pictures go from the decoder to the encoder without
becoming RGB. Everything else (transitions, fades, titles, black) is *composed*. Each piece is coded by itself, from a key frame
on, so that a change to the film codes anew only what it touches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from autoedit.model.time import nearest_frame
from autoedit.model.timeline import Clip, Timeline, Title, TrackRole
from autoedit.render.spans import Span, spans

# Long enough that its key frame costs nothing, short enough that two cores share a long take and a crash loses little.
LONGEST = Fraction(8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Timeline frames [start, end) of one span, with the titles over all of them."""

    span: Span
    start: int
    end: int
    titles: tuple[Title, ...] = ()

    @property
    def frames(self) -> int:
        """How many frames it has."""
        return self.end - self.start

    @property
    def is_straight(self) -> bool:
        """Whether its pictures are one source's, as they are."""
        a = self.span.a
        if a is None or self.span.b is not None or self.titles:
            return False
        return not is_faded(a.clip, self.start - a.start, self.frames)


def pieces(timeline: Timeline) -> tuple[Piece, ...]:
    """The film's pieces, in order, covering all of its frames."""
    track = timeline.track(TrackRole.PICTURE)
    if track is None:
        raise ValueError("a film has a picture track")
    longest = max(1, nearest_frame(LONGEST, timeline.frame_rate))
    return tuple(piece for span in spans(track, timeline.frames) for piece in _of_span(span, timeline.titles, longest))


def is_faded(clip: Clip, first: int, frames: int) -> bool:
    """Whether a clip's own fade touches any of its frames from ``first`` on."""
    return first < clip.fade_in_frames or (clip.fade_out_frames > 0 and first + frames > clip.frames - clip.fade_out_frames)


def _of_span(span: Span, titles: Sequence[Title], longest: int) -> Iterator[Piece]:
    bounds = {span.start, span.end, *(edge for title in titles for edge in (title.span.start, title.span.stop))}
    if span.a is not None and span.b is None:
        clip, start = span.a.clip, span.a.start
        bounds |= {start + clip.fade_in_frames, start + clip.frames - clip.fade_out_frames}
    inner = sorted(bound for bound in bounds if span.start <= bound <= span.end)
    for first, last in pairwise(inner):
        over = tuple(title for title in titles if title.span.start < last and first < title.span.stop)
        for start, end in pairwise(_shortened(first, last, longest)):
            yield Piece(span=span, start=start, end=end, titles=over)


def _shortened(first: int, last: int, longest: int) -> list[int]:
    """Bounds no further apart than ``longest`` and a half, counted from the first, so that a later end moves no earlier bound."""
    bounds = [first]
    while last - bounds[-1] > longest * 3 // 2:
        bounds.append(bounds[-1] + longest)
    return [*bounds, last]
