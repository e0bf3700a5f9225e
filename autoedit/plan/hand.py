"""A person's hand in an edit list: what was changed in it since it was planned, as decisions that the next plan keeps.

A clip whose source or length was changed stays where it is and as it is. One whose select alone was changed is a pin: the plan
finds its in-point. A clip that was taken out is dropped. What a person did not touch is free.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from fractions import Fraction
from itertools import pairwise
from pathlib import PurePath

from autoedit.model.document import Decision, DecisionKind, EditList, Footage, PlannedClip
from autoedit.model.timeline import Clip, Placed, TrackRole, Transition
from autoedit.plan.own_cuts import cuts_of


def decisions_of(edit_list: EditList) -> tuple[Decision, ...]:
    """The decisions in an edit list: those written in it, and those that its clips show."""
    planned = {clip.id: clip for clip in edit_list.planned}
    order = [clip.id for clip in edit_list.planned]
    picture = edit_list.timeline.track(TrackRole.PICTURE)
    found: list[Decision] = []
    end, shown = 0, set[str]()
    stayed = _in_order([placed.item.id for placed in _clips(edit_list) if isinstance(placed.item, Clip)], order)
    for number, placed in enumerate(_clips(edit_list), start=1):
        clip = placed.item
        assert isinstance(clip, Clip), "only clips are looked at"
        shown |= {clip.id, clip.select or ""}
        was = planned.get(clip.id)
        is_moved = clip.id not in stayed
        decision = _decision(clip, placed.start, was, number, end, is_moved=is_moved)
        if decision is not None:
            found.append(decision)
        end = (decision.start if decision is not None and decision.start is not None else placed.start) + clip.frames
    if picture is not None and planned:
        gone = [clip for clip in edit_list.planned if clip.id not in shown and clip.select not in shown]
        found += [Decision(kind=DecisionKind.DROP, select=clip.select) for clip in gone if clip.select]
    return merged(edit_list.decisions, found)


def _in_order(now: Sequence[str], before: Sequence[str]) -> set[str]:
    """The clips that a person left in their order: the longest run that rises; the others were moved, or are new."""
    places = {name: place for place, name in enumerate(before)}
    best: dict[int, tuple[str, ...]] = {-1: ()}
    for name in now:
        if name in places:
            earlier = [run for place, run in best.items() if place < places[name]]
            best[places[name]] = (*_longest(earlier), name)
    stayed = set(_longest(list(best.values())))
    # Of two that changed places both were moved.
    swapped = [pair for pair in pairwise(now) if {*pair} <= {*places} and places[pair[0]] == places[pair[1]] + 1]
    return stayed - {name for pair in swapped for name in pair}


def _longest(runs: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return max(runs, key=lambda run: len(run))


def merged(old: Sequence[Decision], new: Sequence[Decision]) -> tuple[Decision, ...]:
    """Decisions old and new; a new one that says otherwise about a select, or about a place in the film, replaces the old."""
    return tuple(dict.fromkeys([*(decision for decision in old if not any(_replaces(n, decision) for n in new)), *new]))


def _replaces(new: Decision, old: Decision) -> bool:
    if DecisionKind.MUST in (new.kind, old.kind):
        return False
    if new.select == old.select:
        # To keep a select says nothing about where it is.
        return new.kind is not DecisionKind.KEEP or old.kind in (DecisionKind.KEEP, DecisionKind.DROP)
    if new.kind is old.kind and new.kind in (DecisionKind.FIRST, DecisionKind.LAST):
        return True
    if new.span is not None and old.span is not None:
        return new.span.start < old.span.stop and old.span.start < new.span.stop
    return new.slot is not None and new.slot == old.slot and not new.is_placed and not old.is_placed


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
    ways = [{clip.select or clip.media: now for _, clip, now in cuts_of(edit_list)} for edit_list in (before, after)]
    told = []
    matcher = SequenceMatcher(None, [_name(placed) for placed in old], [_name(placed) for placed in new], autojunk=False)
    for kind, first, end, new_first, new_end in matcher.get_opcodes():
        if kind == "equal":
            for a, b in zip(range(first, end), range(new_first, new_end), strict=True):
                told += _difference(b + 1, old[a], new[b], after.timeline.frame_rate)
                # Of a clip that follows another one than before, another transition is no news.
                told += _other_way(b + 1, *(way.get(_name(new[b])) for way in ways)) if a > first else []
            continue
        both = min(end - first, new_end - new_first)
        told += [f"clip {new_first + k + 1}: {_name(new[new_first + k])} instead of {_name(old[first + k])}" for k in range(both)]
        told += [f"clip {place + 1} is gone: {_name(old[place])}" for place in range(first + both, end)]
        told += [f"clip {place + 1} is new: {_name(new[place])}" for place in range(new_first + both, new_end)]
    return tuple(told)


def _difference(number: int, a: Placed, b: Placed, rate: Fraction) -> list[str]:
    assert isinstance(a.item, Clip), "only clips are looked at"
    assert isinstance(b.item, Clip), "only clips are looked at"
    told = []
    if a.item.frames != b.item.frames:
        told.append(f"clip {number}: {b.item.frames} frames instead of {a.item.frames}")
    if a.item.source_start != b.item.source_start:
        slip = float((b.item.source_start - a.item.source_start) * rate)
        told.append(f"clip {number}: begins {abs(slip):.0f} frames {'later' if slip > 0 else 'earlier'} in its source")
    if a.item.speed != b.item.speed:
        told.append(f"clip {number}: plays at {float(b.item.speed):.4g} times its speed instead of {float(a.item.speed):.4g}")
    return told


def _other_way(number: int, was: Transition | None, now: Transition | None) -> list[str]:
    """What is different in how a clip comes in."""
    if was == now or (was is not None and now is not None and replace(was, reason=now.reason) == now):
        return []
    if was is not None and now is not None and was.kind == now.kind:
        return [f"clip {number}: its {now.kind} is another one"]
    return [f"clip {number}: {now.kind if now else 'a plain cut'} instead of {was.kind if was else 'a plain cut'} before it"]


def _decision(clip: Clip, start: int, was: PlannedClip | None, number: int, end: int, *, is_moved: bool) -> Decision | None:
    name = clip.select or f"{clip.media}/{clip.id}"
    is_other = not name.startswith(f"{clip.media}/")
    if was is not None and not is_moved:
        if name == was.select and clip.source_start == was.source_start and clip.frames == was.frames:
            return None
        if name != was.select and clip.source_start == was.source_start and clip.frames == was.frames:
            # Another select was named, and nothing else: where it is cut is the plan's to find.
            return Decision(kind=DecisionKind.PIN, select=name, slot=number)
    if is_other and was is not None and clip.media == was.select.partition("/")[0]:
        # Another file's select was named, and the clip was trimmed as well: of that file the plan finds the stretch.
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
