"""What is heard where two clips of one song cross."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from autoedit.model.timeline import Clip, Transition
from autoedit.render.mix import mixed
from autoedit.testing import Sound, noise, tone, write_wav
from tests.render.making import PAL, RATES, by_name, music, named

RATE = 48000


def heard(path: Path, rate: Fraction, *items: Clip | Transition) -> np.ndarray:
    track = music(*items)
    return np.concatenate(list(mixed([track], rate, track.frames, by_name(named(path, "s")))))


def halves(rate: Fraction, second_start: Fraction, *, in_frames: int = 2, out_frames: int = 0) -> list[Clip | Transition]:
    """Forty frames from the first second on, crossed into forty from elsewhere."""
    first = Clip(id="a", media="s", source_start=Fraction(1), frames=40)
    second = Clip(id="b", media="s", source_start=second_start, frames=40)
    return [first, Transition(kind="crossfade", in_frames=in_frames, out_frames=out_frames), second]


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_a_clip_that_is_cut_in_two_and_crossed_sounds_as_before(rate: Fraction, tmp_path: Path):
    path = write_wav(tmp_path / "noise.wav", noise(level_db=-20, rate=RATE, duration=Fraction(6)))

    cut = heard(path, rate, *halves(rate, 1 + 40 / rate))

    whole = heard(path, rate, Clip(id="a", media="s", source_start=Fraction(1), frames=80))
    assert np.abs(cut - whole).max() < 1e-3


def test_a_crossing_that_takes_most_of_a_clip_is_as_long_on_both_sides(tmp_path: Path):
    path = write_wav(tmp_path / "noise.wav", noise(level_db=-20, rate=RATE, duration=Fraction(6)))
    first = Clip(id="a", media="s", source_start=Fraction(1), frames=40)
    short = Clip(id="b", media="s", source_start=1 + 40 / PAL, frames=10)

    cut = heard(path, PAL, first, Transition(kind="crossfade", in_frames=0, out_frames=8), short)

    whole = heard(path, PAL, Clip(id="a", media="s", source_start=Fraction(1), frames=50))
    assert np.abs(cut - whole).max() < 1e-3


def test_unlike_sounds_cross_at_equal_power(tmp_path: Path):
    path = write_wav(tmp_path / "noise.wav", noise(level_db=-20, rate=RATE, duration=Fraction(12)))

    sound = heard(path, PAL, *halves(PAL, Fraction(6), in_frames=10, out_frames=10))

    power = [float(np.mean(sound[first : first + 9600] ** 2)) for first in (RATE, round(1.5 * RATE), 2 * RATE + 9600)]
    assert power == pytest.approx([power[0]] * 3, rel=0.06)


def test_the_same_tone_a_whole_wave_later_crosses_without_a_swell(tmp_path: Path):
    path = write_wav(tmp_path / "tone.wav", tone(frequency=500, level_db=-20, rate=RATE, duration=Fraction(12)))

    sound = heard(path, PAL, *halves(PAL, Fraction(6), in_frames=10, out_frames=10))

    assert np.abs(sound[RATE : 2 * RATE]).max() == pytest.approx(np.abs(sound[RATE // 2 : RATE]).max(), rel=0.01)


def test_the_crossing_is_over_where_the_cut_is(tmp_path: Path):
    half = np.zeros((6 * RATE, 2), np.float32)
    half[: 3 * RATE] = 0.25
    path = write_wav(tmp_path / "step.wav", Sound(samples=half, rate=RATE))

    # The second clip is silent from its first frame on; before it, its file still sounds.
    sound = heard(path, PAL, *halves(PAL, Fraction(3), in_frames=3))

    assert np.abs(sound[round(1.6 * RATE) + 48 :]).max() < 1e-3
