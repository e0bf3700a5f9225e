"""A film as Kdenlive's project: a bin of files, and for each track a tractor of two playlists with the mixes between them."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement

from autoedit.exchange.exporter import Document, exporter
from autoedit.exchange.losses import Feature
from autoedit.exchange.place import Place
from autoedit.exchange.sequence import Sequence
from autoedit.exchange.write.kdenlive_bin import add_bin
from autoedit.exchange.write.kdenlive_rows import BinItem, Laid, Row, bin_items, rows_of
from autoedit.exchange.write.mlt_tree import (
    Reader,
    Value,
    add,
    add_background,
    add_producer,
    file_name,
    project,
    said,
    set_properties,
    speed_text,
    text_of,
)
from autoedit.model.timeline import Transition

# Kdenlive marks with this what it put there itself and does not show as an effect.
INTERNAL: Mapping[str, Value | None] = {"internal_added": 237, "always_active": 1}
# How Kdenlive tells a reading for a track of pictures from one for a track of sound.
PICTURE_ONLY: Mapping[str, Value | None] = {"set.test_audio": 1, "set.test_image": 0}
SOUND_ONLY: Mapping[str, Value | None] = {"set.test_audio": 0, "set.test_image": 1}


@exporter(
    suffix=".kdenlive",
    loses={
        Feature.DIPS,
        Feature.WIPES,
        Feature.GENERATED,
        Feature.TITLES_DRAWN,
        Feature.MUSIC_WITHIN_FRAMES,
        Feature.MIX,
        Feature.FILLING,
    },
)
def kdenlive(sequence: Sequence, place: Place) -> tuple[Document, ...]:
    """The film for Kdenlive."""
    rows = rows_of(sequence)
    items = bin_items(sequence, rows)
    points = [laid.point for row in rows for laid in row.laid]
    beside = tuple(said(points))
    root = project(sequence, place, kdenlive, beside)
    # Kdenlive looks for the document's version in the first playlist there is.
    add_bin(root, sequence, place, rows, items)
    for row in rows:
        _add_row(root, sequence, place, row, items)
    _add_film(root, sequence, rows)
    return (Document(text=text_of(root), said=beside),)


def _add_row(root: Element, sequence: Sequence, place: Place, row: Row, items: Mapping[BinItem, int]) -> None:
    """A track's producers, its two playlists, and the tractor that mixes them."""
    sharing: dict[str, list[Laid]] = {}
    for laid in row.laid:
        sharing.setdefault(_producer(row, laid, items), []).append(laid)
    for name, users in sharing.items():
        _add_reader(root, sequence, place, row, name, users, items)
    sound = None if row.is_picture else 1
    for playlist in (0, 1):
        parent = add(root, "playlist", {"id": f"playlist_{row.number}_{playlist}"}, {"kdenlive:audio_track": sound})
        end = 0
        for laid in row.laid:
            if laid.playlist == playlist:
                if laid.first > end:
                    SubElement(parent, "blank", {"length": str(laid.first - end)})
                _add_entry(parent, row, laid, items)
                end = laid.end
    last = max(1, sequence.timeline.frames) - 1
    tractor = add(root, "tractor", {"id": f"track_{row.number}", "in": 0, "out": last}, {
        "kdenlive:audio_track": sound, "kdenlive:trackheight": 67, "kdenlive:timeline_active": 1, "kdenlive:collapsed": 0,
        "kdenlive:track_name": row.track.role.value.replace("_", " "),
    })  # fmt: skip
    for playlist in (0, 1):
        hidden = "audio" if row.is_picture else "video"
        SubElement(tractor, "track", {"hide": hidden, "producer": f"playlist_{row.number}_{playlist}"})
    for transition, laid in row.mixes():
        _add_mix(tractor, row, transition, laid)


def _producer(row: Row, laid: Laid, items: Mapping[BinItem, int]) -> str:
    """The name of what reads a clip."""
    return f"file_{row.number}_{laid.playlist}_{items[laid.item]}_{speed_text(laid.event.clip.speed)}"


def _add_reader(
    root: Element, sequence: Sequence, place: Place, row: Row, name: str, users: list[Laid], items: Mapping[BinItem, int]
) -> None:
    """A file as a playlist reads it for some clips."""
    laid = users[0]
    reader = Reader(
        source=laid.event.source,
        speed=laid.event.clip.speed,
        has_picture=row.is_picture,
        has_sound=not row.is_picture,
        delay=laid.item.delay,
        forced=laid.item.forced,
        used=max(user.used for user in users),
    )
    producer = add_producer(root, name, reader, sequence.rate, place)
    set_properties(producer, {
        "kdenlive:id": items[laid.item], "kdenlive:clipname": file_name(laid.event.source),
        **(PICTURE_ONLY if row.is_picture else SOUND_ONLY),
    })  # fmt: skip


def _add_entry(playlist: Element, row: Row, laid: Laid, items: Mapping[BinItem, int]) -> None:
    """A clip with both its handles, its level and its fades; effects count in the frames of its producer."""
    clip, position = laid.event.clip, laid.point.position
    first, last = position - laid.event.before, laid.used - 1
    entry = add(playlist, "entry", {"producer": _producer(row, laid, items), "in": first, "out": last}, {
        "kdenlive:id": items[laid.item], "autoedit:clip": clip.id,
    })  # fmt: skip
    if clip.gain_db and not row.is_picture:
        level = f"{first}={clip.gain_db:g}"
        add(entry, "filter", {"in": first, "out": last}, {"mlt_service": "volume", "kdenlive_id": "volume", "level": level})
    if clip.fade_in_frames:
        span = {"in": position, "out": position + clip.fade_in_frames - 1}
        add(entry, "filter", span, _fade(row, clip.fade_in_frames, rises=True))
    if clip.fade_out_frames:
        end = position + clip.frames
        span = {"in": end - clip.fade_out_frames, "out": end - 1}
        add(entry, "filter", span, _fade(row, clip.fade_out_frames, rises=False))


def _fade(row: Row, frames: int, *, rises: bool) -> dict[str, Value | None]:
    low, high = (0, 1) if rises else (1, 0)
    if row.is_picture:
        name = "fade_from_black" if rises else "fade_to_black"
        level = f"0={low};{max(1, frames - 1)}={high}"
        return {"mlt_service": "brightness", "kdenlive_id": name, "start": 1, "level": level, "alpha": 1}
    name = "fadein" if rises else "fadeout"
    return {"mlt_service": "volume", "kdenlive_id": name, "window": 75, "max_gain": "20dB", "gain": low, "end": high}


def _add_mix(tractor: Element, row: Row, transition: Transition, laid: Laid) -> None:
    """The mix of two clips from one playlist to the other; from the second to the first it is reversed."""
    cut = laid.event.start
    name = "luma" if row.is_picture else "mix"
    own: dict[str, Value | None] = (
        {"factory": "loader", "alpha_over": 1} if row.is_picture else {"start": -1, "accepts_blanks": 1}
    )
    add(tractor, "transition", {"in": cut - transition.in_frames, "out": cut + transition.out_frames - 1}, {
        "a_track": 0, "b_track": 1, "mlt_service": name, "kdenlive_id": name, "kdenlive:mixcut": transition.out_frames,
        "reverse": 1 - laid.playlist, **own,
    })  # fmt: skip


def _add_film(root: Element, sequence: Sequence, rows: tuple[Row, ...]) -> None:
    """The tracks over black: sounds add up, pictures cover."""
    frames = max(1, sequence.timeline.frames)
    black = add_background(root, "black_track", frames)
    set_properties(black, {"kdenlive:playlistid": "black_track"})
    film = add(root, "tractor", {"id": "film", "global_feed": 1, "in": 0, "out": frames - 1}, {})
    SubElement(film, "track", {"producer": "black_track"})
    for row in rows:
        SubElement(film, "track", {"producer": f"track_{row.number}"})
    for track, row in enumerate(rows, start=1):
        both: dict[str, Value | None] = {"a_track": 0, "b_track": track, **INTERNAL}
        if row.is_picture:
            add(film, "transition", {}, {**both, "mlt_service": "qtblend", "kdenlive_id": "qtblend", "compositing": 0})
        else:
            add(film, "transition", {}, {**both, "mlt_service": "mix", "kdenlive_id": "mix", "sum": 1, "accepts_blanks": 1})
