"""Coded pieces, kept by content: change one clip and only its pieces are coded again; a run that broke off goes on.

A piece's key is the digest of everything that shapes it: the sources' content and the exact times shown, fades, transition and
titles, the canvas, the encoder with its settings, and the libraries' versions. Where it lies in the film is no part of it.
"""

from __future__ import annotations

import contextlib
import inspect
import os
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from autoedit.media.coding import Coding
from autoedit.media.join import Digests
from autoedit.media.look import Looks
from autoedit.model.media import Media
from autoedit.registry import load_function
from autoedit.render.canvas import Canvas
from autoedit.render.pieces import Piece, is_faded
from autoedit.render.spans import Shown

# Rises when what a piece shows changes.
DRAWING = 2
LIBRARIES = ("av", "opencv-python", "numpy", "moviepy", "pillow")
# About three hours of 1080p at the default quality.
MOST_BYTES = 20 * 10**9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coded:
    """A coded piece: its file, how many frames it has, and the digests of its packets.

    Beside the file lie the looks that were drawn for it, and those that it shows when it is decoded; they are read when asked
    for, since a film's looks together are large.
    """

    path: Path
    frames: int
    digests: Digests

    def drawn(self) -> Looks:
        """The looks of its frames as they went into the encoder."""
        return self._looks("drawn")

    def shown(self) -> Looks:
        """The looks of its frames as its file shows them."""
        return self._looks("shown")

    def _looks(self, name: str) -> Looks:
        with np.load(self.path.with_suffix(".npz"), allow_pickle=False) as record:
            looks: Looks = record[name]
        return looks


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of coded pieces."""

    folder: Path

    def film(self, key: str) -> Path:
        """Where a piece's file lies."""
        return self.folder / key[:2] / f"{key}.mov"

    def kept(self, key: str) -> Coded | None:
        """A piece that was coded before; None when it was not, or is damaged."""
        path = self.film(key)
        try:
            with np.load(path.with_suffix(".npz"), allow_pickle=False) as record:
                if str(record["digest"]) != _digest(path):
                    return None
                digests = Digests(header=str(record["header"]), groups=(str(record["packets"]),))
                coded = Coded(path=path, frames=int(record["frames"]), digests=digests)
            os.utime(path)
        except (OSError, ValueError, KeyError, EOFError):
            return None
        return coded

    def keep(self, key: str, film: Path, drawn: Looks, shown: Looks, digests: Digests) -> None:
        """Take a finished file in; it is there as a whole or not at all.

        Raises:
            OSError: the disk is full.
        """
        path = self.film(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        record = film.with_suffix(".npz")
        with record.open("wb") as file:
            told: dict[str, Any] = {"frames": len(drawn), "digest": _digest(film)}
            told |= {"header": digests.header, "packets": digests.groups[0]}
            np.savez(file, drawn=drawn, shown=shown, **told)
        record.replace(path.with_suffix(".npz"))
        film.replace(path)

    def prune(self, most: int = MOST_BYTES) -> None:
        """Throw away what was used longest ago until no more than so many bytes are left."""
        files = []
        for path in self.folder.glob("*/*.mov"):
            with contextlib.suppress(OSError):
                facts = path.stat()
                files.append((facts.st_mtime, facts.st_size, path))
        over = sum(size for _, size, _ in files) - most
        for _, size, path in sorted(files):
            if over <= 0:
                return
            path.unlink(missing_ok=True)
            path.with_suffix(".npz").unlink(missing_ok=True)
            over -= size


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
    hasher.update_mmap(path)
    return hasher.hexdigest(length=20)
