"""What is heard where two clips meet at a plain cut, sample by sample."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from autoedit.model.timeline import Clip, Gap, Item
from autoedit.render import mix
from autoedit.render.mix import mixed
from autoedit.testing import Sound, noise, numbered_film, tone, write_wav
from tests.render.making import NTSC_FAST, PAL, RATES, by_name, named, source_sound

RATE = 48000
FADE = RATE // 50
CUT = RATE  # 25 frames of PAL


def clip(name: str, start: int | Fraction, frames: int = 25, gain_db: float = 0.0) -> Clip:
    return Clip(id=f"{name}-{start}", media=name, source_start=Fraction(start), frames=frames, gain_db=gain_db)


def heard(sources: dict[str, Path], *items: Item, rate: Fraction = PAL) -> np.ndarray:
    track = source_sound(*items)
    return np.concatenate(list(mixed([track], rate, track.frames, by_name(*(named(sources[name], name) for name in sources)))))


@pytest.fixture(scope="module")
def sources(shelf: Path) -> dict[str, Path]:
    """Two tones and two noises, each of three seconds."""
    sounds = {
        "low": tone(frequency=500, level_db=-6, rate=RATE, duration=Fraction(3)),
        "high": tone(frequency=630, level_db=-6, rate=RATE, duration=Fraction(3)),
        "rain": noise(level_db=-20, rate=RATE, duration=Fraction(3), seed=1),
        "surf": noise(level_db=-20, rate=RATE, duration=Fraction(3), seed=2),
    }
    return {name: write_wav(shelf / f"cut_{name}.wav", sound) for name, sound in sounds.items()}


def roughness(samples: np.ndarray) -> float:
    """The largest bend of the wave; a click bends it far more than the tones here do."""
    return float(np.abs(np.diff(samples, 2, axis=0)).max())


# An odd start, so that the waves do not happen to meet at zero.
ODD = Fraction(10007, 10000)


@pytest.mark.parametrize(
    "items",
    [
        pytest.param((clip("low", ODD), clip("high", ODD)), id="both have handles"),
        pytest.param((clip("low", 2), clip("high", ODD)), id="the first ends with its file"),
        pytest.param((clip("low", ODD), clip("high", 0)), id="the second begins with its file"),
        pytest.param((clip("low", 2), clip("high", 0)), id="neither has a handle"),
        pytest.param((clip("low", Fraction(5, 2)), clip("high", ODD)), id="the first's file is over before the cut"),
        pytest.param((clip("low", ODD), Gap(frames=25), clip("high", ODD)), id="a gap between them"),
        pytest.param((clip("low", ODD, 24), clip("high", ODD, 1), clip("low", 2)), id="a clip of one frame"),
    ],
)
def test_a_cut_makes_no_click(items: tuple[Item, ...], sources: dict[str, Path]):
    alone = heard(sources, clip("high", ODD))[2 * FADE : -2 * FADE]

    # Where they meet in phase, two tones at equal power bend as much as one and a half; a click, a hundred times as much.
    assert roughness(heard(sources, *items)) < 1.5 * roughness(alone)


def power(samples: np.ndarray) -> np.ndarray:
    """In dB, over each five milliseconds."""
    return 10 * np.log10(np.square(samples, dtype=np.float64).reshape(-1, 2 * RATE // 200).mean(axis=1))


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_the_power_of_two_noises_stays_within_a_decibel_at_their_cut(rate: Fraction, sources: dict[str, Path]):
    frames = round(rate)
    cut = round(frames / rate * RATE)

    sound = heard(sources, clip("rain", 1, frames), clip("surf", 1, frames), rate=rate)[cut - 9600 : cut + 9600]

    assert np.abs(power(sound) + 20).max() < 1


@pytest.mark.parametrize(("first", "second"), [(2, 1), (1, 0)], ids=["the first ends with its file", "the second begins"])
def test_the_power_stays_where_one_sound_has_no_handle(first: int, second: int, sources: dict[str, Path]):
    sound = heard(sources, clip("rain", first), clip("surf", second))[CUT - 9600 : CUT + 9600]

    assert np.abs(power(sound) + 20).max() < 1


def test_sounds_without_handles_fade_on_their_own_sides(sources: dict[str, Path]):
    sound = heard(sources, clip("rain", 2), clip("surf", 0))

    # The mix has no sample at the cut itself, so both are near to nothing beside it.
    assert np.abs(sound[CUT - 2 : CUT + 2]).max() < 1e-4
    assert np.abs(power(np.concatenate([sound[CUT - 9600 : CUT - FADE], sound[CUT + FADE : CUT + 9600]])) + 20).max() < 1


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_a_take_that_is_cut_and_goes_on_sounds_as_before(rate: Fraction, sources: dict[str, Path]):
    cut = heard(sources, clip("rain", 1, 20), clip("rain", 1 + 20 / rate, 20), rate=rate)

    assert np.abs(cut - heard(sources, clip("rain", 1, 40), rate=rate)).max() < 1e-4


def test_two_recordings_of_one_sound_cross_without_a_swell(sources: dict[str, Path], shelf: Path):
    other = shelf / "other_recording.wav"
    other.write_bytes(sources["rain"].read_bytes())

    sound = heard({**sources, "other": other}, clip("rain", 1), clip("other", 2))

    whole = heard(sources, clip("rain", 1, 50))
    assert np.abs(sound - whole).max() < 1e-4


def test_a_change_of_level_at_a_cut_is_smooth(sources: dict[str, Path]):
    sound = heard(sources, clip("low", 1), clip("low", 2, gain_db=-12.0))

    assert roughness(sound) < 1.1 * roughness(heard(sources, clip("low", 1))[2 * FADE : -2 * FADE])


def test_sounds_cross_within_ten_milliseconds_of_the_cut(sources: dict[str, Path]):
    sound = heard(sources, clip("rain", 1), clip("surf", 1))

    first, second = heard(sources, clip("rain", 1, 50)), heard(sources, clip("surf", 0, 50))
    is_first, is_second = (np.abs(sound - alone).max(axis=1) < 1e-6 for alone in (first, second))
    assert is_first[FADE : CUT - FADE // 2].all() and is_second[CUT + FADE // 2 : -FADE].all()
    late, early = CUT - 9 * FADE // 20, CUT + 9 * FADE // 20
    assert not is_first[late : late + RATE // 2].any() and not is_second[early - RATE // 2 : early].any()


def test_frames_cut_one_by_one_are_never_silent_nor_swell(sources: dict[str, Path]):
    names = ("rain", "surf")
    single = [clip(names[frame % 2], 1 + frame / NTSC_FAST, 1) for frame in range(60)]

    sound = heard(sources, *single, rate=NTSC_FAST)[4800 : 4800 + 38400]

    assert np.abs(power(sound) + 20).max() < 1.5


def test_sound_that_ends_before_its_picture_fades(shelf: Path):
    sound = tone(frequency=500, level_db=-6, rate=RATE, duration=Fraction(10007, 10000))
    film = numbered_film(shelf / "short_sound.mov", rate=PAL, frames=50, sound=sound)

    samples = heard({"s": film}, clip("s", 0, 50))

    assert not samples[round(1.0007 * RATE) :].any()
    assert roughness(samples) < 1.1 * roughness(samples[2 * FADE : CUT - 2 * FADE])


def test_a_film_s_sound_begins_and_ends_at_rest(sources: dict[str, Path]):
    sound = heard(sources, clip("low", ODD), clip("high", ODD))

    assert np.abs(sound[[0, -1]]).max() < 1e-4


@pytest.mark.parametrize("block", [480, 480 * 7, RATE, RATE + 480])
def test_where_blocks_end_is_not_heard(block: int, sources: dict[str, Path], monkeypatch: pytest.MonkeyPatch):
    items = (clip("rain", 1), clip("surf", 1, 1), clip("low", 1), Gap(frames=3), clip("rain", 2))
    whole = heard(sources, *items)

    monkeypatch.setattr(mix, "BLOCK", block)

    assert np.abs(heard(sources, *items) - whole).max() < 1e-6


def test_silence_crosses_into_sound(shelf: Path, sources: dict[str, Path]):
    silent = write_wav(shelf / "silent.wav", Sound(samples=np.zeros((3 * RATE, 2), np.float32), rate=RATE))

    sound = heard({**sources, "silent": silent}, clip("silent", 1), clip("rain", 1))

    assert not sound[: CUT - FADE // 2].any() and sound[CUT - FADE // 2 :].any() and np.isfinite(sound).all()
