"""A person's word on a song's beat, gathered from options and files."""

from __future__ import annotations

from pathlib import Path

from autoedit.errors import BadOption
from autoedit.model.overrule import DownbeatWish, Overrule, TempoWish
from autoedit.music.labels import HOW, given_beats

# An hour of beats with all that our own JSON says about them takes two megabytes.
LARGEST_FILE = 64 * 2**20


def overrule_of(
    tempo: TempoWish | None = None, downbeat: DownbeatWish | None = None, beats: Path | None = None
) -> Overrule | None:
    """What is overruled, None when nothing is.

    Args:
        beats: a file of beats: our own JSON, an Audacity label file, or a list of taps.

    Raises:
        BadOption: the file cannot be read, or holds no beats.
    """
    given = given_beats(_text(beats), beats.name) if beats is not None else None
    overrule = Overrule(tempo=tempo, downbeat=downbeat, beats=given)
    return None if overrule.is_empty else overrule


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise BadOption(f"--beats {file}: it is too large for a list of beats. {HOW}.")
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadOption(f"--beats {file}: it cannot be read ({error.strerror}). Check the name.") from error
    except UnicodeDecodeError as error:
        raise BadOption(f"--beats {file}: it is not text. {HOW}.") from error
