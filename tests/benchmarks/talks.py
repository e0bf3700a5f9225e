"""Talks with known pauses: what was really said, cut apart where it falls silent and put together anew with pauses drawn."""

from __future__ import annotations

import random
import subprocess
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

from autoedit.analysis.listen import listen
from autoedit.analysis.speech import speech_ranges
from autoedit.media.probe import probe
from autoedit.model.document import Footage
from autoedit.testing import Sound, film

RATE, SOUND_RATE = Fraction(25), 48000
# A lecture in a quiet room; a radio's tones and static are no words, and no level tells them from one.
SPOKEN = ("takes/physicsworks_audio.webm",)
TALKS, WORDS = 6, 24
LOUD_DB, QUIET_DB = -20.0, -38.0  # of the loudest tenth: a word, and silence
SHORTEST_WORD, LONGEST_WORD, GAP = 0.25, 3.0, 0.12  # seconds
VOICED, PITCHES = 0.35, (70, 350)  # the share of a word that has a pitch, which a knock or a chalk has not; in Hz
STEP = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A talk as analysis sees it, and where its words are in truth."""

    footage: list[Footage]
    words: tuple[tuple[Fraction, Fraction], ...]


def made_talks(media: Path, folder: Path) -> list[Talk]:
    """A few talks; none where the folder has nobody speaking."""
    talks = []
    for name in SPOKEN:
        words = _words(media / name) if (media / name).is_file() else []
        talks += [
            _talk(words, folder / f"talk-{name.rpartition('/')[2][:4]}-{seed}.mp4", seed)
            for seed in range(TALKS)
            if len(words) >= 6
        ]
    return talks


def _talk(words: list[NDArray[np.float32]], path: Path, seed: int) -> Talk:
    draw, noise = random.Random(seed), np.random.default_rng(seed)
    pieces, places, at = [], [], 0
    pieces.append(np.zeros(round(draw.uniform(0.5, 2) * SOUND_RATE), np.float32))
    at += len(pieces[-1])
    for _ in range(WORDS):
        word = draw.choice(words)
        pieces.append(word)
        places.append((Fraction(at, SOUND_RATE), Fraction(at + len(word), SOUND_RATE)))
        at += len(word)
        pause = np.zeros(round(draw.choice([0.15, 0.3, 0.5, 0.9, 1.2, 2.0, 3.5]) * SOUND_RATE), np.float32)
        pieces.append(pause)
        at += len(pause)
    samples = np.concatenate(pieces)
    samples = samples + noise.normal(0, 10 ** (-62 / 20), len(samples)).astype(np.float32)
    frames = len(samples) * RATE // SOUND_RATE
    times = [number / RATE for number in range(int(frames))]
    picture = np.full((96, 160, 3), 90, np.uint8)
    film(
        path,
        (picture for _ in times),
        times,
        rate=RATE,
        sound=Sound(samples=np.stack([samples, samples], axis=1), rate=SOUND_RATE),
    )
    media = probe(path)
    heard = listen(media)
    said = speech_ranges(heard.speech) if heard is not None else ()
    return Talk(footage=[Footage(media=media, selects=(), speech=said)], words=tuple(places))


def _words(path: Path) -> list[NDArray[np.float32]]:
    """What is said between silences, by the sound's level alone: another way than the analysis goes."""
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-v",
        "error",
        "-i",
        str(path),
        "-vn",
        "-f",
        "f32le",
        "-ac",
        "1",
        "-ar",
        str(SOUND_RATE),
        "-",
    ]
    samples = np.frombuffer(subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True).stdout, np.float32)
    step = round(STEP * SOUND_RATE)
    levels = 10 * np.log10(np.square(samples[: len(samples) // step * step].reshape(-1, step)).mean(axis=1) + 1e-12)
    loudest = np.quantile(levels, 0.9)
    is_quiet = levels < loudest + QUIET_DB + 14
    words, first, silent = [], None, 0
    for place, quiet in enumerate(is_quiet):
        if not quiet:
            first = place if first is None else first
            silent = 0
        elif first is not None:
            silent += 1
            if silent * STEP >= GAP:
                last = place - silent + 1
                if SHORTEST_WORD <= (last - first) * STEP <= LONGEST_WORD and levels[first:last].max() > loudest + LOUD_DB + 16:
                    word = samples[first * step : last * step]
                    words += [_faded(word)] if _voiced(word) >= VOICED else []
                first, silent = None, 0
    return words


def _voiced(word: NDArray[np.float32]) -> float:
    """The share of a word in which one period is like the next (normalised autocorrelation), 0..1."""
    size, shortest, longest = SOUND_RATE // 25, SOUND_RATE // PITCHES[1], SOUND_RATE // PITCHES[0]
    found = []
    for first in range(0, len(word) - size - longest, size):
        here = word[first : first + size]
        likeness = [
            float(here @ word[first + lag : first + lag + size])
            / (float(np.linalg.norm(here) * np.linalg.norm(word[first + lag : first + lag + size])) + 1e-9)
            for lag in range(shortest, longest, 8)
        ]
        found.append(max(likeness) > 0.6)
    return float(np.mean(found)) if found else 0.0


def _faded(word: NDArray[np.float32]) -> NDArray[np.float32]:
    """Its ends come out of silence within some milliseconds."""
    edge = SOUND_RATE // 200
    curve = np.ones(len(word), np.float32)
    curve[:edge], curve[-edge:] = np.linspace(0, 1, edge), np.linspace(1, 0, edge)
    return (word * curve).astype(np.float32)
