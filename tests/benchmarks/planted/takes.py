"""Long takes with planted moments: real clips played to and fro through a wandering crop, spoilt here, enlivened there.

Each take is one shot with no cut in it. Its events come one after the other with quiet time between: defects (``SPOILS``),
highlights (something moves in a burst, or all that moves rushes, and is heard at the same instant), and decoys, a sound or a
movement alone. All is drawn from a seed, so the truth is exact: a defect's range in frames, a highlight's instant as the time
of its bang.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from autoedit.testing import Camera, Sound, film
from tests.benchmarks.planted.bangs import SOUND_RATE, bang, bed
from tests.benchmarks.planted.sprites import Sprite, draw_burst, draw_crossing, draw_leap, sprite

Picture = NDArray[np.uint8]

WIDTH, HEIGHT = 480, 270
RATE = Fraction(25)
MARGIN = 48  # pixels around the crop, for the camera to wander and to tremble in
SHORTEST_SPOIL, LONGEST_SPOIL = 0.7, 6.0  # seconds
ACTS = ("crossing", "burst", "leap", "rush")
RUSH = 6.0  # times the usual speed
# Like a phone's own recording: a quick encoder, two seconds between key frames.
RECORDING = Camera(gop=50, options={"preset": "veryfast", "crf": "23"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What is planted: frames [first, last) of a defect, or around ``middle`` for the rest."""

    role: str  # spoil, highlight, quiet (moves, unheard), unseen (heard, nothing moves)
    kind: str
    strength: float
    first: int
    last: int

    @property
    def start(self) -> Fraction:
        """Exact seconds."""
        return self.first / RATE

    @property
    def end(self) -> Fraction:
        """Exact seconds."""
        return self.last / RATE

    @property
    def middle(self) -> Fraction:
        """The instant of a highlight: that of its bang."""
        return (self.first + self.last) // 2 / RATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """A take and what was planted in it."""

    path: Path
    clip: str
    duration: Fraction
    events: tuple[Event, ...]

    def of(self, role: str) -> tuple[Event, ...]:
        """The events of one role, in order."""
        return tuple(event for event in self.events if event.role == role)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clip:
    """A real clip: RGB pictures a little wider than a take, and its sound at ``SOUND_RATE``, if it has any."""

    name: str
    pictures: Sequence[Picture]
    sound: NDArray[np.float32] | None


def plant(clip: Clip, others: Sequence[Clip], path: Path, *, seed: int) -> Take:
    """Write a take of a minute or two, and tell what is in it."""
    draw = random.Random(seed)
    events = _events(draw, seed)
    frames = events[-1].last + round(2 * RATE)
    noise = np.random.default_rng(seed)
    sprites = [sprite(other.pictures[len(other.pictures) // 3], noise) for other in others]
    duration = frames / RATE
    samples = bed(clip.sound, duration, noise)
    for event in events:
        if event.role in ("highlight", "unseen"):
            bang(samples, event.middle, event.strength, noise)
    times = tuple(number / RATE for number in range(frames))
    pictures = _pictures(clip, events, frames, sprites, noise)
    film(path, pictures, times, rate=RATE, sound=Sound(samples=samples, rate=SOUND_RATE), camera=RECORDING)
    return Take(path=path, clip=clip.name, duration=duration, events=tuple(events))


def _events(draw: random.Random, seed: int) -> list[Event]:
    """Six defects, six highlights, two decoys of each kind, in any order, one and a half to four seconds apart."""
    kinds = list(SPOILS)
    roles = [("spoil", kinds[(seed + number) % len(kinds)]) for number in range(6)]
    roles += [("highlight", ACTS[(seed + number) % len(ACTS)]) for number in range(6)]
    roles += [("quiet", draw.choice(ACTS)) for _ in range(2)] + [("unseen", "") for _ in range(2)]
    draw.shuffle(roles)
    events, first = [], round(2 * RATE)
    for role, kind in roles:
        if role == "spoil":
            seconds = SHORTEST_SPOIL * (LONGEST_SPOIL / SHORTEST_SPOIL) ** draw.random()
            strength = draw.choice(SPOILS[kind].strengths)
        else:
            seconds, strength = draw.uniform(0.6, 1.2), draw.random()
        last = first + round(seconds * RATE)
        events.append(Event(role=role, kind=kind, strength=strength, first=first, last=last))
        first = last + round(draw.uniform(1.5, 4) * RATE)
    return events


def _pictures(
    clip: Clip, events: Sequence[Event], frames: int, sprites: Sequence[Sprite], noise: np.random.Generator
) -> Iterator[Picture]:
    """The take, picture by picture."""
    there_and_back = [*range(len(clip.pictures)), *range(len(clip.pictures) - 2, 0, -1)]
    place = noise.integers(0, len(there_and_back))
    places = place + np.round(np.cumsum(_speeds(events, frames))).astype(int)
    drift = _drift(frames, noise)
    held: Picture | None = None
    trembling = np.zeros((frames, 2))
    for event in events:
        if event.kind == "shaky":
            trembling[event.first : event.last] = _trembling(event.last - event.first, event.strength, noise)
    under_way = {number: event for event in events for number in range(event.first, event.last)}
    seeds = {id(event): noise.integers(0, 1 << 30) for event in events}
    for number in range(frames):
        source = clip.pictures[there_and_back[places[number] % len(there_and_back)]]
        picture = _cropped(source, drift[number] + trembling[number])
        event = under_way.get(number)
        if event is None:
            held = None
        elif event.kind in DRAWN:
            own = np.random.default_rng(seeds[id(event)])
            DRAWN[event.kind](picture, sprites, (number - event.first + 0.5) / (event.last - event.first), own)
        elif event.kind == "still":
            held = picture if held is None else held
            picture = held
        elif event.role == "spoil" and (spoil := SPOILS[event.kind].spoilt) is not None:
            picture = spoil(picture, event.strength, noise)
        yield picture


def _speeds(events: Sequence[Event], frames: int) -> NDArray[np.float64]:
    """How many pictures of the clip each frame goes on by: one, and up to RUSH in a rush."""
    speeds = np.ones(frames)
    for event in events:
        if event.kind == "rush":
            speeds[event.first : event.last] += (RUSH - 1) * np.hanning(event.last - event.first)
    return speeds


def _drift(frames: int, noise: np.random.Generator) -> NDArray[np.float64]:
    """A hand that wanders a few pixels over seconds, [frames, 2]."""
    seconds = np.arange(frames)[:, None] / float(RATE)
    periods, phases = noise.uniform(5, 14, (1, 2)), noise.uniform(0, 2 * np.pi, (1, 2))
    return np.asarray(MARGIN / 6 * np.sin(2 * np.pi * seconds / periods + phases))


def _trembling(frames: int, reach: float, noise: np.random.Generator) -> NDArray[np.float64]:
    """Oscillation of 3 to 8 Hz in both directions; ``reach`` is its deviation as a share of the width."""
    seconds = np.arange(frames)[:, None] / float(RATE)
    waves = sum(np.sin(2 * np.pi * (noise.uniform(3, 8, (1, 2)) * seconds + noise.uniform(0, 1, (1, 2)))) for _ in range(4))
    return np.asarray(np.clip(reach * WIDTH * waves / np.sqrt(2), -MARGIN * 0.8, MARGIN * 0.8))


def _cropped(source: Picture, offset: NDArray[np.float64]) -> Picture:
    """The picture through the wandering crop, to a part of a pixel."""
    centre = source.shape[1] / 2 + float(offset[0]), source.shape[0] / 2 + float(offset[1])
    return np.asarray(cv2.getRectSubPix(source, (WIDTH, HEIGHT), centre), np.uint8)


def _blurred(picture: Picture, sigma: float, noise: np.random.Generator) -> Picture:
    """Out of focus; the sensor's grain stays sharp."""
    soft = cv2.GaussianBlur(picture, (0, 0), sigma).astype(np.int16)
    return np.clip(soft + noise.integers(-1, 2, picture.shape[:2])[..., None], 0, 255).astype(np.uint8)


def _blackened(picture: Picture, level: float, noise: np.random.Generator) -> Picture:
    """A lens cap: grain around a level."""
    grain = np.abs(noise.normal(level, 1.5, picture.shape[:2]))
    return np.repeat(np.clip(grain, 0, 255)[..., None], 3, axis=2).astype(np.uint8)


def _blown_out(picture: Picture, share: float, noise: np.random.Generator) -> Picture:
    """Overexposed, until a share of the picture is white."""
    bright = picture.max(axis=2)
    gain = min(12.0, 252 / max(1.0, float(np.percentile(bright[::4, ::4], 100 * (1 - share)))))
    return np.clip(picture.astype(np.float32) * gain + (255 - 255 / gain) * 0.3, 0, 255).astype(np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoil:
    """A way to spoil a picture, and how badly: one strength is drawn for each defect."""

    strengths: tuple[float, ...]
    spoilt: Callable[[Picture, float, np.random.Generator], Picture] | None = None


SPOILS: Mapping[str, Spoil] = {
    "soft": Spoil(strengths=(2.0, 3.0, 5.0), spoilt=_blurred),  # sigma in pixels of 480
    "shaky": Spoil(strengths=(0.015, 0.025, 0.04)),  # shares of the width
    "black": Spoil(strengths=(0.0, 4.0, 10.0), spoilt=_blackened),  # code values
    "blown_out": Spoil(strengths=(0.65, 0.8, 0.95), spoilt=_blown_out),  # shares of white
    "still": Spoil(strengths=(0.0,)),
}
DRAWN = {"crossing": draw_crossing, "burst": draw_burst, "leap": draw_leap}
