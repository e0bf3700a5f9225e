"""A film's reasons as tables and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autoedit.cli.show import cell, printable
from autoedit.model.timecode import timecode
from autoedit.model.timeline import Clip, Placed
from autoedit.review.explain import placed_clips, sentences, worth_told

if TYPE_CHECKING:
    from rich.console import Console

    from autoedit.model.document import EditList

LEAST_CUT = 12  # characters


def print_film(edit_list: EditList, console: Console) -> None:
    """One line a clip, and what the whole is worth."""
    from rich.table import Table

    rate = edit_list.timeline.frame_rate
    rows = []
    for number, placed in enumerate(placed_clips(edit_list), start=1):
        clip = placed.item
        if isinstance(clip, Clip):
            score, cut_on = (f"{clip.reason.score:.2f}", clip.reason.cut_on) if clip.reason else ("", "")
            at, lasts = timecode(placed.start, rate), f"{float(clip.frames / rate):.2f} s"
            rows.append((str(number), at, lasts, clip.select or clip.media, score, cut_on))
    names = ("clip", "at", "lasts", "select", "score", "cut on")
    widths = [max(len(text) for text in column) + 2 for column in zip(names, *rows, strict=True)]
    # A select's whole name is what a person types: where there is little room, something else is left out.
    shown = list(range(len(names)))[: len(names) - (sum(widths[:-1]) + LEAST_CUT > console.width)]
    table = Table(box=None, header_style="bold")
    for place in shown:
        table.add_column(names[place], no_wrap=names[place] != "cut on", overflow="fold")
    for row in rows:
        table.add_row(*(cell(row[place]) for place in shown))
    console.print(table)
    for sentence in (f"A {edit_list.style}: {worth_told(edit_list.solution)}.", *(f"Note: {note}." for note in edit_list.notes)):
        console.print(printable(sentence), markup=False, soft_wrap=True)


def print_clip(edit_list: EditList, placed: Placed, console: Console) -> None:
    """One clip in sentences, and its parts in a table."""
    from rich.table import Table

    for sentence in sentences(edit_list, placed):
        console.print(printable(sentence), markup=False, soft_wrap=True)
    clip = placed.item
    if not isinstance(clip, Clip) or clip.reason is None:
        return
    table = Table("part of the score", "", "term of the film's worth", "", box=None, header_style="bold")
    parts, terms = sorted(clip.reason.parts.items()), sorted(clip.reason.terms.items())
    if not parts and not terms:
        return
    for row in range(max(len(parts), len(terms))):
        part = parts[row] if row < len(parts) else ("", None)
        term = terms[row] if row < len(terms) else ("", None)
        shown = [f"{value:.2f}" if value is not None else "" for _, value in (part, term)]
        table.add_row(cell(part[0]), shown[0], cell(term[0]), shown[1])
    console.print(table)
