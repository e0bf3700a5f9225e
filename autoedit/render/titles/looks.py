"""How each kind of title looks and where it stands.

Margins follow EBU R 95 and SMPTE ST 2046-1: graphics stay within the inner 90 per cent of width and height. The large titles keep
to the inner 80, the old title-safe area, since they look better with air around them. Sizes are shares of the picture's
shorter side, so that a film upright on a telephone reads as well as one that lies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from autoedit.model.timeline import TitleKind
from autoedit.render.titles.fonts import Weight
from autoedit.render.titles.typeset import Place, Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A kind's design.

    Attributes:
        size: of the letters, as a share of the shorter side; never below ``least`` pixels.
        first, following: how the first line is set, and those after a newline.
        width, height: the room that the text may take, as shares of the picture.
        longest: a line is no longer, in ems.
        few, enough: as in ``Place``.
        glow, edge: darkness around the letters, wide and narrow.
        box: the darkness of a box behind them, 0 for none.
        fade: how long it takes to come and to go.
        dims: how much of the picture's brightness is left beneath it.
    """

    size: float
    least: float
    first: Type
    following: Type
    width: float
    height: float
    longest: float
    few: int
    enough: float
    glow: float = 0.0
    edge: float = 0.0
    box: float = 0.0
    fade: Fraction
    dims: float = 1.0

    def place(self, width: int, height: int) -> Place:
        """The room it has in a picture."""
        size = max(self.least, self.size * min(width, height))
        return Place(
            width=min(self.width * width, self.longest * size),
            height=self.height * height,
            size=size,
            few=self.few,
            enough=self.enough,
            least=min(self.least, size),
        )


HEADLINE = Type(weight=Weight.REGULAR, tracking=0.03, leading=1.16)
BYLINE = Type(weight=Weight.REGULAR, scale=0.44, tracking=0.06, leading=1.5, above=0.4)
SPOKEN = Type(weight=Weight.REGULAR, tracking=0.005, leading=1.28)

LOOKS: Mapping[TitleKind, Look] = {
    TitleKind.OPENING: Look(
        size=0.1, least=12, first=HEADLINE, following=BYLINE, width=0.8, height=0.56, longest=20, few=2, enough=0.75,
        glow=0.5, edge=0.5, fade=Fraction(1, 2), dims=0.78,
    ),
    TitleKind.END_CARD: Look(
        size=0.08, least=11, first=HEADLINE, following=BYLINE, width=0.8, height=0.6, longest=22, few=2, enough=0.75,
        edge=0.35, fade=Fraction(1, 2), dims=0.25,
    ),
    # 42 letters a line is the habit of subtitling; an average letter takes a little more than half an em.
    TitleKind.CAPTION: Look(
        size=0.045, least=9, first=SPOKEN, following=SPOKEN, width=0.84, height=0.4, longest=22.5, few=2, enough=0.8,
        box=0.62, fade=Fraction(1, 10),
    ),
}  # fmt: skip
# A caption stands this much of the height above the lower edge; upright, telephones lay their buttons over the lowest sixth.
CAPTION_MARGIN, UPRIGHT_CAPTION_MARGIN = 0.06, 0.17
