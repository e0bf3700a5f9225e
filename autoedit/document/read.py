"""JSON text to an edit list; what is wrong is told by its path in the document, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from autoedit.document import schema
from autoedit.document.parse import brief, document_text, document_tree, named
from autoedit.document.write import edit_list_tree
from autoedit.errors import DocumentError, at
from autoedit.model import document, media, music, select, shot, timeline
from autoedit.model.time import rational

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_VALUES: Mapping[type[BaseModel], type[Any]] = {
    schema.ColourPart: media.Colour,
    schema.VideoPart: media.VideoStream,
    schema.SoundPart: media.AudioStream,
    schema.MediaPart: media.Media,
    schema.SpeechPart: select.Speech,
    schema.SelectPart: select.Select,
    schema.ShotPart: shot.Shot,
    schema.DefectPart: select.Defect,
    schema.FootagePart: document.Footage,
    schema.BeatPart: music.Beat,
    schema.RivalPart: music.Rival,
    schema.SectionPart: music.Section,
    schema.StretchPart: music.Stretch,
    schema.GridPart: music.BeatGrid,
    schema.SongPart: document.Song,
    schema.ReasonPart: timeline.Reason,
    schema.ClipPart: timeline.Clip,
    schema.GapPart: timeline.Gap,
    schema.TransitionPart: timeline.Transition,
    schema.TrackPart: timeline.Track,
    schema.TitlePart: timeline.Title,
    schema.MarkerPart: timeline.Marker,
    schema.TimelinePart: timeline.Timeline,
    schema.DecisionPart: document.Decision,
    schema.LeftOutPart: document.LeftOut,
    schema.SolutionPart: document.Solution,
    schema.PlannedClipPart: document.PlannedClip,
}


def read_edit_list(text: str, folder: Path | None = None, *, is_edited: bool = False) -> document.EditList:
    """Read a document.

    Args:
        folder: where it lies; relative paths of media start there.
        is_edited: a person has changed it: what only follows from a clip's exact values may be as it was before.

    Raises:
        DocumentError: it is not JSON, does not follow the schema, or a shown value contradicts an exact one; with all
            that is wrong of its kind.
    """
    tree = document_tree(text)
    said = tree.get("schema") if isinstance(tree, dict) else None
    if not isinstance(tree, dict) or said != schema.SCHEMA:
        raise DocumentError("schema", f"{brief(said)} is not {schema.SCHEMA!r}. Plan the film again with this version.")
    edit_list = _edit_list(_validated(tree))
    given = _without_what_follows(tree) if is_edited else tree
    if contradictions := list(_contradictions(given, edit_list_tree(edit_list), "")):
        raise DocumentError.of(contradictions)
    return _located(edit_list, folder) if folder is not None else edit_list


def load_edit_list(path: Path, *, is_edited: bool = False) -> document.EditList:
    """Read a document from a file; ``is_edited`` as in ``read_edit_list``.

    Raises:
        DocumentError: as ``read_edit_list``, or the file cannot be read.
    """
    with at("read", path):
        return read_edit_list(document_text(path), path.parent, is_edited=is_edited)


def _validated(tree: dict[str, Any]) -> schema.EditListPart:
    try:
        return schema.EditListPart.model_validate(tree)
    except ValidationError as error:
        raise DocumentError.of(_told(one) for one in error.errors(include_url=False, include_context=False)) from error


def _told(problem: ErrorDetails) -> tuple[str, str]:
    said = problem["msg"].lower().removeprefix("value error, ")
    return _place(problem["loc"]), said if problem["type"] == "missing" else f"{said}, got {brief(problem['input'])}"


def _edit_list(part: schema.EditListPart) -> document.EditList:
    problems: list[tuple[str, str]] = []
    inside = {field.name: _value(getattr(part, field.name), field.name, problems) for field in fields(document.EditList)}
    problems += _names_of_nothing(part)
    if problems:
        raise DocumentError.of(problems)
    return document.EditList(**inside)


def _value(part: Any, place: str, problems: list[tuple[str, str]]) -> Any:
    """A document's part as the value it mirrors; what is only shown is left behind, and what cannot be is told."""
    if isinstance(part, list):
        return tuple(_value(item, f"{place}[{number}]", problems) for number, item in enumerate(part))
    kind = _VALUES.get(type(part))
    if kind is None:
        return part
    known = len(problems)
    inside = {field.name: _value(getattr(part, field.name), f"{place}.{field.name}", problems) for field in fields(kind)}
    if len(problems) > known:
        return None
    try:
        return kind(**inside)
    except ValueError as error:
        problems.append((place, str(error)))
        return None


def _names_of_nothing(part: schema.EditListPart) -> Iterator[tuple[str, str]]:
    """Files that share an id, and clips of no file."""
    files = [(f"footage[{number}].media", item.media.id) for number, item in enumerate(part.footage)]
    files += [("song.media", part.song.media.id)] if part.song is not None else []
    known: set[str] = set()
    for place, name in files:
        if name in known:
            yield f"{place}.id", f"{brief(name)} is the id of two files. Give each its own."
        known.add(name)
    for row, track in enumerate(part.timeline.tracks):
        for number, item in enumerate(track.items):
            if isinstance(item, schema.ClipPart) and item.media not in known:
                yield f"timeline.tracks[{row}].items[{number}].media", f"names no medium of the list: {brief(item.media)}"


def _without_what_follows(tree: dict[str, Any]) -> dict[str, Any]:
    """The document without totals, record times, and the seconds of what was changed exactly.

    Seconds that contradict an exact value that was not changed stay: somebody meant to change them.
    """
    planned = {clip["id"]: clip for clip in tree.get("planned", ())}

    def left(item: dict[str, Any]) -> dict[str, Any]:
        was = planned.get(item.get("id"), {})
        same_length, same_start = (item.get(name) == was.get(name, item.get(name)) for name in ("frames", "source_start"))
        gone = {"record_frame", "record_timecode"}
        gone |= {"duration_seconds"} if not was or not same_length else set()
        gone |= {"source_seconds"} if not was or not same_start else set()
        return {name: value for name, value in item.items() if name not in gone}

    totals = ("frames", "duration_seconds")
    timeline = {name: value for name, value in tree["timeline"].items() if name not in totals}
    timeline["tracks"] = [
        {name: value for name, value in track.items() if name not in totals} | {"items": [left(item) for item in track["items"]]}
        for track in timeline["tracks"]
    ]
    return {**tree, "timeline": timeline}


def _contradictions(given: Any, exact: Any, place: str) -> Iterator[tuple[str, str]]:
    """Every value given must be what the exact values say; a path may differ in form only."""
    if given == exact:
        return
    if isinstance(given, dict) and isinstance(exact, dict):
        for name, value in given.items():
            if name != "path":
                yield from _contradictions(value, exact.get(name), named(place, name))
    elif isinstance(given, list) and isinstance(exact, list):
        for number, (value, right) in enumerate(zip(given, exact, strict=True)):
            yield from _contradictions(value, right, f"{place}[{number}]")
    elif given is not None and not _is_same_rational(given, exact):
        yield place, f"says {brief(given)}, but the exact values give {brief(exact)}. Remove it or make them agree."


def _is_same_rational(given: Any, exact: Any) -> bool:
    """Whether two texts are one number written differently (50/2 and 25)."""
    try:
        return isinstance(given, str) and isinstance(exact, str) and rational(given) == rational(exact)
    except ValueError:
        return False


def _located(edit_list: document.EditList, folder: Path) -> document.EditList:
    def at(file: media.Media) -> media.Media:
        return replace(file, path=str(folder.absolute() / file.path))

    footage = tuple(replace(item, media=at(item.media)) for item in edit_list.footage)
    song = replace(edit_list.song, media=at(edit_list.song.media)) if edit_list.song else None
    return replace(edit_list, footage=footage, song=song)


def _place(location: tuple[int | str, ...]) -> str:
    text = ""
    for before, step in zip((None, *location), location, strict=False):
        # An item's type follows its number in pydantic's places, but is no field of the document.
        if not (isinstance(before, int) and step in ("clip", "gap", "transition")):
            text = f"{text}[{step}]" if isinstance(step, int) else named(text, step)
    return text
