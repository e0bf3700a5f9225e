"""A person's hand in an edit list: what was changed in it since it was planned, as decisions that the next plan keeps.

A clip whose source or length was changed stays where it is and as it is. One whose select alone was changed is a pin: the plan
finds its in-point. A clip that was taken out is dropped. What a person did not touch is free.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import PurePath

from autoedit.model.document import Decision, DecisionKind, EditList, Footage, PlannedClip
from autoedit.model.timeline import Clip, Placed, TrackRole


def decisions_of(edit_list: EditList) -> tuple[Decision, ...]:
    """The decisions in an edit list: those written in it, and those that its clips show."""
    planned = {clip.id: clip for clip in edit_list.planned}
    order = [clip.id for clip in edit_list.planned]
    picture = edit_list.timeline.track(TrackRole.PICTURE)
    found: list[Decision] = []
    farthest, end = -1, 0
    shown: set[str] = set()
    for number, placed in enumerate(_clips(edit_list), start=1):
        clip = placed.item
        assert isinstance(clip, Clip), "only clips are looked at"
        shown |= {clip.id, clip.select or ""}
        was = planned.get(clip.id)
        place = order.index(clip.id) if was is not None else -1
        is_moved = was is None or place < farthest
        farthest = max(farthest, place)
        decision = _decision(clip, placed.start, was, number, end, is_moved=is_moved)
        if decision is not None:
            found.append(decision)
        end = (decision.start if decision is not None and decision.start is not None else placed.start) + clip.frames
    if picture is not None and planned:
        gone = [clip for clip in edit_list.planned if clip.id not in shown and clip.select not in shown]
        found += [Decision(kind=DecisionKind.DROP, select=clip.select) for clip in gone if clip.select]
    return merged(edit_list.decisions, found)


def merged(old: Sequence[Decision], new: Sequence[Decision]) -> tuple[Decision, ...]:
    """Decisions old and new; a new one about the same select, or the same place, replaces the old."""
    about = {decision.select for decision in new if decision.kind is not DecisionKind.MUST}
    slots = {decision.slot for decision in new if decision.slot is not None}
    ends = {decision.kind for decision in new if decision.kind in (DecisionKind.FIRST, DecisionKind.LAST)}
    kept = [
        decision
        for decision in old
        if not (decision.kind is not DecisionKind.MUST and decision.select in about)
        and decision.slot not in slots - {None}
        and decision.kind not in ends
    ]
    return tuple(dict.fromkeys([*kept, *new]))


def resolved(decisions: Sequence[Decision], footage: Sequence[Footage]) -> tuple[Decision, ...]:
    """Decisions with files named as the edit list names them: a path, a file's name, or its stem will do."""
    known: dict[str, Footage] = {}
    for item in footage:
        path = PurePath(item.media.path)
        for name in (str(path), path.name, path.stem):
            known.setdefault(name, item)
    known |= {item.media.id: item for item in footage}
    return tuple(_resolved(decision, known) for decision in decisions)


def _resolved(decision: Decision, known: dict[str, Footage]) -> Decision:
    item = known.get(decision.select)
    if item is None or decision.kind not in (DecisionKind.DROP, DecisionKind.MUST):
        return decision
    time = decision.time
    # People count from the beginning of a file; its own clock may begin later.
    if time is not None:
        time += item.media.start
    return replace(decision, select=item.media.id, time=time)


def changes(before: EditList, after: EditList) -> tuple[str, ...]:
    """What is different in the second film, a sentence each."""
    old, new = list(_clips(before)), list(_clips(after))
    told = []
    for number in range(max(len(old), len(new))):
        a = old[number] if number < len(old) else None
        b = new[number] if number < len(new) else None
        if a is None and b is not None:
            told.append(f"clip {number + 1} is new: {_name(b)}")
        elif b is None and a is not None:
            told.append(f"clip {number + 1} is gone: {_name(a)}")
        elif a is not None and b is not None:
            told += _difference(number + 1, a, b, after.timeline.frame_rate)
    return tuple(told)


def _difference(number: int, a: Placed, b: Placed, rate: Fraction) -> list[str]:
    assert isinstance(a.item, Clip), "only clips are looked at"
    assert isinstance(b.item, Clip), "only clips are looked at"
    if _name(a) != _name(b):
        return [f"clip {number}: {_name(b)} instead of {_name(a)}"]
    told = []
    if a.item.frames != b.item.frames:
        told.append(f"clip {number}: {b.item.frames} frames instead of {a.item.frames}")
    if a.item.source_start != b.item.source_start:
        slip = float((b.item.source_start - a.item.source_start) * rate)
        told.append(f"clip {number}: begins {abs(slip):.0f} frames {'later' if slip > 0 else 'earlier'} in its source")
    return told


def _decision(clip: Clip, start: int, was: PlannedClip | None, number: int, end: int, *, is_moved: bool) -> Decision | None:
    name = clip.select or f"{clip.media}/{clip.id}"
    is_other = not name.startswith(f"{clip.media}/")
    if was is not None and not is_moved:
        if name == was.select and clip.source_start == was.source_start and clip.frames == was.frames:
            return None
        if name != was.select and clip.source_start == was.source_start and clip.frames == was.frames:
            # Another select was named, and nothing else: where it is cut is the plan's to find.
            return Decision(kind=DecisionKind.PIN, select=name, slot=number)
    stays = was.start if was is not None and not is_moved and was.start >= end else start
    return Decision(
        kind=DecisionKind.PIN,
        select=f"{clip.media}/{clip.id}" if is_other else name,
        slot=number,
        start=stays,
        frames=clip.frames,
        source_start=clip.source_start,
    )


def _clips(edit_list: EditList) -> list[Placed]:
    picture = edit_list.timeline.track(TrackRole.PICTURE)
    return [placed for placed in picture.placed() if isinstance(placed.item, Clip)] if picture is not None else []


def _name(placed: Placed) -> str:
    clip = placed.item
    assert isinstance(clip, Clip), "only clips are looked at"
    return clip.select or clip.media
