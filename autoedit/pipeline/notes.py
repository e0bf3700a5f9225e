"""What a person should know of a file before cutting it: how it differs from plain footage."""

from __future__ import annotations

from enum import StrEnum

from autoedit.model.media import Media, Transfer


class Note(StrEnum):
    """A way in which a file is not plain footage; none of them keeps it from being used."""

    VARIABLE_RATE = "variable_rate"
    ROTATED = "rotated"
    HDR = "hdr"
    INTERLACED = "interlaced"
    NO_SOUND = "no_sound"
    DAMAGED = "damaged"


def notes_of(media: Media) -> tuple[Note, ...]:
    """What is to be known of a file, in a fixed order."""
    video = media.video
    is_so = {
        Note.VARIABLE_RATE: video is not None and not video.is_constant,
        Note.ROTATED: video is not None and video.rotation != 0,
        Note.HDR: video is not None and video.colour.transfer is not Transfer.SDR,
        Note.INTERLACED: video is not None and video.is_interlaced,
        Note.NO_SOUND: media.sound is None,
        Note.DAMAGED: bool(media.damage),
    }
    return tuple(note for note, holds in is_so.items() if holds)
