"""Which transition serves which occasion, how long it lasts, and what it is given."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from autoedit.errors import UnknownName
from autoedit.model.timeline import Setting
from autoedit.plan.occasions import Cause, Occasion
from autoedit.plan.style import PLAIN
from autoedit.registry import names

GROUP = "autoedit.transitions"

# The first of them that a film allows is taken.
SERVES: Mapping[Occasion, tuple[str, ...]] = {
    Occasion.DROP: ("flash", "glitch"),
    Occasion.FALL: ("dip_to_black", "dip", "blur", "iris"),
    Occasion.RISE: ("whip_pan", "zoom_through", "spin", "push", "slide", "match_zoom", "glitch"),
    Occasion.MOTION: ("whip_pan", "push", "slide"),
    Occasion.CHANGE: (
        "dissolve", "dip_to_white", "light_leak", "film_burn", "wipe", "iris", "clouds", "noise", "ink", "blur",
    ),
    Occasion.JUMP: ("morph",),
}  # fmt: skip
# A transition of another package says nothing of what it is for.
OF_OTHERS = (Occasion.RISE, Occasion.CHANGE)

PUSHED = {"push", "slide"}  # their angle is where the pictures go, against the camera
DRAWN_BY_CHANCE = {"clouds", "noise", "ink", "light_leak", "film_burn", "glitch"}
LONGEST = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """How long a kind of transition lasts, in seconds: as a rule, and at least; less is no transition but a mistake.

    ``is_by_tempo`` tells one that lasts whole beats where the tempo is known.
    """

    usual: Fraction
    least: Fraction
    is_by_tempo: bool = False

    def lengths(self, beat: Fraction | None) -> Iterator[Fraction]:
        """The lengths to choose from, the best first.

        Args:
            beat: how long a beat lasts, None where that is not known.
        """
        if not self.is_by_tempo or beat is None:
            yield self.usual
            return
        # One, two or four beats or half of one, whichever lasts more than half of a second and no more than a whole one: then
        # both ends lie on beats or half beats, since the middle is on one.
        length = beat
        while length > LONGEST:
            length /= 2
        while 2 * length <= LONGEST:
            length *= 2
        yield length
        if length / 2 >= self.least:
            yield length / 2


SLOW = Span(usual=Fraction(3, 4), least=Fraction(1, 3), is_by_tempo=True)
QUICK = Span(usual=Fraction(1, 3), least=Fraction(1, 5))
AT_ONCE = Span(usual=Fraction(1, 5), least=Fraction(1, 8))
SPANS: Mapping[str, Span] = {
    **dict.fromkeys(("whip_pan", "zoom_through", "spin", "push", "slide", "match_zoom"), QUICK),
    **dict.fromkeys(("flash", "glitch", "morph"), AT_ONCE),
}


def kinds_for(occasion: Occasion, allowed: Sequence[str]) -> list[str]:
    """The transitions that serve an occasion, of those that are allowed, in their order."""
    known = {name for served in SERVES.values() for name in served}
    return [name for name in allowed if name in SERVES[occasion] or (name not in known and occasion in OF_OTHERS)]


def span_of(kind: str) -> Span:
    """How long a kind lasts."""
    return SPANS.get(kind, SLOW)


def settings_of(kind: str, cause: Cause, number: int) -> dict[str, Setting]:
    """What a transition is given beside the pictures.

    Args:
        number: the cut's, from 1: what is drawn by chance is another one at each.
    """
    if kind == "whip_pan":
        return {"angle": cause.angle, "speed": cause.speed}
    if kind in PUSHED:
        return {"angle": (cause.angle + 180) % 360}
    return {"seed": float(number)} if kind in DRAWN_BY_CHANCE else {}


def named_transitions(text: str) -> tuple[str, ...]:
    """Transitions by a text: ``none``, ``plain`` (dissolves and dips to black), ``all``, or names with commas between.

    Names stand in the order in which they are liked.

    Raises:
        UnknownName: there is no such transition.
    """
    words = [word.strip() for word in text.split(",") if word.strip()]
    groups = _groups()
    if len(words) == 1 and words[0] in groups:
        return groups[words[0]]
    known = names(GROUP)
    for word in words:
        if word not in known:
            raise UnknownName("transition", word, [*known, *groups])
    if not words:
        raise UnknownName("transition", text, [*known, *groups])
    return tuple(dict.fromkeys(words))


def told_transitions(allowed: Sequence[str]) -> str:
    """The text that names these transitions."""
    group = next((name for name, group in _groups().items() if group == tuple(allowed)), None)
    return group or ",".join(allowed)


def _groups() -> dict[str, tuple[str, ...]]:
    return {"none": (), "plain": PLAIN, "all": _liked(names(GROUP))}


def _liked(known: Collection[str]) -> tuple[str, ...]:
    """Transitions by how well they serve what they serve best; those of other packages last."""
    best: dict[str, int] = {}
    for served in SERVES.values():
        for place, name in enumerate(served):
            best[name] = min(place, best.get(name, place))
    return tuple(sorted(known, key=lambda name: (best.get(name, len(best)), name)))
