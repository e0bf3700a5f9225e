"""What an editor changed: another program's clips laid onto the edit list that they came from.

A clip is known again by our id, where the program kept it, or by its file and the part of it that is shown. What shows the frames
that we wrote is the clip we wrote, with its exact times: programs count in whole frames and round. The pictures are what is read
back; the sound that belongs to them goes with them.
"""

from __future__ import annotations

from collections.abc import Sequence as Many
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from autoedit.errors import DocumentError
from autoedit.exchange.found import FoundClip, FoundFilm, FoundTransition
from autoedit.exchange.matching import Known, known_of
from autoedit.exchange.sequence import Sequence, sequence_of
from autoedit.exchange.sounds import sound_tracks
from autoedit.model.document import EditList, Footage
from autoedit.model.time import nearest_frame
from autoedit.model.timeline import Clip, Gap, Item, Timeline, Title, Track, TrackKind, TrackRole, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """An edit list as an editor left it, and what could not be taken over, a sentence each."""

    edit_list: EditList
    notes: tuple[str, ...]


def changed(edit_list: EditList, found: FoundFilm, folder: Path) -> Changed:
    """Lay an editor's film onto the edit list that it was made from.

    Args:
        folder: where the editor's file lies; relative names start there.

    Raises:
        DocumentError: the film has no pictures, or none of the list's files.
    """
    sequence = sequence_of(edit_list)
    notes = list(found.notes)
    known = known_of(sequence, folder)
    placed: list[_Placed] = []
    for clip in _pictures(found, notes):
        event = known.match(clip)
        if event is None:
            notes.append(f"{clip.name or clip.file!r} is no file of the edit list, and is left out; its place stays empty")
            continue
        placed.append(_placed(clip, event, found.rate, sequence, len(placed) + 1))
    if not placed:
        raise DocumentError("", "the film shows none of the edit list's files. Give the edit list that it was made from.")
    picture = Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=_items(placed, found, sequence))
    others = [track for track in edit_list.timeline.tracks if track.role is not TrackRole.PICTURE]
    timeline = _within(
        replace(edit_list.timeline, tracks=(picture, *sound_tracks(others, edit_list.timeline, picture))), picture.frames
    )
    return Changed(edit_list=replace(edit_list, timeline=timeline), notes=tuple(notes))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    start: int
    clip: Clip


def _pictures(found: FoundFilm, notes: list[str]) -> list[FoundClip]:
    """The clips of the lowest picture track, in order."""
    pictures = [clip for clip in found.clips if clip.kind is TrackKind.VIDEO]
    lowest = min((clip.track for clip in pictures), default=0)
    above = sum(clip.track != lowest for clip in pictures)
    if above:
        notes.append(f"{above} clip{'' if above == 1 else 's'} on higher picture tracks are not read: films here have one")
    return sorted((clip for clip in pictures if clip.track == lowest), key=lambda clip: clip.start)


def _placed(found: FoundClip, known: Known, rate: Fraction, sequence: Sequence, number: int) -> _Placed:
    """A clip in its place, in the edit list's own clock: untouched where it shows what was written."""
    own = sequence.edit_list.timeline.frame_rate
    start = nearest_frame(found.start / rate, own) if rate != sequence.rate else _own_frame(found.start, sequence)
    end = found.start + found.frames
    stop = nearest_frame(end / rate, own) if rate != sequence.rate else _own_frame(end, sequence)
    frames = max(1, stop - start)
    event = known.event
    if event is None:
        clip = Clip(
            id=f"imported-{number:03d}",
            media=known.source.media.id,
            source_start=known.source.start + known.source_in / known.source.rate,
            frames=frames,
            speed=found.speed,
            select=_select_of(sequence.edit_list.footage, known, frames / own * found.speed),
        )
        return _Placed(start=start, clip=clip)
    clip = event.clip
    slip = known.source_in - event.source_in
    was = next(item for item in _all_clips(sequence.edit_list.timeline) if item.id == clip.id)
    return _Placed(
        start=start,
        clip=replace(
            was,
            source_start=was.source_start + slip / event.source.rate,
            frames=frames,
            speed=found.speed if found.speed != _written(was.speed) else was.speed,
            fade_in_frames=0 if frames < was.fade_in_frames + was.fade_out_frames else was.fade_in_frames,
            fade_out_frames=0 if frames < was.fade_in_frames + was.fade_out_frames else was.fade_out_frames,
        ),
    )


def _written(speed: Fraction) -> Fraction:
    """A speed as percentages with two decimals tell it, which is what most formats hold."""
    return Fraction(round(speed * 10000), 10000)


def _own_frame(frame: int, sequence: Sequence) -> int:
    """A frame of the sequence as the edit list counts them."""
    own = sequence.edit_list.timeline.frame_rate
    return frame if len(sequence.changes) == 0 or _is_counted_alike(sequence) else nearest_frame(frame / sequence.rate, own)


def _is_counted_alike(sequence: Sequence) -> bool:
    return sequence.timeline.frames == sequence.edit_list.timeline.frames


def _all_clips(timeline: Timeline) -> list[Clip]:
    return [clip for track in timeline.tracks for clip in track.clips]


def _select_of(footage: Many[Footage], known: Known, duration: Fraction) -> str | None:
    """The select that a new clip shows most of."""
    start = known.source.start + known.source_in / known.source.rate
    shown = [
        (min(select.out_limit, start + duration) - max(select.in_limit, start), select.id)
        for item in footage
        if item.media.id == known.source.media.id
        for select in item.selects
    ]
    best = max(shown, default=None)
    return best[1] if best is not None and best[0] > 0 else None


def _items(placed: Many[_Placed], found: FoundFilm, sequence: Sequence) -> tuple[Item, ...]:
    """A track of the clips, with gaps where nothing is, and the transitions that still stand."""
    items: list[Item] = []
    end = 0
    for here in placed:
        start = max(here.start, end)
        if start > end:
            items.append(Gap(frames=start - end))
        elif items and isinstance(items[-1], Clip):
            transition = _transition(items[-1], here.clip, end, found, sequence)
            if transition is not None and _fits(transition, items, here.clip):
                items.append(transition)
        items.append(here.clip)
        end = start + here.clip.frames
    return tuple(items)


def _transition(before: Clip, after: Clip, cut: int, found: FoundFilm, sequence: Sequence) -> Transition | None:
    """How one clip becomes the next: as it was planned, where the program's transition is what was written of it."""
    there = next((one for one in found.transitions if one.track == _lowest(found) and _own_frame(one.cut, sequence) == cut), None)
    if there is None:
        return None
    was = _planned_between(before, after, sequence.edit_list.timeline)
    if was is not None and (was.in_frames, was.out_frames) == (there.in_frames, there.out_frames):
        return was
    kind = was.kind if was is not None and there.kind == "dissolve" else _kind(there)
    return Transition(kind=kind, in_frames=there.in_frames, out_frames=there.out_frames)


def _kind(there: FoundTransition) -> str:
    return there.kind if there.kind in ("dissolve", "dip_to_black", "dip_to_white", "wipe") else "dissolve"


def _lowest(found: FoundFilm) -> int:
    return min((clip.track for clip in found.clips if clip.kind is TrackKind.VIDEO), default=0)


def _planned_between(before: Clip, after: Clip, timeline: Timeline) -> Transition | None:
    for track in timeline.tracks:
        for place, item in enumerate(track.items):
            if isinstance(item, Transition):
                a, b = track.items[place - 1], track.items[place + 1]
                if isinstance(a, Clip) and isinstance(b, Clip) and (a.id, b.id) == (before.id, after.id):
                    return item
    return None


def _fits(transition: Transition, items: Many[Item], after: Clip) -> bool:
    """Whether the clip before still has room for it beside the transition at its other end."""
    before = items[-1]
    assert isinstance(before, Clip), "a transition is looked for between clips"
    other = items[-2] if len(items) > 1 else None
    taken = other.out_frames if isinstance(other, Transition) else 0
    return taken + transition.in_frames <= before.frames and transition.out_frames <= after.frames


def _within(timeline: Timeline, frames: int) -> Timeline:
    """The timeline without what lies after its pictures' end."""
    titles = tuple(_cut(title, frames) for title in timeline.titles if title.start < frames)
    return replace(timeline, titles=titles, markers=tuple(marker for marker in timeline.markers if marker.frame < frames))


def _cut(title: Title, frames: int) -> Title:
    return replace(title, frames=min(title.frames, frames - title.start))
