"""An edit list to JSON text: sorted keys, exact values, and beside them what a person reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from autoedit.document.json_text import json_text
from autoedit.document.schema import EditListPart
from autoedit.model.document import EditList
from autoedit.model.time import rational
from autoedit.model.timecode import timecode

SHOWN_DIGITS = 6


def edit_list_json(edit_list: EditList, folder: Path | None = None) -> str:
    """The document's text, the same bytes for the same list.

    Args:
        folder: where it will lie; media beneath are named relative to it, so that the whole can be moved.
    """
    return json_text(edit_list_tree(edit_list, folder))


def edit_list_tree(edit_list: EditList, folder: Path | None = None) -> dict[str, Any]:
    """The document as dicts and lists, with the shown values filled in."""
    tree = _plain(edit_list)
    for media in _media(tree):
        media["duration_seconds"] = _seconds(media["duration"])
        if folder is not None:
            media["path"] = _relative(media["path"], folder)
    for footage in tree["footage"]:
        for select in footage["selects"]:
            for name in ("start", "end", "peak"):
                select[f"{name}_seconds"] = _seconds(select[name])
    for beat in tree["song"]["grid"]["beats"] if tree["song"] else ():
        beat["seconds"] = _seconds(beat["time"])
    _show_timeline(tree["timeline"], edit_list)
    return tree


def _plain(edit_list: EditList) -> dict[str, Any]:
    """The exact values alone."""
    part = EditListPart.model_validate(_Tagged(edit_list), from_attributes=True)
    tree: dict[str, Any] = part.model_dump(mode="json", by_alias=True)
    return tree


class _Tagged:
    """Shows values to pydantic with what the document adds to them: the schema's name, and each item's type."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def __getattr__(self, name: str) -> Any:
        if name == "schema":
            return "autoedit/edit-list/1"
        if name == "type":
            return type(self._value).__name__.lower()
        found = getattr(self._value, name)
        if isinstance(found, tuple):
            return [_tagged(part) for part in found]
        return _tagged(found)


def _tagged(value: Any) -> Any:
    return _Tagged(value) if hasattr(type(value), "__dataclass_fields__") else value


def _show_timeline(tree: dict[str, Any], edit_list: EditList) -> None:
    timeline = edit_list.timeline
    tree["frames"] = timeline.frames
    tree["duration_seconds"] = round(float(timeline.duration), SHOWN_DIGITS)
    for track in tree["tracks"]:
        frame = 0
        for item in track["items"]:
            if item["type"] == "clip":
                item["record_frame"] = frame
                item["record_timecode"] = timecode(frame, timeline.frame_rate)
                item["source_seconds"] = _seconds(item["source_start"])
                item["duration_seconds"] = round(float(item["frames"] / timeline.frame_rate), SHOWN_DIGITS)
            if item["type"] != "transition":
                frame += item["frames"]


def _media(tree: dict[str, Any]) -> list[dict[str, Any]]:
    files = [footage["media"] for footage in tree["footage"]]
    return [*files, tree["song"]["media"]] if tree["song"] else files


def _seconds(text: str) -> float:
    return round(float(rational(text)), SHOWN_DIGITS)


def _relative(path: str, folder: Path) -> str:
    """A path from the folder when the file lies beneath it, else as it is."""
    file = Path(path)
    root = folder.absolute()
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else path
