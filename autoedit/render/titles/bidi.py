"""Which way each character of a line runs: the Unicode Bidirectional Algorithm (Unicode Standard Annex 9, revision 50).

The names of the steps (X1, W1, N0, L2 ...) are the annex's. It is written here because the packages that know it want a
library of the system (FriBiDi), or give the reordered text alone, from which nothing can be shaped.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

from autoedit.render.titles.embeddings import ISOLATES, REMOVED, explicit_levels, first_strong

NEUTRAL = frozenset({"B", "S", "WS", "ON", "LRI", "RLI", "FSI", "PDI"})
# The pairs of BidiBrackets.txt that occur in running text.
OPENING, CLOSING = "([{⁅⁽₍⌈⌊❨❪❬❮❰❲❴⟦⟨⟪⟬⟮⦃⦅〈《「『【〔〖〘〚（［｛｟｢", ")]}⁆⁾₎⌉⌋❩❫❭❯❱❳❵⟧⟩⟫⟭⟯⦄⦆〉》」』】〕〗〙〛）］｝｠｣"
MOST_OPEN = 63


def base_level(text: str) -> int:
    """0 where a paragraph runs from left to right, 1 from right to left: as its first strong character (P2, P3)."""
    return first_strong([_class(char) for char in text])


def levels(text: str, base: int) -> list[int]:
    """The embedding level of each character of one paragraph: even runs to the right, odd to the left."""
    given = [_class(char) for char in text]
    classes = list(given)
    found, matches = explicit_levels(classes, base)
    kept = [place for place, kind in enumerate(given) if kind not in REMOVED]
    # Found once for all sequences: each level is read by its neighbours before it is raised.
    bounds = [(sequence, _bounds(sequence, given, found, base, matches)) for sequence in _sequences(kept, found, matches)]
    for sequence, (starts, ends) in bounds:
        _resolve(text, sequence, classes, given, found, starts, ends)
    _settle_ends(given, found, base)
    return found


def visual_order(item_levels: Sequence[int]) -> list[int]:
    """The places of items, each of one level, from left to right (L2)."""
    order = list(range(len(item_levels)))
    lowest_odd = min((level for level in item_levels if level % 2), default=1)
    for level in range(max(item_levels, default=0), lowest_odd - 1, -1):
        is_turned = [item_level >= level for item_level in item_levels]
        groups = [(turned, list(group)) for turned, group in groupby(order, is_turned.__getitem__)]
        order = [place for turned, group in groups for place in (reversed(group) if turned else group)]
    return order


def _class(char: str) -> str:
    return unicodedata.bidirectional(char) or "L"


def _sequences(kept: Sequence[int], found: Sequence[int], matches: dict[int, int]) -> Iterator[list[int]]:
    """Runs of one level, an isolate's joined with the run that goes on after it (BD13)."""
    runs = [list(group) for _, group in groupby(kept, lambda place: found[place])]
    opened = {end: start for start, end in matches.items()}
    by_last: dict[int, list[int]] = {}
    sequences = []
    for run in runs:
        before = by_last.pop(opened.get(run[0], -1), None)
        sequence = before if before is not None else []
        if before is None:
            sequences.append(sequence)
        sequence += run
        by_last[sequence[-1]] = sequence
    yield from sequences


def _bounds(
    sequence: Sequence[int], given: Sequence[str], found: Sequence[int], base: int, matches: dict[int, int]
) -> tuple[str, str]:
    """The directions at both ends of a sequence: of the higher level there (X10)."""
    before, after = sequence[0] - 1, sequence[-1] + 1
    while before >= 0 and given[before] in REMOVED:
        before -= 1
    while after < len(given) and given[after] in REMOVED:
        after += 1
    is_open = given[sequence[-1]] in ISOLATES and sequence[-1] not in matches
    lower = found[before] if before >= 0 else base
    higher = found[after] if after < len(given) and not is_open else base
    return _side(max(found[sequence[0]], lower)), _side(max(found[sequence[-1]], higher))


def _side(level: int) -> str:
    return "R" if level % 2 else "L"


def _resolve(
    text: str, sequence: Sequence[int], classes: Sequence[str], given: Sequence[str], found: list[int], starts: str, ends: str
) -> None:
    """The levels of one isolating run sequence (W1 to I2)."""
    level = found[sequence[0]]
    kinds = [classes[place] for place in sequence]
    _weak(kinds, starts)
    _brackets([text[place] for place in sequence], kinds, [given[place] for place in sequence], starts, _side(level))
    _neutral(kinds, starts, ends, _side(level))
    for place, kind in zip(sequence, kinds, strict=True):
        if level % 2 == 0:
            found[place] = level + {"L": 0, "R": 1, "AN": 2, "EN": 2}[kind]
        else:
            found[place] = level + (kind != "R")


def _weak(kinds: list[str], starts: str) -> None:
    """Marks, numbers and what stands between them (W1 to W7)."""
    before = strong = starts
    for place, kind in enumerate(kinds):
        if kind == "NSM":
            kind = "ON" if before in (*ISOLATES, "PDI") else before
        before = kind
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kind = "AN"
        kinds[place] = kind
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]
    _beside_numbers(kinds)
    strong = starts
    for place, kind in enumerate(kinds):
        if kind in ("L", "R"):
            strong = kind
        elif kind in ("ES", "ET", "CS"):
            kinds[place] = "ON"
        elif kind == "EN" and strong == "L":
            kinds[place] = "L"


def _beside_numbers(kinds: list[str]) -> None:
    """Signs and separators that belong to a number (W4, W5)."""
    for place in range(1, len(kinds) - 1):
        around = kinds[place - 1], kinds[place + 1]
        if (kinds[place] in ("ES", "CS") and around == ("EN", "EN")) or (kinds[place] == "CS" and around == ("AN", "AN")):
            kinds[place] = around[0]
    for kind, group in _stretches(kinds):
        if kind == "ET" and "EN" in (kinds[group.start - 1 : group.start] + kinds[group.stop : group.stop + 1]):
            kinds[group.start : group.stop] = ["EN"] * len(group)


def _brackets(chars: list[str], kinds: list[str], given: list[str], starts: str, own: str) -> None:
    """Brackets run as what they enclose (N0)."""
    other = "L" if own == "R" else "R"
    for opened, closed in _pairs(chars, kinds):
        inside = {_strong(kind) for kind in kinds[opened + 1 : closed]}
        if own in inside:
            side = own
        elif other in inside:
            before = next((_strong(kind) for kind in reversed(kinds[:opened]) if _strong(kind)), starts)
            side = other if before == other else own
        else:
            continue
        for place in (opened, closed):
            kinds[place] = side
            for mark in range(place + 1, len(kinds)):
                if given[mark] != "NSM":
                    break
                kinds[mark] = side


def _pairs(chars: list[str], kinds: list[str]) -> list[tuple[int, int]]:
    stack: list[tuple[str, int]] = []
    pairs = []
    for place, char in enumerate(chars):
        if kinds[place] != "ON":
            continue
        char = unicodedata.normalize("NFC", char)
        if char in OPENING:
            if len(stack) == MOST_OPEN:
                break
            stack.append((CLOSING[OPENING.index(char)], place))
        elif char in CLOSING:
            for depth in range(len(stack) - 1, -1, -1):
                if stack[depth][0] == char:
                    pairs.append((stack[depth][1], place))
                    del stack[depth:]
                    break
    return sorted(pairs)


def _neutral(kinds: list[str], starts: str, ends: str, own: str) -> None:
    """What lies between runs as both of them where they agree, else as the paragraph (N1, N2)."""
    sides = [kind if kind in NEUTRAL else _strong(kind) for kind in kinds]
    is_neutral = ["N" if kind in NEUTRAL else "S" for kind in kinds]
    for kind, group in _stretches(is_neutral):
        if kind == "N":
            before = sides[group.start - 1] if group.start else starts
            after = sides[group.stop] if group.stop < len(sides) else ends
            kinds[group.start : group.stop] = [before if before == after else own] * len(group)


def _strong(kind: str) -> str:
    """L or R; numbers count as R."""
    return {"L": "L", "R": "R", "EN": "R", "AN": "R"}.get(kind, "")


def _stretches(kinds: Sequence[str]) -> Iterator[tuple[str, range]]:
    start = 0
    for kind, group in groupby(list(kinds)):
        end = start + len(list(group))
        yield kind, range(start, end)
        start = end


def _settle_ends(given: Sequence[str], found: list[int], base: int) -> None:
    """What is removed takes the level before it; spaces at the end, and before tabs, the paragraph's (L1)."""
    for place, kind in enumerate(given):
        if kind in REMOVED:
            found[place] = found[place - 1] if place else base
    is_end = True
    for place in range(len(given) - 1, -1, -1):
        if given[place] in ("B", "S"):
            found[place], is_end = base, True
        elif given[place] in ("WS", *ISOLATES, "PDI") or given[place] in REMOVED:
            found[place] = base if is_end else found[place]
        else:
            is_end = False
