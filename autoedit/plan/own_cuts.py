"""A person's transitions: what was set, changed or taken out by hand at a cut stays as long as both clips remain neighbours.

An edit list keeps what was planned for each cut beside what stands there, so a person's word needs no note of its own: the two
differ, now and after every further plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from autoedit.model.document import EditList
from autoedit.model.timeline import Clip, TrackRole, Transition
from autoedit.plan.solve import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCut:
    """What a person wants between two selects: a transition, or None for a plain cut."""

    before: str
    after: str
    transition: Transition | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """A person's transitions by the number of their cut, from 1, and what could not stay, a sentence each."""

    cuts: Mapping[int, Transition | None]
    notes: tuple[str, ...] = ()


def own_cuts(edit_list: EditList) -> tuple[OwnCut, ...]:
    """The cuts of an edit list that a person has changed since it was planned."""
    planned = {was.id: (was, following) for was, following in pairwise([*edit_list.planned, None]) if was is not None}
    found = []
    for before, after, now in cuts_of(edit_list):
        was, following = planned.get(before.id, (None, None))
        chosen = was.transition if was is not None else None
        is_as_planned = following is not None and following.id == after.id
        # Clips that were brought together by hand have no plan to differ from; what a clip brought with it says nothing.
        if _said(now) != _said(chosen) and (is_as_planned or now is not None):
            found.append(OwnCut(before=_name(before), after=_name(after), transition=now))
    return tuple(found)


def granted(own: Sequence[OwnCut], choices: Sequence[Choice], rate: Fraction) -> Granted:
    """Which of a person's transitions the film can have."""
    wanted = {(cut.before, cut.after): cut.transition for cut in own}
    cuts: dict[int, Transition | None] = {}
    notes = []
    for number, (before, after) in enumerate(pairwise(choices), start=1):
        pair = before.candidate.name, after.candidate.name
        if pair not in wanted:
            continue
        wish, earlier = wanted.pop(pair), cuts.get(number - 1)
        if wish is None or _fits(wish, before, after, earlier.out_frames if earlier is not None else 0, rate):
            cuts[number] = wish
        else:
            notes.append(f"the {wish.kind} from {pair[0]} to {pair[1]} is gone: it no longer fits between them")
    notes += [
        f"the {wish.kind} from {before} to {after} is gone: the film no longer shows one after the other"
        for (before, after), wish in wanted.items()
        if wish is not None
    ]
    return Granted(cuts=cuts, notes=tuple(notes))


def cuts_of(edit_list: EditList) -> list[tuple[Clip, Clip, Transition | None]]:
    """The picture's cuts: the clips on both sides, and what stands between them."""
    picture = edit_list.timeline.track(TrackRole.PICTURE)
    items = picture.items if picture is not None else ()
    found: list[tuple[Clip, Clip, Transition | None]] = []
    for place, item in enumerate(items):
        following = items[place + 1 : place + 3]
        if not isinstance(item, Clip) or not following:
            continue
        if isinstance(following[0], Clip):
            found.append((item, following[0], None))
        elif isinstance(following[0], Transition) and isinstance(following[-1], Clip):
            found.append((item, following[-1], following[0]))
    return found


def _said(transition: Transition | None) -> object:
    """What a person can change about a transition: all but its reason."""
    if transition is None:
        return None
    return transition.kind, transition.in_frames, transition.out_frames, dict(transition.settings)


def _name(clip: Clip) -> str:
    return clip.select or f"{clip.media}/{clip.id}"


def _fits(wish: Transition, before: Choice, after: Choice, taken: int, rate: Fraction) -> bool:
    """Whether both files reach as far as a transition shows them, and their clips are long enough.

    Args:
        taken: frames of the clip before that the transition into it takes.
    """
    if before.slot.frames < taken + wish.in_frames or after.slot.frames < wish.out_frames:
        return False
    ends = before.source_start + (before.slot.frames + wish.out_frames) / rate
    begins = after.source_start - wish.in_frames / rate
    first, second = before.candidate.media.video, after.candidate.media.video
    return first is not None and second is not None and ends <= first.start + first.duration and begins >= second.start
