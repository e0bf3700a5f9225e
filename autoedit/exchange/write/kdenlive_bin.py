"""Kdenlive's bin: the files with markers that tell why their clips were chosen, and the properties of the document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement

from autoedit.exchange.place import Place
from autoedit.exchange.sequence import Sequence
from autoedit.exchange.text import one_line, plain
from autoedit.exchange.write.kdenlive_rows import BinItem, Row
from autoedit.exchange.write.mlt_notes import COLOURS, NoteKind, notes
from autoedit.exchange.write.mlt_tree import Reader, Value, add, add_producer, file_name, set_properties

# What Kdenlive 21.04 to 22.12 write, with mixes on one track; every later one opens it.
VERSION = "1.04"
# The category of the markers that tell why; those before it are the kinds of notes.
WHY, WHY_COLOUR = max(NoteKind) + 1, "#2980b9"
DELAYED = "Delayed to show the planned frames"


def add_bin(root: Element, sequence: Sequence, place: Place, rows: tuple[Row, ...], items: Mapping[BinItem, int]) -> None:
    """Every item of the bin, whole, and the list of them."""
    folder = max(items.values(), default=1) + 1
    for item, number in items.items():
        source = sequence.sources[item.media]
        producer = add_producer(
            root, f"bin_{number}", Reader(source=source, delay=item.delay, forced=item.forced), sequence.rate, place
        )
        set_properties(producer, {
            "kdenlive:id": number,
            "kdenlive:clipname": f"{file_name(source)} ({item.delay:+d} frames)" if item.is_shifted else file_name(source),
            "kdenlive:folderid": folder if item.is_shifted else -1,
            "kdenlive:control_uuid": _uuid(sequence, f"bin {number}"),
            "kdenlive:markers": _reasons(rows, item),
        })  # fmt: skip
    delayed = {f"kdenlive:folder.-1.{folder}": DELAYED} if any(item.is_shifted for item in items) else {}
    document = {f"kdenlive:docproperties.{name}": value for name, value in _document(sequence, rows).items()}
    playlist = add(root, "playlist", {"id": "main_bin"}, {**document, **delayed, "xml_retain": 1})
    for number in items.values():
        SubElement(playlist, "entry", {"producer": f"bin_{number}"})


def _reasons(rows: tuple[Row, ...], item: BinItem) -> str | None:
    """Why each clip of an item was chosen, at the frame that it begins at; Kdenlive keeps one marker a frame."""
    found: dict[int, str] = {}
    for row in rows:
        for laid in row.laid if row.is_picture else ():
            clip = laid.event.clip
            if laid.item == item and clip.reason is not None and clip.reason.text:
                # A marker counts at the file's own speed.
                found.setdefault(int(laid.point.position * clip.speed), f"{clip.id}: {one_line(clip.reason.text)}")
    told = [{"comment": text, "pos": frame, "type": WHY} for frame, text in sorted(found.items())]
    return json.dumps(told, ensure_ascii=False) if told else None


def _document(sequence: Sequence, rows: tuple[Row, ...]) -> dict[str, Value]:
    guides = [{"comment": note.text, "pos": note.frame, "type": int(note.kind)} for note in notes(sequence)]
    kinds = [(kind.name.capitalize(), int(kind), COLOURS[kind]) for kind in NoteKind] + [("Why", WHY, WHY_COLOUR)]
    categories = [{"color": colour, "comment": name, "index": number} for name, number, colour in kinds]
    identity = _uuid(sequence, "document")
    return {
        "version": VERSION,
        "uuid": identity,
        # Kdenlive names the project's folder of previews by it: a number of thirteen digits.
        "documentid": 10**12 + int(identity[1:9], 16),
        "decimalPoint": ".",
        "activeTrack": sum(not row.is_picture for row in rows),
        "position": 0,
        "zonein": 0,
        "zoneout": max(1, sequence.timeline.frames - 1),
        "guidesCategories": json.dumps(categories),
        "guides": json.dumps(guides, ensure_ascii=False),
        "groups": json.dumps(_groups(sequence, rows)),
    }


def _groups(sequence: Sequence, rows: tuple[Row, ...]) -> list[dict[str, object]]:
    """Pictures with their sounds, each clip named by its track and the frame it begins at; a clip belongs to one group."""
    placed = {laid.event.clip.id: f"{row.number}:{laid.first}" for row in rows for laid in row.laid}
    taken: set[str] = set()
    groups: list[dict[str, object]] = []
    for name in (laid.event.clip.id for row in rows if row.is_picture for laid in row.laid):
        members = [one for one in (name, *sequence.links.get(name, ())) if one not in taken]
        if len(members) > 1:
            taken.update(members)
            leaves = [{"data": placed[one], "leaf": "clip", "type": "Leaf"} for one in members]
            groups.append({"children": leaves, "type": "AVSplit" if len(members) == 2 else "Normal"})
    return groups


def _uuid(sequence: Sequence, name: str) -> str:
    """An identity that is the same whenever the same film is written."""
    made_of = "\n".join((name, sequence.timeline.name, *(source.media.fingerprint for source in sequence.sources.values())))
    return f"{{{uuid5(NAMESPACE_URL, plain(made_of))}}}"
