"""A song's file to what is heard in it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from autoedit.errors import NoSound, at
from autoedit.model.document import Song
from autoedit.model.overrule import Overrule
from autoedit.pipeline.footage import with_ids
from autoedit.pipeline.progress import Stopper
from autoedit.pipeline.stages import song_heard
from autoedit.pipeline.workplace import Workplace

# Less than a bar of anything cannot carry a film.
SHORTEST_SONG = Fraction(2)


def hear(path: Path, work: Workplace | None = None, overrule: Overrule | None = None) -> Song:
    """Find the beats of a song.

    Args:
        overrule: what a person says about them.

    Raises:
        NoSound, UnreadableMedia: it cannot be heard.
        BadOption: what a person says cannot be so.
    """
    with at("beats", path):
        return _heard(path, work or Workplace(), overrule)


def _heard(path: Path, work: Workplace, overrule: Overrule | None) -> Song:
    stopper = Stopper()
    work.listener.begin("beats", 1.0)
    media, heard, _ = song_heard(path, work.cache, stopper.reporting(work.listener, "beats"), overrule)
    work.listener.end("beats")
    lasts = heard.grid.end - heard.grid.start
    if lasts < SHORTEST_SONG:
        reason = f"only {float(lasts):.1f} s of it can be heard" if lasts > 0 else "it is silent"
        raise NoSound(path, reason, "Give a song.")
    (named,) = with_ids([media])
    return Song(media=replace(named, id=f"music-{named.id}"), grid=heard.grid, loudness=heard.loudness)
