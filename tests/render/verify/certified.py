"""Films with known faults: pictures that were drawn, what was mixed, and a file that shows something else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import soundfile

from autoedit.media.look import Looks, look
from autoedit.media.probe import probe
from autoedit.model.time import nearest_frame
from autoedit.model.timeline import Clip, Timeline, Track, TrackKind, TrackRole
from autoedit.render.verify import Certificate, Meant, certify, shown
from autoedit.testing import Camera, Sound, film

Picture = np.ndarray
Samples = np.ndarray

SIZE = (128, 72)
SAMPLE_RATE = 48000
SONG_START = Fraction(7, 3)
BEAT = Fraction(60, 128)


def texture(seed: int, size: tuple[int, int] = SIZE, *, darkest: int = 30, brightest: int = 220) -> Picture:
    """A coloured picture with soft shapes, four times as wide as it is shown: float32 [height, width, 3]."""
    width, height = size
    random = np.random.default_rng(seed)
    small = random.random((max(4, height // 12), max(4, width // 3), 3)).astype(np.float32)
    return darkest + (brightest - darkest) * cv2.resize(small, (4 * width, height), interpolation=cv2.INTER_CUBIC).clip(0, 1)


def pan(wide: Picture, speed: float, frames: int, size: tuple[int, int] = SIZE) -> list[Picture]:
    """A camera that moves over a picture, so many pixels a frame."""
    width, height = size
    moved = (cv2.warpAffine(wide, np.float32([[1, 0, -speed * frame], [0, 1, 0]]), (width, height)) for frame in range(frames))
    return [picture.clip(0, 255).astype(np.uint8) for picture in moved]


def drawn(pictures: Sequence[Picture]) -> Looks:
    """The looks of pictures as they go into an encoder."""
    return np.stack([look(av.VideoFrame.from_ndarray(each, format="rgb24").reformat(format="yuv420p")) for each in pictures])


def coded(
    path: Path,
    pictures: Sequence[Picture],
    rate: Fraction,
    sound: Samples | None = None,
    *,
    crf: int = 23,
    preset: str = "ultrafast",
) -> Path:
    """A film with those pictures, frame n at n / rate, and AAC."""
    heard = Sound(samples=sound.astype(np.float32), rate=SAMPLE_RATE) if sound is not None else None
    camera = Camera(gop=2 * round(rate), options={"preset": preset, "crf": str(crf)})
    return film(path, pictures, [frame / rate for frame in range(len(pictures))], rate=rate, sound=heard, camera=camera)


def noisy_song(duration: Fraction, seed: int = 5) -> Samples:
    """Drums: bursts of noise on each beat over a soft bed, unlike each other, float32 [n, 2]."""
    random = np.random.default_rng(seed)
    count = round(duration * SAMPLE_RATE)
    into_beat = np.arange(count) / SAMPLE_RATE % float(BEAT)
    level = 0.02 + 0.5 * np.exp(-12 * into_beat)
    return (random.standard_normal((count, 2)) * 0.4 * level[:, None]).clip(-1, 1).astype(np.float32)


@dataclass(frozen=True)
class Plan:
    """A film cut on the beat of a song: its pictures and its mix, as drawn and mixed."""

    timeline: Timeline
    pictures: tuple[Picture, ...]
    mix: Samples
    meant: Meant
    folder: Path
    made: list[Path] = field(default_factory=list)

    @property
    def rate(self) -> Fraction:
        return self.timeline.frame_rate

    def certificate(
        self,
        *,
        pictures: Callable[[list[Picture]], list[Picture]] | None = None,
        mix: Callable[[Samples], Samples] | None = None,
        told_rate: Fraction | None = None,
        has_sound: bool = True,
    ) -> Certificate:
        """The certificate of a film that was coded with something done to its pictures or its sound."""
        path = self.folder / f"film{len(self.made)}.mp4"
        self.made.append(path)
        shows = pictures(list(self.pictures)) if pictures else self.pictures
        lets_hear = (mix(self.mix) if mix else self.mix) if has_sound else None
        coded(path, shows, told_rate or self.rate, lets_hear)
        return certify(shown(path), self.meant)


def plan(folder: Path, rate: Fraction, *, beats: int = 18, speech: float = 0.1) -> Plan:
    """Shots of two beats each, every one a pan over another picture, under a song that has something spoken over it."""
    song = noisy_song(beats * BEAT + 3)
    soundfile.write(folder / "song.wav", song, SAMPLE_RATE, subtype="FLOAT")
    cuts = [nearest_frame(beat * BEAT, rate) for beat in range(0, beats + 1, 2)]
    lengths = [after - before for before, after in pairwise(cuts)]
    pictures = [each for shot, frames in enumerate(lengths) for each in _shot(shot % 12, frames)]
    duration = cuts[-1] / rate
    count, first = round(duration * SAMPLE_RATE), round(SONG_START * SAMPLE_RATE)
    spoken = speech * np.random.default_rng(8).standard_normal((count, 2))
    mix = (song[first : first + count] + spoken).astype(np.float32)
    soundfile.write(folder / "mix.wav", mix, SAMPLE_RATE, subtype="FLOAT")
    timeline = Timeline(
        name="planned",
        frame_rate=rate,
        width=SIZE[0],
        height=SIZE[1],
        tracks=(
            Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=tuple(_clips(lengths))),
            Track(kind=TrackKind.AUDIO, role=TrackRole.MUSIC, items=(_song_clip(cuts[-1]),)),
        ),
    )
    meant = Meant(
        timeline=timeline,
        looks=drawn(pictures),
        sound=folder / "mix.wav",
        media={"song": replace(probe(folder / "song.wav"), id="song")},
        beats=tuple(SONG_START + beat * BEAT for beat in range(-4, beats + 4)),
    )
    return Plan(timeline=timeline, pictures=tuple(pictures), mix=mix, meant=meant, folder=folder)


def silent_plan(folder: Path, rate: Fraction, pictures: Sequence[Picture], lengths: Sequence[int] = ()) -> Plan:
    """A film of those pictures without sound; with lengths, a clip for each."""
    height, width = pictures[0].shape[:2]
    track = Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=tuple(_clips(lengths or [len(pictures)])))
    timeline = Timeline(name="silent", frame_rate=rate, width=width, height=height, tracks=(track,))
    meant = Meant(timeline=timeline, looks=drawn(pictures))
    return Plan(timeline=timeline, pictures=tuple(pictures), mix=np.zeros((0, 2), np.float32), meant=meant, folder=folder)


@cache
def _shot(number: int, frames: int) -> tuple[Picture, ...]:
    return tuple(pan(texture(number), 1 + number % 3, frames))


def _clips(lengths: Sequence[int]) -> list[Clip]:
    return [Clip(id=f"c{n}", media=f"m{n}", source_start=Fraction(0), frames=frames) for n, frames in enumerate(lengths)]


def _song_clip(frames: int) -> Clip:
    return Clip(id="song", media="song", source_start=SONG_START, frames=frames)


def wrong(certificate: Certificate) -> set[str]:
    """The names of the checks for which a film is refused."""
    return {check.name for check in certificate.wrong}


def frozen(at: int, frames: int):
    """The picture before, for some frames."""
    return lambda pictures: [*pictures[:at], *[pictures[at - 1]] * frames, *pictures[at + frames :]]


def without_packet(path: Path, kind: str) -> Path:
    """The film with a packet of its picture or its sound, half way through, made zero."""
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(**{kind: 0}) if packet.size]
        place, size = packets[len(packets) // 2].pos, packets[len(packets) // 2].size
    content = bytearray(path.read_bytes())
    content[place : place + size] = bytes(size)
    path.write_bytes(content)
    return path
