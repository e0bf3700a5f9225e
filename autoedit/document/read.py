"""JSON text to an edit list; a contradiction is an error that names the field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from autoedit.document import schema
from autoedit.document.write import edit_list_tree
from autoedit.errors import DocumentError
from autoedit.model import document, media, music, select, shot, timeline
from autoedit.model.time import rational

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
    schema.EditListPart: document.EditList,
}


def read_edit_list(text: str, folder: Path | None = None, *, is_edited: bool = False) -> document.EditList:
    """Read a document.

    Args:
        folder: where it lies; relative paths of media start there.
        is_edited: a person has changed it: what only follows from a clip's exact values may be as it was before.

    Raises:
        DocumentError: it is not JSON, does not follow the schema, or a shown value contradicts an exact one.
    """
    tree = _parsed(text)
    try:
        part = schema.EditListPart.model_validate(tree)
    except ValidationError as error:
        first = error.errors()[0]
        problem = first["msg"].lower().removeprefix("value error, ")
        raise DocumentError(_place(first["loc"]), f"{problem}, got {_brief(first['input'])}") from error
    edit_list: document.EditList = _value(part, "")
    _check_shown(_without_what_follows(tree) if is_edited else tree, edit_list_tree(edit_list), "")
    return _located(edit_list, folder) if folder is not None else edit_list


def load_edit_list(path: Path, *, is_edited: bool = False) -> document.EditList:
    """Read a document from a file; ``is_edited`` as in ``read_edit_list``.

    Raises:
        DocumentError: as ``read_edit_list``, or the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DocumentError("", f"{path} cannot be read ({error.strerror}). Check the name.") from error
    except UnicodeDecodeError as error:
        raise DocumentError("", f"{path} is not text. Give a file that autoedit plan wrote.") from error
    return read_edit_list(text, path.parent, is_edited=is_edited)


def _parsed(text: str) -> dict[str, Any]:
    try:
        tree = json.loads(text)
    # A number of thousands of digits is a plain ValueError.
    except (ValueError, RecursionError) as error:
        raise DocumentError("", f"this is not JSON ({error}). Give a file that autoedit plan wrote.") from error
    if not isinstance(tree, dict) or tree.get("schema") != schema.SCHEMA:
        said = tree.get("schema") if isinstance(tree, dict) else None
        raise DocumentError("schema", f"{_brief(said)} is not {schema.SCHEMA!r}. Plan the film again with this version.")
    return tree


def _value(part: Any, place: str) -> Any:
    """A document's part as the value it mirrors; what is only shown is left behind."""
    if isinstance(part, list):
        return tuple(_value(item, f"{place}[{number}]") for number, item in enumerate(part))
    kind = _VALUES.get(type(part))
    if kind is None:
        return part
    inside = {
        field.name: _value(getattr(part, field.name), f"{place}.{field.name}" if place else field.name) for field in fields(kind)
    }
    try:
        return kind(**inside)
    except ValueError as error:
        raise DocumentError(place, str(error)) from error


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


def _check_shown(given: Any, exact: Any, place: str) -> None:
    """Every value given must be what the exact values say; a path may differ in form only."""
    if isinstance(given, dict) and isinstance(exact, dict):
        for name, value in given.items():
            if name != "path":
                _check_shown(value, exact.get(name), f"{place}.{name}" if place else name)
    elif isinstance(given, list) and isinstance(exact, list):
        for number, (value, right) in enumerate(zip(given, exact, strict=True)):
            _check_shown(value, right, f"{place}[{number}]")
    elif given is not None and given != exact and not _is_same_rational(given, exact):
        raise DocumentError(
            place, f"says {_brief(given)}, but the exact values give {_brief(exact)}. Remove it or make them agree."
        )


def _is_same_rational(given: Any, exact: Any) -> bool:
    """Whether two texts are one number written differently (50/2 and 25)."""
    try:
        return isinstance(given, str) and isinstance(exact, str) and rational(given) == rational(exact)
    except ValueError:
        return False


def _located(edit_list: document.EditList, folder: Path) -> document.EditList:
    from dataclasses import replace

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
            text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def _brief(value: Any) -> str:
    text = json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."
