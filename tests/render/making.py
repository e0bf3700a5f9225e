"""Timelines by hand, films from them, and what a film ought to show."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from autoedit.media.probe import probe
from autoedit.model.media import Media
from autoedit.model.timeline import Clip, Item, Timeline, Track, TrackKind, TrackRole
from autoedit.render.crew import Bench
from autoedit.render.encoding import Encoding
from autoedit.render.film import Report, render

NTSC_FILM, PAL, NTSC, NTSC_FAST = Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(60000, 1001)
RATES = (NTSC_FILM, PAL, NTSC, NTSC_FAST)
SIZE = (160, 96)
QUICK = Encoding(preset="ultrafast", crf=10)


def named(path: Path, name: str) -> Media:
    return replace(probe(path), id=name)


def picture(*items: Item) -> Track:
    return Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=items)


def source_sound(*items: Item) -> Track:
    return Track(kind=TrackKind.AUDIO, role=TrackRole.SOURCE_SOUND, items=items)


def music(*items: Item) -> Track:
    return Track(kind=TrackKind.AUDIO, role=TrackRole.MUSIC, items=items)


def timeline(rate: Fraction, *tracks: Track, size: tuple[int, int] = SIZE) -> Timeline:
    return Timeline(name="test", frame_rate=rate, width=size[0], height=size[1], tracks=tracks)


def render_to(output: Path, film: Timeline, *sources: Media, report: Report | None = None, workers: int = 0) -> Path:
    render(film, by_name(*sources), output, encoding=QUICK, report=report, bench=Bench(workers=workers))
    return output


def by_name(*sources: Media) -> Mapping[str, Media]:
    return {media.id: media for media in sources}


def numbers_shown(clip: Clip, source_times: Sequence[Fraction], rate: Fraction, frames: range | None = None) -> list[int]:
    """The source frame that is on show at the middle of each of a clip's frames."""
    middles = [clip.source_time(frame, rate) + clip.speed / rate / 2 for frame in frames or range(clip.frames)]
    return [bisect_right(source_times, middle) - 1 for middle in middles]
