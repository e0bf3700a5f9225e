"""The files of a film gathered beside its project: copied, linked, or only the parts that are used, with handles."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from autoedit.errors import DocumentError, OutputError
from autoedit.exchange.place import part_mark
from autoedit.exchange.text import plain
from autoedit.media.fingerprint import fingerprint
from autoedit.media.probe import probe
from autoedit.media.trim import can_be_trimmed, trim, trimmed_suffix
from autoedit.model.document import EditList, Footage
from autoedit.model.media import Media
from autoedit.model.timeline import Clip, Track, Transition
from autoedit.pipeline.output import whole
from autoedit.pipeline.progress import Listener
from autoedit.pipeline.renderable import placed_media

# Parts of one file that lie nearer to one another than this are one part.
APART = Fraction(5)
BLOCK = 8 << 20


class Collect(StrEnum):
    """How files are gathered."""

    COPY = "copy"
    LINK = "link"
    TRIM = "trim"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a file, [start, end) in its own clock."""

    media: Media
    start: Fraction
    end: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A part as a file of its own; ``zero`` is the time of the whole file that is its zero."""

    part: Part
    media: Media
    zero: Fraction


def collected(edit_list: EditList, folder: Path, how: Collect, handles: Fraction, listener: Listener) -> EditList:
    """The edit list with its files in a folder.

    Args:
        folder: made when it is not there.
        handles: seconds that parts keep before and after what is shown.

    Raises:
        DocumentError: naming every file that is not there.
        OutputError: the folder cannot be written.
    """
    used = {clip.media for track in edit_list.timeline.tracks for clip in track.clips}
    gone = "is not there. Put it back, collect without it, or name the folder where it lies now with --relink FOLDER."
    missing = [
        (f"{place}.path", f"{media.path} {gone}")
        for place, media in placed_media(edit_list)
        if media.id in used and not os.path.isfile(media.path)  # noqa: PTH113  # a Path raises where a name is absurd
    ]
    if missing:
        raise DocumentError.of(missing)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(folder, str(error.strerror or error).lower(), "Choose another name for the project.") from error
    listener.begin("collect", 1.0)
    # A song's beats count from its own beginning.
    song = edit_list.song.media.id if edit_list.song is not None else ""
    parted = {name for name in used if how is Collect.TRIM and name != song and can_be_trimmed(edit_list.media[name])}
    made = _moved(edit_list, _gathered(edit_list, used - parted, folder, listener, is_linked=how is Collect.LINK))
    if parted:
        made = _trimmed(made, parted, folder, handles, listener)
    listener.end("collect")
    return made


def _gathered(
    edit_list: EditList, names: Collection[str], folder: Path, listener: Listener, *, is_linked: bool
) -> dict[str, Path]:
    files = [media for media in edit_list.media.values() if media.id in names]
    total = max(1, sum(Path(media.path).stat().st_size for media in files))
    places: dict[str, Path] = {media.id: Path(media.path) for media in files if _lies_in(Path(media.path), folder)}
    for media in files:
        source = Path(media.path)
        if media.id in places:
            continue
        into = _free(folder / source.name, [*places.values(), *_sources(edit_list, folder)], media)
        places[media.id] = into
        # What is there already is the same, byte for byte; a link is not a copy of its own.
        if not into.exists() or (into.samefile(source) and not is_linked):
            for count in _linked(source, into) if is_linked else _copied(source, into):
                listener.advance("collect", count / total)
    return places


def _lies_in(path: Path, folder: Path) -> bool:
    """Whether a file lies in a folder, however the two are spelt."""
    return path.resolve().parent == folder.resolve()


def _sources(edit_list: EditList, folder: Path) -> list[Path]:
    """The film's own files that lie in a folder: nothing is ever written over them."""
    return [Path(media.path) for media in edit_list.media.values() if _lies_in(Path(media.path), folder)]


def _free(path: Path, taken: Iterable[Path], media: Media) -> Path:
    """A name that is not taken, by one of ours or by a file that is another: two cameras both have a GX010042.MP4."""
    names = {one.name.casefold() for one in taken}
    number, free = 1, path
    while free.name.casefold() in names or (os.path.lexists(free) and not _is_it(free, media)):
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free


def _is_it(path: Path, media: Media) -> bool:
    return path.is_file() and path.stat().st_size == Path(media.path).stat().st_size and fingerprint(path) == media.fingerprint


def _linked(source: Path, into: Path) -> Iterator[int]:
    """One file under two names; a copy where the disks differ."""
    try:
        os.link(source, into)
    except OSError:
        yield from _copied(source, into)
        return
    yield source.stat().st_size


def _copied(source: Path, into: Path) -> Iterator[int]:
    with whole(into) as temporary:
        with source.open("rb") as file, temporary.open("wb") as copy:
            while block := file.read(BLOCK):
                copy.write(block)
                yield len(block)
        shutil.copystat(source, temporary)


def _moved(edit_list: EditList, places: dict[str, Path]) -> EditList:
    def moved(media: Media) -> Media:
        return replace(media, path=str(places[media.id])) if media.id in places else media

    footage = tuple(replace(item, media=moved(item.media)) for item in edit_list.footage)
    song = replace(edit_list.song, media=moved(edit_list.song.media)) if edit_list.song is not None else None
    return replace(edit_list, footage=footage, song=song)


def parts_of(edit_list: EditList, handles: Fraction) -> tuple[Part, ...]:
    """The parts of the films' files that its clips and transitions show, with handles; what lies near one another is one."""
    timeline, media = edit_list.timeline, edit_list.media
    ranges: dict[str, list[tuple[Fraction, Fraction]]] = {}
    for track in timeline.tracks:
        for clip, start, end in _shown(track, timeline.frame_rate):
            ranges.setdefault(clip.media, []).append((start - handles, end + handles))
    parts: list[Part] = []
    for name, wanted in ranges.items():
        file = media[name]
        merged: list[tuple[Fraction, Fraction]] = []
        for start, end in sorted((max(file.start, start), min(file.end, end)) for start, end in wanted):
            if merged and start - merged[-1][1] <= APART:
                merged[-1] = merged[-1][0], max(merged[-1][1], end)
            else:
                merged.append((start, end))
        parts += [Part(media=file, start=start, end=end) for start, end in merged]
    return tuple(parts)


def _shown(track: Track, rate: Fraction) -> Iterator[tuple[Clip, Fraction, Fraction]]:
    """Each clip with the stretch of its file that is seen or heard, transitions' handles too."""
    for place, item in enumerate(track.items):
        if not isinstance(item, Clip):
            continue
        before = track.items[place - 1] if place else None
        after = track.items[place + 1] if place + 1 < len(track.items) else None
        lead = before.in_frames if isinstance(before, Transition) else 0
        trail = after.out_frames if isinstance(after, Transition) else 0
        yield item, item.source_time(-lead, rate), item.source_time(item.frames + trail, rate)


def _trimmed(edit_list: EditList, names: Collection[str], folder: Path, handles: Fraction, listener: Listener) -> EditList:
    """The edit list on parts of some of its files, each a file with an id of its own."""
    parts = [part for part in parts_of(edit_list, handles) if part.media.id in names]
    own, ids = _sources(edit_list, folder), set(edit_list.media)
    made: list[Made] = []
    for number, part in enumerate(parts, start=1):
        suffix = trimmed_suffix(part.media)
        into = folder / f"{Path(part.media.path).stem} {part_mark(number)}{suffix}"
        if any(into.name.casefold() == source.name.casefold() for source in own):
            raise OutputError(into, "it is one of the film's own files", "Give the project another name.")
        with whole(into) as temporary:
            zero = trim(part.media, part.start, part.end, temporary, container=suffix)
        name = plain(into.stem)
        while name in ids:
            name += "'"
        ids.add(name)
        made.append(Made(part=part, media=replace(probe(into), id=name), zero=zero))
        listener.advance("collect", 1 / len(parts))
    return _on_parts(edit_list, made)


def _on_parts(edit_list: EditList, made: Sequence[Made]) -> EditList:
    rate = edit_list.timeline.frame_rate
    gone = {one.part.media.id for one in made}

    def moved(track: Track) -> Track:
        times = {id(clip): (start, end) for clip, start, end in _shown(track, rate)}
        items = tuple(
            _on_part(item, times[id(item)], made) if isinstance(item, Clip) and item.media in gone else item
            for item in track.items
        )
        return replace(track, items=items)

    timeline = replace(edit_list.timeline, tracks=tuple(moved(track) for track in edit_list.timeline.tracks))
    footage = [item for item in edit_list.footage if item.media.id not in gone]
    footage += [Footage(media=one.media, selects=()) for one in made]
    song = edit_list.song if edit_list.song is not None and edit_list.song.media.id not in gone else None
    return replace(edit_list, timeline=timeline, footage=tuple(footage), song=song)


def _on_part(clip: Clip, shown: tuple[Fraction, Fraction], made: Sequence[Made]) -> Clip:
    for one in made:
        part = one.part
        is_within = part.start <= max(shown[0], part.media.start) and min(shown[1], part.media.end) <= part.end
        if part.media.id == clip.media and is_within:
            return replace(clip, media=one.media.id, source_start=clip.source_start - one.zero)
    raise AssertionError(f"clip {clip.id} lies in no part")
