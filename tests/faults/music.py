"""Odd songs: whatever is given as music, there is a valid film of the asked length with sound to its end, or a clear error.

The songs of ``SONGS`` go through ``trailer``; in the long form also through ``make``, ``music`` and ``beats``, at a length that
is shorter than the song and at one that is longer.
"""

from __future__ import annotations

import atexit
import random
import shutil
import signal
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import cache, partial
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import resample_poly

from autoedit.errors import STAGES
from autoedit.testing import film_pictures
from tests.analysis.takes import panned, shoot, view
from tests.faults.program import Ended, ran
from tests.music.noises import RATE as NOISE_RATE
from tests.music.noises import pad
from tests.music.songs import RATE, Wave, band, noise, steady

FILM_RATE, SOUND_RATE = 25, 48000
# dBTP; a hair above what films are mastered to, for another meter measures here.
MOST_PEAK = -0.95
# RMS in dB of full scale: below, nothing is heard.
SILENT = -70.0
HANGS_SECONDS = 60
HEADER_BYTES = 48
SECONDS = 10.0


def cases(seed: int, *, many: bool) -> Iterator[tuple[str, Callable[[Path], None]]]:
    """The oddest songs through the trailer; with ``many``, each song through every command, and random songs too."""
    for name in SONGS:
        if not many:
            if name in QUICK or not SONGS[name][1]:
                yield f"{name}: trailer", partial(_holds, name, ("trailer", 6))
            continue
        for command, length in (("trailer", 6), ("trailer", 13), ("make", 6), ("make", 13), ("music", 6), ("music", 25)):
            yield f"{name}: {command} of {length} s", partial(_holds, name, (command, length))
        yield f"{name}: beats", partial(_beats_are_told, name)
    if many:
        chance = random.Random(seed)
        for number in range(30):
            yield f"random song {number}", partial(_random_song_holds, chance.randrange(2**32))
    else:
        for name in ("half a second", "24 bit", "mono", "nothing but NaN"):
            yield f"{name}: beats", partial(_beats_are_told, name)
        yield "a short noise: make of 13 s", partial(_holds, "a short noise", ("make", 13))
        yield "a wave file that lies: music of 25 s", partial(_holds, "a wave file that lies", ("music", 25))


def _holds(name: str, asked: tuple[str, int], folder: Path) -> None:
    make, is_heard = SONGS[name]
    song = make(folder)
    before = song.read_bytes()

    with _soon():
        ended = _asked(song, asked, folder)

    assert song.read_bytes() == before, "the song was changed"
    if is_heard:
        assert ended.code == 0, ended.err
        (_sound_holds if asked[0] == "music" else _film_holds)(folder, asked[1])
        _is_heard_to_the_end(folder, song, asked)
    else:
        _is_refused(ended, song, folder)


def _asked(song: Path, asked: tuple[str, int], folder: Path) -> Ended:
    command, length = asked
    own = [song, "-o", "out.wav"] if command == "music" else [takes(), "--music", song, "-o", "film.mp4", "--draft", "--quiet"]
    return ran(command, *own, "--length", f"{length}s", "--json", folder=folder, cache=kept())


def _beats_are_told(name: str, folder: Path) -> None:
    make, is_heard = SONGS[name]
    song = make(folder)

    with _soon():
        ended = ran("beats", song, "--json", folder=folder, cache=kept())

    if not is_heard:
        _is_refused(ended, song, folder)
        return
    told = ended.document
    assert (ended.code, told["schema"]) == (0, "autoedit/beats/1")
    assert 0 <= told["confidence"] <= 1 and np.isfinite(told["loudness"])
    times = [Fraction(beat["time"]) for beat in told["beats"]]
    assert times == sorted(set(times))
    assert Fraction(told["start"]) <= Fraction(told["end"])


def _random_song_holds(seed: int, folder: Path) -> None:
    """Noise or nothing, of any length, level, rate, number of channels and sample format; some of it overwritten."""
    chance = np.random.default_rng(seed)
    rate = int(chance.choice([8000, 11025, 22050, 44100, 48000, 96000, 192000]))
    seconds = float(np.exp(chance.uniform(np.log(0.005), np.log(40))))
    wave = chance.standard_normal((round(seconds * rate), int(chance.choice([1, 2, 6])))) * 10 ** chance.uniform(-4, 1)
    wave[:, :] *= chance.uniform() < 0.8
    song = folder / "song.wav"
    soundfile.write(song, wave, rate, subtype=str(chance.choice(["PCM_U8", "PCM_16", "PCM_24", "FLOAT", "DOUBLE", "ALAW"])))
    data = bytearray(song.read_bytes())
    for end, most in ((len(data), 30), (HEADER_BYTES, 4)):
        for _ in range(int(chance.integers(0, most))):
            data[int(chance.integers(0, min(end, len(data))))] = int(chance.integers(0, 256))
    song.write_bytes(data)

    with _soon():
        ended = _asked(song, ("trailer", 6), folder)

    if ended.code == 0:
        _film_holds(folder, 6)
    else:
        _is_refused(ended, song, folder)


def _is_refused(ended: Ended, song: Path, folder: Path) -> None:
    """An error that says the stage, the file and the next step; and nothing is left."""
    assert ended.code == 1, f"exit code {ended.code}: {ended.err}"
    error = ended.document["error"]
    assert error["stage"] == "beats" and error["file"] == str(song) and error["remedy"], error
    assert f"while {STAGES['beats']}: {song}: " in ended.last_line, ended.last_line
    assert "unexpected" not in ended.err and "Traceback" not in ended.err, ended.err
    assert sorted(folder.iterdir()) == [song], "it left something behind"


def _film_holds(folder: Path, seconds: int) -> None:
    """A film of the length to the frame, with sound as long, that is sound."""
    film = folder / "film.mp4"
    frames = sum(1 for _ in film_pictures(film))
    heard = _decoded(film)
    assert frames == seconds * FILM_RATE, f"{frames} frames"
    assert abs(len(heard) / SOUND_RATE - seconds) <= 2048 / SOUND_RATE, f"{len(heard) / SOUND_RATE:.3f} s of sound"
    assert np.isfinite(heard).all()
    assert _true_peak(heard) <= MOST_PEAK, f"a peak of {_true_peak(heard):.2f} dBTP"


def _sound_holds(folder: Path, seconds: int) -> None:
    wave, rate = soundfile.read(folder / "out.wav")
    assert len(wave) == seconds * rate, f"{len(wave) / rate:.4f} s"
    assert np.isfinite(wave).all()
    assert np.abs(wave).max() <= 1.0


def _is_heard_to_the_end(folder: Path, song: Path, asked: tuple[str, int]) -> None:
    """Where the song is long enough, or has a beat by which it is made longer, the last second is no silence."""
    heard = _decoded(folder / ("out.wav" if asked[0] == "music" else "film.mp4"))
    lasts = len(_decoded(song)) / SOUND_RATE
    rms = [_rms(part) for part in np.array_split(heard, asked[1])]
    assert max(rms) > SILENT, "the music is not heard at all"
    if lasts > asked[1] + 1:
        assert rms[-1] > SILENT, f"the last second is silent: {rms}"


def _rms(samples: NDArray[np.float32]) -> float:
    return 20 * float(np.log10(np.sqrt(np.mean(samples.astype(np.float64) ** 2)) + 1e-12))


def _true_peak(samples: NDArray[np.float32]) -> float:
    """In dBTP, by four samples for one."""
    peak = max(float(np.abs(resample_poly(channel.astype(np.float64), 4, 1)).max()) for channel in samples.T)
    return 20 * float(np.log10(peak + 1e-12))


def _decoded(file: Path) -> NDArray[np.float32]:
    """A file's sound by a decoder that is not ours, float32 [n, 2] at 48 kHz."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "quiet", "-nostdin", "-i", str(file), "-vn"]
    shaped = ["-f", "f32le", "-ac", "2", "-ar", str(SOUND_RATE), "-"]
    done = subprocess.run([*command, *shaped], capture_output=True, check=False)
    return np.frombuffer(done.stdout[: len(done.stdout) // 8 * 8], np.float32).reshape(-1, 2)


@contextmanager
def _soon() -> Iterator[None]:
    """An error where the block hangs, or takes too long."""
    begun = time.monotonic()

    def late(*_: Any) -> None:
        raise AssertionError(f"it hangs: no answer in {HANGS_SECONDS} s")

    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, late)
        signal.alarm(HANGS_SECONDS)
    try:
        yield
    finally:
        if hasattr(signal, "SIGALRM"):
            signal.alarm(0)
    assert time.monotonic() - begun < HANGS_SECONDS


@cache
def takes() -> Path:
    """Three mute takes of five seconds."""
    folder = _temporary()
    for number in (1, 2, 3):
        shoot(folder / f"{number}.mp4", panned(view(number), 125))
    return folder


@cache
def kept() -> Path:
    """A cache for all cases."""
    return _temporary()


def _temporary() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _band(rate: int = RATE, beats: int = 2 * int(SECONDS)) -> Wave:
    return band(steady(120, beats), rate=rate)


def _written(wave: Callable[[], Wave], rate: int = RATE, subtype: str = "PCM_16") -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        song = folder / "song.wav"
        soundfile.write(song, wave(), rate, subtype=subtype)
        return song

    return write


def _coded(name: str, *options: str, wave: Callable[[], Wave] = _band) -> Callable[[Path], Path]:
    """The wave through ffmpeg, as the file's name says."""

    def code(folder: Path) -> Path:
        with tempfile.TemporaryDirectory() as place:
            plain = Path(place) / "plain.wav"
            soundfile.write(plain, wave(), RATE, subtype="PCM_16")
            command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-nostdin", "-i", str(plain)]
            subprocess.run([*command, *options, str(folder / name)], check=True)
        return folder / name

    return code


def _cut_short(make: Callable[[Path], Path], share: float) -> Callable[[Path], Path]:
    def cut(folder: Path) -> Path:
        song = make(folder)
        data = song.read_bytes()
        song.write_bytes(data[: round(len(data) * share)])
        return song

    return cut


def _lying(promise: int) -> Callable[[Path], Path]:
    """A wave file whose header promises so many bytes."""

    def lie(folder: Path) -> Path:
        song = _written(_band)(folder)
        data = bytearray(song.read_bytes())
        place = data.index(b"data") + 4
        data[place : place + 4] = struct.pack("<I", promise)
        song.write_bytes(data)
        return song

    return lie


def _broken(value: float, *, is_all: bool = False) -> Callable[[], Wave]:
    def breaks() -> Wave:
        wave = _band().copy()
        wave[:: 1 if is_all else 1000] = value
        return wave

    return breaks


def _surround() -> Wave:
    return np.stack([_band() * level for level in (0.5, 0.5, 0.3, 0.1, 0.4, 0.4)], axis=1)


def _text(folder: Path) -> Path:
    (folder / "song.mp3").write_text("la la la\n" * 1000)
    return folder / "song.mp3"


COVER = ("-f", "lavfi", "-i", "color=blue:s=300x300:d=0.04", "-map", "0:a", "-map", "1:v", "-disposition:v", "attached_pic")
PICTURE = ("-f", "lavfi", "-i", "testsrc=s=64x48:r=25", "-shortest", "-c:v", "libx264", "-c:a", "aac")

# How each song is made, and whether it can be heard.
SONGS: dict[str, tuple[Callable[[Path], Path], bool]] = {
    "silence": (_written(lambda: np.zeros((8 * RATE, 2))), False),
    "next to silence": (_written(lambda: _band() * 1e-6, subtype="FLOAT"), False),
    "very quiet": (_written(lambda: _band() * 1e-2, subtype="FLOAT"), True),
    "white noise": (_written(lambda: noise(SECONDS)), True),
    "a pad": (_written(lambda: pad(SECONDS, 0.2, 0.1), NOISE_RATE), True),
    "half a second": (_written(lambda: _band()[: RATE // 2]), False),
    "10 ms": (_written(lambda: _band()[: RATE // 100]), False),
    "one sample": (_written(lambda: np.full(1, 0.5)), False),
    "no samples": (_written(lambda: np.zeros((0, 2))), False),
    "shorter than asked": (_written(lambda: _band()[: 4 * RATE]), True),
    "a short noise": (_written(lambda: noise(3.0)), True),
    "longer than asked": (_written(lambda: _band(beats=60)), True),
    "NaN now and then": (_written(_broken(np.nan), subtype="FLOAT"), True),
    "infinity now and then": (_written(_broken(np.inf), subtype="FLOAT"), True),
    "nothing but NaN": (_written(_broken(np.nan, is_all=True), subtype="FLOAT"), False),
    "far above full scale": (_written(lambda: _band() * 30, subtype="FLOAT"), True),
    "clipped": (_written(lambda: np.clip(_band() * 60, -1, 1)), True),
    "anti-phase": (_written(lambda: np.stack([_band(), -_band()], axis=1)), True),
    "one channel silent": (_written(lambda: np.stack([np.zeros_like(_band()), _band()], axis=1)), True),
    "mono": (_written(_band), True),
    "5.1": (_written(_surround), True),
    "8 kHz": (_written(lambda: _band(8000), 8000), True),
    "11.025 kHz": (_written(lambda: _band(11025), 11025), True),
    "96 kHz": (_written(lambda: _band(96000), 96000), True),
    "192 kHz": (_written(lambda: _band(192000), 192000), True),
    "an offset": (_written(lambda: _band() * 0.3 + 0.6), True),
    "an offset alone": (_written(lambda: np.full(8 * RATE, 0.5)), False),
    "24 bit": (_written(_band, subtype="PCM_24"), True),
    "64-bit floats": (_written(_band, subtype="DOUBLE"), True),
    "8 bit": (_written(_band, subtype="PCM_U8"), True),
    "A-law": (_written(_band, subtype="ALAW"), True),
    "half an mp3": (_cut_short(_coded("song.mp3", "-b:a", "128k"), 0.5), True),
    "half a flac": (_cut_short(_coded("song.flac"), 0.5), True),
    "half an m4a": (_cut_short(_coded("song.m4a"), 0.5), False),
    "a wave file that lies": (_lying(0x7FFFFFF0), True),
    "a wave file that promises nothing": (_lying(0), True),
    "a video": (_coded("song.mp4", *PICTURE), True),
    "an mp3 with a cover": (_coded("song.mp3", *COVER), True),
    "a flac with a cover": (_coded("song.flac", *COVER), True),
    "an m4a with a cover": (_coded("song.m4a", *COVER, "-c:v", "png"), True),
    "text": (_text, False),
}
# What the quick form makes films of; what is refused is soon refused, and all of it tried.
QUICK = {
    "white noise",
    "shorter than asked",
    "infinity now and then",
    "far above full scale",
    "anti-phase",
    "5.1",
    "8 kHz",
    "192 kHz",
    "an offset",
    "half an mp3",
    "a wave file that lies",
    "an mp3 with a cover",
}
