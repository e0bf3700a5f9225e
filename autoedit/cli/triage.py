"""Footage as tables that a person reads: what each clip is, its good moments, its defects; and its shots.

Tables fit 80 columns; where there is less room (a narrow window or pipe) the same lines stand below one another. Long lists
are cut, and the number of what was left out is told: the JSON documents have it all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from autoedit.cli.show import cell
from autoedit.model.time import nearest_frame
from autoedit.model.timecode import timecode

if TYPE_CHECKING:
    from rich.console import Console

    from autoedit.model.media import Media
    from autoedit.model.select import Defect, Select
    from autoedit.model.shot import Boundary, Shot
    from autoedit.pipeline.library import Library
    from autoedit.pipeline.stages import Analysed

MOST_MOMENTS, MOST_PLACES, MOST_SHOTS = 5, 2, 100
NARROW = 78  # columns: what the widest row of three needs


def triage(library: Library, console: Console) -> None:
    """Print what a person needs to choose: each clip, its good moments and what is wrong with the rest."""
    from rich.table import Table

    rows = [(_about(item, library), _moments(item), _defects(item)) for item in library.files]
    headings = ("clip", "good moments", "defects")
    if console.width < NARROW:
        for row in rows:
            _stacked(console, row, headings)
        return
    table = Table(box=None, header_style="bold", padding=(0, 2, 1, 0))
    table.add_column(headings[0], overflow="fold", ratio=1)
    table.add_column(headings[1], no_wrap=True)
    table.add_column(headings[2], no_wrap=True)
    for row in rows:
        table.add_row(*("\n".join(lines) for lines in row))
    console.print(table)


def shot_list(library: Library, console: Console) -> None:
    """Print the shots of each clip, and how each opens."""
    from rich.table import Table

    for item in library.files:
        shots = item.moments.shots
        table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
        for heading, side in (("shot", "left"), ("opens", "left"), ("start", "left")):
            table.add_column(heading, justify=side, no_wrap=True)  # type: ignore[arg-type]  # a literal to rich
        for heading in ("frames", "sure", "lasts"):
            table.add_column(heading, justify="right", no_wrap=True)
        opening = {boundary_place(boundary): boundary for boundary in item.moments.boundaries}
        for shot in shots[:MOST_SHOTS]:
            table.add_row(*_shot(shot, opening.get(shot.start), item.media))
        console.print(f"[bold]{cell(item.media.id)}[/bold]  {_counted(len(shots), 'shot')}")
        console.print(table)
        if len(shots) > MOST_SHOTS:
            console.print(f"{_more(len(shots) - MOST_SHOTS)}; --json lists all")
        console.print()


def boundary_place(boundary: Boundary) -> Fraction:
    """Where one shot gives way to the next: a gradual's middle."""
    return (boundary.start + boundary.end) / 2


def _stacked(console: Console, row: Iterable[Sequence[str]], headings: Sequence[str]) -> None:
    for heading, lines in zip(headings, row, strict=True):
        shown = lines if heading == headings[0] else [heading, *(f"  {line}" for line in lines)] if any(lines) else []
        for line in shown:
            console.print(line, soft_wrap=True)
    console.print()


def _about(item: Analysed, library: Library) -> list[str]:
    media, video = item.media, item.media.video
    lines = [f"[bold]{cell(media.id)}[/bold]"]
    if video is not None:
        lines.append(f"{_length(video.duration)}  {video.width}x{video.height}")
        lines.append(f"{_rate(video.rate)}  {_counted(len(item.moments.shots), 'shot')}")
    lines += _notes(media)
    if item.moments.damage:
        lines += [cell(told) for told in item.moments.damage]
    groups = sorted({select.group for select in item.moments.selects if select.group is not None})
    lines += [_group(group, item, library) for group in groups[:MOST_PLACES]]
    return [*lines, *_rest(len(groups) - MOST_PLACES)]


def _notes(media: Media) -> list[str]:
    from autoedit.pipeline.notes import Note, notes_of

    video = media.video
    words = {
        Note.VARIABLE_RATE: "variable rate",
        Note.ROTATED: f"rotated {video.rotation} degrees" if video is not None else "",
        Note.HDR: f"HDR ({video.colour.transfer.upper()})" if video is not None else "",
        Note.INTERLACED: "interlaced",
        Note.NO_SOUND: "no sound",
        Note.DAMAGED: "; ".join(cell(told) for told in media.damage),
    }
    return [words[note] for note in notes_of(media)]


def _group(group: str, item: Analysed, library: Library) -> str:
    """A take group, and where its other takes are."""
    others = [
        other.media.id
        for other in library.files
        if other is not item and any(select.group == group for select in other.moments.selects)
    ]
    told = ", ".join([*(cell(name) for name in others[:MOST_PLACES]), *_rest(len(others) - MOST_PLACES)])
    return f"{group}: as {told}" if told else f"{group}: within"


def _moments(item: Analysed) -> list[str]:
    best = sorted(item.moments.selects, key=lambda select: (-select.score, select.peak))
    lines = [_moment(select, item.media) for select in best[:MOST_MOMENTS]]
    return [*lines, *_rest(len(best) - MOST_MOMENTS)] or ["none"]


def _moment(select: Select, media: Media) -> str:
    return f"{_timecode(select.peak, media)} {select.score:.2f} {select.id}"


def _defects(item: Analysed) -> list[str]:
    kinds: dict[str, list[Defect]] = {}
    for defect in item.moments.defects:
        kinds.setdefault(str(defect.kind).replace("_", " "), []).append(defect)
    lines = []
    for kind, defects in sorted(kinds.items(), key=lambda pair: -_lasting(pair[1])):
        lines.append(f"{kind} {float(_lasting(defects)):.1f} s")
        longest = sorted(defects, key=lambda defect: defect.start - defect.end)[:MOST_PLACES]
        places = sorted((defect.start, defect.end) for defect in longest)
        lines += [f" {_timecode(start, item.media)}-{_timecode(end, item.media)}" for start, end in places]
        lines += [f" {told}" for told in _rest(len(defects) - MOST_PLACES)]
    return lines


def _shot(shot: Shot, boundary: Boundary | None, media: Media) -> tuple[str, ...]:
    frames, sure = "", ""
    if boundary is not None:
        span = (boundary.first_frame, boundary.last_frame)
        frames, sure = "-".join(str(frame) for frame in sorted(set(span))), f"{boundary.confidence:.2f}"
    start = boundary.start if boundary is not None else shot.start
    return shot.id, str(shot.opens), _timecode(start, media), frames, sure, f"{float(shot.duration):.2f} s"


def _lasting(defects: Iterable[Defect]) -> Fraction:
    return sum((defect.end - defect.start for defect in defects), Fraction(0))


def _timecode(time: Fraction, media: Media) -> str:
    """Timecode from the picture's first frame on, as an editing program counts it."""
    if media.video is None:
        return ""
    return timecode(max(0, nearest_frame(time - media.video.start, media.video.rate)), media.video.rate)


def _length(duration: Fraction) -> str:
    seconds = round(duration)
    return f"{seconds // 60}:{seconds % 60:02d}" if seconds >= 10 else f"{float(duration):.1f} s"


def _rate(rate: Fraction) -> str:
    return f"{float(rate):.2f}".rstrip("0").rstrip(".") + " fps"


def _counted(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"


def _rest(count: int) -> list[str]:
    return [_more(count)] if count > 0 else []


def _more(count: int) -> str:
    return f"and {count} more"
