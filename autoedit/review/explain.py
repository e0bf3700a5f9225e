"""Why a film is as it is, in sentences and as a document: its value and bound, and clip by clip what was chosen over what."""

from __future__ import annotations

from typing import Any

from autoedit.errors import UnknownName
from autoedit.model.document import EditList, Solution
from autoedit.model.time import rational_text
from autoedit.model.timecode import timecode
from autoedit.model.timeline import Clip, Placed, TrackRole, Transition


def worth_told(solution: Solution | None) -> str:
    """A film's value, how far from the best it can be, and what simpler ways of choosing get."""
    if solution is None:
        return "nothing had to be chosen: all that fits the style is kept"
    beside = [
        f"{name} {value:.2f}"
        for name, value in (("greedy", solution.greedy), ("a beam of three", solution.beam), ("random", solution.random))
        if value is not None
    ]
    rivals = f"; {', '.join(beside)}" if beside else ""
    return f"value {solution.value:.2f}, no film is worth more than {solution.bound:.2f} (gap {100 * solution.gap:.2f} %){rivals}"


def placed_clips(edit_list: EditList) -> list[Placed]:
    """The picture's clips with the frames where they start."""
    picture = edit_list.timeline.track(TrackRole.PICTURE)
    return [placed for placed in picture.placed() if isinstance(placed.item, Clip)] if picture is not None else []


def transition_into(edit_list: EditList, placed: Placed) -> Transition | None:
    """What leads from the clip before into a clip; None for a plain cut."""
    picture = edit_list.timeline.track(TrackRole.PICTURE)
    items = picture.items if picture is not None else ()
    before = next((items[place - 1] for place, item in enumerate(items) if item is placed.item and place), None)
    return before if isinstance(before, Transition) else None


def clip_of(edit_list: EditList, name: str) -> Placed:
    """A clip by its number in the film, its id, or its select.

    Raises:
        UnknownName: there is none.
    """
    clips = placed_clips(edit_list)
    if name.isdecimal() and 1 <= int(name) <= len(clips):
        return clips[int(name) - 1]
    for placed in clips:
        if isinstance(placed.item, Clip) and name in (placed.item.id, placed.item.select):
            return placed
    known = [placed.item.id for placed in clips if isinstance(placed.item, Clip)]
    raise UnknownName("clip", name, [*known, *(str(number) for number in range(1, len(clips) + 1))])


def sentences(edit_list: EditList, placed: Placed) -> list[str]:
    """Why one clip is there."""
    clip, rate = placed.item, edit_list.timeline.frame_rate
    assert isinstance(clip, Clip), "a clip is explained"
    source = f"{clip.media} from {float(clip.source_start):.2f} s"
    told = [
        f"{clip.id} shows {clip.select or source} at {timecode(placed.start, rate)} for {float(clip.frames / rate):.2f} s "
        f"({source})."
    ]
    transition = transition_into(edit_list, placed)
    if transition is not None:
        name, lasts = transition.kind.replace("_", " "), float(transition.frames / rate)
        why = f": {transition.reason}" if transition.reason else ""
        told.append(f"A transition leads into it, {name} for {lasts:.2f} s{why}.")
    reason = clip.reason
    if reason is None:
        return [*told, "A person put it there."]
    told.append(f"It is cut on {reason.cut_on}; {reason.text}." if reason.cut_on else f"{reason.text}.")
    if reason.terms:
        best = sorted(reason.terms.items(), key=lambda term: (-abs(term[1]), term[0]))[:4]
        told.append("To the film it is worth most by " + ", ".join(f"{name} {value:+.2f}" for name, value in best) + ".")
    told += [f"{name} lost to it: {why}." for name, why in reason.lost.items()]
    if reason.avoids:
        told.append(f"It keeps away from what is {'; '.join(reason.avoids)}.")
    kept = [decision for decision in edit_list.decisions if decision.select == clip.select]
    told += [f"A person said: {decision.kind}." for decision in kept]
    return told


def explained(edit_list: EditList, placed: Placed) -> dict[str, Any]:
    """The same as a document."""
    clip, rate = placed.item, edit_list.timeline.frame_rate
    assert isinstance(clip, Clip), "a clip is explained"
    reason, transition = clip.reason, transition_into(edit_list, placed)
    return {
        "schema": "autoedit/explain/1",
        "clip": clip.id,
        "select": clip.select,
        "media": clip.media,
        "record_frame": placed.start,
        "record_timecode": timecode(placed.start, rate),
        "frames": clip.frames,
        "source_start": rational_text(clip.source_start),
        "source_seconds": round(float(clip.source_start), 6),
        "sentences": sentences(edit_list, placed),
        "score": reason.score if reason else None,
        "parts": dict(reason.parts) if reason else {},
        "terms": dict(reason.terms) if reason else {},
        "cut_on": reason.cut_on if reason else None,
        "hit": reason.hit if reason else None,
        "transition": {
            "kind": transition.kind,
            "frames": transition.frames,
            "settings": dict(transition.settings),
            "reason": transition.reason,
        }
        if transition is not None
        else None,
        "runners_up": [{"select": name, "lost": reason.lost.get(name, "")} for name in reason.runners_up] if reason else [],
        "avoids": list(reason.avoids) if reason else [],
    }


def film_document(edit_list: EditList) -> dict[str, Any]:
    """A whole film's reasons."""
    solution = edit_list.solution
    return {
        "schema": "autoedit/explain/1",
        "style": edit_list.style,
        "options": dict(edit_list.options),
        "worth": worth_told(solution),
        "solution": {
            "value": solution.value,
            "bound": solution.bound,
            "gap": round(solution.gap, 6),
            "greedy": solution.greedy,
            "beam": solution.beam,
            "random": solution.random,
        }
        if solution is not None
        else None,
        "notes": list(edit_list.notes),
        "clips": [explained(edit_list, placed) for placed in placed_clips(edit_list)],
    }
