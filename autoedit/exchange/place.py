"""Where a project and its media lie, and how the one names the other: absolute or relative, percent-encoded or plain."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes, urlsplit

from autoedit.model.media import Media

# What stands for itself in a file's URL; everything else is percent-encoded, byte by byte, so that any name survives.
_PLAIN = "/-._~"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a project is written.

    Attributes:
        folder: the project's own folder, absolute.
        stem: the project file's name without its suffix.
        is_relative: whether media are named from the project's folder on.
    """

    folder: Path
    stem: str
    is_relative: bool = False

    def path(self, media: Media) -> str:
        """A file's path, as the system names it."""
        path = os.path.abspath(media.path)  # noqa: PTH100  # resolve() would follow links
        return os.path.relpath(path, self.folder) if self.is_relative else path

    def url(self, media: Media) -> str:
        """A file's URL: ``file:///footage/a%20b.mp4``, or from the project's folder on ``media/a%20b.mp4``."""
        path = os.fsencode(self.path(media).replace(os.sep, "/"))
        encoded = quote(path, safe=_PLAIN)
        if self.is_relative:
            return encoded
        # A drive's letter needs the slash that a root already has.
        return f"file://{encoded}" if encoded.startswith("/") else f"file:///{encoded}"


def part_mark(number: int) -> str:
    """What the name of a file that was trimmed for a project ends in, so that it is never taken for the whole."""
    return f"[part {number}]"


def is_part(path: Path) -> bool:
    """Whether a file was trimmed for a project."""
    return re.search(r" \[part \d{1,6}\]$", path.stem) is not None


def path_of_url(url: str, folder: Path) -> Path:
    """The file that a project in a folder names, by URL or plain path."""
    parts = urlsplit(url)
    if parts.scheme != "file":
        text = unquote_to_bytes(url) if "%" in url else os.fsencode(url)
        return folder / os.fsdecode(text)
    # Some programs write file://localhost/, and Windows paths after a third slash.
    path = os.fsdecode(unquote_to_bytes(parts.path))
    return Path(path[1:] if len(path) > 2 and path[2] == ":" else path)
