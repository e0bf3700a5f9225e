"""Coded pieces, kept by content: change one clip and only its pieces are coded again; a run that broke off goes on.

A piece's key is the digest of everything that shapes it: the sources' content and the exact times shown, fades, transition and
titles, the canvas, the encoder with its settings, and the libraries' versions. Where it lies in the film is no part of it.
"""

from __future__ import annotations

import inspect
import io
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from autoedit.errors import RenderError
from autoedit.media.coding import Coding
from autoedit.media.join import Digests
from autoedit.media.look import Looks
from autoedit.model.media import Media
from autoedit.registry import load_function
from autoedit.render.canvas import Canvas
from autoedit.render.pieces import Piece, is_faded
from autoedit.render.spans import Shown
from autoedit.sealed import note, read_file, seal, unseal

# Rises when what a piece shows changes.
DRAWING = 2
BLOCK = 1 << 20
LIBRARIES = ("av", "opencv-python", "numpy", "moviepy", "pillow")
# What the name of an entry's record ends in, and how that of a file that is not finished begins.
KEPT, PART = ".kept", "part-"
GONE = "a coded piece of the film is gone. Render again; if it happens again, use --no-cache."


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coded:
    """A coded piece: its file, how many frames it has, and the digests of its packets.

    Its record holds the looks that were drawn for it, and those that it shows when it is decoded; they are read when asked for,
    since a film's looks together are large.
    """

    path: Path
    record: Path
    frames: int
    digests: Digests

    def drawn(self) -> Looks:
        """The looks of its frames as they went into the encoder."""
        return self._looks("drawn")

    def shown(self) -> Looks:
        """The looks of its frames as its file shows them."""
        return self._looks("shown")

    def _looks(self, name: str) -> Looks:
        try:
            looks: Looks = _told(self.record.stem, read_file(self.record))[name]
        except (OSError, ValueError) as error:
            raise RenderError(GONE) from error
        return looks


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A coded piece as bytes, as it comes from another machine: its film and the record that tells of it."""

    film: bytes
    record: bytes


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of coded pieces: each a film's file, named by its digest too, and a sealed record that tells of it."""

    folder: Path

    def kept(self, key: str, *, is_used: bool = True) -> Coded | None:
        """A piece that was coded before; None when it was not, or is damaged.

        Args:
            is_used: whether it counts as used now.
        """
        record = self._record(key)
        try:
            told = _told(key, read_file(record))
            digest = str(told["digest"])
            film = self._film(key, digest)
            if not film.is_file() or _digest(film) != digest:
                return None
            digests = Digests(header=str(told["header"]), groups=(str(told["packets"]),))
            coded = Coded(path=film, record=record, frames=int(told["frames"]), digests=digests)
        except (OSError, ValueError, KeyError):
            return None
        with suppress(OSError):
            if is_used:
                os.utime(record, follow_symlinks=False)
        return coded

    @contextmanager
    def part(self) -> Iterator[Path]:
        """A file for a piece that is being coded; it is gone when the block ends, unless it was kept.

        Raises:
            OSError: it cannot be made.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self.folder, prefix=PART, suffix=".mov")
        os.close(descriptor)
        film = Path(name)
        try:
            yield film
        finally:
            film.unlink(missing_ok=True)
            film.with_suffix(KEPT).unlink(missing_ok=True)

    def keep(self, key: str, film: Path, drawn: Looks, shown: Looks, digests: Digests) -> None:
        """Take a finished file in; it is there as a whole or not at all.

        Runs that keep the same piece at the same time do not mix theirs: whose record comes last names whose film it is.

        Raises:
            OSError: the disk is full.
        """
        told: dict[str, Any] = {"frames": len(drawn), "digest": _digest(film)}
        told |= {"header": digests.header, "packets": digests.groups[0]}
        buffer = io.BytesIO()
        np.savez(buffer, drawn=drawn, shown=shown, **told)
        self._take(key, film, seal(key, buffer.getvalue()), told["digest"])

    def packed(self, key: str) -> Packed:
        """A piece that is here, as bytes.

        Raises:
            RenderError: it is gone.
        """
        coded = self.kept(key)
        if coded is None:
            raise RenderError(GONE)
        return Packed(film=coded.path.read_bytes(), record=coded.record.read_bytes())

    def take_in(self, key: str, packed: Packed) -> None:
        """Keep a piece that was coded elsewhere.

        Raises:
            RenderError: it was damaged on the way.
            OSError: the disk is full.
        """
        with self.part() as film:
            film.write_bytes(packed.film)
            digest = _digest(film)
            if not _tells_of(key, packed.record, digest):
                raise RenderError("a piece was damaged on its way from another machine. Render again.")
            self._take(key, film, packed.record, digest)

    def _take(self, key: str, film: Path, sealed: bytes, digest: str) -> None:
        """The film takes its place first, then the record."""
        record = film.with_suffix(KEPT)
        record.write_bytes(sealed)
        size = film.stat().st_size + len(sealed)
        place = self._film(key, digest)
        place.parent.mkdir(parents=True, exist_ok=True)
        film.replace(place)
        record.replace(self._record(key))
        note(self.folder.parent, size)

    def _film(self, key: str, digest: str) -> Path:
        return self.folder / key[:2] / f"{key}.{digest[:16]}.mov"

    def _record(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}{KEPT}"


def _told(key: str, sealed: bytes) -> dict[str, Any]:
    """What a piece's record tells.

    Raises:
        ValueError: it is damaged, or another piece's.
    """
    with np.load(io.BytesIO(unseal(key, sealed)), allow_pickle=False) as told:
        return dict(told)


def _tells_of(key: str, sealed: bytes, digest: str) -> bool:
    try:
        return bool(_told(key, sealed)["digest"] == digest)
    except ValueError:
        return False


def key_of(piece: Piece, media: Mapping[str, Media], canvas: Canvas, coding: Coding, titles: str) -> str:
    """The digest of all that shapes a piece.

    Args:
        titles: what shapes the titles over it, as a digest of their drawer's.
    """
    from blake3 import blake3

    span = piece.span
    parts: list[object] = [DRAWING, _libraries(), canvas, sorted(coding.options.items()), coding.encoder, coding.pixel_format]
    parts += [piece.frames, [_shown(shown, piece, media, canvas.rate) for shown in (span.a, span.b) if shown is not None]]
    if span.transition is not None and span.b is not None:
        transition = span.transition
        parts += [transition.kind, sorted(transition.settings.items()), transition.in_frames, transition.out_frames]
        parts += [piece.start - span.start, _source(transition.kind)]
    parts.append(titles)
    return blake3(repr(parts).encode("utf-8", "backslashreplace")).hexdigest(length=20)


def _shown(shown: Shown, piece: Piece, media: Mapping[str, Media], rate: Fraction) -> list[object]:
    clip, first = shown.clip, piece.start - shown.start
    source = media[clip.media]
    said: list[object] = [source.fingerprint, source.video, clip.source_time(first + Fraction(1, 2), rate), clip.speed]
    if is_faded(clip, first, piece.frames):
        said += [clip.fade_in_frames, clip.fade_out_frames, clip.frames, first]
    return said


@cache
def _libraries() -> tuple[str, ...]:
    return tuple(f"{name} {version(name)}" for name in LIBRARIES)


@cache
def _source(kind: str) -> str:
    """The text of a transition's module: a plugin may change without a version of ours."""
    module = inspect.getmodule(load_function("autoedit.transitions", kind))
    try:
        return inspect.getsource(module) if module is not None else ""
    except OSError:
        return ""


def _digest(path: Path) -> str:
    from blake3 import blake3

    hasher = blake3()
    # Not mapped: a mapped file that is cut short meanwhile ends the program.
    with path.open("rb", buffering=0) as film:
        while block := film.read(BLOCK):
            hasher.update(block)
    return str(hasher.hexdigest(length=20))
