"""An edit list as somebody's slip, bad disk or bad will leaves it: a seeded change or several to its JSON."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Tree = Any
Place = tuple[int | str, ...]

# What is written where something else belongs. A text between @ signs becomes raw JSON, which Python's values cannot say.
WRONG: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 3, 0.5, -0.0, 2**31, 2**63, -(10**15), 10**400, float("nan"), float("inf"), float("-inf"), 1e308,
    "", "0", "1/0", "0/1", "-1", "1e9999999", "5/-3", "9" * 39, "9" * 500, "-" + "9" * 40, "1/" + "9" * 40, "NaN", "1001/30000",
    "x" * 5000, "\x00", "\udcff", "a\nb", "\u202e", "../../etc/passwd", "/dev/zero", "/dev/tty", "clip-001", "video", "picture",
    [], {}, [[]], [None], {"a": 1}, [1, 2, 3], ["x"] * 99, "@1e9999999@", "@-1e-9999999@", "@" + "1" * 4000 + "@", "@0.1e400@",
)  # fmt: skip
KEYS = ("", "frames", "path", "id", "a.b", "x[0]", "\udcff", "\x00", "é", "schema", "type", "x" * 300)
SLIPS: Mapping[str, Sequence[Any]] = {
    "source_start": ("0", "7/25", "1", "3", "499/25", "19", "21", "-1", "-1/50", "500"), "frames": (1, 2, 20, 50, 400, 10_000),
    "speed": ("1/2", "2", "1/100", "100", "3/2"), "media": ("beach", "pier", "song", "desert"), "id": ("clip-001", ""),
    "kind": ("dissolve", "disolve", "wipe", "../x"), "in_frames": (0, 1, 5, 60), "gain_db": (-100, 0, 60, 61),
    "settings": ({"softness": 2}, {"x": "y"}, {"angle": 30}, {"angle": "up"}), "fade_in_frames": (0, 5, 5000),
}  # fmt: skip
NUMBER = re.compile(r"-?\d+(/\d+)?")


def mutant(tree: Tree, seed: int) -> str:
    """The document's text with one change, now and then with several."""
    choice = random.Random(seed)
    # What is only shown contradicts nearly every change; without it a change is taken for what was meant.
    changed = _bare(tree) if choice.random() < 0.6 else copy.deepcopy(tree)
    for _ in range(choice.choice((1, 1, 1, 2, 3, 8))):
        choice.choice((_replaced, _replaced, _nudged, _nudged, _removed, _doubled, _renamed, _swapped, _shuffled))(
            changed, choice
        )
    text = json.dumps(changed, ensure_ascii=choice.random() < 0.5, indent=choice.choice((None, 1)))
    text = re.sub(r'"@([^"@]*)@"', r"\1", text)
    if choice.random() < 0.05:
        text = _key_twice(text, choice)
    if choice.random() < 0.1:
        text = _damaged(text, choice)
    return text


def _bare(tree: Tree) -> Tree:
    """The document without what is only shown."""
    if isinstance(tree, list):
        return [_bare(value) for value in tree]
    if not isinstance(tree, dict):
        return tree
    is_timeline = "tracks" in tree
    return {
        name: _bare(value)
        for name, value in tree.items()
        if not (name.endswith("seconds") or name.startswith("record_") or (is_timeline and name == "frames"))
    }


def resolves(tree: Tree, field: str) -> bool:
    """Whether a path leads into a document; its last step may name what is missing there."""
    steps = re.findall(r'([^\W\d]\w*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*(?:"|\.\.\.))\]', field)
    left = re.sub(r'[^\W\d]\w*|\[\d+\]|\["(?:[^"\\]|\\.)*(?:"|\.\.\.)\]|\.', "", field)
    if left or (field and not steps):
        return False
    for number, (name, index, key) in enumerate(steps):
        is_last = number == len(steps) - 1
        if index:
            if not isinstance(tree, list) or int(index) >= len(tree):
                return False
            tree = tree[int(index)]
        else:
            if not isinstance(tree, dict):
                return False
            known = name or _key(tree, key)
            if known not in tree:
                return is_last
            tree = tree[known]
    return True


def _key(tree: Mapping[str, Any], written: str) -> str:
    """A name that is no plain word, as a path writes it: in quotes, and a long one in part."""
    if written.endswith("..."):
        return next((name for name in tree if json.dumps(name, ensure_ascii=False).startswith(written[:-3])), written)
    name: str = json.loads(written)
    return next((known for known in tree if known[:60] == name and len(name) >= 60), name)


def _places(tree: Tree, before: Place = ()) -> Iterator[Place]:
    yield before
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for step, value in inner:
        yield from _places(value, (*before, step))


def _at(tree: Tree, place: Place) -> Any:
    for step in place:
        tree = tree[step]
    return tree


def _some(tree: Tree, choice: random.Random) -> Place:
    """A place in the document, half the time on a track; the many numbers of beats are no likelier than the one frame rate."""
    place: Place = choice.choice(((), ("timeline", "tracks")))
    if place and not (isinstance(tree, dict) and isinstance(tree.get("timeline"), dict) and "tracks" in tree["timeline"]):
        place = ()
    while True:
        value = _at(tree, place)
        steps: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
        if not steps or (place and choice.random() < 0.12):
            return place
        place = (*place, choice.choice(steps))


def _set(tree: Tree, place: Place, value: Any) -> None:
    if place:
        _at(tree, place[:-1])[place[-1]] = value


def _replaced(tree: Tree, choice: random.Random) -> None:
    _set(tree, _some(tree, choice), copy.deepcopy(choice.choice(WRONG)))


def _nudged(tree: Tree, choice: random.Random) -> None:
    """A number that is nearly right, as a hand that edits writes it."""
    place = _some(tree, choice)
    value = _at(tree, place)
    if isinstance(value, bool):
        _set(tree, place, not value)
    elif isinstance(value, int | float):
        _set(tree, place, choice.choice((value + 1, value - 1, value * 2, -value, value * 10**6)))
    elif isinstance(value, str) and NUMBER.fullmatch(value):
        _set(tree, place, choice.choice((f"{value}0", f"-{value}", value.partition("/")[0], "2", "1000", f"1{value}")))
    elif isinstance(value, str):
        _set(tree, place, value + choice.choice(("x", " ", "\n", "'")))


def _slipped(tree: Tree, choice: random.Random) -> None:
    """A clip somewhere else, longer, faster or of another file: what a hand does, and does wrong."""
    tracks = (
        tree.get("timeline", {}).get("tracks", []) if isinstance(tree, dict) and isinstance(tree.get("timeline"), dict) else []
    )
    items = [item for track in tracks if isinstance(track, dict) for item in track.get("items", ()) if isinstance(item, dict)]
    if not items:
        return
    item, name = choice.choice(items), choice.choice(tuple(SLIPS))
    if name in item:
        item[name] = choice.choice(SLIPS[name])


def _removed(tree: Tree, choice: random.Random) -> None:
    place = _some(tree, choice)
    if place:
        del _at(tree, place[:-1])[place[-1]]


def _doubled(tree: Tree, choice: random.Random) -> None:
    """An entry of a list stands there twice."""
    place = _some(tree, choice)
    holder = _at(tree, place[:-1]) if place else None
    if isinstance(holder, list):
        holder.insert(choice.randrange(len(holder) + 1), copy.deepcopy(_at(tree, place)))


def _renamed(tree: Tree, choice: random.Random) -> None:
    place = _some(tree, choice)
    holder = _at(tree, place[:-1]) if place else None
    if isinstance(holder, dict):
        holder[choice.choice(KEYS)] = holder.pop(place[-1])


def _swapped(tree: Tree, choice: random.Random) -> None:
    """Two values in each other's places, neither of them within the other."""
    one, other = _some(tree, choice), _some(tree, choice)
    if one and other and one != other[: len(one)] and other != one[: len(other)]:
        first, second = _at(tree, one), _at(tree, other)
        _set(tree, one, second)
        _set(tree, other, first)


def _shuffled(tree: Tree, choice: random.Random) -> None:
    value = _at(tree, _some(tree, choice))
    if isinstance(value, list):
        choice.shuffle(value)


def _key_twice(text: str, choice: random.Random) -> str:
    fields = list(re.finditer(r'"(frames|id|path|kind|text|speed)": [^,{}\[\]]+,', text))
    if not fields:
        return text
    match = choice.choice(fields)
    return text[: match.end()] + " " + match[0] + text[match.end() :]


def _damaged(text: str, choice: random.Random) -> str:
    """Bytes lost, doubled or changed."""
    place = choice.randrange(len(text))
    lost = text[:place] + text[place + choice.choice((1, 40)) :]
    changed = text[:place] + choice.choice('{}[]",:\\0n\x00') + text[place + 1 :]
    return choice.choice((text[:place], lost, changed, text + text[place:]))


CHANGES = (
    _replaced,
    _replaced,
    _nudged,
    _nudged,
    _slipped,
    _slipped,
    _slipped,
    _removed,
    _doubled,
    _renamed,
    _swapped,
    _shuffled,
)
