"""What speaks for a pulse being the beat: how strong it is, what lies between, which of its strokes are missing, its bars.

A beat stands out in every register; what lies between two beats is weaker; of two beats in a row neither is missing, and low
and middle take turns (kick and snare); chords change on it; its bars explain where chords and strokes change.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autoedit.music.bars import RARER, fitted, in_context
from autoedit.music.cues import CueListener
from autoedit.music.onsets import Onsets, on_beat
from autoedit.music.spectra import CHROMA_EVERY, Spectra
from autoedit.music.tempo import Tempogram, repeating
from autoedit.music.weights import shipped

Places = NDArray[np.float64]

REGISTERS = ("low", "middle", "high")
USUAL_TEMPO = 110.0
SLOW_OCTAVES = 0.6  # below the usual; nobody taps much slower
# Subdivisions up to this share of the beats' strength, and every other beat down to this share, are as music is.
HALVES_FREE, THIRDS_FREE, PAIRS_FREE, TRIPLES_FREE = 0.55, 0.45, 0.6, 0.35
# Offbeat chords and cymbals are often louder than the beat, so low and middle decide; kick and snare take turns in the low
# register, so the middle, which has both, decides whether every other beat is missing.
STANDING, TURNS = np.array([1.0, 1.0, 0.5]), np.array([0.2, 0.6, 0.2])
# Nobody taps slower than the first nor faster than the last; in between the doubt grows.
TAPPED_SLOW, TAPPED_FAST = (30.0, 60.0), (200.0, 400.0)
# A stroke is taken to be no weaker than this share of any moment, and no ratio larger than this, as a logarithm.
WEAKEST, LARGEST = 0.05, 2.5
STRETCH = 32  # beats: turns are looked at in stretches, so that a slip does not even them out
CHORD_FRAMES = 4  # of the chroma, to each side of a change


class Witness:
    """Gives the evidence about pulses of one song; what all of them need is made once."""

    def __init__(self, heard: Spectra, onsets: Onsets, found: Tempogram) -> None:
        self._onsets, self._found = onsets, found
        self._listener = CueListener(heard, onsets)
        near = on_beat(onsets.registers)
        self._near = near / (near.mean(axis=1, keepdims=True) + 1e-9)
        self._novelty = _novelty(heard.chroma)
        self._usual_novelty = float(self._novelty.mean()) + 1e-6

    def evidence(self, frames: NDArray[np.intp], path: Places) -> dict[str, float]:
        """The numbers about a pulse, by name.

        Args:
            frames: its beats.
            path: its period in each window of the tempogram, in frames.
        """
        beats = frames.astype(np.float64)
        return {
            **self._tempo(beats),
            **self._strokes(beats),
            **self._turns(beats),
            **self._levels(beats),
            **self._chords(beats),
            **self._bars(beats),
            **self._repeats(path),
            "stumbling": _stumbling(beats),
        }

    def _tempo(self, beats: Places) -> dict[str, float]:
        """How far the tempo is from what people tap: even to both sides, lest songs that were learned from set the taste."""
        octaves = float(np.log2(60 * self._onsets.frame_rate / np.median(np.diff(beats)) / USUAL_TEMPO))
        return {"tempo_off": octaves**2, "tempo_slow": max(0.0, -octaves - SLOW_OCTAVES) ** 2}

    def _strokes(self, beats: Places) -> dict[str, float]:
        """Each register's strength on the beat over any moment's, and that between beats over the beats'."""
        first, second = beats[:-1], beats[1:]
        on = self._at(beats)
        between = {
            "half": self._at((first + second) / 2),
            "third": np.maximum(self._at((2 * first + second) / 3), self._at((first + 2 * second) / 3)),
            "quarter": (self._at((3 * first + second) / 4) + self._at((first + 3 * second) / 4)) / 2,
        }
        numbers = {f"on_{name}": value for name, value in zip(REGISTERS, _log(on).tolist(), strict=True)}
        for place, strength in between.items():
            ratios = np.clip(_log(strength) - _log(on), -LARGEST, LARGEST)
            numbers |= {f"{place}_{name}": value for name, value in zip(REGISTERS, ratios.tolist(), strict=True)}
        return numbers

    def _turns(self, beats: Places) -> dict[str, float]:
        """How even every second, third, fourth beat is with the others, and whether low and middle take turns."""
        numbers: dict[str, float] = {}
        for every in (2, 3, 4):
            parts = [beats[first : first + STRETCH] for first in range(0, max(1, len(beats) - STRETCH // 2), STRETCH)]
            turns = [np.stack([self._at(part[k::every]) for k in range(every)]) for part in parts if len(part) >= 2 * every]
            even = np.mean([_evenness(turn) for turn in turns], axis=0) if turns else np.zeros(len(REGISTERS))
            numbers |= {f"turns{every}_{name}": value for name, value in zip(REGISTERS, even.tolist(), strict=True)}
            together = [float(_evenness(turn.sum(axis=1, keepdims=True))[0]) for turn in turns]
            weakest = [float(_log(turn.max(axis=1).min())) for turn in turns]
            numbers |= {f"turns{every}": _mean(together), f"weakest{every}": _mean(weakest)}
            if every == 2:
                numbers["backbeat"] = _mean([_backbeat(turn) for turn in turns])
        return numbers

    def _levels(self, beats: Places) -> dict[str, float]:
        """Signs of the wrong level: too much between the beats for a beat that could be doubled, too little on every other one.

        A beat is too slow only if the double could be tapped, and too fast only if the half, or third, could.
        """
        tempo = 60 * self._onsets.frame_rate / float(np.median(np.diff(beats)))
        first, second = beats[:-1], beats[1:]
        on = max(float(STANDING @ self._at(first)), 1e-9)
        halves = float(STANDING @ self._at((first + second) / 2)) / on
        thirds = float(STANDING @ (self._at((2 * first + second) / 3) + self._at((first + 2 * second) / 3))) / 2 / on
        by_two, by_three = (np.sort([self._at(beats[k::every]) for k in range(every)], axis=0) for every in (2, 3))
        pairs = float(TURNS @ (by_two[0] / np.maximum(by_two[1], 1e-9)))
        triples = float(STANDING @ by_three[:-1].mean(axis=0)) / max(float(STANDING @ by_three[-1]), 1e-9)
        return {
            "crowded": (1 - _between(2 * tempo, TAPPED_FAST)) * max(0.0, halves - HALVES_FREE, thirds - THIRDS_FREE),
            "missing_2": _between(tempo / 2, TAPPED_SLOW) * max(0.0, PAIRS_FREE - pairs),
            "missing_3": _between(tempo / 3, TAPPED_SLOW) * max(0.0, TRIPLES_FREE - triples),
        }

    def _chords(self, beats: Places) -> dict[str, float]:
        """How much the harmony changes on the beat, between beats, and on the best of every second, third, fourth."""
        on = self._chord_change(beats)
        numbers = {"chords": on, "chords_half": self._chord_change((beats[:-1] + beats[1:]) / 2) - on}
        for every in (2, 3, 4):
            turns = [self._chord_change(beats[first::every]) for first in range(every)]
            numbers[f"chords_bar{every}"] = max(turns) - _mean(turns)
        return numbers

    def _bars(self, beats: Places) -> dict[str, float]:
        """How well bars of each length explain the beats, and how decided the odds of downbeats are."""
        odds = shipped("bars").scores(in_context(self._listener.cues(beats)))
        return {f"bars{metre}": fitted(odds, metre)[0] for metre in RARER} | {"odds": float(odds.std())}

    def _repeats(self, path: Places) -> dict[str, float]:
        """How much of the song repeats after a beat, half of one, two, three and four; what is out of range counts as a beat."""
        beat = self._repeat(path)
        numbers = {"repeats_1": beat}
        for name, by in (("half", 0.5), ("2", 2.0), ("3", 3.0), ("4", 4.0)):
            is_known = self._found.periods[0] <= by * float(np.median(path)) <= self._found.periods[-1]
            numbers[f"repeats_{name}"] = self._repeat(path * by) if is_known else beat
        return numbers

    def _repeat(self, path: Places) -> float:
        return float(np.log(max(0.02, repeating(self._found, path))))

    def _at(self, places: Places) -> Places:
        """Mean strength at places over that of any moment, by register: float64 [3]."""
        if places.size == 0:
            return np.zeros(len(self._near))
        frames = np.clip(np.rint(places).astype(np.intp), 0, self._near.shape[1] - 1)
        return np.asarray(self._near[:, frames].mean(axis=1))

    def _chord_change(self, places: Places) -> float:
        if places.size == 0:
            return 0.0
        frames = np.clip(np.rint(places / CHROMA_EVERY).astype(np.intp), 0, len(self._novelty) - 1)
        return float(self._novelty[frames].mean()) / self._usual_novelty


def _between(value: float, ends: tuple[float, float]) -> float:
    """0 at the first end and before it, 1 at the last and beyond."""
    return float(np.clip((value - ends[0]) / (ends[1] - ends[0]), 0, 1))


def _novelty(chroma: NDArray[np.float32]) -> Places:
    """How different the harmony after each moment is from that before, 0..1: float64 [frames]."""
    unit = np.sqrt(chroma.astype(np.float64))
    norms = np.linalg.norm(unit, axis=1, keepdims=True)
    unit = np.divide(unit, norms, out=np.zeros_like(unit), where=norms > 1e-9)
    sums = np.concatenate([np.zeros((1, unit.shape[1])), np.cumsum(unit, axis=0)])
    here = np.arange(len(unit))
    before = sums[here] - sums[np.maximum(0, here - CHORD_FRAMES)]
    after = sums[np.minimum(len(unit), here + CHORD_FRAMES)] - sums[here]
    size = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    return np.asarray(1 - (before * after).sum(axis=1) / np.maximum(size, 1e-9))


def _evenness(turn: Places) -> Places:
    """The mean of the weaker turns over the strongest, as a logarithm; ``turn`` is float64 [turns, registers]."""
    ordered = np.sort(turn, axis=0)
    return np.asarray(_log(ordered[:-1].mean(axis=0)) - _log(ordered[-1]))


def _backbeat(turn: Places) -> float:
    """Positive where the low register is stronger on one turn and the middle on the other."""
    low, middle = np.clip(_log(turn[0, :2]) - _log(turn[1, :2]), -1.5, 1.5)
    return float(-low * middle)


def _stumbling(beats: Places) -> float:
    """How much an interval differs from the one before, in octaves, beyond what whole frames cause."""
    intervals = np.diff(beats)
    changes = np.abs(np.diff(np.log2(intervals)))
    return float(np.mean(np.maximum(0.0, changes - 1.5 / intervals[1:]))) if changes.size else 0.0


def _log(strength: Places) -> Places:
    return np.asarray(np.log(np.maximum(strength, WEAKEST)))


def _mean(values: list[float]) -> float:
    return float(np.mean(values)) if values else 0.0
