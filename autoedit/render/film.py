"""Rendering from end to end: pieces and sound at once, joined, certified, and only then the name that was asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from pathlib import Path

from autoedit.errors import RenderError
from autoedit.media.conform import Fit
from autoedit.media.join import join
from autoedit.media.voice import code_sound
from autoedit.media.writer import get_ready
from autoedit.model.media import Media
from autoedit.model.timeline import Timeline
from autoedit.render.away import fetched
from autoedit.render.canvas import Canvas
from autoedit.render.crew import Bench, crew
from autoedit.render.encoding import Encoding, draft_of
from autoedit.render.mastering import STREAMING, Mastered, Mastering
from autoedit.render.mix import mix
from autoedit.render.pieces import Piece
from autoedit.render.seen import drawn_looks, seen
from autoedit.render.store import GONE, Coded, Store
from autoedit.render.titles import Fonts
from autoedit.render.verify import Certificate, Meant, Shown, certify, refuse
from autoedit.render.work import Job, Studio, do, runs
from autoedit.whole import hidden, publish

Report = Callable[[str, float], None]
"""Is told a step's name (mix, render, verify) and how much of it is done, 0..1; from several threads."""

MOST_MIXES = 3
MOST_AWAY = 600  # frames that come back from another machine together, 50 MB of 1080p
PEAK_MARGIN = 0.1  # dB; the next coding overshoots differently


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A film before it has its name: the file, the mix that went into it, and the pieces it was joined from."""

    path: Path
    sound: Path | None
    mastered: Mastered | None
    pieces: tuple[Coded, ...]


def render(
    timeline: Timeline,
    media: Mapping[str, Media],
    output: Path,
    *,
    fit: Fit = Fit.PAD,
    encoding: Encoding | None = None,
    mastering: Mastering = STREAMING,
    fonts: Fonts | None = None,
    beats: tuple[Fraction, ...] = (),
    is_forced: bool = False,
    report: Report | None = None,
    bench: Bench | None = None,
) -> Certificate:
    """Render a timeline to a film, and measure it.

    The film is made beside its place under a hidden name, and renamed when it was reopened and found to be what was planned: the
    output either is the whole film or does not exist.

    Args:
        media: the files by the ids that the timeline's clips name.
        fonts: what titles are drawn with; None for the packaged ones.
        beats: the song's beats in its own clock, to hold the cuts against.
        is_forced: keep a film that is not what was planned.

    Raises:
        OutputError: the place cannot be written.
        RenderError: what came out is not what was planned.
        UnreadableMedia: a source cannot be read where the timeline needs it.
    """
    encoding, bench, report = encoding or Encoding(), bench or Bench(), report or _silent
    get_ready()
    film = draft_of(timeline) if encoding.is_draft else timeline
    with hidden(output) as folder:
        spare = Store(folder / "pieces")
        studio = Studio(
            film=film,
            media=media,
            canvas=Canvas(rate=film.frame_rate, width=film.width, height=film.height, fit=fit),
            coding=encoding.coding(),
            fonts=fonts or Fonts(),
            store=Store(bench.store) if bench.store is not None else spare,
            spare=spare,
            threads=bench.threads,
        )
        made, shown = _sounding(studio, folder / f"film{output.suffix}", mastering, report, bench)
        found = certify(shown, _meant(made, studio, beats, mastering, is_draft=encoding.is_rough))
        report("verify", 1.0)
        if not is_forced:
            refuse(found)
        publish(made.path, output)
    return found


def _sounding(studio: Studio, into: Path, mastering: Mastering, report: Report, bench: Bench) -> tuple[Film, Shown]:
    """The film, its sound mixed anew where AAC has raised a peak above what it may be: how far is chance, up to 2 dB."""
    wished = mastering
    for _ in range(MOST_MIXES):
        made = _made(studio, into, wished, report, bench)
        shown = seen(made.path, made.pieces, partial(report, "verify"))
        excess = shown.heard.true_peak - mastering.true_peak if shown.heard is not None else 0.0
        if excess <= 0:
            break
        wished = replace(wished, overshoot=wished.overshoot + excess + PEAK_MARGIN)
    return made, shown


def _made(studio: Studio, into: Path, mastering: Mastering, report: Report, bench: Bench) -> Film:
    """Sound and pieces at once, then joined."""
    keys = studio.keys()
    jobs = [
        Job(studio=studio, pieces=part)
        for part in runs(_missing(studio, keys), bench.hands, MOST_AWAY if bench.is_away else None)
    ]
    counted = _Counter(sum(job.frames for job in jobs), lambda done: report("render", done))
    wav = into.with_name("sound.wav")
    with crew(bench) as hands:
        mixing = hands.submit(
            partial(_mix, mastering=mastering), studio.film, studio.media, wav, report=lambda done: report("mix", done)
        )
        code = partial(fetched, executor=bench.executor) if bench.is_away and bench.executor is not None else do
        for job in jobs:
            hands.submit(code, job, report=counted)
        hands.finish()
    for step in ("mix", "render"):
        report(step, 1.0)
    mastered = mixing.result()
    is_silent = mastered is None
    coded = tuple(_kept(studio, key) for key, _ in keys)
    container = "mov" if into.suffix.lower() == ".mov" else "mp4"
    join(coded, None if is_silent else _voice(wav), into, rate=studio.canvas.rate, container=container)
    return Film(path=into, sound=None if is_silent else wav, mastered=mastered, pieces=coded)


def _mix(
    film: Timeline, media: Mapping[str, Media], into: Path, report: Callable[[float], None] | None = None, *, mastering: Mastering
) -> Mastered | None:
    """The film's sound, mixed and coded."""
    mastered = mix(film, media, into, report, mastering=mastering)
    if mastered is not None:
        code_sound(into, _voice(into))
    return mastered


def _voice(wav: Path) -> Path:
    """Where a mix lies when it is coded."""
    return wav.with_suffix(".m4a")


def _meant(made: Film, studio: Studio, beats: tuple[Fraction, ...], mastering: Mastering, *, is_draft: bool) -> Meant:
    """The film as it was planned, drawn and mixed."""
    return Meant(
        timeline=studio.film,
        looks=drawn_looks(made.path, made.pieces),
        sound=made.sound,
        media=studio.media,
        beats=beats,
        lufs=made.mastered.lufs if made.mastered is not None else None,
        true_peak=mastering.true_peak,
        is_draft=is_draft,
    )


def _missing(studio: Studio, keys: Sequence[tuple[str, Piece]]) -> dict[str, Piece]:
    """What has to be coded; a piece that the film shows twice is coded once."""
    return {key: piece for key, piece in keys if studio.kept(key) is None}


def _kept(studio: Studio, key: str) -> Coded:
    coded = studio.kept(key)
    if coded is None:
        raise RenderError(GONE)
    return coded


class _Counter:
    """Adds up what several jobs tell, frame by frame."""

    def __init__(self, total: int, tell: Callable[[float], None]) -> None:
        self._total, self._tell = max(1, total), tell
        self._lock, self._done = threading.Lock(), 0

    def __call__(self, frames: int) -> None:
        with self._lock:
            self._done += frames
            # Telling in order, so within the lock.
            self._tell(min(1.0, self._done / self._total))


def _silent(step: str, done: float) -> None:
    """Nobody listens."""
