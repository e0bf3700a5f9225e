"""Files made wrong: cut short, bits turned over, stretches lost, moved or foreign, headers that lie."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Mapping, Sequence

# What stands after these names tells of times, sizes and numbers.
_ATOMS = (
    b"moov mvhd trak tkhd mdia mdhd minf stbl stsd stts ctts stsc stsz stco stss elst edts avc1 avcC hvc1 hvcC mp4a esds "
    b"apch alac trun tfhd moof mdat RIFF avih strh strf idx1 movi fmt  data fLaC OggS ID3 Xing LAME"
).split(b" ")
_HEADER_BYTES = 1500
_EXTREMES = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"\0\0\0\1", b"\x3b\x9a\xca\0", b"\0\0\0\x80")


def cut_short(content: bytes, share: float) -> bytes:
    """The beginning alone."""
    return content[: int(len(content) * share)]


def mutant(content: bytes, kind: str, dice: random.Random) -> bytes:
    """A wrong copy; ``kind`` is one of KINDS."""
    return _KINDS[kind](content, dice)


def _flipped(content: bytes, dice: random.Random, places: range, most: int) -> bytes:
    made = bytearray(content)
    for _ in range(dice.randint(1, most)):
        made[dice.choice(places)] ^= 1 << dice.randrange(8)
    return bytes(made)


def _flipped_everywhere(content: bytes, dice: random.Random) -> bytes:
    return _flipped(content, dice, range(len(content)), dice.choice((3, 60, 600)))


def _flipped_in_headers(content: bytes, dice: random.Random) -> bytes:
    first = dice.choice((0, max(0, len(content) - 2 * _HEADER_BYTES)))
    return _flipped(content, dice, range(first, min(len(content), first + 2 * _HEADER_BYTES)), 12)


def _extreme_in_headers(content: bytes, dice: random.Random) -> bytes:
    made = bytearray(content)
    for _ in range(dice.randint(1, 6)):
        _write(made, dice.randrange(min(len(content), _HEADER_BYTES)), _extreme(dice))
    return bytes(made)


def _lying_atoms(content: bytes, dice: random.Random) -> bytes:
    made = bytearray(content)
    found = [place for name in _ATOMS for place in _places(content, name)]
    for _ in range(dice.randint(1, 4)):
        # The size stands before the name, the first fields after it.
        place = dice.choice(found) + dice.choice((-4, 4, 8, 12, 16, 20, 24, 28, 32)) if found else 0
        _write(made, max(0, place), _extreme(dice))
    return bytes(made)


def _block_lost(content: bytes, dice: random.Random) -> bytes:
    first, length = _block(content, dice)
    return content[:first] + content[first + length :]


def _block_inserted(content: bytes, dice: random.Random) -> bytes:
    first, length = _block(content, dice)
    return content[:first] + dice.randbytes(length) + content[first:]


def _block_twice(content: bytes, dice: random.Random) -> bytes:
    first, length = _block(content, dice)
    place = dice.randrange(len(content))
    return content[:place] + content[first : first + length] + content[place:]


def _block_foreign(content: bytes, dice: random.Random) -> bytes:
    first, length = _block(content, dice)
    filled = dice.choice((bytes(length), b"\xff" * length, dice.randbytes(length)))
    return (content[:first] + filled + content[first + length :])[: len(content)]


def _cut(content: bytes, dice: random.Random) -> bytes:
    return cut_short(content, dice.random())


_KINDS: Mapping[str, Callable[[bytes, random.Random], bytes]] = {
    "bits": _flipped_everywhere,
    "header bits": _flipped_in_headers,
    "header extremes": _extreme_in_headers,
    "lying atoms": _lying_atoms,
    "lost": _block_lost,
    "inserted": _block_inserted,
    "twice": _block_twice,
    "foreign": _block_foreign,
    "cut": _cut,
}
KINDS = tuple(_KINDS)


def _block(content: bytes, dice: random.Random) -> tuple[int, int]:
    length = min(len(content) - 1, dice.choice((1, 3, 16, 188, 1000, len(content) // 8)))
    return dice.randrange(len(content) - length), length


def _extreme(dice: random.Random) -> bytes:
    value = dice.choice((*_EXTREMES, dice.randbytes(4)))
    return value if dice.random() < 0.7 else value[::-1]


def _write(made: bytearray, place: int, value: bytes) -> None:
    place = min(place, len(made) - len(value))
    made[place : place + len(value)] = value


def _places(content: bytes, name: bytes) -> list[int]:
    found, place = [], content.find(name)
    while place >= 0 and len(found) < 8:
        found.append(place)
        place = content.find(name, place + 1)
    return found


# What headers claim: the whole file, and the fields that are overwritten: name, bytes from its beginning, kind, value.
Field = tuple[bytes, int, str, float]
_MP4: Mapping[str, tuple[Field, ...]] = {
    "no time scale": ((b"mdhd", 16, ">I", 0),),
    "finest time scale": ((b"mdhd", 16, ">I", 2**32 - 1),),
    "slowest time scale": ((b"mdhd", 16, ">I", 1),),
    "no movie time scale": ((b"mvhd", 16, ">I", 0),),
    "136 years of movie": ((b"mvhd", 20, ">I", 2**32 - 1),),
    "136 years of track": ((b"mdhd", 20, ">I", 2**32 - 1), (b"tkhd", 24, ">I", 2**32 - 1)),
    "2^31 samples in stts": ((b"stts", 12, ">I", 2**31),),
    "2^31 entries in stts": ((b"stts", 8, ">I", 2**31),),
    "2^31 samples in ctts": ((b"ctts", 12, ">I", 2**31),),
    "2^31 entries in ctts": ((b"ctts", 8, ">I", 2**31),),
    "2^31 samples in stsz": ((b"stsz", 12, ">I", 2**31),),
    "2^31 samples of one size in stsz": ((b"stsz", 12, ">I", 2**31), (b"stsz", 8, ">I", 1)),
    "2^31 chunks": ((b"stco", 8, ">I", 2**31),),
    "steps of nothing": ((b"stts", 16, ">I", 0),),
    "steps of 2^31": ((b"stts", 16, ">I", 2**31),),
    "pictures of 60000": ((b"avc1", 28, ">H", 60000), (b"avc1", 30, ">H", 60000)),
    "pictures of nothing": ((b"avc1", 28, ">H", 0), (b"avc1", 30, ">H", 0)),
    "255 channels": ((b"mp4a", 20, ">H", 255),),
    "no sample rate": ((b"mp4a", 28, ">I", 0),),
    "edit of 2^31 ticks": ((b"elst", 12, ">I", 2**31 - 1),),
    "edit from the end": ((b"elst", 16, ">I", 2**31 - 1),),
}
_AVI: Mapping[str, tuple[Field, ...]] = {
    "10^9 frames a second": ((b"strh", 28, "<I", 1), (b"strh", 32, "<I", 10**9)),
    "no frames a second": ((b"strh", 32, "<I", 0),),
    "scale of nothing": ((b"strh", 28, "<I", 0),),
    "2^31 frames": ((b"avih", 24, "<I", 2**31), (b"strh", 40, "<I", 2**31)),
    "no microseconds a frame": ((b"avih", 8, "<I", 0),),
    "a frame in 136 years": ((b"strh", 28, "<I", 2**32 - 1), (b"strh", 32, "<I", 1)),
}
_WAV: Mapping[str, tuple[Field, ...]] = {
    "sample rate of 1": ((b"fmt ", 12, "<I", 1),),
    "sample rate of 2^31": ((b"fmt ", 12, "<I", 2**31 - 1),),
    "no sample rate": ((b"fmt ", 12, "<I", 0),),
    "255 channels": ((b"fmt ", 10, "<H", 255),),
    "65535 channels": ((b"fmt ", 10, "<H", 65535),),
    "no channels": ((b"fmt ", 10, "<H", 0),),
    "4 GB of data": ((b"data", 4, "<I", 2**32 - 1),),
}
_MKV: Mapping[str, tuple[Field, ...]] = {
    "ticks of 16 ms": ((b"\x2a\xd7\xb1\x83", 4, ">H", 0xFFFF),),
    "ever": ((b"\x44\x89\x88", 3, ">d", 1e18),),
    "not a number long": ((b"\x44\x89\x88", 3, ">d", float("nan")),),
    "10^9 frames a second": ((b"\x23\xe3\x83\x84", 4, ">I", 1),),
    "a frame in 4 s": ((b"\x23\xe3\x83\x84", 4, ">I", 2**32 - 1),),
}
LIES: Mapping[tuple[str, str], tuple[Field, ...]] = {
    (whole, f"{claim}.{whole.rpartition('.')[2]}"): fields
    for whole, claims in (("h264.mp4", _MP4), ("mjpeg.avi", _AVI), ("pcm.wav", _WAV), ("vp9.mkv", _MKV))
    for claim, fields in claims.items()
}


def lying(content: bytes, fields: Sequence[Field]) -> bytes:
    """A file whose header claims what is not so."""
    made = bytearray(content)
    for name, offset, kind, value in fields:
        places = _places(content, name)
        assert places, f"there is no {name!r} in the file"
        for place in places:
            struct.pack_into(kind, made, place + offset, value)
    return bytes(made)
