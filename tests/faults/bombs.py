"""Bombs: small files that ask for hours or gigabytes. Each ends in an answer within ten seconds and a gigabyte.

A film beside one is planned all the same. In the long form each is given to the program too, as ``probe --json`` and ``plan``.
"""

from __future__ import annotations

import atexit
import json
import struct
import zlib
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

from tests.faults.measured import measured
from tests.faults.mutants import lying
from tests.faults.specimens import made_by_ffmpeg, specimen
from tests.faults.trials import Trials

ANSWER_SECONDS, MOST_MEGABYTES = 10.0, 1000
# On the clock it takes longer where others compute too.
BUSY = 3
SIDE = 16_000
Bomb = Callable[[Path], None]


def cases(seed: int, *, many: bool) -> Iterator[tuple[str, Callable[[Path], None]]]:
    """Named cases; each raises AssertionError when a promise is broken. There is nothing random in a bomb."""
    del seed
    for name, bomb in BOMBS.items():
        yield f"analysed: {name}", _analysed(name, bomb)
        if many:
            yield f"heard: {name}", _analysed(name, bomb, is_song=True)
            yield f"probed and planned: {name}", _probed_and_planned(name, bomb)


def _analysed(name: str, bomb: Bomb, *, is_song: bool = False) -> Callable[[Path], None]:
    def case(folder: Path) -> None:
        bomb(folder / name)
        problem = _trials().broken_promise(folder / name, is_song=is_song)
        assert not problem, f"{name}: {problem}"

    return case


def _probed_and_planned(name: str, bomb: Bomb) -> Callable[[Path], None]:
    def case(folder: Path) -> None:
        bomb(folder / name)
        probed = measured(["probe", "--json", str(folder / name)], folder)
        plan = folder / "edit.json"
        planned = measured(["plan", str(folder / name), str(specimen("good.mp4")), "--length", "1", "-o", str(plan)], folder)

        assert probed.code in (0, 1, 3)
        assert planned.code in (0, 3), planned.said
        assert "good" in {item["media"]["id"] for item in json.loads(plan.read_text())["footage"]}
        for run in (probed, planned):
            assert "unexpected" not in run.said and "Traceback" not in run.said, run.said
            assert len(run.out) + len(run.said) < 100_000
            assert run.megabytes < MOST_MEGABYTES and run.seconds < ANSWER_SECONDS, run

    return case


@cache
def _trials() -> Trials:
    trials = Trials(specimen("good.mp4"), seconds=BUSY * ANSWER_SECONDS, megabytes=MOST_MEGABYTES)
    atexit.register(trials.close)
    return trials


def huge_photograph(path: Path) -> None:
    """A PNG of 30,000 x 30,000 in 110 KB: black and white, one bit a pixel."""
    side = 30_000
    row = bytes(1 + side // 8)
    squeeze = zlib.compressobj(1)
    rows = b"".join(squeeze.compress(row) for _ in range(side)) + squeeze.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + _png_part(b"IHDR", header) + _png_part(b"IDAT", rows) + _png_part(b"IEND", b""))


def _png_part(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _huge_h264(path: Path) -> None:
    """A sequence header that says 16,000 x 16,000, and a picture that breaks off at once: decoders make up the rest."""
    coded = _Bits()
    coded.write(0x67, 8).write(66, 8).write(0, 8).write(62, 8)
    # Ids and counts, the size in macroblocks, whole frames, no cropping.
    for value in (0, 0, 2, 1):
        coded.golomb(value)
    coded.write(0, 1).golomb(SIDE // 16 - 1).golomb(SIDE // 16 - 1).write(0b1100, 4)
    header = coded.ended()
    settings = _Bits().write(0x68, 8).golomb(0).golomb(0).write(0, 2).golomb(0).golomb(0).golomb(0).write(0, 3)
    settings.golomb(0).golomb(0).golomb(0).write(0, 3)
    picture = _Bits().write(0x65, 8).golomb(0).golomb(7).golomb(0).write(0, 4).golomb(0).write(0, 2).golomb(0)
    for _ in range(40):
        picture.golomb(3).golomb(0).golomb(0).write(0b1111, 4)
    raw = path.with_suffix(".264")
    raw.write_bytes(b"".join(b"\0\0\0\1" + part for part in (header, settings.ended(), picture.ended())))
    made_by_ffmpeg(path, "-f", "h264", "-i", str(raw), "-c", "copy")
    raw.unlink()


class _Bits:
    """Bits written one after the other, as H.264 counts them."""

    def __init__(self) -> None:
        self._text = ""

    def write(self, value: int, bits: int) -> _Bits:
        self._text += f"{value:0{bits}b}"
        return self

    def golomb(self, value: int) -> _Bits:
        digits = f"{value + 1:b}"
        self._text += "0" * (len(digits) - 1) + digits
        return self

    def ended(self) -> bytes:
        text = self._text + "1"
        text += "0" * (-len(text) % 8)
        # Three bytes that would look like a beginning are told apart by a 3 between them.
        coded, zeroes = bytearray(), 0
        for byte in int(text, 2).to_bytes(len(text) // 8, "big"):
            if zeroes >= 2 and byte <= 3:
                coded.append(3)
                zeroes = 0
            coded.append(byte)
            zeroes = zeroes + 1 if byte == 0 else 0
        return bytes(coded)


def _huge_jpegs(path: Path) -> None:
    """Motion JPEG whose every frame says 16,000 x 16,000 over the data of a small one."""
    content = lying(specimen("mjpeg.avi").read_bytes(), ((b"strf", 12, "<I", SIDE), (b"strf", 16, "<I", SIDE)))
    path.write_bytes(content.replace(struct.pack(">HH", 108, 192), struct.pack(">HH", SIDE, SIDE)))


def _film_with_late_packet(path: Path, late: Fraction, *, is_sound: bool) -> None:
    """A whole film of which one packet, in the middle or so, is shown very much later; all that follow too."""
    import av

    with av.open(str(specimen("h264.mp4"))) as given, av.open(str(path), "w") as made:
        streams = {stream.index: made.add_stream_from_template(stream) for stream in given.streams}
        number = 0
        for packet in given.demux():
            if packet.dts is None or packet.pts is None or packet.time_base is None:
                continue
            number += 1
            is_late = number > 60 and (packet.stream.type == "audio") is is_sound
            packet.pts += round(late / packet.time_base) if is_late else 0
            packet.dts += round(late / packet.time_base) if is_late else 0
            packet.stream = streams[packet.stream.index]
            made.mux(packet)


def _late_start(path: Path) -> None:
    """An edit list that begins with 1000 hours of nothing."""
    film = str(specimen("h264.mp4"))
    late = ("-itsoffset", "3600000", "-i", film)
    made_by_ffmpeg(path, "-i", film, *late, "-map", "0:v", "-map", "1:a", "-c", "copy", "-use_editlist", "1")


def _element(name: str, content: bytes) -> bytes:
    """An element of Matroska; ``name`` in hexadecimal digits."""
    return bytes.fromhex(name) + struct.pack(">Q", len(content) | 1 << 56) + content


def _matroska(path: Path, tracks: bytes, clusters: bytes = b"") -> None:
    about = _element("4282", b"matroska") + _element("4287", b"\x04") + _element("4285", b"\x02")
    times = _element("1549a966", _element("2ad7b1", struct.pack(">I", 1_000_000)))
    body = times + _element("1654ae6b", tracks) + clusters
    path.write_bytes(_element("1a45dfa3", about) + _element("18538067", body))


def _track(number: int) -> bytes:
    sound = _element("b5", struct.pack(">d", 8000.0)) + _element("9f", b"\x01") + _element("6264", b"\x08")
    numbered = _element("d7", struct.pack(">H", number)) + _element("73c5", struct.pack(">H", number))
    return _element("ae", numbered + _element("83", b"\x02") + _element("86", b"A_PCM/INT/LIT") + _element("e1", sound))


def _streams(path: Path) -> None:
    _matroska(path, b"".join(_track(number + 1) for number in range(10_000)))


def _tracks(path: Path) -> None:
    """A film whose picture track stands in the index 2000 times."""
    content = specimen("h264.mp4").read_bytes()
    place = content.index(b"moov") - 4
    (length,) = struct.unpack_from(">I", content, place)
    track = content.index(b"trak", place) - 4
    (of_track,) = struct.unpack_from(">I", content, track)
    more = content[track : track + of_track] * 2000
    index = struct.pack(">I", length + len(more)) + content[place + 4 : place + length] + more
    path.write_bytes(content[:place] + index + content[place + length :])


def _tiny_packets(path: Path) -> None:
    """A million packets of a sample each."""
    blocks = bytearray()
    for number in range(1_000_000):
        blocks += b"\xa3\x85\x81" + struct.pack(">h", number // 8 % 30_000) + b"\x80\x55"
    _matroska(path, _track(1), _element("1f43b675", _element("e7", b"\x00") + bytes(blocks)))


def _nested_atoms(path: Path) -> None:
    """A box in a box in a box, 100,000 deep."""
    depth = 100_000
    boxes = b"".join(struct.pack(">I4s", 8 * (depth - level), b"moov") for level in range(depth))
    path.write_bytes(struct.pack(">I4s4sI4s", 20, b"ftyp", b"isom", 0, b"isom") + boxes)


def _nested_elements(path: Path) -> None:
    inner = b""
    for _ in range(3000):
        inner = _element("ae", inner)
    _matroska(path, inner)


def _long_text(path: Path, name: bytes, begins: bytes = b"") -> None:
    """A film that says 50 MB of itself."""
    text = begins + b"A" * 50_000_000
    content = specimen("h264.mp4").read_bytes()
    place = content.index(b"moov") - 4
    (length,) = struct.unpack_from(">I", content, place)
    items = _box(b"ilst", _box(name, _box(b"data", struct.pack(">II", 1, 0) + text)))
    handler = _box(b"hdlr", struct.pack(">II4sIIIB", 0, 0, b"mdir", 0, 0, 0, 0))
    said = _box(b"udta", _box(b"meta", struct.pack(">I", 0) + handler + items))
    index = struct.pack(">I", length + len(said)) + content[place + 4 : place + length] + said
    path.write_bytes(content[:place] + index + content[place + length :])


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content


def _huge_from_the_middle(path: Path) -> None:
    """A transport stream that begins small and goes on with 16,000 x 16,000."""
    small, huge = path.with_suffix(".small.ts"), path.with_suffix(".huge.ts")
    made_by_ffmpeg(small, "-i", str(specimen("h264.mp4")), "-map", "0:v", "-c", "copy")
    _huge_h264(huge)
    path.write_bytes(small.read_bytes() + huge.read_bytes())
    small.unlink()
    huge.unlink()


BOMBS: dict[str, Bomb] = {
    "16k.mp4": _huge_h264,
    "16k from the middle.ts": _huge_from_the_middle,
    "16k.avi": _huge_jpegs,
    "30k.png": huge_photograph,
    "a frame in 30 years.mkv": lambda path: _film_with_late_packet(path, Fraction(10**9), is_sound=False),
    "a sound in 30 years.mkv": lambda path: _film_with_late_packet(path, Fraction(10**9), is_sound=True),
    "a frame in 40 hours.mov": lambda path: _film_with_late_packet(path, Fraction(144_000), is_sound=False),
    "a sound in 40 hours.mov": lambda path: _film_with_late_packet(path, Fraction(144_000), is_sound=True),
    "begins in 1000 hours.mp4": _late_start,
    "10000 streams.mkv": _streams,
    "2000 tracks.mp4": _tracks,
    "a million packets.mkv": _tiny_packets,
    "nested.mp4": _nested_atoms,
    "nested.mkv": _nested_elements,
    "long title.mp4": lambda path: _long_text(path, b"\xa9nam"),
    "long comment.mp4": lambda path: _long_text(path, b"\xa9cmt", b"autoedit "),
}
