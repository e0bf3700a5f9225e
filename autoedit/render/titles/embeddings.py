"""Levels that a text asks for by marks of direction: embeddings, overrides and isolates (rules X1 to X8 of ``bidi``'s annex).

Subtitles in Arabic and Hebrew often carry such marks, put there by programs that could not do without.
"""

from __future__ import annotations

from collections.abc import Sequence

DEEPEST = 125
EMBEDDINGS = {"RLE": (1, None), "LRE": (0, None), "RLO": (1, "R"), "LRO": (0, "L")}
ISOLATES = ("LRI", "RLI", "FSI")
REMOVED = frozenset({"RLE", "LRE", "RLO", "LRO", "PDF", "BN"})


def explicit_levels(classes: list[str], base: int) -> tuple[list[int], dict[int, int]]:
    """Levels by embeddings, overrides and isolates, and where isolates end; overridden classes are replaced in place."""
    matches = _closed_by(classes)
    state = _Embeddings(base)
    found = []
    for place, kind in enumerate(list(classes)):
        if kind == "PDI":
            state.close_isolate()
        found.append(base if kind == "B" else state.level)
        if state.override and kind not in REMOVED and kind != "B":
            classes[place] = state.override
        if kind in EMBEDDINGS:
            state.open(*EMBEDDINGS[kind], is_isolate=False)
        elif kind == "FSI":
            state.open(first_strong(classes[place + 1 : matches.get(place)]), None, is_isolate=True)
        elif kind in ISOLATES:
            state.open(int(kind == "RLI"), None, is_isolate=True)
        elif kind == "PDF":
            state.close_embedding()
    return found, matches


def first_strong(classes: Sequence[str]) -> int:
    """0 where the first letter that is in no isolate runs to the right, or there is none; 1 where to the left (P2, P3)."""
    depth = 0
    for kind in classes:
        if kind in ISOLATES:
            depth += 1
        elif kind == "PDI":
            depth = max(0, depth - 1)
        elif depth == 0 and kind in ("L", "R", "AL"):
            return int(kind != "L")
    return 0


def _closed_by(classes: Sequence[str]) -> dict[int, int]:
    """Each isolate's place with that of the PDI that ends it (BD9)."""
    open_places: list[int] = []
    pairs = {}
    for place, kind in enumerate(classes):
        if kind in ISOLATES:
            open_places.append(place)
        elif kind == "PDI" and open_places:
            pairs[open_places.pop()] = place
    return pairs


class _Embeddings:
    """What is open at a place of the text: levels with their overrides, innermost last (X1 to X7)."""

    def __init__(self, base: int) -> None:
        self._stack: list[tuple[int, str | None, bool]] = [(base, None, False)]
        self._lost_isolates = self._lost_embeddings = 0

    @property
    def level(self) -> int:
        return self._stack[-1][0]

    @property
    def override(self) -> str | None:
        return self._stack[-1][1]

    def open(self, odd: int, override: str | None, *, is_isolate: bool) -> None:
        deeper = self.level + 1 if (self.level + 1) % 2 == odd else self.level + 2
        if deeper <= DEEPEST and not self._lost_isolates and not self._lost_embeddings:
            self._stack.append((deeper, override, is_isolate))
        elif is_isolate:
            self._lost_isolates += 1
        elif not self._lost_isolates:
            self._lost_embeddings += 1

    def close_isolate(self) -> None:
        if self._lost_isolates:
            self._lost_isolates -= 1
        elif any(is_isolate for _, _, is_isolate in self._stack):
            self._lost_embeddings = 0
            while not self._stack.pop()[2]:
                pass

    def close_embedding(self) -> None:
        if self._lost_embeddings and not self._lost_isolates:
            self._lost_embeddings -= 1
        elif not self._lost_isolates and not self._stack[-1][2] and len(self._stack) > 1:
            self._stack.pop()
