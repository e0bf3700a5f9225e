"""Songs brought to many lengths, each rendered and measured: length, beat phase across splices, ending, spectral discontinuity.

Phase is measured against a song's truth, not against the grid that was cut at: the true beats on both sides of a splice, mapped
to the film, must be as far apart as true beats are there. Discontinuity is measured on the rendered sound by means of its own
(mel spectra by librosa's filters), over a beat and over a bar, against the song's own bar lines.

While working: ``AUTOEDIT_SONGS`` keeps generated songs, ``AUTOEDIT_SONGS_SEED`` makes others, ``AUTOEDIT_FIT_TABLE`` gets a line
of JSON for each song and length.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import cache
from itertools import cycle, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autoedit.pipeline.music import FittedMusic, MusicOptions, fit_music
from autoedit.pipeline.workplace import Workplace
from tests.benchmarks.measure import Ratio, Result
from tests.benchmarks.songs import generated_songs

Wave = NDArray[np.float64]
Seconds = NDArray[np.float64]

RATES = (Fraction(25), Fraction(24000, 1001), Fraction(30000, 1001), Fraction(60000, 1001))
# Steady, drifting, changing, swung, in three, boom-chick, without drums.
KINDS = frozenset(
    ["pop", "ballad", "four-on-the-floor", "fast-pop", "drift", "tempo-change", "swing", "waltz", "country", "solo-piano"]
)
SECONDS, SHARES = (10, 30), (0.6, 0.97, 1.3, 2.0)
MOST_PHASE_MS = 10.0
LEAST_ENDING = 0.98
USUAL_CHANGE = 0.95
LEAST_USUAL = 0.95
# A loop's bars are all the same, to the tenth of a decibel; nobody hears less than this.
UNHEARD_DB = 0.5
MOST_ASIDE, PARTS = 100, 8  # samples, and into how many each is parted
MEL_BANDS, SIZE, HOP = 40, 2048, 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """One song at one length."""

    song: str
    seconds: float
    splices: int
    is_cut_anew: bool
    length_error_frames: float
    phase_ms: tuple[float, ...]
    ending: float
    beginning: float
    changes: tuple[float, ...]


def run(media: Path) -> Result:
    """Generated songs, and the real ones where there are any."""
    seed = int(os.environ.get("AUTOEDIT_SONGS_SEED", "1"))
    fitted: list[Fitted] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(os.environ.get("AUTOEDIT_SONGS") or temporary)
        generated = generated_songs(folder, seed, kinds=KINDS)
        for path, truth in _one_of_each(generated):
            fitted += _fitted(path, truth.beat_seconds, Path(temporary))
        for path, beats in _real(media):
            fitted += _fitted(path, beats, Path(temporary))
    _write_table(fitted)
    songs = len({one.song for one in fitted})
    return Result(
        title=f"{songs} songs (seed {seed}) at {len(fitted)} lengths in all",
        costs=(),
        ratios=_bars(fitted),
        notes=_notes(fitted),
    )


def _one_of_each(generated: Sequence[tuple[Path, object]]) -> list[tuple[Path, object]]:
    first: dict[str, tuple[Path, object]] = {}
    for path, truth in generated:
        first.setdefault(truth.kind, (path, truth))  # type: ignore[attr-defined]
    return list(first.values())


def _real(media: Path) -> Iterator[tuple[Path, Seconds | None]]:
    told = {}
    for file in sorted(media.glob("annotations/music__*.json")):
        facts = json.loads(file.read_text())
        told[Path(facts["file"]).name] = np.array(facts["beats_s"]) if "beats_s" in facts else None
    for path in sorted([*media.glob("music/*.mp3"), *media.glob("music/*.ogg")]):
        yield path, told.get(path.name)


def _fitted(path: Path, beats: Seconds | None, folder: Path) -> Iterator[Fitted]:
    from autoedit import hear

    work = Workplace()
    song = hear(path, work)
    lasts = float(song.grid.end - song.grid.start)
    whole = _Sound.of(path)
    rates = cycle(RATES)
    for seconds in (*SECONDS, *(round(share * lasts, 2) for share in SHARES)):
        if 10 <= seconds <= 2 * lasts:
            rate = next(rates)
            output = folder / "fitted.wav"
            options = MusicOptions(length=Fraction(str(seconds)), frame_rate=rate)
            yield _measured(path.stem, fit_music(path, output, options, work), _Sound.of(output), whole, beats, seconds)


def _measured(name: str, fitted: FittedMusic, made: _Sound, whole: _Sound, beats: Seconds | None, seconds: float) -> Fitted:
    bed, grid = fitted.bed, fitted.song.grid
    splices = bed.passages[1:]
    frames = float(len(made.wave) / made.rate * fitted.frame_rate)
    last = bed.passages[-1]
    # A last fade is no part of the song's own sound.
    stop = bed.fades_from if bed.fades_from is not None else last.start + last.duration
    stop_in_song = float(last.source_start + stop - last.start)
    lines = [float(beat.time) for beat in grid.downbeats]
    bar = float(np.median(np.diff(lines))) if len(lines) > 2 else 2.0
    span = min(2 * bar, float(stop - last.start) - 0.3)
    return Fitted(
        song=name,
        seconds=seconds,
        splices=len(splices),
        is_cut_anew=grid.is_trusted,
        length_error_frames=round(abs(frames - seconds * float(fitted.frame_rate)), 3),
        phase_ms=tuple(_phases(fitted, beats)) if beats is not None else (),
        ending=_alike(made, float(stop), whole, stop_in_song, -span),
        beginning=_alike(made, float(bed.passages[0].start), whole, float(grid.start), min(bar, float(bed.passages[0].duration))),
        changes=tuple(_changes(made, [float(after.start) for after in splices], whole, lines, bar, grid.metre)),
    )


def _phases(fitted: FittedMusic, beats: Seconds) -> Iterator[float]:
    """By how many milliseconds the true beats around each splice are nearer or farther than true beats are."""
    for before, after in pairwise(fitted.bed.passages):
        left, entered = float(before.source_start + before.duration), float(after.source_start)
        if not beats[1] < left < beats[-1] or not beats[1] < entered < beats[-1]:
            continue
        # The true beat nearest the bar line is struck at the splice; it is missed by so much on either side.
        here, there = beats[np.abs(beats - left).argmin()], beats[np.abs(beats - entered).argmin()]
        yield 1000 * abs((there - entered) - (here - left))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Sound:
    """A wave: the left channel."""

    wave: Wave
    rate: int

    @classmethod
    def of(cls, path: Path) -> _Sound:
        from autoedit.media.probe import probe
        from autoedit.media.sound import read_sound

        media = probe(path)
        wave = read_sound(media, Fraction(0), media.end, 48000)[:, 0].astype(np.float64)
        return cls(wave=wave, rate=48000)

    def level(self, start: float, end: float) -> Wave:
        """The mean spectrum of a stretch in seconds, in decibels.

        Windows have their middles in it: with their edges in it, a beat struck at its start would count by chance.
        """
        first, last = round(start * self.rate) - SIZE // 2, round(end * self.rate) + SIZE // 2
        stretch = np.pad(self.wave[max(0, first) : max(0, last)], (max(0, -first), 0))
        return np.asarray(10 * np.log10(_mel(stretch, self.rate).mean(axis=0) + 1e-7))


def _mel(wave: Wave, rate: int) -> Wave:
    """Power in mel bands of every whole frame, float64 [frames, bands]."""
    from scipy.fft import rfft

    padded = np.pad(wave, (0, max(0, SIZE - len(wave))))
    frames = np.lib.stride_tricks.sliding_window_view(padded, SIZE)[::HOP]
    return np.asarray(np.abs(rfft(frames * np.hanning(SIZE), axis=1)) ** 2 @ _filters(rate))


@cache
def _filters(rate: int) -> Wave:
    import librosa.filters

    return np.asarray(librosa.filters.mel(sr=rate, n_fft=SIZE, n_mels=MEL_BANDS, fmin=40, fmax=12000).T, np.float64)


def _changes(made: _Sound, places: Sequence[float], whole: _Sound, lines: Sequence[float], bar: float, metre: int) -> list[float]:
    """Where each splice's change lies among the song's own at bar lines, 0..1, the worse of a beat's and a bar's."""
    worst = [0.0] * len(places)
    for span in (bar / max(1, metre), bar):
        own = np.sort([_change(whole, line, span) for line in lines[1:-1]])
        for number, place in enumerate(places):
            change = _change(made, place, span)
            rank = float(np.searchsorted(own, change) / max(1, len(own))) if change > UNHEARD_DB else 0.0
            worst[number] = round(max(worst[number], rank), 3)
    return worst


def _change(sound: _Sound, place: float, span: float) -> float:
    return float(np.sqrt(np.mean((sound.level(place - span, place) - sound.level(place, place + span)) ** 2)))


def _alike(made: _Sound, place: float, whole: _Sound, there: float, span: float) -> float:
    """The correlation of a stretch of the result with the song's, which may lie up to 2 ms aside, parts of a sample too.

    The song is played at an instant between its samples; compared at whole samples, cymbals would seem to differ.
    """
    first, last = sorted([place, place + span])
    here = made.wave[round(first * made.rate) : round(last * made.rate)]
    start = max(0, round(min(there, there + span) * whole.rate) - MOST_ASIDE)
    around = whole.wave[start : start + len(here) + 2 * MOST_ASIDE]
    size = len(around) + MOST_ASIDE
    cross = np.conj(np.fft.rfft(here, size)) * np.fft.rfft(around, size)
    likeness = np.fft.irfft(cross, size * PARTS)[: (2 * MOST_ASIDE + 1) * PARTS] * PARTS
    lag = int(likeness.argmax())
    other = around[lag // PARTS : lag // PARTS + len(here)]
    power = float(np.sqrt((here @ here) * (other @ other)))
    return round(float(likeness[lag]) / power, 4) if power else 0.0


def _bars(fitted: Sequence[Fitted]) -> tuple[Ratio, ...]:
    cut = [one for one in fitted if one.is_cut_anew]
    phases = [phase for one in cut for phase in one.phase_ms]
    changes = [change for one in cut for change in one.changes]
    return (
        Ratio(name="length error, frames, the greatest", figure=max(one.length_error_frames for one in fitted), limit=1),
        Ratio(name="beat phase across splices, ms, the greatest", figure=round(max(phases, default=0.0), 2), limit=MOST_PHASE_MS),
        Ratio(name="beat phase across splices, ms, median", figure=round(float(np.median(phases or [0.0])), 2)),
        Ratio(
            name="correlation of the last two bars with the song's, the least",
            figure=min(one.ending for one in cut),
            floor=LEAST_ENDING,
        ),
        Ratio(
            name="share of splices within the song's 95th percentile",
            figure=round(float(np.mean([change <= USUAL_CHANGE for change in changes])), 3) if changes else 1.0,
            floor=LEAST_USUAL,
        ),
        Ratio(name="splices a song, mean", figure=round(float(np.mean([one.splices for one in cut])), 2)),
        Ratio(
            name="share that begins with the song's first bar",
            figure=round(float(np.mean([one.beginning > 0.9 for one in cut])), 3),
        ),
    )


def _notes(fitted: Sequence[Fitted]) -> tuple[str, ...]:
    bad = [
        one
        for one in fitted
        if any(change > USUAL_CHANGE for change in one.changes) or max(one.phase_ms, default=0) > MOST_PHASE_MS
    ]
    untrusted = sorted({one.song for one in fitted if not one.is_cut_anew})
    notes = [
        f"{one.song} at {one.seconds:g} s: phase {[round(p, 1) for p in one.phase_ms]} ms, changes {list(one.changes)}"
        for one in bad
    ]
    return (*notes, *([f"not trusted, so an excerpt: {', '.join(untrusted)}"] if untrusted else []))


def _write_table(fitted: Sequence[Fitted]) -> None:
    table = os.environ.get("AUTOEDIT_FIT_TABLE")
    if table:
        Path(table).write_text("".join(json.dumps(asdict(one)) + "\n" for one in fitted))
