"""What each frame of the film shows: the picture track, taken apart into spans of one or two clips.

A span is a stretch of frames over which the same clips are seen. Inside a transition there are two; everywhere else one.
"""

from __future__ import annotations

from dataclasses import dataclass

from autoedit.model.timeline import Clip, Gap, Track, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A clip on its place: it starts at timeline frame ``start``; its handles lie before and after."""

    clip: Clip
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Timeline frames [start, end): ``a`` alone, ``a`` becoming ``b`` by a transition, or black when both are None."""

    start: int
    end: int
    a: Shown | None
    b: Shown | None = None
    transition: Transition | None = None

    def progress(self, frame: int) -> float:
        """How far the transition is at a frame: (k + 0.5) / n, so that neither end repeats a clip's own frame."""
        return (frame - self.start + 0.5) / (self.end - self.start)


def spans(track: Track, frames: int) -> tuple[Span, ...]:
    """The spans of a picture track, covering [0, frames); what the track leaves empty is black."""
    placed = {id(place.item): place.start for place in track.placed()}
    found: list[Span] = []
    position = 0
    items = track.items
    for number, item in enumerate(items):
        if isinstance(item, Transition):
            before, after = items[number - 1], items[number + 1]
            if not (isinstance(before, Clip) and isinstance(after, Clip)):
                raise ValueError("a transition stands between two clips")
            cut = placed[id(after)]
            found.append(
                Span(
                    start=cut - item.in_frames,
                    end=cut + item.out_frames,
                    a=Shown(clip=before, start=placed[id(before)]),
                    b=Shown(clip=after, start=cut),
                    transition=item,
                )
            )
            position = cut + item.out_frames
            continue
        end = placed[id(item)] + item.frames
        following = items[number + 1] if number + 1 < len(items) else None
        own_end = end - following.in_frames if isinstance(following, Transition) else end
        if own_end > position:
            shown = None if isinstance(item, Gap) else Shown(clip=item, start=placed[id(item)])
            found.append(Span(start=position, end=own_end, a=shown))
        position = own_end
    if position < frames:
        found.append(Span(start=position, end=frames, a=None))
    return tuple(found)
