"""What a film shows, read back from its edit list."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from autoedit.model.document import EditList
from autoedit.model.select import Select
from autoedit.model.timeline import Clip, TrackRole, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A stretch of a file that a picture clip shows, from a frame of the film on."""

    media: str
    select: str
    start: Fraction
    end: Fraction
    first: int
    frames: int


def clips(edit_list: EditList) -> tuple[Clip, ...]:
    """The picture's clips."""
    return edit_list.timeline.track(TrackRole.PICTURE).clips


def names(edit_list: EditList) -> list[str]:
    """The selects shown, in order."""
    return [clip.select for clip in clips(edit_list)]


def cuts(edit_list: EditList) -> list[int]:
    """The inner cuts, in frames."""
    lengths = [clip.frames for clip in clips(edit_list)]
    return [sum(lengths[:number]) for number in range(1, len(lengths))]


def shown(edit_list: EditList, *, handles: bool = False) -> list[Shown]:
    """What each picture clip shows of its file, with what transitions show of its handles if asked for."""
    items, rate = edit_list.timeline.track(TrackRole.PICTURE).items, edit_list.timeline.frame_rate
    found, first = [], 0
    for place, clip in enumerate(items):
        if isinstance(clip, Transition):
            continue
        around = [items[place - 1] if place else None, items[place + 1] if place + 1 < len(items) else None]
        early = around[0].in_frames if handles and isinstance(around[0], Transition) else 0
        late = around[1].out_frames if handles and isinstance(around[1], Transition) else 0
        start, end = clip.source_time(-early, rate), clip.source_time(clip.frames + late, rate)
        found.append(Shown(media=clip.media, select=clip.select, start=start, end=end, first=first, frames=clip.frames))
        first += clip.frames
    return found


def selects_of(edit_list: EditList) -> dict[str, Select]:
    """Every select of the footage by its full name."""
    return {f"{item.media.id}/{select.id}": select for item in edit_list.footage for select in item.selects}
