"""How each clip gives way to the next: a first simple rule.

A cut, unless: the music opens a section calmly (a dip to black), both sides are calm (a dissolve), or a trailer's drop lands
between two lively clips (a whip-pan). A transition needs handles on both sides; without them it stays a cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from autoedit.model.music import SectionKind
from autoedit.model.time import nearest_frame
from autoedit.model.timeline import Transition
from autoedit.plan.solve import Choice
from autoedit.plan.style import Style

CALM_ENERGY = 0.4
DISSOLVE, DIP, WHIP = Fraction(1, 2), Fraction(4, 5), Fraction(1, 3)
LIVELY_ACTION = 0.25
SHORTEST_CLIP_SHARE = Fraction(2, 5)  # a transition takes no more of either clip


def choose_transitions(choices: Sequence[Choice], style: Style, rate: Fraction) -> tuple[Transition | None, ...]:
    """The transition at each inner cut, None for a plain one."""
    wished = [_wish(before, after, style) for before, after in pairwise(choices)]
    return tuple(
        _possible(kind, seconds, before, after, rate) if kind else None
        for (kind, seconds), before, after in zip(wished, choices, choices[1:], strict=False)
    )


def _wish(before: Choice, after: Choice, style: Style) -> tuple[str, Fraction]:
    opens = after.slot.beat.opens if after.slot.beat else None
    lively = min(choice.candidate.select.parts.get("action", 0.0) for choice in (before, after)) >= LIVELY_ACTION
    if after.slot.is_drop:
        return ("whip_pan", WHIP) if style.whips and lively else ("", Fraction(0))
    if opens in (SectionKind.BREAK, SectionKind.OUTRO) and after.slot.energy < before.slot.energy:
        return "dip_to_black", DIP
    has_music = before.slot.beat is not None or after.slot.beat is not None
    is_calm = has_music and before.slot.energy <= CALM_ENERGY and after.slot.energy <= CALM_ENERGY
    changes_place = before.candidate.media.id != after.candidate.media.id
    if is_calm and changes_place:
        return "dissolve", DISSOLVE
    if style.whips and opens is not None and lively and after.slot.energy > CALM_ENERGY:
        return "whip_pan", WHIP
    return "", Fraction(0)


def _possible(kind: str, seconds: Fraction, before: Choice, after: Choice, rate: Fraction) -> Transition | None:
    """The transition as long as handles and clips allow, centred on the cut; None when less than four frames are left."""
    half = nearest_frame(seconds / 2, rate)
    clip_room = [(choice.slot.frames * SHORTEST_CLIP_SHARE).__floor__() for choice in (before, after)]
    # Handles are counted to whole frames inside the select's limits, so that no frame of another shot is shown.
    after_handle = ((after.source_start - after.candidate.select.in_limit) * rate).__floor__()
    before_end = before.source_start + before.slot.frames / rate
    before_handle = ((before.candidate.select.out_limit - before_end) * rate).__floor__()
    # Both sides alike, so that the change is at its middle on the beat.
    side = min(half, after_handle, before_handle, *clip_room)
    return Transition(kind=kind, in_frames=side, out_frames=side) if side >= 2 else None
