"""The report as a picture, to print or to send: the strip with the music, and clip by clip its frames and why it is there.

Long films go over several pages: sheet.png, sheet-2.png and so on.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from autoedit.exchange.rate import rate_text
from autoedit.model.time import frame_time
from autoedit.pipeline.output import check_output, whole
from autoedit.review.explain import worth_told
from autoedit.review.letters import font
from autoedit.review.report.head import film_name
from autoedit.review.report.markup import file_name, lasting, many, sentence, shown
from autoedit.review.report.told import because, transition_told
from autoedit.review.report.values import ClipStory, Report, Seen, Still

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTH, MARGIN, GAP = 1600, 48, 6  # pixels
STRIP, WAVE, NAMES, RULER = 96, 110, 20, 18  # the heights of the strip's bands
FRAME_HEIGHT, ROW_GAP, LINE = 116, 18, 21
PAGE_HEIGHT = 6000  # most viewers open a picture of this height at once
PAPER, INK, SOFT, FILL, LEVEL, ACCENT = (
    (251, 250, 248), (28, 27, 26), (98, 94, 88), (239, 236, 230), (185, 179, 169), (166, 60, 20),
)  # fmt: skip
LARGE, MEDIUM, SMALL = 40, 17, 14


def write_sheet(report: Report, seen: Seen, output: Path) -> tuple[Path, ...]:
    """Draw the sheet, and give the pages that were written.

    Raises:
        OutputError: a page cannot be written; then none of them is.
    """
    with ExitStack() as written:
        pages: list[Path] = []
        for number, image in enumerate(_pages(report, seen), start=1):
            path = output if number == 1 else output.with_stem(f"{output.stem}-{number}")
            check_output(path, (Path(media.path) for media in report.edit_list.media.values()))
            image.save(written.enter_context(whole(path)), "PNG", optimize=True)
            pages.append(path)
    return tuple(pages)


def _pages(report: Report, seen: Seen) -> Iterator[Image]:
    page = _Page()
    page.head(report)
    page.strip(report, seen)
    for story in report.clips:
        if not page.has_room(FRAME_HEIGHT + ROW_GAP):
            yield page.finished()
            page = _Page()
        page.clip(report, story, seen)
    yield page.finished()


class _Page:
    """A page that fills from the top."""

    def __init__(self) -> None:
        from PIL import Image, ImageDraw

        self._image = Image.new("RGB", (WIDTH, PAGE_HEIGHT), PAPER)
        self._draw = ImageDraw.Draw(self._image)
        self._fonts = {size: font(size) for size in (LARGE, MEDIUM, SMALL)}
        self._top = MARGIN

    def has_room(self, height: int) -> bool:
        """Whether a row still fits."""
        return self._top + height + MARGIN <= PAGE_HEIGHT

    def finished(self) -> Image:
        """The page as far as it is full."""
        return self._image.crop((0, 0, WIDTH, self._top + MARGIN - ROW_GAP))

    def head(self, report: Report) -> None:
        """The film's name and facts."""
        edit_list, timeline = report.edit_list, report.edit_list.timeline
        self._text(MARGIN, self._top, film_name(report), LARGE)
        song = f", cut to {file_name(edit_list.song.media.path)}" if edit_list.song is not None else ""
        facts = (
            f"{edit_list.style}: {many(len(report.clips), 'clip')} in {lasting(timeline.duration)}, {timeline.width} x "
            f"{timeline.height} at {rate_text(timeline.frame_rate)}{song}"
        )
        self._text(MARGIN, self._top + 56, facts, MEDIUM, SOFT)
        self._text(MARGIN, self._top + 56 + LINE + 3, sentence(worth_told(edit_list.solution)), SMALL, SOFT)
        self._top += 130

    def strip(self, report: Report, seen: Seen) -> None:
        """Pictures along the film, and the music below."""
        frames = max(1, report.edit_list.timeline.frames)

        def x(frame: float) -> float:
            return MARGIN + min(1.0, max(0.0, frame / frames)) * (WIDTH - 2 * MARGIN)

        top = self._top
        for story in report.clips:
            left, right = round(x(story.start)), round(x(story.start + story.clip.frames))
            self._cell(seen.still(story.thumbnail), left, top, max(1, right - left - 2), STRIP)
            if self._draw.textlength(str(story.number), self._fonts[SMALL]) + 8 < right - left:
                self._draw.rectangle((left, top + STRIP - 18, left + 8 + self._width(str(story.number)), top + STRIP - 1), INK)
                self._draw.text((left + 4, top + STRIP - 18), str(story.number), PAPER, self._fonts[SMALL])
            if story.transition is not None:
                across = x(story.start - story.transition.in_frames), x(story.start + story.transition.out_frames)
                self._draw.rectangle((across[0], top - 7, max(across[1], across[0] + 3), top - 3), ACCENT)
        self._top += STRIP + GAP
        if report.edit_list.song is not None:
            self._music(report, seen.levels, x)
        self._top += 30

    def _music(self, report: Report, levels: Sequence[float], x: Callable[[float], float]) -> None:
        top, frames = self._top, max(1, report.edit_list.timeline.frames)
        for section in report.music.sections:
            left, right = x(section.start), x(section.end)
            self._draw.line((left, top, left, top + NAMES + WAVE), ACCENT, 2)
            if self._width(str(section.kind)) + 8 < right - left:
                self._draw.text((left + 6, top), str(section.kind), INK, self._fonts[SMALL])
        middle = top + NAMES + WAVE / 2
        for column, level in enumerate(levels):
            at, half = x((column + 0.5) / len(levels) * frames), max(0.5, level * (WAVE / 2 - 4))
            self._draw.line((at, middle - half, at, middle + half), LEVEL)
        free = 0.0
        for beat in report.music.beats:
            at, bottom = x(beat.frame), top + NAMES + WAVE
            if not beat.is_downbeat:
                self._draw.line((at, bottom - 8, at, bottom), SOFT)
                continue
            self._draw.line((at, top + NAMES, at, bottom), SOFT)
            if at >= free:
                self._draw.text((at + 2, bottom + 1), str(beat.bar), SOFT, self._fonts[SMALL])
                free = at + 14 + self._width(str(beat.bar))
        self._top += NAMES + WAVE + RULER

    def clip(self, report: Report, story: ClipStory, seen: Seen) -> None:
        """A clip: its frames, where they are from, and why."""
        timeline = report.edit_list.timeline
        across = min(2.4, max(0.5, timeline.width / timeline.height))
        wide, left = round(FRAME_HEIGHT * across), MARGIN + 58
        self._text(MARGIN, self._top, str(story.number), MEDIUM)
        for frame in story.frames:
            self._cell(seen.still(frame.picture), left, self._top, wide, FRAME_HEIGHT)
            left += wide + GAP
        left = MARGIN + 58 + 3 * (wide + GAP) + 18
        for number, (text, colour) in enumerate(_lines(report, story)):
            self._text(left, self._top - 2 + number * LINE, text, MEDIUM if number == 0 else SMALL, colour)
        self._top += FRAME_HEIGHT + ROW_GAP

    def _cell(self, still: Still, left: int, top: int, width: int, height: int) -> None:
        """A picture cut to a cell, or an empty cell."""
        from PIL import Image, ImageOps

        if not still.jpeg:
            self._draw.rectangle((left, top, left + width - 1, top + height - 1), FILL, LEVEL)
            if width > 120:
                self._text(left + 8, top + 8, still.missing, SMALL, SOFT, most=width - 16)
            return
        with Image.open(io.BytesIO(still.jpeg), formats=("JPEG",)) as image:
            self._image.paste(ImageOps.fit(image.convert("RGB"), (width, height), Image.Resampling.LANCZOS), (left, top))

    def _text(
        self, left: int, top: int, text: str, size: int, colour: tuple[int, int, int] = INK, *, most: int | None = None
    ) -> None:
        """A line, cut short where there is no more room."""
        most = most if most is not None else WIDTH - MARGIN - left
        line = kept = shown(text)[:400]
        while kept and self._draw.textlength(line, self._fonts[size]) > most:
            kept = kept[: -max(1, len(kept) // 40)]
            line = f"{kept.rstrip(' .')}…"
        self._draw.text((left, top), line, colour, self._fonts[size])

    def _width(self, text: str) -> float:
        return float(self._draw.textlength(text, self._fonts[SMALL]))


def _lines(report: Report, story: ClipStory) -> list[tuple[str, tuple[int, int, int]]]:
    """What stands beside a clip's frames."""
    rate, clip, reason = report.edit_list.timeline.frame_rate, story.clip, story.clip.reason
    lines = [
        (file_name(story.media.path), INK),
        (f"{story.record} for {float(frame_time(clip.frames, rate)):.2f} s, source {story.source}", SOFT),
    ]
    lines.append((because(story), ACCENT))
    if reason is not None and reason.text and reason.cut_on:
        lines.append((sentence(reason.text), INK))
    if story.transition is not None:
        lines.append((sentence(f"into it: {transition_told(story.transition)}"), SOFT))
    rival = next((rival for rival in story.rivals if rival.lost), None)
    if rival is not None and len(lines) < 5:
        lines.append((f"It beat {rival.select}: {rival.lost}.", SOFT))
    return lines
