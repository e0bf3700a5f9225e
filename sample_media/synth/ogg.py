"""Writes Ogg Vorbis that is the same byte for byte each time it is made."""

from __future__ import annotations

import struct
from pathlib import Path

from synth.waves import RATE, Wave

BLOCK = 16_384  # samples; libsndfile's Vorbis writer overruns its stack when given minutes at once
SMALLER = 0.4  # libsndfile's compression level: Vorbis quality 6, some 190 kbit/s
SERIAL = 1  # libsndfile draws the stream's serial number from the clock; ours is always this
POLYNOMIAL = 0x04C11DB7  # of the page checksum, RFC 3533


def write_ogg(wave: Wave, path: Path) -> None:
    """Write a stereo wave [2, samples] as Ogg Vorbis."""
    import soundfile

    form = {"samplerate": RATE, "channels": 2, "format": "OGG", "subtype": "VORBIS", "compression_level": SMALLER}
    with soundfile.SoundFile(path, "w", **form) as file:
        for first in range(0, wave.shape[-1], BLOCK):
            file.write(wave[:, first : first + BLOCK].T)
    path.write_bytes(with_serial(path.read_bytes(), SERIAL))


def with_serial(stream: bytes, serial: int) -> bytes:
    """The Ogg stream under another serial number, each page's checksum made right again."""
    table = [checksum_of_byte(byte) for byte in range(256)]
    pages, first = [], 0
    while first < len(stream):
        lacing = stream[first + 27 : first + 27 + stream[first + 26]]
        end = first + 27 + len(lacing) + sum(lacing)
        page = bytearray(stream[first:end])
        page[14:18], page[22:26] = struct.pack("<I", serial), bytes(4)
        page[22:26] = struct.pack("<I", checksum(bytes(page), table))
        pages.append(bytes(page))
        first = end
    return b"".join(pages)


def checksum(page: bytes, table: list[int]) -> int:
    """The checksum of a page whose own checksum field is zero."""
    value = 0
    for byte in page:
        value = (value << 8 & 0xFFFFFFFF) ^ table[value >> 24 ^ byte]
    return value


def checksum_of_byte(byte: int) -> int:
    """The checksum of one byte on its own."""
    value = byte << 24
    for _ in range(8):
        value = (value << 1 ^ (POLYNOMIAL if value >> 31 else 0)) & 0xFFFFFFFF
    return value
