"""What kinds of film there are: how long clips last, in what order they come, and how they are joined."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A kind of film. Clip lengths are wishes in seconds, for calm music, for busy music, and without any.

    ``source_level`` is the loudness of the footage's own sound under music, in LUFS; None leaves it out. ``fit`` says what
    becomes of pictures of another shape: "pad" with black, or "fill" and crop.
    """

    name: str
    is_chronological: bool
    calm_seconds: Fraction
    busy_seconds: Fraction
    usual_seconds: Fraction
    shortest_seconds: Fraction
    default_length: Fraction
    source_level: float | None
    whips: bool
    fit: str

    def wish(self, energy: float) -> Fraction:
        """How long a clip should last where the music has this energy (0..1)."""
        return self.calm_seconds + (self.busy_seconds - self.calm_seconds) * Fraction(energy).limit_denominator(100)


FILM = Style(
    name="film",
    is_chronological=True,
    calm_seconds=Fraction(4),
    busy_seconds=Fraction(2),
    usual_seconds=Fraction(3),
    shortest_seconds=Fraction(1),
    default_length=Fraction(60),
    source_level=-28.0,
    whips=False,
    fit="pad",
)

TRAILER = Style(
    name="trailer",
    is_chronological=False,
    calm_seconds=Fraction(3),
    busy_seconds=Fraction(1),
    usual_seconds=Fraction(2),
    shortest_seconds=Fraction(1, 2),
    default_length=Fraction(30),
    source_level=-30.0,
    whips=True,
    fit="fill",
)
