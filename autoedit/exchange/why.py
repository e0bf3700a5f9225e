"""Why a clip stands where it does, for files that have room for it: as plain values, and as lines that people read."""

from __future__ import annotations

from collections.abc import Mapping

from autoedit.exchange.text import one_line, plain
from autoedit.model.timeline import Clip, Reason

# What a JSON document holds.
Value = str | int | float | bool | list["Value"] | dict[str, "Value"]


def reasons(clip: Clip) -> dict[str, Value]:
    """All that is said for a clip, under the edit list's own names; nothing for a clip that nothing is said of."""
    reason = clip.reason
    if reason is None:
        return {}
    told: dict[str, Value] = {
        "text": plain(reason.text),
        "score": reason.score,
        "parts": {plain(name): value for name, value in reason.parts.items()},
        "cut_on": plain(reason.cut_on),
        "hit": plain(reason.hit),
        "terms": {plain(name): value for name, value in reason.terms.items()},
        "runners_up": [plain(name) for name in reason.runners_up],
        "lost": {plain(name): plain(why) for name, why in reason.lost.items()},
        "avoids": [plain(defect) for defect in reason.avoids],
    }
    return {name: value for name, value in told.items() if value not in ("", [], {})}


def why(reason: Reason) -> str:
    """Why it was chosen and what it is cut on, in one line."""
    cut = f"cut on {reason.cut_on}" if reason.cut_on else ""
    hit = f"its action meets {reason.hit}" if reason.hit else ""
    return one_line("; ".join(said for said in (reason.text, cut, hit) if said))


def figures(reason: Reason) -> str:
    """Its score with the parts, and what it is worth to the film, in one line."""
    terms = f"worth {_listed(reason.terms)}" if reason.terms else ""
    return one_line("; ".join(said for said in (f"score {reason.score:.2f}", _listed(reason.parts), terms) if said))


def others(reason: Reason) -> str:
    """What it won against, and which defects it keeps clear of, in one line."""
    lost = [f"{name}: {reason.lost[name]}" if name in reason.lost else name for name in reason.runners_up]
    lost += [f"{name}: {said}" for name, said in reason.lost.items() if name not in reason.runners_up]
    against = f"instead of {', '.join(lost)}" if lost else ""
    avoids = f"keeps clear of {', '.join(reason.avoids)}" if reason.avoids else ""
    return one_line("; ".join(said for said in (against, avoids) if said))


def _listed(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:.2f}" for name, value in values.items())
