"""What is heard in a film, and when: the mix by itself, sample by sample, before AAC."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import soundfile

from autoedit.model.timeline import Clip, Gap, Transition
from autoedit.render.mix import mix
from autoedit.testing import Sound, click_places, clicks, noise, tone, write_wav
from tests.render.making import PAL, RATES, by_name, music, named, source_sound, timeline

RATE = 48000


def mixed(film, *sources, folder) -> Sound:
    assert mix(film, by_name(*sources), folder / "mix.wav")
    samples, rate = soundfile.read(folder / "mix.wav", dtype="float32")
    return Sound(samples=samples, rate=rate)


def level(samples: np.ndarray, frequency: float) -> float:
    """The amplitude of one frequency, by a windowed Fourier sum."""
    window = np.hanning(len(samples))
    wave = np.exp(-2j * np.pi * frequency * np.arange(len(samples)) / RATE)
    return float(2 * abs((samples.mean(axis=1) * window * wave).sum()) / window.sum())


@pytest.mark.parametrize("seconds", [21, pytest.param(190, marks=pytest.mark.slow)])
@pytest.mark.parametrize("rate", RATES, ids=str)
def test_a_click_is_heard_at_its_frame_s_time_from_first_to_last(rate, seconds, shelf, tmp_path):
    # A click at source second 2, and clips that start 20 frames before it: the click stands on each clip's frame 20.
    sound = clicks([Fraction(2)], rate=RATE, duration=Fraction(5))
    song = named(write_wav(shelf / "click.wav", sound), "s")
    frames = round(seconds * rate)
    starts = [0, frames // 3, frames - 40]
    items, position = [], 0
    for number, start in enumerate(starts):
        items += [Gap(frames=start - position)] if start > position else []
        items.append(Clip(id=f"c{number}", media="s", source_start=2 - 20 / rate, frames=40))
        position = start + 40

    heard = mixed(timeline(rate, source_sound(*items)), song, folder=tmp_path)

    places = click_places(heard.samples, apart=RATE // 4)
    assert places == pytest.approx([(start + 20) / rate * RATE for start in starts], abs=2)


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_the_mix_is_as_long_as_the_film_to_the_sample(rate, sources, tmp_path):
    clip = Clip(id="c", media=str(rate), source_start=Fraction(0), frames=101)

    heard = mixed(timeline(rate, source_sound(clip)), sources[str(rate)], folder=tmp_path)

    assert len(heard.samples) == round(101 / rate * RATE)


def test_a_late_stream_s_sound_stays_with_its_picture(shelf, tmp_path):
    from autoedit.testing import numbered_film

    late = 10 / PAL
    sound = clicks([Fraction(1)], rate=RATE, duration=Fraction(2))
    path = numbered_film(
        shelf / "late_sound.mov", rate=PAL, frames=75, start=late, sound=Sound(samples=sound.samples, rate=RATE, start=late)
    )
    clip = Clip(id="c", media="m", source_start=late + Fraction(1, 2), frames=25)

    heard = mixed(timeline(PAL, source_sound(clip)), named(path, "m"), folder=tmp_path)

    assert click_places(heard.samples, apart=RATE) == pytest.approx([RATE // 2], abs=1)


def cut_between(shelf, tmp_path, *between) -> Sound:
    """One second of a low tone, then one of a higher one, each from its own file."""
    low = write_wav(shelf / "low.wav", tone(frequency=500, level_db=-20, rate=RATE, duration=Fraction(3)))
    high = write_wav(shelf / "high.wav", tone(frequency=2000, level_db=-20, rate=RATE, duration=Fraction(3)))
    # An odd start, so that the waves do not happen to meet at zero.
    a = Clip(id="a", media="low", source_start=Fraction(10007, 10000), frames=25)
    b = Clip(id="b", media="high", source_start=Fraction(10001, 10000), frames=25)
    film = timeline(PAL, source_sound(a, *between, b))
    return mixed(film, named(low, "low"), named(high, "high"), folder=tmp_path)


def test_a_cut_makes_no_click(shelf, tmp_path):
    heard = cut_between(shelf, tmp_path).samples[:, 0]

    # A jump of the wave shows in its second difference; a smooth fade adds next to nothing to that of the tones.
    roughness = np.abs(np.diff(heard, 2))
    assert roughness[RATE - 2000 : RATE + 2000].max() <= 1.1 * roughness[RATE + 5000 : RATE + 15000].max()


def test_a_film_s_sound_begins_and_ends_at_rest(shelf, tmp_path):
    heard = cut_between(shelf, tmp_path).samples

    assert np.abs(heard[[0, -1]]).max() < 0.001 * np.abs(heard).max()


def test_a_cut_leaves_no_more_than_two_fades_of_silence(shelf, tmp_path):
    heard = np.abs(cut_between(shelf, tmp_path).samples[:, 0])

    steady = heard[RATE // 2 : RATE // 2 + 4800].max()
    assert heard[RATE - 2400 : RATE - 960].max() == pytest.approx(steady, rel=0.02)
    assert heard[RATE + 960 : RATE + 2400].max() == pytest.approx(steady, rel=0.02)


def test_a_dissolve_s_sounds_cross(shelf, tmp_path):
    heard = cut_between(shelf, tmp_path, Transition(kind="dissolve", in_frames=5, out_frames=5)).samples

    # The dissolve lasts from 0.8 s to 1.2 s.
    stretches = {"before": 0.6, "middle": 0.95, "after": 1.3}
    levels = {
        name: [level(heard[round(at * RATE) : round((at + 0.1) * RATE)], frequency) for frequency in (500, 2000)]
        for name, at in stretches.items()
    }
    alone = levels["before"][0]
    assert levels["before"] == pytest.approx([alone, 0], abs=0.01 * alone)
    # Equal power: both at 1/sqrt(2) in the middle.
    assert levels["middle"] == pytest.approx([alone / 2**0.5, alone / 2**0.5], rel=0.05)
    assert levels["after"] == pytest.approx([0, alone], abs=0.01 * alone)


def test_a_clip_s_gain_is_heard(shelf, tmp_path):
    low = write_wav(shelf / "gain.wav", tone(frequency=500, level_db=-20, rate=RATE, duration=Fraction(3)))
    a = Clip(id="a", media="s", source_start=Fraction(0), frames=25)
    b = Clip(id="b", media="s", source_start=Fraction(1), frames=25, gain_db=-6.0)

    heard = mixed(timeline(PAL, source_sound(a, b)), named(low, "s"), folder=tmp_path).samples

    first, second = level(heard[12000:36000], 500), level(heard[60000:84000], 500)
    assert 20 * np.log10(second / first) == pytest.approx(-6, abs=0.1)


def test_music_steps_back_under_loud_source_sound_and_comes_again(shelf, tmp_path):
    song = write_wav(shelf / "song.wav", tone(frequency=500, level_db=-18, rate=RATE, duration=Fraction(8)))
    talk = write_wav(shelf / "talk.wav", noise(level_db=-15, rate=RATE, duration=Fraction(8)))
    film = timeline(
        PAL,
        source_sound(Gap(frames=50), Clip(id="t", media="talk", source_start=Fraction(0), frames=50), Gap(frames=75)),
        music(Clip(id="m", media="song", source_start=Fraction(0), frames=175)),
    )

    heard = mixed(film, named(song, "song"), named(talk, "talk"), folder=tmp_path).samples

    before, under, again = (level(heard[second * RATE : (second + 1) * RATE], 500) for second in (1, 3, 6))
    # Noise leaks a little into the 500 Hz measured; eight decibels is what ducking promises.
    assert 20 * np.log10(under / before) == pytest.approx(-8, abs=0.7)
    assert 20 * np.log10(again / before) == pytest.approx(0, abs=0.3)


def test_a_film_without_a_sound_track_has_no_mix(tmp_path, sources):
    assert not mix(timeline(PAL), {}, tmp_path / "mix.wav")
