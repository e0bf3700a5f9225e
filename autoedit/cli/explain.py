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


def print_film(edit_list: EditList, console: Console) -> None:
    """One line a clip, and what the whole is worth."""
    from rich.table import Table

    rate = edit_list.timeline.frame_rate
    table = Table(box=None, header_style="bold")
    for name in ("clip", "at", "lasts"):
        table.add_column(name, no_wrap=True)
    # A select's whole name is what a person types: it is never cut off.
    table.add_column("select", overflow="fold", ratio=2)
    table.add_column("score", no_wrap=True)
    table.add_column("cut on", overflow="fold", ratio=1)
    for number, placed in enumerate(placed_clips(edit_list), start=1):
        clip = placed.item
        if not isinstance(clip, Clip):
            continue
        reason = clip.reason
        table.add_row(
            str(number),
            timecode(placed.start, rate),
            f"{float(clip.frames / rate):.2f} s",
            cell(clip.select or clip.media),
            f"{reason.score:.2f}" if reason else "",
            cell(reason.cut_on) if reason else "",
        )
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
    for row in range(max(len(parts), len(terms))):
        part = parts[row] if row < len(parts) else ("", None)
        term = terms[row] if row < len(terms) else ("", None)
        shown = [f"{value:.2f}" if value is not None else "" for _, value in (part, term)]
        table.add_row(cell(part[0]), shown[0], cell(term[0]), shown[1])
    console.print(table)
