"""What a film joined from pieces shows: each piece was decoded when it was coded, and its packets are the film's own.

The film is read through once more, packet by packet. Where all of them are the pieces', byte for byte and under one header, the
film shows what the pieces were seen to show; where they are not, it is decoded as any other file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from autoedit.errors import RenderError, UnreadableMedia, at
from autoedit.media.decode import picture_packets
from autoedit.media.join import digests_of
from autoedit.media.look import BYTES, Looks
from autoedit.media.probe import probe
from autoedit.media.rows import FiledRows
from autoedit.render.store import Coded
from autoedit.render.verify import Shown, hear, shown


@at("verify")
def seen(path: Path, pieces: Sequence[Coded], report: Callable[[float], None] | None = None) -> Shown:
    """What a film's file shows and lets hear.

    Its looks are kept in a file beside it.

    Args:
        pieces: what it was joined from.
        report: told how much of it is done, 0..1.

    Raises:
        RenderError: the film has no picture.
        UnreadableMedia: it is no film at all.
    """
    if not _is_joined_from(path, pieces):
        return shown(path, report)
    media = probe(path)
    if media.video is None:
        raise RenderError("the film has no picture")
    packets = picture_packets(media)
    ticks = sorted(packet.tick for packet in packets.packets if packet.tick is not None and packet.is_shown)
    if len(ticks) != sum(piece.frames for piece in pieces):
        return shown(path, report)
    looks = _looks(path, (piece.shown() for piece in pieces))
    return Shown(
        media=media,
        looks=looks,
        times=tuple(tick * packets.base for tick in ticks),
        heard=hear(media, path.parent),
        damage=media.damage,
    )


def drawn_looks(path: Path, pieces: Sequence[Coded]) -> FiledRows:
    """What was drawn for a film's frames, in a file beside it."""
    return _looks(path, (piece.drawn() for piece in pieces))


def _looks(path: Path, parts: Iterable[Looks]) -> FiledRows:
    return FiledRows(parts, BYTES, np.uint8, path.parent)


def _is_joined_from(path: Path, pieces: Sequence[Coded]) -> bool:
    try:
        found = digests_of(path, [piece.frames for piece in pieces])
    except UnreadableMedia:
        return False
    if any(piece.digests.header != found.header for piece in pieces):
        return False
    return found.groups == tuple(group for piece in pieces for group in piece.digests.groups)
