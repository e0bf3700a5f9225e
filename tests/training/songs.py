"""Learns what makes a downbeat and what makes a beat from songs we make: linear weights, small enough to read.

Downbeats: a logistic regression on the cues of a beat and its neighbours, at the true beats. Beats: of the pulses of one song
the right ones are to score higher than the wrong ones, pair by pair (Bradley-Terry). Songs in odd metres teach neither. Figures
are of kinds of songs held out, so that they tell what to expect of music never learned from; all is seeded.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autoedit.media.probe import probe
from autoedit.media.sound import sound_blocks
from autoedit.music import bars as bars_module
from autoedit.music.bars import NEIGHBOURS, in_context
from autoedit.music.cues import NAMES, cues
from autoedit.music.evidence import Witness
from autoedit.music.meter import candidates, evidence_of
from autoedit.music.onsets import onsets
from autoedit.music.refine import refined
from autoedit.music.spectra import Spectra, spectra
from autoedit.music.tempo import tempo_path, tempogram
from tests.benchmarks.songs import Truth, generated_songs
from tests.benchmarks.songs.marking import agreement

Numbers = NDArray[np.float64]
WEIGHTS = Path(bars_module.__file__).parent
CONTEXT = [f"{name}{place:+d}" for place in range(-NEIGHBOURS, NEIGHBOURS + 1) for name in NAMES]
# Regularisation (scikit-learn's C, on standardised numbers), found with kinds held out.
BARS_C, READINGS_C = 0.05, 1.0
# What is believed of the beat before any song is heard (set by hand on what tapping studies and real music say): songs that are
# made have their makers' tempi and habits, and should not outweigh it where they say little.
BELIEVED = {
    "tempo_off": -1.0,
    "repeats_1": 0.4,
    "on_low": 0.28,
    "on_middle": 0.28,
    "on_high": 0.14,
    "bars4": 1.0,
    "odds": 1.0,
    "crowded": -2.0,
    "missing_2": -4.0,
    "missing_3": -4.0,
    "stumbling": -30.0,
    "halfway": -2.0,
}
BEATS_A_SONG = 60  # what a song weighs, however long
# F-measures from which a pulse is right, and up to which it is wrong; one as good as a song's best is right too.
RIGHT, AS_GOOD, WRONG = 0.85, 0.03, 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Beats:
    """A song's true beats: what each and its neighbours say, and whether a bar begins there."""

    kind: str
    said: Numbers
    is_downbeat: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulses:
    """A song's pulses: the evidence about each, and how well it agrees with the truth."""

    kind: str
    evidence: Numbers
    names: tuple[str, ...]
    agreement: Numbers


def learn_songs(folder: Path, seeds: Sequence[int], workers: int) -> Iterator[str]:
    """Make the songs of some seeds, learn, write the weights, and say how well they do on kinds held out."""
    songs = [song for seed in seeds for song in generated_songs(folder / str(seed), seed, workers=workers)]
    even = [(path, truth) for path, truth in songs if not truth.is_odd]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        beats = list(pool.map(beats_of, even))
    yield f"{len(even)} songs"
    figure = _held_out([one.kind for one in beats], lambda kept, out: _right_downbeats(beats, kept, out))
    yield f"downbeats at the true beats: F {figure:.3f}"
    weights, start = downbeat_weights(beats)
    _write("bars", CONTEXT, weights, start)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        pulses = list(pool.map(pulses_of, even))
    figure = _held_out([one.kind for one in pulses], lambda kept, out: _agreement(pulses, kept, out))
    yield f"beats: F {figure:.3f}"
    yield f"beats, of the best pulse there is: F {np.mean([one.agreement.max() for one in pulses]):.3f}"
    _write("readings", pulses[0].names, reading_weights(pulses), 0.0)


def beats_of(song: tuple[Path, Truth]) -> Beats:
    """Listen at a song's true beats."""
    path, truth = song
    heard = _heard(path)
    begun = onsets(heard)
    places = np.array(truth.beats) / heard.hop
    inside = (places > 2) & (places < len(begun.strength) - 3)
    downbeats = np.isin(truth.beats, truth.downbeats)
    return Beats(kind=truth.kind, said=in_context(cues(heard, begun, places[inside])), is_downbeat=downbeats[inside])


def pulses_of(song: tuple[Path, Truth]) -> Pulses:
    """Judge every pulse of a song."""
    path, truth = song
    heard = _heard(path)
    begun = onsets(heard)
    found = tempogram(begun)
    periods = tempo_path(found)
    witness = Witness(heard, begun, found)
    rows, agreements = [], []
    for one in candidates(begun, found, periods):
        rows.append(evidence_of(witness, one, periods))
        agreements.append(agreement(truth.beat_seconds, refined(begun, one.frames) * heard.hop / heard.rate))
    names = tuple(rows[0])
    table = np.array([[row[name] for name in names] for row in rows])
    return Pulses(kind=truth.kind, evidence=table, names=names, agreement=np.array(agreements))


def downbeat_weights(songs: Sequence[Beats]) -> tuple[Numbers, float]:
    """A weight for each number, and what is added: the log odds of a downbeat."""
    from sklearn.linear_model import LogisticRegression

    table = np.concatenate([song.said for song in songs])
    answers = np.concatenate([song.is_downbeat for song in songs])
    weighing = np.concatenate([np.full(len(song.is_downbeat), BEATS_A_SONG / len(song.is_downbeat)) for song in songs])
    model = LogisticRegression(C=BARS_C, max_iter=1000).fit(table, answers, sample_weight=weighing)
    return np.asarray(model.coef_[0]), float(model.intercept_[0])


def reading_weights(songs: Sequence[Pulses]) -> Numbers:
    """A weight for each number: near what is believed beforehand, unless the songs speak against it."""
    from scipy.optimize import minimize

    names = songs[0].names
    believed = np.array([BELIEVED.get(name, 0.0) for name in names])
    table, weighing = _pairs(songs)
    scale = table.std(axis=0) + 1e-6
    standard, before = table / scale, table @ believed

    def loss(change: Numbers) -> tuple[float, Numbers]:
        margin = standard @ change + before
        slope = -weighing / (1 + np.exp(margin))
        value = float(weighing @ np.logaddexp(0, -margin)) + float(change @ change) / (2 * READINGS_C)
        return value, standard.T @ slope + change / READINGS_C

    best = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 1000})
    return np.asarray(best.x / scale + believed)


def _pairs(songs: Sequence[Pulses]) -> tuple[Numbers, Numbers]:
    """The evidence of each right pulse less that of each wrong one of its song, and what each pair weighs."""
    differences, weighing = [], []
    for song in songs:
        right = song.agreement >= max(RIGHT, song.agreement.max() - AS_GOOD)
        wrong = song.agreement < WRONG
        pairs = (song.evidence[right][:, None] - song.evidence[wrong][None]).reshape(-1, song.evidence.shape[1])
        differences.append(pairs)
        weighing.append(np.full(len(pairs), 1 / np.sqrt(max(1, len(pairs)))))
    return np.concatenate(differences), np.concatenate(weighing)


def _held_out(kinds: Sequence[str], judged: Callable[[list[int], list[int]], list[float]]) -> float:
    """The mean over songs, each judged by weights that have not seen its kind."""
    figures: list[float] = []
    for kind in sorted(set(kinds)):
        out = [number for number, other in enumerate(kinds) if other == kind]
        figures += judged([number for number in range(len(kinds)) if number not in out], out)
    return float(np.mean(figures))


def _right_downbeats(songs: Sequence[Beats], kept: list[int], out: list[int]) -> list[float]:
    weights, start = downbeat_weights([songs[number] for number in kept])
    figures = []
    for number in out:
        odds, true = songs[number].said @ weights + start, songs[number].is_downbeat
        fits = {metre: bars_module.fitted(odds, metre) for metre in bars_module.RARER}
        metre = max(fits, key=lambda metre: fits[metre][0] - bars_module.RARER[metre])
        found = fits[metre][1] == 0
        figures.append(2 * float((found & true).sum()) / float(found.sum() + true.sum()))
    return figures


def _agreement(songs: Sequence[Pulses], kept: list[int], out: list[int]) -> list[float]:
    weights = reading_weights([songs[number] for number in kept])
    return [float(songs[number].agreement[int(np.argmax(songs[number].evidence @ weights))]) for number in out]


def _heard(path: Path) -> Spectra:
    media = probe(path)
    assert media.sound is not None
    return spectra(sound_blocks(media), media.sound.rate, duration=media.sound.duration)


def _write(name: str, names: Sequence[str], weights: Numbers, start: float) -> None:
    told: dict[str, Any] = {"start": round(start, 5), "weights": dict(zip(names, np.round(weights, 5).tolist(), strict=True))}
    (WEIGHTS / f"{name}.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
