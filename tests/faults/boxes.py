"""MP4 files with the boxes that a test wants: other edit lists, durations that lie, a mirrored display matrix.

Only files whose ``moov`` stands last are changed (as FFmpeg writes them), so no place in the file moves.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

_PARENTS = (b"moov", b"trak", b"edts", b"mdia")
# Of an edit: when it begins in the media (None shows nothing) and how long it lasts.
Edit = tuple[Fraction | None, Fraction]
Change = Callable[[bytes, bytes], bytes]


def changed(path: Path, change: Change, track: bytes = b"vide") -> Path:
    """Rewrite the boxes of one kind of track, and those of the whole film, in place.

    Args:
        change: gets a box's name and content and gives its new content.
        track: the handler of the tracks to change, ``vide`` or ``soun``.
    """
    content = path.read_bytes()
    boxes = list(_boxes(content))
    assert boxes[-1][0] == b"moov", "the index stands at the end"
    whole = b"".join(_box(name, body) for name, body in boxes[:-1])
    path.write_bytes(whole + _box(b"moov", _rewritten(boxes[-1][1], change, track)))
    return path


def with_edits(path: Path, edits: Sequence[Edit], track: bytes = b"vide") -> Path:
    """Give a track an edit list; times of the media count from its first frame."""
    moov = dict(_boxes(path.read_bytes()))[b"moov"]
    movie_scale = _scale(dict(_boxes(moov))[b"mvhd"])
    scale, first = _track_clock(moov, track)

    def listed(name: bytes, body: bytes) -> bytes:
        if name != b"elst":
            return body
        entries = b"".join(
            struct.pack(">qqi", round(length * movie_scale), -1 if start is None else first + round(start * scale), 1 << 16)
            for start, length in edits
        )
        return struct.pack(">II", 1 << 24, len(edits)) + entries

    return changed(path, listed, track)


def with_lying_durations(path: Path, factor: Fraction, track: bytes = b"vide") -> Path:
    """Make every header of a track and of the film tell a duration that is so many times the true one."""

    def lying(name: bytes, body: bytes) -> bytes:
        place = {b"mvhd": 16, b"mdhd": 16, b"tkhd": 20}.get(name)
        if place is None:
            return body
        assert body[0] == 0, "a version with 32 bits"
        told = struct.unpack_from(">I", body, place)[0]
        return body[:place] + struct.pack(">I", round(told * factor)) + body[place + 4 :]

    return changed(path, lying, track)


def with_matrix(path: Path, matrix: Sequence[int]) -> Path:
    """Give the picture a display matrix: a, b, c, d of x' = a x + c y and y' = b x + d y, each -1, 0 or 1."""
    a, b, c, d = (part << 16 for part in matrix)

    def turned(name: bytes, body: bytes) -> bytes:
        return body[:40] + struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30) + body[76:] if name == b"tkhd" else body

    return changed(path, turned)


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 0
    while place < len(content):
        size, name = struct.unpack_from(">I4s", content, place)
        yield name, content[place + 8 : place + size]
        place += size


def _box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, name) + body


def _rewritten(content: bytes, change: Change, track: bytes) -> bytes:
    made = []
    for name, body in _boxes(content):
        if name == b"trak" and _handler(body) != track:
            made.append(_box(name, body))
        elif name in _PARENTS:
            made.append(_box(name, _rewritten(body, change, track)))
        else:
            made.append(_box(name, change(name, body)))
    return b"".join(made)


def _handler(trak: bytes) -> bytes:
    return dict(_boxes(dict(_boxes(trak))[b"mdia"]))[b"hdlr"][8:12]


def _scale(header: bytes) -> int:
    """Ticks a second, as a film's or a track's header tells."""
    return int(struct.unpack_from(">I", header, 20 if header[0] else 12)[0])


def _track_clock(moov: bytes, track: bytes) -> tuple[int, int]:
    """A track's ticks a second, and the tick of its first frame."""
    trak = next(body for name, body in _boxes(moov) if name == b"trak" and _handler(body) == track)
    inside = dict(_boxes(trak))
    listed = dict(_boxes(inside[b"edts"]))[b"elst"]
    first = struct.unpack_from(">q", listed, 16)[0] if listed[0] else struct.unpack_from(">i", listed, 12)[0]
    return _scale(dict(_boxes(inside[b"mdia"]))[b"mdhd"]), int(first)
