"""Names and figures as HTML: escaped, apart from the direction of what surrounds them, and placed by rules of style.

The page forbids styles on elements (its policy lets in one sheet and one script, by their digests), so places become classes.
"""

from __future__ import annotations

import base64
import re
from fractions import Fraction
from html import escape
from pathlib import Path

from autoedit.exchange.text import one_line
from autoedit.review.report.values import Still

ISOLATE, END = "\u2068", "\u2069"
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def shown(text: str) -> str:
    """A text on one line; what would turn the direction of all that follows is written out, as terminals are given it."""
    return _TURNING.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), one_line(text))


def words(text: str) -> str:
    """A sentence of the edit list's as HTML, apart from the direction of what stands around it."""
    return f"<bdi>{escape(shown(text))}</bdi>"


def lines(text: str) -> str:
    """The same for words that have line ends of their own."""
    return "<br>".join(words(line) for line in text.split("\n"))


def attribute(text: str) -> str:
    """A text for an attribute, between its quotes."""
    plain = shown(text)
    return escape(plain if plain.isascii() else f"{ISOLATE}{plain}{END}")


def file_name(path: str) -> str:
    """A file's name without its folders."""
    return Path(path).name or path


def clock(seconds: Fraction) -> str:
    """A time or length as on a player, to a hundredth: 1:02.50."""
    hundredths = round(seconds * 100)
    sign = "-" if hundredths < 0 else ""
    minutes, rest = divmod(abs(hundredths), 6000)
    hours, minutes = divmod(minutes, 60)
    tail = f"{rest // 100:02d}.{rest % 100:02d}"
    return f"{sign}{hours}:{minutes:02d}:{tail}" if hours else f"{sign}{minutes}:{tail}"


def lasting(seconds: Fraction) -> str:
    """A length as it is said: 30.0 seconds, 1:02 minutes."""
    if seconds < 90:
        return f"{float(seconds):.1f} seconds"
    return f"{clock(Fraction(round(seconds))).removesuffix('.00')} {'minutes' if seconds < 3600 else 'hours'}"


def many(count: int, noun: str) -> str:
    """A number of things: 1 clip, 2 clips."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def sentence(text: str) -> str:
    """A text with a capital and a full stop."""
    text = text.strip()
    return text if not text else text[0].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def picture(still: Still, alt: str, size: tuple[int, int], kind: str = "") -> str:
    """A picture, or a box in its place that says why there is none."""
    if not still.jpeg:
        told = attribute(f"{alt}: {still.missing}" if alt else still.missing)
        return f'<span class="none {kind}" role="img" aria-label="{told}">{words(still.missing)}</span>'
    source = "data:image/jpeg;base64," + base64.b64encode(still.jpeg).decode("ascii")
    return f'<img class="{kind}" src="{source}" alt="{attribute(alt)}" width="{size[0]}" height="{size[1]}" decoding="async">'


def bar(share: float) -> str:
    """A figure from -1 to 1 as a bar, for the eye alone: the figure stands beside it."""
    size = 100 * min(1.0, abs(share))
    if share < 0:
        return f'<svg class="bar" aria-hidden="true"><rect class="below" width="{size:.1f}%"/></svg>'
    return f'<svg class="bar" aria-hidden="true"><rect width="{size:.1f}%"/></svg>'


class Places:
    """Classes that lay elements along the film; each pair of place and width has one."""

    def __init__(self, frames: int) -> None:
        self._frames = max(1, frames)
        self._known: dict[tuple[float, float], str] = {}

    def share(self, frame: float) -> float:
        """Where a frame lies, in per cent of the film."""
        return round(100 * min(1.0, max(0.0, frame / self._frames)), 4)

    def at(self, start: float, end: float | None = None) -> str:
        """The class of what reaches from one frame to another; what has no end has no width of its own."""
        left = self.share(start)
        key = left, round(self.share(end) - left, 4) if end is not None else -1.0
        return self._known.setdefault(key, f"p{len(self._known)}")

    @property
    def css(self) -> str:
        """The rules."""
        return "".join(
            f".{name}{{left:{left:g}%{f';width:{width:g}%' if width >= 0 else ''}}}\n"
            for (left, width), name in self._known.items()
        )
