"""Tape names for files, as EDLs want them: at most eight capital letters and digits, each file its own."""

from __future__ import annotations

import re
from collections.abc import Container
from pathlib import Path

from autoedit.exchange.sequence import Sequence
from autoedit.exchange.text import ascii_line
from autoedit.model.media import Media

LONGEST = 8
# Words that EDLs give a meaning of their own: black, bars, a source without a name, no source.
RESERVED = frozenset({"AX", "BL", "BLACK", "BARS", "NONE"})


def reels(sequence: Sequence) -> dict[str, str]:
    """The reel of each file by its id; the same in every EDL of a film."""
    named: dict[str, str] = {}
    taken = set(RESERVED)
    for id_, source in sequence.sources.items():
        named[id_] = _free(_plain_reel(source.media), taken)
        taken.add(named[id_])
    return named


def _plain_reel(media: Media) -> str:
    """What a file's camera called its tape, or else the beginning of its name."""
    for name in (media.reel or "", Path(media.path).stem, media.id):
        letters = re.sub("[^A-Z0-9]", "", ascii_line(name).upper())
        if letters:
            return letters[:LONGEST]
    return "REEL"


def _free(name: str, taken: Container[str]) -> str:
    """A name that is not taken: where it is, its end gives way to a number."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name[: LONGEST - len(str(number))]}{number}"
    return free
