"""What the one-stage commands print: documents with a schema name, exact values first, plain ones beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from autoedit.model.document import LeftOut, Song
from autoedit.model.media import Media
from autoedit.model.time import rational_text
from autoedit.pipeline.library import Library
from autoedit.pipeline.notes import notes_of

if TYPE_CHECKING:
    from autoedit.pipeline.music import FittedMusic

DIGITS = 6


def probe_document(files: Sequence[Media], left_out: Sequence[LeftOut]) -> dict[str, Any]:
    """What files are."""
    return {"schema": "autoedit/probe/1", "files": [_probe(media) for media in files], "left_out": _left_out(left_out)}


def shots_document(library: Library) -> dict[str, Any]:
    """Boundaries and shots by file."""
    files = [
        {
            **_file(item.media),
            "boundaries": [
                {
                    "kind": str(boundary.kind),
                    **_times(start=boundary.start, end=boundary.end),
                    "first_frame": boundary.first_frame,
                    "last_frame": boundary.last_frame,
                    "confidence": boundary.confidence,
                }
                for boundary in item.moments.boundaries
            ],
            "shots": [
                {"id": shot.id, **_times(start=shot.start, end=shot.end), "opens": str(shot.opens), "closes": str(shot.closes)}
                for shot in item.moments.shots
            ],
            "damage": [*item.media.damage, *item.moments.damage],
        }
        for item in library.files
    ]
    return {"schema": "autoedit/shots/1", "files": files, "left_out": _left_out(library.left_out)}


def selects_document(library: Library) -> dict[str, Any]:
    """Selects and defects by file."""
    files = [
        {
            **_file(item.media),
            "notes": [str(note) for note in notes_of(item.media)],
            "selects": [
                {
                    "id": select.id,
                    "shot": select.shot,
                    **_times(start=select.start, end=select.end, peak=select.peak),
                    "score": select.score,
                    "parts": dict(select.parts),
                    "defects": [
                        str(defect.kind)
                        for defect in item.moments.defects
                        if defect.start < select.end and select.start < defect.end
                    ],
                    "group": select.group,
                }
                for select in item.moments.selects
            ],
            "defects": [
                {"kind": str(defect.kind), **_times(start=defect.start, end=defect.end)} for defect in item.moments.defects
            ],
            "damage": [*item.media.damage, *item.moments.damage],
        }
        for item in library.files
    ]
    return {"schema": "autoedit/selects/1", "files": files, "left_out": _left_out(library.left_out)}


def beats_document(song: Song) -> dict[str, Any]:
    """A song's grid."""
    grid = song.grid
    return {
        "schema": "autoedit/beats/1",
        **_file(song.media),
        "tempo": grid.tempo,
        "metre": grid.metre,
        "confidence": grid.confidence,
        "is_trusted": grid.is_trusted,
        "loudness": song.loudness,
        **_times(start=grid.start, end=grid.end),
        "rivals": [{"tempo": rival.tempo, "score": rival.score} for rival in grid.rivals],
        "beats": [
            {"time": rational_text(beat.time), "seconds": _plain(beat.time), "number": beat.number, "strength": beat.strength}
            for beat in grid.beats
        ],
        "sections": [
            {"kind": str(section.kind), **_times(start=section.start, end=section.end), "energy": section.energy}
            for section in grid.sections
        ],
        "stretches": [
            {
                **_times(start=stretch.start, end=stretch.end),
                "confidence": stretch.confidence,
                "is_trusted": grid.is_trusted_at(stretch.start),
            }
            for stretch in grid.stretches
        ],
        "accents": [rational_text(accent) for accent in grid.accents],
        "overruled": list(grid.overruled),
    }


def music_document(fitted: FittedMusic) -> dict[str, Any]:
    """A song at another length: what of it plays when."""
    grid, passages = fitted.song.grid, fitted.bed.passages
    return {
        "schema": "autoedit/music/1",
        **_file(fitted.song.media),
        **_times(length=fitted.frames / fitted.frame_rate),
        "frame_rate": rational_text(fitted.frame_rate),
        "frames": fitted.frames,
        "tempo": grid.tempo,
        "confidence": grid.confidence,
        "is_trusted": grid.is_trusted,
        "begins_with_the_song": passages[0].source_start <= grid.start,
        "ends_with_the_song": _ends_with_the_song(fitted),
        "passages": [
            _times(start=passage.start, source_start=passage.source_start, duration=passage.duration) for passage in passages
        ],
        "splices": [
            {
                **_times(
                    at=after.start,
                    left=before.source_start + before.duration,
                    entered=after.source_start,
                    crossfade=after.splice.seconds,
                ),
                "bar_left": after.splice.left or None,
                "bar_entered": after.splice.entered or None,
                "price": after.splice.price,
            }
            for before, after in pairwise(passages)
            if after.splice is not None
        ],
    }


def _ends_with_the_song(fitted: FittedMusic) -> bool:
    """Whether its last beat is heard; the ring after it may be shorter."""
    grid, last = fitted.song.grid, fitted.bed.passages[-1]
    last_beat = grid.beats[-1].time if grid.is_trusted else grid.end
    return fitted.bed.fades_from is None or last_beat < last.source_start + last.duration


def _probe(media: Media) -> dict[str, Any]:
    video, sound = media.video, media.sound
    return {
        **_file(media),
        **_times(start=media.start, duration=media.duration),
        "container": media.container,
        "captured": media.captured,
        "picture": f"{video.width}x{video.height}" if video else None,
        "width": video.width if video else None,
        "height": video.height if video else None,
        "rotation": video.rotation if video else None,
        "is_mirrored": video.is_mirrored if video else None,
        "frame_rate": f"{rational_text(video.rate)}{'' if video.is_constant else ' (variable)'}" if video else None,
        "is_constant": video.is_constant if video else None,
        "frames": video.frames if video else None,
        "is_interlaced": video.is_interlaced if video else None,
        "colour": f"{video.colour.matrix} {video.colour.transfer} {video.colour.depth} bit" if video else None,
        "codec": video.codec if video else None,
        "sound": f"{sound.codec} {sound.rate} Hz, {sound.channels} channels" if sound else None,
        "damage": list(media.damage),
    }


def _file(media: Media) -> dict[str, Any]:
    return {"id": media.id, "path": media.path, "fingerprint": media.fingerprint}


def _left_out(items: Sequence[LeftOut]) -> list[dict[str, str]]:
    return [asdict(item) for item in items]


def _times(**times: Fraction) -> dict[str, Any]:
    exact = {name: rational_text(time) for name, time in times.items()}
    return {**exact, **{f"{name}_seconds": _plain(time) for name, time in times.items()}}


def _plain(time: Fraction) -> float:
    return round(float(time), DIGITS)
