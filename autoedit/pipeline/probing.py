"""What a file is, found out in a child with limits: nothing is known of a file that is opened for the first time."""

from __future__ import annotations

from pathlib import Path

from autoedit.errors import UnreadableMedia
from autoedit.media.probe import is_own_film, probe
from autoedit.model.media import Media
from autoedit.pipeline.child import Children, Limits, WorkerLost

# Five frames of 8K in 10 bits, and FFmpeg itself; a picture of 16000 x 16000 would take 7.8 GB.
MEMORY = 4 * 2**30
# A file is read to its end, from a slow disk perhaps; what it takes beyond that is a small part.
COMPUTING_SECONDS, BYTES_COMPUTED = 20.0, 20e6
WAITING_SECONDS, BYTES_READ = 60.0, 2e6

_children = Children(memory=MEMORY)


def probe_apart(path: Path, fingerprint: str) -> Media:
    """What a file holds, as ``probe`` tells it, found out by a child.

    Raises:
        MediaNotFound, UnreadableMedia: it cannot be used; too much memory or time, and a crash, are among the reasons.
    """
    size = path.stat().st_size if path.is_file() else 0
    limits = Limits(computing=COMPUTING_SECONDS + size / BYTES_COMPUTED, waiting=WAITING_SECONDS + size / BYTES_READ)
    try:
        # The child may have been started in another folder.
        media: Media = _children.call(probe, path.absolute(), fingerprint, limits=limits)
        return media
    except WorkerLost as lost:
        raise UnreadableMedia(path, lost.reason, lost.remedy) from lost


def is_own_film_apart(path: Path) -> bool:
    """Whether a file is a film that autoedit wrote; one that cannot be opened is not."""
    limits = Limits(computing=COMPUTING_SECONDS, waiting=WAITING_SECONDS)
    try:
        return bool(_children.call(is_own_film, path.absolute(), limits=limits))
    except WorkerLost:
        return False
