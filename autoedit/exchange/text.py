"""Names and words of people, made fit for a file that another program parses."""

from __future__ import annotations

import unicodedata

REPLACED = "�"


def plain(text: str) -> str:
    """A text without what no XML, EDL or CSV may hold: control characters, halves of surrogate pairs, noncharacters."""
    return "".join(REPLACED if _is_forbidden(character) else character for character in text)


def one_line(text: str) -> str:
    """A plain text on one line."""
    return " ".join(plain(text.replace("\n", " ").replace("\r", " ").replace("\t", " ")).split())


def ascii_line(text: str) -> str:
    """A text for formats of the seventies: one line of printable ASCII, letters without their accents."""
    bare = unicodedata.normalize("NFKD", one_line(text)).encode("ascii", "ignore").decode("ascii")
    return " ".join(bare.split())


def _is_forbidden(character: str) -> bool:
    code = ord(character)
    if code < 0x20:
        return character not in "\t\n\r"
    return 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or (code & 0xFFFE) == 0xFFFE
