"""Words over the picture: opening title, end card and captions, drawn with Pillow and laid over finished frames.

text -> bidi and shaping (which glyph stands where) -> typeset (lines that fit) -> lettering (a picture) -> drawer (a frame)
"""

from autoedit.render.titles.drawer import TitleDrawer, level
from autoedit.render.titles.fonts import Fonts
from autoedit.render.titles.shaping import missing_glyphs

__all__ = ["Fonts", "TitleDrawer", "level", "missing_glyphs"]
