"""A part of a song, where a person wants the film to begin or end elsewhere than it does."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from autoedit.errors import BadOption
from autoedit.model.document import Song

SHORTEST = Fraction(2)


def between(song: Song, start: Fraction | None, end: Fraction | None) -> Song:
    """The song from a time to a time.

    Raises:
        BadOption: hardly anything is left.
    """
    grid = song.grid
    first = max(grid.start, start) if start is not None else grid.start
    last = min(grid.end, end) if end is not None else grid.end
    if last - first < SHORTEST:
        raise BadOption(
            f"--start and --end leave {max(0.0, float(last - first)):.1f} s of {song.media.id}, which can be heard from "
            f"{float(grid.start):.1f} to {float(grid.end):.1f} s. Give a longer part."
        )
    cut = replace(
        grid,
        start=first,
        end=last,
        begins_within=grid.begins_within or first > grid.start,
        ends_within=grid.ends_within or last < grid.end,
        beats=tuple(beat for beat in grid.beats if first <= beat.time < last),
        accents=tuple(hit for hit in grid.accents if first <= hit < last),
        sections=tuple(
            replace(part, start=max(part.start, first), end=min(part.end, last))
            for part in grid.sections
            if part.start < last and first < part.end
        ),
        stretches=tuple(
            replace(part, start=max(part.start, first), end=min(part.end, last))
            for part in grid.stretches
            if part.start < last and first < part.end
        ),
    )
    return replace(song, grid=cut)
