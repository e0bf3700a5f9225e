"""Rendering from end to end: mix, encode, verify, and only then the name that was asked for."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from autoedit.errors import OutputError
from autoedit.media.conform import Fit
from autoedit.model.media import Media
from autoedit.model.timeline import Timeline
from autoedit.render.compositor import Compositor
from autoedit.render.encode import Encoding, encode, quiet_environment
from autoedit.render.mix import mix
from autoedit.render.verify import verify

Report = Callable[[str, float], None]


def render(
    timeline: Timeline,
    media: Mapping[str, Media],
    output: Path,
    *,
    fit: Fit = Fit.PAD,
    encoding: Encoding | None = None,
    report: Report | None = None,
) -> None:
    """Render a timeline to an MP4 file.

    The file is written beside its place under a hidden name, and renamed when it was reopened and found complete: the output
    either is the whole film or does not exist.

    Args:
        media: the files by the ids that the timeline's clips name.
        report: is given a step's name and how much of it is done, 0..1.

    Raises:
        OutputError: the place cannot be written.
        RenderError: what came out is not what was planned.
        UnreadableMedia: a source cannot be read where the timeline needs it.
    """
    if not output.parent.is_dir():
        raise OutputError(output, "its folder does not exist", "Make the folder, or choose another place.")
    quiet_environment()
    try:
        folder = Path(tempfile.mkdtemp(prefix=".autoedit-", suffix=".part", dir=output.parent))
    except OSError as error:
        raise OutputError(output, f"its folder cannot be written ({error.strerror})", "Choose another place.") from error
    compositor = Compositor(timeline, media, fit)
    try:
        sound = folder / "sound.wav"
        has_sound = mix(timeline, media, sound, _step(report, "mix"))
        film = folder / "film.mp4"
        encode(timeline, compositor, sound if has_sound else None, film, encoding or Encoding(), _step(report, "render"))
        verify(film, timeline, has_sound=has_sound)
        _publish(film, output)
    except OutputError as error:
        # The encoder knows the hidden name alone; the person asked for another.
        raise OutputError(output, error.reason, error.remedy) from error
    except OSError as error:
        raise OutputError(output, str(error.strerror or error), "Free some space or choose another place.") from error
    finally:
        compositor.close()
        shutil.rmtree(folder, ignore_errors=True)


def _step(report: Report | None, name: str) -> Callable[[float], None] | None:
    if report is None:
        return None
    return lambda done: report(name, done)


def _publish(film: Path, output: Path) -> None:
    """Give the film its name, durably: data first, then the name, then the folder."""
    with film.open("rb") as file:
        os.fsync(file.fileno())
    film.replace(output)
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(output.parent, os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
