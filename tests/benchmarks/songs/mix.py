"""From what each player played to a record: levels, places from left to right, a room, and the glue and limit of a master."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.songs.truth import RATE

Wave = NDArray[np.float32]
BLOCK = 128
LIMIT = 0.94


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bus:
    """One player's sound, [samples] or [samples, 2], how loud it should be (dB, while it plays), where, how much room."""

    wave: Wave
    level: float
    pan: float = 0.0
    send: float = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The room's length in seconds, how dark it is (Hz), how hard the master is pressed (dB) and the peak it comes to."""

    seconds: float
    dark: float
    press: float
    peak: float


def room_of(random: np.random.Generator) -> Room:
    """Some room and some taste in mastering."""
    return Room(
        seconds=random.uniform(0.4, 1.6),
        dark=random.uniform(2500, 7000),
        press=random.uniform(2, 9),
        peak=random.uniform(0.5, 0.99),
    )


def mixed(buses: Sequence[Bus], room: Room, random: np.random.Generator) -> Wave:
    """The master, float32 [samples, 2]."""
    count = len(buses[0].wave)
    dry, send = np.zeros((count, 2), np.float32), np.zeros((count, 2), np.float32)
    for bus in buses:
        placed = _placed(bus)
        dry += placed
        send += placed * np.float32(bus.send)
    master = dry + _reverberated(send, room, random)
    finished = _mastered(master / max(1e-6, _loudness(_mono(master))) * 0.11, room.press)
    return finished * np.float32(room.peak / max(1e-6, float(np.abs(finished).max())))


def _placed(bus: Bus) -> Wave:
    wave = bus.wave if bus.wave.ndim == 2 else np.repeat(bus.wave[:, None], 2, axis=1)
    angle = (bus.pan + 1) * np.pi / 4
    gain = 10 ** (bus.level / 20) / max(1e-6, _loudness(_mono(wave)))
    return wave * np.array([np.cos(angle), np.sin(angle)], np.float32) * np.float32(gain * np.sqrt(2))


def _mono(wave: Wave) -> Wave:
    # Ten times as fast as the mean over so short an axis.
    return (wave[:, 0] + wave[:, 1]) / 2


def _loudness(mono: Wave) -> float:
    """The root mean square of the stretches where there is something."""
    length = RATE // 5
    power = (mono[: len(mono) // length * length].reshape(-1, length).astype(np.float64) ** 2).mean(axis=1)
    heard = power[power > power.max(initial=0.0) * 1e-3]
    return float(np.sqrt(heard.mean())) if heard.size else 0.0


def _reverberated(send: Wave, room: Room, random: np.random.Generator) -> Wave:
    from scipy.signal import butter, oaconvolve, sosfilt

    time = np.arange(round(room.seconds * RATE)) / RATE
    tail = random.standard_normal((len(time), 2)) * np.exp(-6.9 * time / room.seconds)[:, None]
    tail = sosfilt(butter(1, (180, room.dark), "band", fs=RATE, output="sos"), tail, axis=0)
    tail *= 1.0 / np.sqrt((tail**2).sum(axis=0).mean())
    response = np.concatenate([np.zeros((round(0.012 * RATE), 2)), tail]).astype(np.float32)
    return np.asarray(oaconvolve(send, response, axes=0)[: len(send)], np.float32)


def _mastered(wave: Wave, press: float) -> Wave:
    """Compressed as a whole, raised, and limited."""
    raised = wave * np.float32(10 ** (press / 20))
    glued = raised * _gain(raised, threshold=0.18, ratio=2.5, attack=0.012, release=0.18)
    held = glued * _gain(glued, threshold=LIMIT * 0.8, ratio=20, attack=0.0, release=0.06)
    return np.asarray(np.tanh(held / LIMIT) * LIMIT, np.float32)


def _gain(wave: Wave, *, threshold: float, ratio: float, attack: float, release: float) -> Wave:
    """What a compressor turns down, [samples, 1]; it looks a block ahead."""
    count = len(wave)
    padded = np.pad(np.maximum(np.abs(wave[:, 0]), np.abs(wave[:, 1])), (0, -count % BLOCK))
    peaks = padded.reshape(-1, BLOCK).max(axis=1)
    rise = np.exp(-BLOCK / RATE / attack) if attack else 0.0
    fall = np.exp(-BLOCK / RATE / release)
    followed, level = np.zeros(len(peaks)), 0.0
    for block, peak in enumerate(peaks):
        keep = rise if peak > level else fall
        level = keep * level + (1 - keep) * float(peak)
        followed[block] = level
    over = np.maximum(1.0, followed / threshold)
    gains = np.minimum(over ** (1 / ratio - 1), 1.0)
    ahead = np.minimum(gains, np.append(gains[1:], gains[-1]))
    places = (np.arange(len(ahead)) + 0.5) * BLOCK
    return np.interp(np.arange(count), places, ahead).astype(np.float32)[:, None]


def through_a_lossy_codec(wave: Wave, *, kind: str, kilobits: int) -> Wave:
    """The same music after MP3 or AAC, every sample in its place."""
    import subprocess
    import tempfile
    from pathlib import Path

    import imageio_ffmpeg
    import soundfile

    coder = {"mp3": ["-c:a", "libmp3lame"], "m4a": ["-c:a", "aac"]}[kind]
    ffmpeg = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-nostdin"]
    with tempfile.TemporaryDirectory() as folder:
        plain, lossy, back = (Path(folder) / name for name in ("a.wav", f"b.{kind}", "c.wav"))
        soundfile.write(plain, wave, RATE, subtype="PCM_16")
        subprocess.run([*ffmpeg, "-i", plain, *coder, "-b:a", f"{kilobits}k", lossy], check=True)
        subprocess.run([*ffmpeg, "-i", lossy, back], check=True)
        decoded, _ = soundfile.read(back, dtype="float32")
    return _aligned(decoded, wave)


def _aligned(decoded: Wave, wave: Wave) -> Wave:
    """Undo the coder's delay where the container did not tell it."""
    from scipy.signal import correlate

    length = min(len(wave), len(decoded), RATE * 20)
    reach = 4096
    middle = wave[reach : length - reach].mean(axis=1)
    shift = int(np.argmax(correlate(decoded[:length].mean(axis=1), middle, "valid", method="fft"))) - reach
    moved = np.zeros_like(wave)
    source = decoded[max(0, shift) :]
    first = max(0, -shift)
    room = min(len(wave) - first, len(source))
    moved[first : first + room] = source[:room]
    return moved
