"""What is heard in a film, and when: the mix by itself, sample by sample, before AAC."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import soundfile

from autoedit.model.timeline import Clip, Gap, Transition
from autoedit.render.mix import mix
from autoedit.testing import Sound, click_places, clicks, numbered_film, tone, write_wav
from tests.render.making import PAL, RATES, by_name, named, picture, source_sound, timeline

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
    late = 10 / PAL
    sound = clicks([Fraction(1)], rate=RATE, duration=Fraction(2))
    path = numbered_film(
        shelf / "late_sound.mov", rate=PAL, frames=75, start=late, sound=Sound(samples=sound.samples, rate=RATE, start=late)
    )
    clip = Clip(id="c", media="m", source_start=late + Fraction(1, 2), frames=25)

    heard = mixed(timeline(PAL, source_sound(clip)), named(path, "m"), folder=tmp_path)

    assert click_places(heard.samples, apart=RATE) == pytest.approx([RATE // 2], abs=1)


@pytest.fixture(scope="session")
def clicking(shelf):
    """Clicks every half second in files of each kind and rate."""
    files = {}
    for rate in (44100, 48000):
        sound = clicks([Fraction(half, 2) for half in range(1, 10)], rate=rate, duration=Fraction(5))
        files["wav", rate] = write_wav(shelf / f"clicks_{rate}.wav", sound)
        files["mp4", rate] = numbered_film(shelf / f"clicks_{rate}.mp4", rate=PAL, frames=125, sound=sound)
        files["mp3", rate] = shelf / f"clicks_{rate}.mp3"
        soundfile.write(files["mp3", rate], sound.samples, rate, format="MP3")
    return files


@pytest.mark.parametrize("rate", RATES, ids=str)
@pytest.mark.parametrize("source_rate", [44100, 48000])
@pytest.mark.parametrize("kind", ["wav", "mp4", "mp3"])
def test_a_click_is_heard_at_its_own_sample_whatever_file_it_comes_from(kind, source_rate, rate, clicking, tmp_path):
    source = named(clicking[kind, source_rate], "s")
    # Odd starts, and gaps of a frame or two; the first clip has a click at 0.37 s, the second one at 0.19 s.
    frames = round(rate * Fraction(2, 5))
    first = Clip(id="a", media="s", source_start=Fraction(113, 100), frames=frames)
    second = Clip(id="b", media="s", source_start=Fraction(331, 100), frames=frames)

    heard = mixed(timeline(rate, source_sound(Gap(frames=1), first, Gap(frames=2), second)), source, folder=tmp_path)

    places = click_places(heard.samples, apart=RATE // 4)
    wanted = [(1 / rate + Fraction(37, 100)) * RATE, ((3 + frames) / rate + Fraction(19, 100)) * RATE]
    # Half a sample is the start's rounding; a resampled click falls between two.
    assert places == pytest.approx([float(place) for place in wanted], abs=0.51 if source_rate == RATE else 1.5)


@pytest.fixture(scope="session")
def voices(shelf):
    """Two files of three seconds; what is said in them are clicks."""
    said = {"a": [Fraction(1, 2), Fraction(6, 5)], "b": [Fraction(11, 10), Fraction(17, 10), Fraction(9, 10)]}
    return [
        named(write_wav(shelf / f"voice_{name}.wav", clicks(times, rate=RATE, duration=Fraction(3))), name)
        for name, times in said.items()
    ]


def cut_pictures(rate, over: int):
    """Pictures of a from its start and of b from its first second on, cut after a second; sounds cut so many frames later."""
    frames = round(rate)
    shown = [Clip(id="1", media="a", source_start=Fraction(0), frames=frames)]
    shown.append(Clip(id="2", media="b", source_start=Fraction(1), frames=frames))
    heard = [replace(shown[0], frames=frames + over), replace(shown[1], source_start=1 + over / rate, frames=frames - over)]
    return timeline(rate, picture(*shown), source_sound(*heard))


@pytest.mark.parametrize("rate", RATES, ids=str)
@pytest.mark.parametrize(
    ("part", "from_a", "from_b"),
    [
        pytest.param(Fraction(3, 10), ["1/2", "6/5"], ["17/10"], id="an L-cut: what b says at first is not heard"),
        pytest.param(Fraction(-3, 10), ["1/2"], ["9/10", "11/10", "17/10"], id="a J-cut: b is heard before it is seen"),
        pytest.param(Fraction(0), ["1/2"], ["11/10", "17/10"], id="a plain cut"),
    ],
)
def test_sound_that_trails_or_leads_its_picture_is_in_step_with_it(part, from_a, from_b, rate, voices, tmp_path):
    film = cut_pictures(rate, round(part * rate))

    heard = mixed(film, *voices, folder=tmp_path)

    # b's second 1 is the film's frame of the cut.
    later = round(rate) / rate - 1
    wanted = [float(Fraction(time) * RATE) for time in from_a] + [float((Fraction(time) + later) * RATE) for time in from_b]
    assert click_places(heard.samples, apart=RATE // 20) == pytest.approx(wanted, abs=0.51)


def cut_between(shelf, tmp_path, *between) -> Sound:
    """One second of a low tone, then one of a higher one, each from its own file."""
    low = write_wav(shelf / "low.wav", tone(frequency=500, level_db=-20, rate=RATE, duration=Fraction(3)))
    high = write_wav(shelf / "high.wav", tone(frequency=2000, level_db=-20, rate=RATE, duration=Fraction(3)))
    # An odd start, so that the waves do not happen to meet at zero.
    a = Clip(id="a", media="low", source_start=Fraction(10007, 10000), frames=25)
    b = Clip(id="b", media="high", source_start=Fraction(10001, 10000), frames=25)
    film = timeline(PAL, source_sound(a, *between, b))
    return mixed(film, named(low, "low"), named(high, "high"), folder=tmp_path)


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


def test_the_same_film_is_mixed_to_the_same_bytes(voices, tmp_path):
    film = cut_pictures(PAL, 5)

    first, second = (mix(film, by_name(*voices), tmp_path / name) for name in ("first.wav", "second.wav"))

    assert first == second
    assert (tmp_path / "first.wav").read_bytes() == (tmp_path / "second.wav").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first.wav", "second.wav"]


def test_a_film_without_a_sound_track_has_no_mix(tmp_path, sources):
    assert mix(timeline(PAL), {}, tmp_path / "mix.wav") is None
    assert not list(tmp_path.iterdir())
