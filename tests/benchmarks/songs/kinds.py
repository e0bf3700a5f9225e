"""The kinds of song, read from ``kinds.toml``: metre, tempo, what may be played. A seed chooses among what a kind allows."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Metre:
    """A bar: its units, where a listener taps in it, and its steps in the patterns."""

    units: int
    taps: tuple[int, ...]
    steps: int

    @property
    def is_odd(self) -> bool:
        """Whether its beats are unequal."""
        return len(self.taps) != self.units


METRES = {
    "4/4": Metre(units=4, taps=(0, 1, 2, 3), steps=16),
    "3/4": Metre(units=3, taps=(0, 1, 2), steps=12),
    "2/4": Metre(units=2, taps=(0, 1), steps=8),
    # Counted in dotted quarters.
    "6/8": Metre(units=2, taps=(0, 1), steps=12),
    "7/8 2+2+3": Metre(units=7, taps=(0, 2, 4), steps=14),
    "7/8 3+2+2": Metre(units=7, taps=(0, 3, 5), steps=14),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a kind of song allows.

    Attributes:
        tempi: one song is made of each range, in units a minute (the quarter; the dotted quarter of 6/8; the eighth of 7/8).
        drums: the calm pattern and the full one, or several such pairs, taken in turn; none is no drums.
        swing: where the offbeat lies between two beats; 0.5 is straight, 0.67 a triplet's.
        clock: steady, drift, slowing or change.
        loose: how far the players are from the beat, times the usual; machines are 0.1.
        chords_a_bar: the chance that a bar has two chords; ``pushed`` that a chord comes an eighth early.
    """

    name: str
    tempi: tuple[tuple[float, float], ...]
    metre: Metre = METRES["4/4"]
    drums: tuple[tuple[str, str], ...] = ()
    basses: tuple[str, ...] = ("eighths", "rock", "quarters")
    bass_sounds: tuple[str, ...] = ("ebass",)
    chords: tuple[str, ...] = ("strum", "quarters", "eighths", "halves")
    chord_sounds: tuple[str, ...] = ("guitar", "piano", "epiano")
    beds: tuple[str, ...] = ("pad", "organ", "strings", "")
    leads: tuple[str, ...] = ("voice", "voice", "sax", "lead", "trumpet")
    swing: tuple[float, float] = (0.5, 0.5)
    clock: str = "steady"
    loose: float = 1.0
    chords_a_bar: float = 0.15
    pushed: float = 0.1
    has_pickup: bool = False
    is_counted_in: bool = False
    has_break: bool = True


def _kind(told: dict[str, Any]) -> Kind:
    metre = METRES[told.pop("metre", "4/4")]
    return Kind(metre=metre, **{name: _frozen(value) for name, value in told.items()})


def _frozen(value: Any) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value


KINDS = tuple(_kind(told) for told in tomllib.loads((Path(__file__).parent / "kinds.toml").read_text())["kind"])
