"""What an editor changed: another program's clips laid onto the edit list that they came from.

A clip is known again by our id, where the program kept it, or by its file and the part of it that is shown. What shows the frames
that we wrote is the clip we wrote, with its exact times: programs count in whole frames and round. The pictures are what is read
back; the sound that belongs to them goes with them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from collections.abc import Sequence as Many
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count
from pathlib import Path

from autoedit.errors import DocumentError
from autoedit.exchange.found import FoundClip, FoundFilm, FoundTransition
from autoedit.exchange.matching import Known, known_of
from autoedit.exchange.rate import is_near
from autoedit.exchange.sequence import Sequence, sequence_of
from autoedit.exchange.sounds import sound_tracks
from autoedit.model.document import EditList, Footage
from autoedit.model.time import nearest_frame
from autoedit.model.timeline import Clip, Gap, Item, Timeline, Title, Track, TrackKind, TrackRole, Transition

# Of a speed that formats may round away: most hold percentages with two decimals, an EDL a tenth of a frame a second.
SPEED = Fraction(1, 200)


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
    sequence = sequence_of(edit_list, is_drop=found.is_drop)
    clock = _Clock(found=found.rate, sequence=sequence)
    notes = list(found.notes)
    pictures = _pictures(found, notes)
    placed: list[_Placed] = []
    ids = {clip.id for track in edit_list.timeline.tracks for clip in track.clips}
    for clip, known in zip(pictures, known_of(sequence, folder).match(pictures), strict=True):
        if known is None:
            notes.append(f"{clip.name or clip.file!r} is no file of the edit list, and is left out; its place stays empty")
            continue
        placed.append(_placed(clip, known, clock, ids))
        ids.add(placed[-1].clip.id)
    placed = _each_select_once(_joined(placed, {clock.own(one.cut) for one in found.transitions}, clock.rate))
    if not placed:
        raise DocumentError("", "the film shows none of the edit list's files. Give the edit list that it was made from.")
    picture = Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=_items(placed, found, clock))
    notes += [*_of_speed(placed, edit_list), *_of_sound(found, sequence, clock)]
    return Changed(edit_list=_with_pictures(edit_list, picture, {one.clip.id: one.like for one in placed}), notes=tuple(notes))


def _with_pictures(edit_list: EditList, picture: Track, likes: Mapping[str, str]) -> EditList:
    """The edit list with other pictures; what lies after their end goes."""
    before, frames = edit_list.timeline, picture.frames
    others = [track for track in before.tracks if track.role is not TrackRole.PICTURE]
    timeline = replace(
        before,
        tracks=(picture, *sound_tracks(others, before, picture, likes)),
        titles=tuple(_cut(title, frames) for title in before.titles if title.start < frames),
        markers=tuple(marker for marker in before.markers if marker.frame < frames),
    )
    return replace(edit_list, timeline=timeline)


def _joined(placed: Many[_Placed], cuts: Collection[int], rate: Fraction) -> list[_Placed]:
    """Clips without through edits: a piece that goes on where the one before it ends is part of it, and the cut was no cut.

    Args:
        cuts: where transitions stand, which are seen even there.
    """
    found: list[_Placed] = []
    for one in placed:
        before = found[-1] if found else None
        if before is not None and one.clip.id != one.like and one.start not in cuts and _goes_on(before, one, rate):
            found[-1] = replace(before, clip=replace(before.clip, frames=before.clip.frames + one.clip.frames))
        else:
            found.append(one)
    return found


def _goes_on(before: _Placed, after: _Placed, rate: Fraction) -> bool:
    a, b = before.clip, after.clip
    is_one = (a.media, a.speed, before.start + a.frames) == (b.media, b.speed, after.start)
    # Programs begin a piece on a frame of its file, which may be at another rate.
    return is_one and abs(a.source_time(a.frames, rate) - b.source_start) < 1 / rate


def _each_select_once(placed: Many[_Placed]) -> list[_Placed]:
    """A select is one clip's: of a clip that was cut in two the other piece is a clip of its own."""
    own = {one.clip.select for one in placed if one.clip.id == one.like}
    found: list[_Placed] = []
    for one in placed:
        is_taken = one.clip.id != one.like and one.clip.select in own
        own.add(one.clip.select)
        found.append(replace(one, clip=replace(one.clip, select=None)) if is_taken else one)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clock:
    """Frames of the program's film as the edit list counts them; ours may have been written at another rate than it has."""

    found: Fraction
    sequence: Sequence

    @property
    def rate(self) -> Fraction:
        """The edit list's own."""
        return self.sequence.edit_list.timeline.frame_rate

    def own(self, frame: int) -> int:
        """The edit list's frame at one of the program's film."""
        if self.found == self.sequence.rate and is_near(self.rate, self.found):
            return frame
        return nearest_frame(frame / self.found, self.rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A clip in its place; ``like`` is the id of the clip of ours that it is, or was a piece of; empty for neither."""

    start: int
    clip: Clip
    like: str


def _of_speed(placed: Many[_Placed], edit_list: EditList) -> list[str]:
    was = {clip.id: clip.speed for track in edit_list.timeline.tracks for clip in track.clips}
    other = [str(number) for number, one in enumerate(placed, start=1) if one.clip.speed != was.get(one.clip.id, Fraction(1))]
    return (
        [f"the speed of clip {', '.join(other)} is rendered, without sound, and lost when the film is planned anew"]
        if other
        else []
    )


def _of_sound(found: FoundFilm, sequence: Sequence, clock: _Clock) -> list[str]:
    """Sound is not read back; where it is not as it was written, that is said."""
    heard = sorted((clock.own(clip.start), clip.frames) for clip in found.clips if clip.kind is TrackKind.AUDIO)
    written = sorted(
        (clock.own(event.start), event.clip.frames)
        for track in sequence.timeline.tracks
        if track.kind is TrackKind.AUDIO
        for event in sequence.events(track)
    )
    if not heard or heard == written:
        return []
    return ["changes of sound: pictures take their own with them, and music lies where it lay"]


def _pictures(found: FoundFilm, notes: list[str]) -> list[FoundClip]:
    """The clips of the lowest picture track, in order."""
    pictures = [clip for clip in found.clips if clip.kind is TrackKind.VIDEO]
    lowest = min((clip.track for clip in pictures), default=0)
    above = sum(clip.track != lowest for clip in pictures)
    if above:
        notes.append(f"{above} clip{'' if above == 1 else 's'} on higher picture tracks are not read: films here have one")
    return sorted((clip for clip in pictures if clip.track == lowest), key=lambda clip: clip.start)


def _placed(found: FoundClip, known: Known, clock: _Clock, ids: Collection[str]) -> _Placed:
    """A clip in its place, in the edit list's own clock: untouched where it shows what was written."""
    edit_list, event = clock.sequence.edit_list, known.event
    start = clock.own(found.start)
    frames = max(1, clock.own(found.start + found.frames) - start)
    like = known.like.clip.id if known.like is not None else ""
    if event is None:
        source_start = known.source.start + known.source_in / known.source.rate
        clip = Clip(
            id=_free_id(ids),
            media=known.source.media.id,
            source_start=source_start,
            frames=frames,
            speed=found.speed,
            select=_select_of(edit_list.footage, known.source.media.id, source_start, frames / clock.rate * found.speed),
        )
        return _Placed(start=start, clip=clip, like=like)
    was = next(item for track in edit_list.timeline.tracks for item in track.clips if item.id == event.clip.id)
    if found.frames == event.clip.frames:
        # Where the rates differ, the way there and back need not end at the same frame.
        frames = was.frames
    clip = replace(
        was,
        source_start=was.source_start + (known.source_in - event.source_in) / event.source.rate,
        frames=frames,
        speed=found.speed if abs(found.speed - was.speed) > SPEED else was.speed,
        fade_in_frames=0 if frames < was.fade_in_frames + was.fade_out_frames else was.fade_in_frames,
        fade_out_frames=0 if frames < was.fade_in_frames + was.fade_out_frames else was.fade_out_frames,
    )
    return _Placed(start=start, clip=clip, like=like)


def _free_id(ids: Collection[str]) -> str:
    return next(name for name in (f"imported-{number:03d}" for number in count(1)) if name not in ids)


def _select_of(footage: Many[Footage], media: str, start: Fraction, duration: Fraction) -> str | None:
    """The select that a new clip shows most of; of those whose handles alone are shown, the one it is nearest to."""
    shown = [
        (
            min(select.end, start + duration) - max(select.start, start),
            min(select.out_limit, start + duration) - max(select.in_limit, start),
            select.id,
        )
        for item in footage
        if item.media.id == media
        for select in item.selects
    ]
    best = max(shown, default=None)
    return f"{media}/{best[2]}" if best is not None and best[1] > 0 else None


def _items(placed: Many[_Placed], found: FoundFilm, clock: _Clock) -> tuple[Item, ...]:
    """A track of the clips, with gaps where nothing is, and the transitions that still stand."""
    items: list[Item] = []
    end = 0
    for here in placed:
        start = max(here.start, end)
        if start > end:
            items.append(Gap(frames=start - end))
        elif items and isinstance(items[-1], Clip):
            transition = _transition(items[-1], here.clip, end, found, clock)
            if transition is not None and _fits(transition, items, here.clip):
                items.append(transition)
        items.append(here.clip)
        end = start + here.clip.frames
    return tuple(items)


def _transition(before: Clip, after: Clip, cut: int, found: FoundFilm, clock: _Clock) -> Transition | None:
    """How one clip becomes the next: as it was planned, where the program's transition is what was written of it."""
    lowest = min(clip.track for clip in found.clips if clip.kind is TrackKind.VIDEO)
    there = next((one for one in found.transitions if one.track == lowest and clock.own(one.cut) == cut), None)
    if there is None:
        return None
    was, written = (
        _planned_between(before, after, timeline) for timeline in (clock.sequence.edit_list.timeline, clock.sequence.timeline)
    )
    if was is not None and written is not None and (written.in_frames, written.out_frames) == (there.in_frames, there.out_frames):
        return was
    kind = was.kind if was is not None and there.kind == "dissolve" else _kind(there)
    earlier, later = cut - clock.own(there.cut - there.in_frames), clock.own(there.cut + there.out_frames) - cut
    return Transition(kind=kind, in_frames=earlier, out_frames=later) if earlier + later > 0 else None


def _kind(there: FoundTransition) -> str:
    return there.kind if there.kind in ("dissolve", "dip_to_black", "dip_to_white", "wipe") else "dissolve"


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


def _cut(title: Title, frames: int) -> Title:
    return replace(title, frames=min(title.frames, frames - title.start))
