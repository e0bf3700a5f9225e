"""A film's chapters and captions: SubRip for players, and the metadata that ffmpeg reads.

Chapters are the sections of the music; without any, the stretches of one file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise
from pathlib import PurePath

from autoedit.exchange.exporter import Document, exporter
from autoedit.exchange.losses import Feature, losses
from autoedit.exchange.place import Place
from autoedit.exchange.sequence import Event, Sequence
from autoedit.exchange.text import one_line, plain
from autoedit.model.time import nearest_frame
from autoedit.model.timeline import TitleKind, TrackRole

# Without pictures and sound there is nothing that the other features could be missed from.
NEITHER = frozenset({Feature.PICTURE, Feature.SOUND, Feature.MEDIA, Feature.BEATS, Feature.REASONS})
MILLISECONDS = 1000
BEGINNING = "beginning"
# ffmpeg ends a value at these unless a backslash stands before them.
SPECIAL = "\\=;#\n"
# What stands between a caption's times: in its words it would begin another caption.
ARROW = re.compile("--+>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A stretch of the film, [start, end) in frames."""

    start: int
    end: int
    title: str


def chapters(sequence: Sequence) -> tuple[Chapter, ...]:
    """The film's chapters, which cover it from its first frame to its last."""
    markers = {
        marker.frame: one_line(marker.name) for marker in sequence.timeline.markers if marker.frame < sequence.timeline.frames
    }
    starts = {0: BEGINNING} | dict(sorted(markers.items())) if markers else dict(_files(sequence))
    edges = [*starts.items(), (sequence.timeline.frames, "")]
    return tuple(Chapter(start=start, end=end, title=title) for (start, title), (end, _) in pairwise(edges))


@exporter(suffix=".srt", loses=NEITHER | {Feature.CARDS, Feature.CHAPTERS})
def srt(sequence: Sequence, place: Place) -> tuple[Document, ...]:  # noqa: ARG001  # as every exporter
    """The film's captions as subtitles, to the millisecond; chapters where it has none.

    SubRip has no comments: what is lost is told beside the file alone.
    """
    captions = [title for title in sequence.timeline.titles if title.kind is TitleKind.CAPTION]
    told = [(title.start, title.span.stop, _lines(title.text)) for title in captions]
    told = told or [(chapter.start, chapter.end, chapter.title) for chapter in chapters(sequence)]
    cues = [
        f"{number}\n{_clock(sequence, start)} --> {_clock(sequence, end)}\n{ARROW.sub('->', text)}\n"
        for number, (start, end, text) in enumerate(told, start=1)
    ]
    return (Document(text="\n".join(cues)),)


@exporter(suffix=".ffmetadata", loses=NEITHER | {Feature.TITLES})
def ffmetadata(sequence: Sequence, place: Place) -> tuple[Document, ...]:  # noqa: ARG001  # as every exporter
    """The film's name and its chapters in whole frames: ``ffmpeg -i film.mp4 -i film.ffmetadata -map_chapters 1`` takes them."""
    rate = sequence.rate
    head = [";FFMETADATA1", *(f"; {one_line(told)}" for told in (*sequence.changes, *losses(sequence, ffmetadata.loses)))]
    head.append(f"title={_escaped(one_line(sequence.timeline.name))}")
    for chapter in chapters(sequence):
        head += ["", "[CHAPTER]", f"TIMEBASE={rate.denominator}/{rate.numerator}", f"START={chapter.start}", f"END={chapter.end}"]
        head.append(f"title={_escaped(chapter.title)}")
    return (Document(text="\n".join(head) + "\n"),)


def _files(sequence: Sequence) -> Iterator[tuple[int, str]]:
    """Where each stretch of one file begins, with its name; the first begins with the film."""
    picture = sequence.timeline.track(TrackRole.PICTURE)
    events = list(sequence.events(picture)) if picture is not None else []

    def media(event: Event) -> str:
        return event.clip.media

    for number, (_, stretch) in enumerate(groupby(events, key=media)):
        first = next(stretch)
        yield first.start if number else 0, one_line(PurePath(first.source.media.path).stem)


def _lines(text: str) -> str:
    """A caption's lines; an empty one would end it."""
    return "\n".join(line for line in (one_line(line) for line in plain(text).splitlines()) if line)


def _clock(sequence: Sequence, frame: int) -> str:
    """A frame's start as SubRip writes it, to the nearest millisecond."""
    seconds, milliseconds = divmod(nearest_frame(frame / sequence.rate, Fraction(MILLISECONDS)), MILLISECONDS)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d},{milliseconds:03d}"


def _escaped(text: str) -> str:
    return "".join(f"\\{character}" if character in SPECIAL else character for character in text)
