"""Files that point elsewhere, under honest and under false names: refused, and nothing that they point at is touched.

A neighbour, a secret and a server on loopback stand where they point; that a neighbour was opened the kernel tells, whichever
process and library opened it. Where a program named ffmpeg lies in PATH it is not called.
"""

from __future__ import annotations

import atexit
import os
import random
import shutil
import struct
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.faults.sentinels import Listener, false_programs, listener, watched
from tests.faults.specimens import specimen

SECRET = "TOPSECRET-7f31"
SUFFIXES = (".mp4", ".wav", ".mov", ".mkv", ".srt", ".ttf", ".toml", ".png", ".otio", ".fcpxml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a disguised file stands, and what it may point at."""

    folder: Path
    neighbour: Path
    secret: Path
    port: int


Disguise = Callable[[Place], bytes]


def cases(seed: int, *, many: bool) -> Iterator[tuple[str, Callable[[Path], None]]]:
    """Named cases; each raises AssertionError when a promise is broken."""
    dice = random.Random(seed)
    for name, disguise in DISGUISES.items():
        own = Path(name).suffix
        false = SUFFIXES if many else (".mp4", ".wav", *dice.sample(SUFFIXES[2:], 2))
        yield f"refused: {name}", _refused(disguise, (own, *false))
    for name, disguise in FILMS_THAT_POINT.items():
        yield f"points in vain: {name}", _points_in_vain(name, disguise)
    for text in NAMES:
        yield f"a name only: {text}", _a_name_only(text)


def _refused(disguise: Disguise, suffixes: tuple[str, ...]) -> Callable[[Path], None]:
    def case(folder: Path) -> None:
        with _surroundings(folder) as place:
            content = disguise(place)
            for suffix in suffixes:
                path = folder / f"disguised{suffix}"
                path.write_bytes(content)
                for way, opening in OPENINGS.items():
                    said = _refusal(opening, path)
                    assert said is not None, f"{way} takes {suffix}"
                    assert SECRET not in said, f"{way} of {suffix} tells the secret: {said}"
                assert path.read_bytes() == content
                path.unlink()

    return case


def _points_in_vain(name: str, disguise: Disguise) -> Callable[[Path], None]:
    """A film with pictures of its own that also points elsewhere: used or left out, and what it points at stays shut."""

    def case(folder: Path) -> None:
        with _surroundings(folder) as place:
            path = folder / name
            path.write_bytes(disguise(place))
            for way in ("footage", "music", "picture"):
                _refusal(OPENINGS[way], path)

    return case


def _a_name_only(text: str) -> Callable[[Path], None]:
    """A name that FFmpeg would read as an order is a name, and there is no such file."""

    def case(folder: Path) -> None:
        with _surroundings(folder) as place:
            name = text.format(neighbour=place.neighbour, port=place.port)
            for way in ("footage", "music", "picture"):
                said = _refusal(OPENINGS[way], Path(name)) if way != "footage" else _refusal(_as_named_footage, name)
                assert said is not None and "no such file" in said, f"{way}: {said}"

    return case


class _surroundings:  # noqa: N801  # read as a verb: with surroundings
    """A neighbour, a secret, a server and a false ffmpeg about a folder; leaving it tells if one of them was touched."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Place:
        neighbour, secret = self._folder / "neighbour.mp4", self._folder / "secret.txt"
        shutil.copy(specimen("h264.mp4"), neighbour)
        secret.write_text(f"{SECRET}\n" * 50)
        pattern = [self._folder / f"img{number:03d}.png" for number in (1, 2)]
        for path in pattern:
            path.write_bytes(_picture())
        self._record = false_programs(self._folder / "programs")
        self._listening = listener()
        self._server: Listener = self._listening.__enter__()
        self._watching = watched([neighbour, secret, *pattern])
        self._watch = self._watching.__enter__()
        searched = os.pathsep.join([str(self._record.parent), os.environ.get("PATH", "")])
        self._searching = patch.dict(os.environ, {"PATH": searched})
        self._searching.start()
        return Place(folder=self._folder, neighbour=neighbour, secret=secret, port=self._server.port)

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self._searching.stop()
        opened = self._watch.seen()
        self._watching.__exit__(kind, error, trace)
        self._listening.__exit__(kind, error, trace)
        if kind is None:
            assert not opened, f"opened: {opened}"
            assert self._server.calls == 0, "the server was called"
            assert not self._record.exists(), self._record.read_text()


@cache
def _picture() -> bytes:
    import io

    from PIL import Image

    held = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(held, "PNG")
    return held.getvalue()


def _refusal(opening: Callable[[Any], object], path: Any) -> str | None:
    """What an opening says when it refuses; nothing where it takes the file."""
    from autoedit.errors import AutoeditError

    try:
        opening(path)
    except AutoeditError as error:
        assert "unexpected" not in str(error), str(error)
        return str(error)
    return None


def _as_footage(path: Path) -> object:
    return _as_named_footage(str(path))


def _as_named_footage(name: str) -> object:
    from autoedit.pipeline.library import analyse

    return analyse([name], work=_workplace())


def _as_music(path: Path) -> object:
    from autoedit.pipeline.hearing import hear

    return hear(path, _workplace())


def _as_picture(path: Path) -> object:
    from autoedit.review.gallery_pictures import gallery_picture

    return gallery_picture(path)


def _as_captions(path: Path) -> object:
    from autoedit.pipeline.titling import title_wishes

    return title_wishes(captions=[str(path)])


def _as_font(path: Path) -> object:
    from autoedit.pipeline.titling import title_wishes

    return title_wishes(font=path)


def _as_style(path: Path) -> object:
    from autoedit.plan.style import own_style

    return own_style(path)


def _as_project(path: Path) -> object:
    from autoedit.pipeline.handover import import_film

    return import_film(path, _edit_list())


def _as_edit_list(path: Path) -> object:
    from autoedit.document.read import load_edit_list

    return load_edit_list(path)


OPENINGS: dict[str, Callable[[Path], object]] = {
    "footage": _as_footage,
    "music": _as_music,
    "picture": _as_picture,
    "captions": _as_captions,
    "font": _as_font,
    "style": _as_style,
    "project": _as_project,
    "edit list": _as_edit_list,
}


def _workplace() -> Any:
    from autoedit.pipeline.cache import Cache
    from autoedit.pipeline.workplace import Workplace

    return Workplace(cache=Cache(None), executor="serial")


@cache
def _edit_list() -> Any:
    from autoedit.pipeline.cache import Cache
    from autoedit.pipeline.run import FilmOptions, plan_film
    from autoedit.pipeline.workplace import Workplace

    shelf = Path(tempfile.mkdtemp(prefix="disguised-"))
    atexit.register(shutil.rmtree, shelf, ignore_errors=True)
    work = Workplace(cache=Cache(shelf), executor="serial")
    return plan_film([str(specimen("good.mp4"))], FilmOptions(length=Fraction(1)), work)


def _text(text: str) -> Disguise:
    """A text; the places it points at are put in for their names."""

    def disguise(place: Place) -> bytes:
        put = {"NEIGHBOUR": place.neighbour.name, "ABSOLUTE": str(place.neighbour), "SECRET": str(place.secret)}
        put["HTTP"] = f"http://127.0.0.1:{place.port}"
        put["PORT"] = str(place.port)
        made = text
        for name, value in put.items():
            made = made.replace(name, value)
        return made.encode()

    return disguise


_HLS = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:5\n{key}#EXTINF:5,\n{of}\n#EXT-X-ENDLIST\n"
_MPD = (
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT5S" '
    'profiles="urn:mpeg:dash:profile:isoff-on-demand:2011"><Period><AdaptationSet mimeType="video/mp4">'
    '<Representation id="1" bandwidth="1000"><BaseURL>{of}</BaseURL></Representation></AdaptationSet></Period></MPD>'
)
_ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://SECRET">]><{root}>&e;</{root}>'

DISGUISES: dict[str, Disguise] = {
    "relative.m3u8": _text(_HLS.format(key="", of="NEIGHBOUR")),
    "absolute.m3u8": _text(_HLS.format(key="", of="ABSOLUTE")),
    "secret.m3u8": _text(_HLS.format(key="", of="SECRET")),
    "remote.m3u8": _text(_HLS.format(key="", of="HTTP/film.ts")),
    "concat.m3u8": _text(_HLS.format(key="", of="concat:ABSOLUTE|HTTP/film.ts")),
    "subfile.m3u8": _text(_HLS.format(key="", of="subfile,,start,0,end,1000,,:ABSOLUTE")),
    "keyed.m3u8": _text(_HLS.format(key='#EXT-X-KEY:METHOD=AES-128,URI="HTTP/key"\n', of="NEIGHBOUR")),
    "crypto.m3u8": _text(_HLS.format(key='#EXT-X-KEY:METHOD=AES-128,URI="SECRET"\n', of="crypto+file:ABSOLUTE")),
    "master.m3u8": _text("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nHTTP/list.m3u8\n"),
    "playlist.m3u": _text("#EXTM3U\n#EXTINF:5,x\nNEIGHBOUR\nHTTP/a.mp3\n"),
    "playlist.pls": _text("[playlist]\nFile1=HTTP/a.mp3\nFile2=ABSOLUTE\nNumberOfEntries=2\n"),
    "playlist.asx": _text('<asx version="3.0"><entry><ref href="HTTP/a.mp3"/></entry></asx>'),
    "playlist.xspf": _text("<playlist><trackList><track><location>file://ABSOLUTE</location></track></trackList></playlist>"),
    "relative.ffconcat": _text("ffconcat version 1.0\nfile NEIGHBOUR\n"),
    "absolute.ffconcat": _text("ffconcat version 1.0\nfile 'ABSOLUTE'\nduration 2\n"),
    "remote.ffconcat": _text("ffconcat version 1.0\nfile 'HTTP/film.mp4'\noption protocol_whitelist file,http,tcp\n"),
    "manifest.mpd": _text(_MPD.format(of="ABSOLUTE")),
    "remote.mpd": _text(_MPD.format(of="HTTP/film.mp4")),
    "session.sdp": _text(
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video PORT RTP/AVP 96\na=rtpmap:96 H264/90000\n"
    ),
    "link.url": _text("[InternetShortcut]\nURL=HTTP/film.mp4\n"),
    "link.lnk": _text("L\x00\x00\x00ABSOLUTE"),
    "script.avs": _text('AVISource("ABSOLUTE")\n'),
    "script.vpy": _text("import vapoursynth\nopen('SECRET').read()\n"),
    "talk.smil": _text('<smil><body><video src="HTTP/film.mp4"/></body></smil>'),
    "index.idx": _text("# VobSub index file, v7 (do not modify this line!)\ntimestamp: 00:00:00:000, filepos: 000000000\n"),
    "movie.xml": _text(_ENTITY.format(root="xmeml")),
    "movie.fcpxml": _text(_ENTITY.format(root="fcpxml")),
    "movie.mlt": _text('<mlt><producer><property name="resource">ABSOLUTE</property></producer></mlt>'),
    "graph.txt": _text("movie=ABSOLUTE,scale=10:10\n"),
    "numbers%03d.png": _text("img%03d.png\n"),
    "settings.toml": _text('length = "SECRET"\ninclude = "file://SECRET"\nmusic = "HTTP/a.mp3"\n'),
    "edit.json": _text('{"schema": "autoedit/edit-list/1", "include": "SECRET", "$ref": "HTTP/edit.json"}'),
    "styled.ass": _text("[Script Info]\nScriptType: v4.00+\n[Fonts]\nfontname: SECRET\n[Events]\nDialogue: {\\fnHTTP/f.ttf}x\n"),
    "reference.mov": lambda place: _box(b"moov", _box(b"rmra", _box(b"rmda", _reference(str(place.neighbour))))),
    "remote reference.mov": lambda place: _box(
        b"moov", _box(b"rmra", _box(b"rmda", _reference(f"http://127.0.0.1:{place.port}/film.mp4")))
    ),
}

NAMES = (
    "http://127.0.0.1:{port}/film.mp4",
    "tcp://127.0.0.1:{port}",
    "file:{neighbour}",
    "concat:{neighbour}|{neighbour}",
    "subfile,,start,0,end,1000,,:{neighbour}",
    "crypto:{neighbour}",
    "cache:{neighbour}",
    "async:{neighbour}",
    "data:video/mp4;base64,AAAAGGZ0eXBtcDQy",
    "img%03d.png",
    "pipe:0",
    "fd:0",
    "lavfi:testsrc",
    "rtsp://127.0.0.1:{port}/film",
)


def _reference(name: str) -> bytes:
    named = name.encode() + b"\0"
    return _box(b"rdrf", struct.pack(">I4sI", 0, b"url ", len(named)) + named)


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content


def _with_data_reference(entry: bytes) -> bytes:
    """A whole film whose tracks say that their samples lie in another file."""
    content = specimen("h264.mp4").read_bytes()
    place = content.index(b"moov") - 4
    (length,) = struct.unpack_from(">I", content, place)
    return content[:place] + _replaced(content[place : place + length], entry)


def _replaced(box: bytes, entry: bytes) -> bytes:
    """A box with every data reference in it replaced, and all sizes as they become."""
    name, inner = box[4:8], box[8:]
    if name == b"dref":
        return _box(b"dref", struct.pack(">II", 0, 1) + entry)
    if name not in (b"moov", b"trak", b"mdia", b"minf", b"dinf"):
        return box
    parts, place = [], 0
    while place < len(inner):
        (length,) = struct.unpack_from(">I", inner, place)
        parts.append(_replaced(inner[place : place + length], entry))
        place += length
    return _box(name, b"".join(parts))


def _url(place: Place) -> bytes:
    return _with_data_reference(_box(b"url ", struct.pack(">I", 0) + f"file://{place.neighbour}".encode() + b"\0"))


def _remote_url(place: Place) -> bytes:
    return _with_data_reference(_box(b"url ", struct.pack(">I", 0) + f"http://127.0.0.1:{place.port}/f.mp4".encode() + b"\0"))


def _alias(place: Place, levels: int, path: bytes) -> bytes:
    """A data reference as the Macintosh wrote it: volume, name, levels to go up and down, and the path."""
    path += b"\0" * (len(path) % 2)
    alias = struct.pack(">I", 0) + bytes(10) + bytes([4]) + b"disk".ljust(27, b"\0") + bytes(12)
    alias += bytes([len(place.neighbour.name)]) + place.neighbour.name.encode().ljust(63, b"\0") + bytes(16)
    alias += struct.pack(">hh", levels, levels) + bytes(16)
    alias += struct.pack(">hH", 2, len(path)) + path + struct.pack(">hH", -1, 0)
    return _with_data_reference(_box(b"alis", alias))


def _linked(place: Place) -> bytes:
    """A Matroska film that names the file before it and the file after it."""
    content = bytearray(specimen("vp9.mkv").read_bytes())
    segment = content.index(b"\x18\x53\x80\x67") + 4
    name = place.neighbour.name.encode()
    said = b"".join(
        bytes.fromhex(element) + struct.pack(">Q", len(value) | 1 << 56) + value
        for element, value in (("3c83ab", name), ("3e83bb", name), ("3eb923", bytes(16)), ("3cb923", bytes(16)))
    )
    about = content.index(b"\x15\x49\xa9\x66")
    # The element's own size is of one or more bytes; it is written anew in eight, and the segment's without an end.
    first, width = content[about + 4], 9 - content[about + 4].bit_length()
    size = int.from_bytes(content[about + 4 : about + 4 + width], "big") - (1 << 7 * width)
    del first
    begins = about + 4 + width
    inner = bytes(content[begins : begins + size]) + said
    body = bytes(content[:about]) + b"\x15\x49\xa9\x66" + struct.pack(">Q", len(inner) | 1 << 56) + inner
    made = bytearray(body + bytes(content[begins + size :]))
    made[segment : segment + 8] = b"\x01" + b"\xff" * 7
    return bytes(made)


FILMS_THAT_POINT: dict[str, Disguise] = {
    "url.mp4": _url,
    "url.mov": _url,
    "remote url.mov": _remote_url,
    "alias.mov": lambda place: _alias(place, 0, str(place.neighbour).encode()),
    "alias beside.mov": lambda place: _alias(place, 1, place.neighbour.name.encode()),
    "linked.mkv": _linked,
}
