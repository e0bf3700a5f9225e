"""What is true of a generated song: its beats and bars, as samples of its file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 44100
Seconds = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """A song's notional beats: where the written beat is, whoever plays ahead of it or behind.

    Attributes:
        kind: what the song tests.
        beats, downbeats: samples at ``RATE``, rising. Of an odd metre the beats are the starts of its unequal groups.
        metre: beats a bar.
        tempi: beats a minute; the first is the song's, the others count as right too (a song that changes tempo has two).
        eighths: of an odd metre every eighth, which a listener may count instead.
        told: how the song is made, for a person who wonders about a figure.
    """

    name: str
    kind: str
    seed: int
    beats: tuple[int, ...]
    downbeats: tuple[int, ...]
    metre: int
    tempi: tuple[float, ...]
    eighths: tuple[int, ...] = ()
    told: str = ""

    @property
    def is_odd(self) -> bool:
        """Whether the beats of a bar are unequal."""
        return bool(self.eighths)

    @property
    def beat_seconds(self) -> Seconds:
        """The beats in seconds."""
        return np.array(self.beats) / RATE

    @property
    def downbeat_seconds(self) -> Seconds:
        """The downbeats in seconds."""
        return np.array(self.downbeats) / RATE

    @property
    def eighth_seconds(self) -> Seconds:
        """The eighths of an odd metre in seconds."""
        return np.array(self.eighths) / RATE


def write_truth(path: Path, truth: Truth) -> None:
    """Write it as JSON."""
    path.write_text(json.dumps(asdict(truth), sort_keys=True))


def read_truth(path: Path) -> Truth:
    """Read what ``write_truth`` wrote."""
    told = json.loads(path.read_text())
    return Truth(**{name: tuple(value) if isinstance(value, list) else value for name, value in told.items()})
