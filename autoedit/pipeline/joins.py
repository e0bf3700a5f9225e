"""Hearing what jumps between a song's bar lines cost, where its music is to be cut anew."""

from __future__ import annotations

from autoedit.errors import BadOption, at
from autoedit.model.document import Song
from autoedit.model.joins import Joins
from autoedit.music.likeness import joins
from autoedit.pipeline.progress import Stopper
from autoedit.pipeline.stage import Stage, run
from autoedit.pipeline.workplace import Workplace
from autoedit.plan.bed import MusicFit, musical_end
from autoedit.plan.remix import bar_lines

JOINS: Stage[Joins] = Stage(name="joins", version=2, function=joins, result=Joins, libraries=("av", "scipy", "numpy"))


def heard_joins(song: Song, fit: MusicFit | None, work: Workplace) -> Joins | None:
    """The price of every jump in a song; None where the song is not cut anew.

    Raises:
        BadOption: it should be cut anew, but there is no beat to trust.
    """
    with at("beats", song.media.path):
        return _heard_joins(song, fit, work)


def _heard_joins(song: Song, fit: MusicFit | None, work: Workplace) -> Joins | None:
    is_wanted = fit in (None, MusicFit.REMIX)
    if fit is MusicFit.REMIX and not song.grid.is_trusted:
        raise BadOption(
            f"{song.media.path} has no beat to trust (confidence {song.grid.confidence:.2f}), so it cannot be cut at its bar "
            "lines. Take an excerpt of it, or the whole."
        )
    if not is_wanted or not song.grid.is_trusted:
        return None
    lines = bar_lines(song.grid, musical_end(song.grid))
    work.listener.begin("bars", 1.0)
    heard = run(JOINS, song.media, lines, cache=work.cache, report=Stopper().reporting(work.listener, "bars"))
    work.listener.end("bars")
    return heard.value
