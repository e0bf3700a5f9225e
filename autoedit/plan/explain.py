"""Why each clip is there, in words and numbers."""

from __future__ import annotations

from fractions import Fraction

from autoedit.model.timeline import Reason
from autoedit.plan.solve import Choice


def reason(choice: Choice, rate: Fraction) -> Reason:
    """What the choice rests on: the select's score and parts, the beat it sits on, its runners-up."""
    select = choice.candidate.select
    strongest = sorted(select.parts.items(), key=lambda part: -part[1])[:2]
    because = " and ".join(f"{name} {value:.2f}" for name, value in strongest)
    into = (select.peak - choice.source_start) * rate
    text = f"score {select.score:.2f} ({because}); the action peaks {max(0, round(into))} frames in"
    return Reason(
        text=text,
        score=select.score,
        parts=dict(select.parts),
        cut_on=_cut_on(choice),
        runners_up=choice.runners_up,
    )


def _cut_on(choice: Choice) -> str:
    beat = choice.slot.beat
    if beat is None:
        return "the start of the film" if choice.slot.start == 0 else "a lull in the action"
    place = {0: "a hit", 1: "a downbeat"}.get(beat.number, f"beat {beat.number}")
    if choice.slot.is_drop:
        return f"{place}, the drop"
    return f"{place}, the {beat.opens} begins" if beat.opens is not None else place
