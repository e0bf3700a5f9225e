"""One music track to a sound file, at the song's own loudness."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

from autoedit.errors import OutputError, at
from autoedit.model.media import Media
from autoedit.model.timeline import Track
from autoedit.render.crossing import SAMPLE_RATE
from autoedit.render.mix import mixed

# All of these give back as many samples as were written, mp3 too.
KINDS = {
    ".wav": ("WAV", "PCM_24"),
    ".flac": ("FLAC", "PCM_24"),
    ".ogg": ("OGG", "VORBIS"),
    ".opus": ("OGG", "OPUS"),
    ".mp3": ("MP3", "MPEG_LAYER_III"),
}
SUFFIXES = tuple(KINDS)


@at("mix")
def write_song(
    track: Track,
    rate: Fraction,
    media: Mapping[str, Media],
    into: Path,
    *,
    suffix: str,
    report: Callable[[float], None] | None = None,
) -> None:
    """Write a track in stereo at 48 kHz.

    Args:
        suffix: the kind of file, one of SUFFIXES.

    Raises:
        OutputError: the disk is full.
    """
    import soundfile

    kind, coding = KINDS[suffix]
    try:
        with soundfile.SoundFile(into, "w", SAMPLE_RATE, 2, coding, format=kind) as file:
            for block in mixed([track], rate, track.frames, media, report):
                # libsndfile's Vorbis and Opus encoders overflow the stack on blocks of many seconds.
                for start in range(0, len(block), SAMPLE_RATE):
                    file.write(block[start : start + SAMPLE_RATE])
    except soundfile.LibsndfileError as error:
        raise OutputError(into, str(error), "Free some space or choose another place.") from error
