"""The command beats: a song's grid as a table or JSON, and what confirms it by ear and by eye."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autoedit.cli import parameters as p
from autoedit.cli.show import cell, print_json, stdout_console
from autoedit.cli.talk import talk_of

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from autoedit.model.document import Song
    from autoedit.model.music import BeatGrid, Rival

ENERGY_CELLS = 20
# A rival this near to a ratio is chosen by it.
SAME_RATIO = 0.04


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(epilog="Example: autoedit beats song.mp3 --click click.wav --plot beats.png --tempo /2")(beats)


def beats(
    context: typer.Context,
    song: Annotated[Path, typer.Argument(metavar="SONG", help="A song, or a video for its sound.", show_default=False)],
    as_json: p.JsonOption = False,
    tempo: p.TempoOption = None,
    downbeat: p.DownbeatOption = None,
    given: p.BeatsOption = None,
    click: Annotated[
        Path | None, typer.Option("--click", metavar="OUT.wav", help="Write the song with clicks, higher on downbeats.")
    ] = None,
    plot: Annotated[
        Path | None, typer.Option("--plot", metavar="OUT.png", help="Draw waveform, beats, bars, sections, energy, confidence.")
    ] = None,
    labels: Annotated[
        Path | None, typer.Option("--labels", metavar="OUT.txt", help="Write labels for Audacity; --beats reads them back.")
    ] = None,
    cache: p.CacheOption = True,
) -> None:
    """Find the beats, bars and sections of a song, and confirm or correct them."""
    from autoedit.pipeline.documents import beats_document
    from autoedit.pipeline.hearing import hear
    from autoedit.pipeline.overrule import overrule_of
    from autoedit.review.beats import BeatOutputs, check_beat_outputs, write_beat_outputs

    talk = talk_of(context)
    outputs = BeatOutputs(click=click, plot=plot, labels=labels)
    check_beat_outputs(outputs, [song, *([given] if given is not None else [])])
    overrule = overrule_of(tempo, downbeat, given)
    with talk.working(cache=cache) as work:
        heard = hear(song, work, overrule)
        write_beat_outputs(heard, outputs)
    if as_json:
        print_json(beats_document(heard))
    else:
        grid_table(heard, stdout_console())
    grid = heard.grid
    talk.say(f"{grid.tempo:.2f} beats a minute in {grid.metre}, {len(grid.beats)} beats, confidence {grid.confidence:.2f}")
    if outputs.paths:
        talk.say(f"wrote {', '.join(str(path) for path in outputs.paths)}")


def grid_table(song: Song, console: Console) -> None:
    """A grid for a person: the whole, how far to trust it where, other readings and how to choose them, the sections."""
    from autoedit.review.beat_plot import clock

    grid = song.grid
    whole = _columns("", "")
    whole.add_row("tempo", f"{grid.tempo:.2f} beats a minute" if grid.beats else "no beat was heard")
    whole.add_row("metre", f"{grid.metre} beats a bar, {len(grid.downbeats)} bars" if grid.downbeats else "no bars were heard")
    for number, rival in enumerate(grid.rivals):
        whole.add_row("" if number else "or", f"{rival.tempo:.2f} (score {rival.score:.2f}): {how_to_choose(rival, grid)}")
    for number, sentence in enumerate(grid.overruled):
        whole.add_row("" if number else "overruled", cell(sentence))
    console.print(whole)
    trust = _columns("confidence", "from", "to", "cuts fall on")
    trust.add_row(f"{grid.confidence:.2f}", clock(grid.start), clock(grid.end), "the whole", style="bold")
    for stretch in grid.stretches:
        follow = "beats" if grid.is_trusted_at(stretch.start) else "hits and phrases"
        trust.add_row(f"{stretch.confidence:.2f}", clock(stretch.start), clock(stretch.end), follow)
    console.print(trust)
    parts = _columns("section", "from", "to", "bars", "energy")
    for section, bars in zip(grid.sections, section_bars(grid), strict=True):
        bar = "█" * round(section.energy * ENERGY_CELLS)
        parts.add_row(str(section.kind), clock(section.start), clock(section.end), bars, f"{section.energy:.2f} {bar}")
    console.print(parts)


def how_to_choose(rival: Rival, grid: BeatGrid) -> str:
    """The option that makes a rival reading the grid's."""
    for ratio, option in ((2.0, "x2"), (0.5, "/2"), (3.0, "x3"), (1 / 3, "/3")):
        if abs(rival.tempo / grid.tempo / ratio - 1) <= SAME_RATIO:
            return f"--tempo {option}"
    return f"--tempo {rival.tempo:g}"


def section_bars(grid: BeatGrid) -> list[str]:
    """The bars of each section, as 9-16; nothing where no bar begins."""
    from autoedit.music.labels import bar_numbers

    opened = [(beat.time, bar) for beat, bar in zip(grid.beats, bar_numbers(grid), strict=True) if beat.is_downbeat]
    spans = []
    for section in grid.sections:
        inside = [bar for time, bar in opened if section.start <= time < section.end]
        spans.append(f"{inside[0]}-{inside[-1]}" if len(inside) > 1 else str(inside[0]) if inside else "")
    return spans


def _columns(*names: str) -> Table:
    from rich.table import Table

    return Table(*names, box=None, header_style="bold", show_header=any(names))
