"""Files of an edit list that were moved or renamed, found again by their content."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from autoedit.errors import MediaError, MediaNotFound
from autoedit.media.fingerprint import fingerprint
from autoedit.model.document import EditList
from autoedit.model.media import Media
from autoedit.pipeline.progress import Listener, Silent

STAGE = "relink"


def relinked(edit_list: EditList, folders: Sequence[Path], listener: Listener | None = None) -> EditList:
    """An edit list whose files that are gone, or are not what they were, are named where they lie now.

    What a folder holds counts with all folders within; hidden files do not. What is not found stays as it was, and is told.

    Raises:
        MediaNotFound: there is no such folder.
    """
    listener = listener or Silent()
    for folder in folders:
        if not os.path.isdir(folder):  # noqa: PTH112  # a Path raises where a name is longer than any file's
            raise MediaNotFound(folder, "there is no such folder", "Check what --relink names.")
    lost = [media for media in edit_list.media.values() if not _is_it(media)] if folders else []
    if not lost:
        return edit_list
    found = _found({media.fingerprint for media in lost}, _ranked(_files(folders), lost), listener)
    places = {media.id: found[media.fingerprint] for media in lost if media.fingerprint in found}
    for media in lost:
        if media.id in places:
            listener.say(f"{media.path} is now {places[media.id]}")
    if missing := [media.path for media in lost if media.id not in places]:
        listener.warn(f"not found in {' or '.join(map(str, folders))}: {', '.join(missing)}")
    return _at(edit_list, places)


def _is_it(media: Media) -> bool:
    # A Path raises where a document's path is longer than any file's.
    if not os.path.isfile(media.path):  # noqa: PTH113
        return False
    try:
        return fingerprint(media.path) == media.fingerprint
    except MediaError:
        return False


def _files(folders: Sequence[Path]) -> Iterator[Path]:
    """Plain files, each once; a link to a folder is not followed, since it may lead round in a circle."""
    seen: set[tuple[int, int]] = set()
    for folder in folders:
        for here, inner, names in os.walk(folder.absolute()):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            for path in (Path(here, name) for name in sorted(names) if not name.startswith(".")):
                # A pipe is no file, and would be waited for.
                known = path.stat() if os.path.isfile(path) else None  # noqa: PTH113  # a Path raises where it may not look
                if known is not None and (known.st_dev, known.st_ino) not in seen:
                    seen.add((known.st_dev, known.st_ino))
                    yield path


def _ranked(files: Iterator[Path], lost: Sequence[Media]) -> list[Path]:
    """The likeliest first: the same name, then the same kind of file, then the rest."""
    names = {Path(media.path).name.casefold() for media in lost}
    suffixes = {Path(media.path).suffix.casefold() for media in lost}
    return sorted(files, key=lambda path: (path.name.casefold() not in names, path.suffix.casefold() not in suffixes))


def _found(lost: Set[str], files: Sequence[Path], listener: Listener) -> dict[str, Path]:
    """Where each content lies; no file is read twice, and none once all are found."""
    found: dict[str, Path] = {}
    listener.begin(STAGE, max(1, len(files)))
    for path in files:
        if len(found) == len(lost):
            break
        # Somebody else's file may be none that we can read.
        with suppress(MediaError):
            digest = fingerprint(path)
            if digest in lost:
                found.setdefault(digest, path)
        listener.advance(STAGE, 1)
    listener.end(STAGE)
    return found


def _at(edit_list: EditList, places: Mapping[str, Path]) -> EditList:
    def at(media: Media) -> Media:
        return replace(media, path=str(places[media.id])) if media.id in places else media

    footage = tuple(replace(item, media=at(item.media)) for item in edit_list.footage)
    song = replace(edit_list.song, media=at(edit_list.song.media)) if edit_list.song is not None else None
    return replace(edit_list, footage=footage, song=song)
