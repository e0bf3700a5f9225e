"""The rates at which every claim about time is held."""

from fractions import Fraction

NTSC_FILM = Fraction(24000, 1001)
PAL = Fraction(25)
NTSC = Fraction(30000, 1001)
NTSC_FAST = Fraction(60000, 1001)

RATES = (NTSC_FILM, PAL, NTSC, NTSC_FAST)
