"""What a film joined from pieces shows: each piece was decoded when it was coded, and its packets are the film's own.

The film is read through once more, packet by packet. Where all of them are the pieces', byte for byte and under one header, the
film shows what the pieces were seen to show; where they are not, it is decoded as any other file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from autoedit.errors import RenderError, UnreadableMedia
from autoedit.media.decode import picture_packets
from autoedit.media.join import digests_of
from autoedit.media.look import BYTES, Looks
from autoedit.media.probe import probe
from autoedit.render.store import Coded
from autoedit.render.verify import Shown, hear, shown


def seen(path: Path, pieces: Sequence[Coded], report: Callable[[float], None] | None = None) -> Shown:
    """What a film's file shows and lets hear.

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
    looks = joined_looks(pieces, Coded.shown)
    return Shown(
        media=media, looks=looks, times=tuple(tick * packets.base for tick in ticks), heard=hear(media), damage=media.damage
    )


def joined_looks(pieces: Sequence[Coded], of: Callable[[Coded], Looks]) -> Looks:
    """The looks of a film's frames, its pieces' one behind the other: uint8 [frames, BYTES]."""
    looks = np.empty((sum(piece.frames for piece in pieces), BYTES), np.uint8)
    start = 0
    for piece in pieces:
        looks[start : start + piece.frames] = of(piece)
        start += piece.frames
    return looks


def _is_joined_from(path: Path, pieces: Sequence[Coded]) -> bool:
    try:
        found = digests_of(path, [piece.frames for piece in pieces])
    except UnreadableMedia:
        return False
    if any(piece.digests.header != found.header for piece in pieces):
        return False
    return found.groups == tuple(group for piece in pieces for group in piece.digests.groups)
