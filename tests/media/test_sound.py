"""Sound at its exact places, whatever the container's clock, the rate and the channels."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest

from autoedit.errors import NoSound
from autoedit.media.probe import probe
from autoedit.media.sound import read_sound, sound_blocks
from autoedit.testing import Sound, click_places, clicks, noise, numbered_film, shots_film, tone, write_wav
from tests.media.conftest import LATE

RATE = 48000
PAL = Fraction(25)


@pytest.mark.parametrize("name", ["25.mov", "25.mp4", "25.mkv", "24000/1001.mkv", "30000/1001.mp4"])
def test_clicks_are_heard_where_they_were_made(name, films):
    heard = read_sound(probe(films[name]), Fraction(0), Fraction(5, 4), RATE)

    assert click_places(heard, apart=2000) == (RATE // 2, RATE)


@pytest.mark.parametrize("start", [Fraction(2, 5), Fraction(1001, 2400), Fraction(49, 100)], ids=str)
@pytest.mark.parametrize("name", ["25.mov", "25.mp4", "25.mkv"])
def test_a_range_begins_at_its_own_sample(name, start, films):
    heard = read_sound(probe(films[name]), start, Fraction(1, 5), RATE)

    assert len(heard) == RATE // 5
    assert click_places(heard, apart=2000) == (round((Fraction(1, 2) - start) * RATE),)


def test_late_sound_stays_late(films):
    heard = read_sound(probe(films["late"]), Fraction(0), LATE + Fraction(5, 4), RATE)

    assert not heard[: round(LATE * RATE) - 1].any()
    assert click_places(heard, apart=2000) == pytest.approx(
        [round((LATE + half) * RATE) for half in (Fraction(1, 2), Fraction(1))], abs=1
    )


@pytest.mark.parametrize("source_rate", [8000, 22050, 44100, 48000, 96000])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_click_keeps_its_place_when_the_rate_changes(source_rate, channels, tmp_path):
    sound = clicks([Fraction(1), Fraction(5, 2)], rate=source_rate, duration=Fraction(3), channels=channels)
    media = probe(write_wav(tmp_path / "s.wav", sound))

    heard = read_sound(media, Fraction(0), Fraction(3), RATE)

    # Two samples, or half of one of the source's where those are longer.
    doubt = max(2, RATE // source_rate / 2)
    assert click_places(heard, apart=4000) == pytest.approx([RATE, RATE * 5 // 2], abs=doubt)


def test_an_hour_into_a_file_a_click_is_still_at_its_sample(tmp_path):
    """Each range is read from its own exact time; nothing adds up."""
    silence = np.zeros((8000 * 3600, 1), np.float32)
    at = clicks([Fraction(1)], rate=8000, duration=Fraction(2), channels=1).samples
    media = probe(write_wav(tmp_path / "long.wav", Sound(samples=np.concatenate([silence, at]), rate=8000)))

    heard = read_sound(media, Fraction(3600), Fraction(2), RATE)

    assert click_places(heard, apart=4000) == pytest.approx([RATE], abs=3)


def test_mono_is_heard_on_both_sides_at_the_same_loudness_together(tmp_path):
    sound = noise(level_db=-20, rate=RATE, duration=Fraction(1), channels=1)
    media = probe(write_wav(tmp_path / "s.wav", sound))

    heard = read_sound(media, Fraction(0), Fraction(1), RATE)

    assert np.array_equal(heard[:, 0], heard[:, 1])
    # Loudness adds up the sides' powers.
    assert np.square(heard).sum() == pytest.approx(np.square(sound.samples).sum(), rel=0.001)


def of_five_channels(folder, kind: str, channels: dict[int, float]):
    """A file in which some of six channels carry a tone of these amplitudes."""
    samples = np.zeros((RATE, 6), np.float32)
    for channel, amplitude in channels.items():
        samples[:, channel] = tone(
            frequency=500, level_db=20 * np.log10(amplitude), rate=RATE, duration=Fraction(1), channels=1
        ).samples[:, 0]
    sound = Sound(samples=samples, rate=RATE)
    if kind == "pcm":
        return probe(write_wav(folder / "s.wav", sound))
    return probe(numbered_film(folder / "s.mp4", rate=PAL, frames=25, sound=sound))


# Front left, front right, centre, low frequencies, back left, back right: what each adds to left and right.
SIDES = {0: (1, 0), 1: (0, 1), 2: (0.707, 0.707), 3: (0, 0), 4: (0.707, 0), 5: (0, 0.707)}


@pytest.mark.parametrize("kind", ["pcm", "aac"])
@pytest.mark.parametrize(("channel", "sides"), SIDES.items(), ids=["left", "right", "centre", "low", "back left", "back right"])
def test_each_of_five_channels_is_heard_on_its_side(kind, channel, sides, tmp_path):
    media = of_five_channels(tmp_path, kind, {channel: 0.5})

    heard = np.abs(read_sound(media, Fraction(1, 4), Fraction(1, 2), RATE)).max(axis=0)

    assert heard == pytest.approx(0.5 * np.array(sides), abs=0.01)


@pytest.mark.parametrize("kind", ["pcm", "aac"])
def test_five_loud_channels_together_do_not_clip(kind, tmp_path):
    media = of_five_channels(tmp_path, kind, dict.fromkeys(range(6), 0.9))

    heard = read_sound(media, Fraction(1, 4), Fraction(1, 2), RATE)

    spectrum = np.abs(np.fft.rfft(heard[:, 0] * np.hanning(len(heard))))
    assert np.abs(heard).max() == pytest.approx(0.9 * (1 + 2 * 0.707), abs=0.05)
    # A clipped tone has overtones; this one has its 500 Hz, every second line being a hertz.
    assert spectrum[600:].max() < 0.01 * spectrum.max()


def test_sides_that_cancel_stay_as_they_are(tmp_path):
    sound = noise(level_db=-20, rate=44100, duration=Fraction(1), channels=1)
    media = probe(write_wav(tmp_path / "s.wav", Sound(samples=sound.samples * np.array([[1, -1]], np.float32), rate=44100)))

    heard = read_sound(media, Fraction(0), Fraction(1), RATE)

    assert np.abs(heard[:, 0]).max() > 0.1
    assert np.abs(heard.sum(axis=1)).max() < 1e-4


def with_a_hole(path):
    """Half a second of tone, a second of nothing at all, half a second of tone."""
    wave = tone(frequency=500, level_db=-12, rate=RATE, duration=Fraction(1)).samples
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=RATE, layout="stereo")
        for first, place in ((0, 0), (RATE // 2, RATE * 3 // 2)):
            part = (wave[first : first + RATE // 2] * 32767).astype("<i2").reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(part, format="s16", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = RATE, place, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("start", [Fraction(0), Fraction(1, 4)], ids=str)
def test_a_hole_stays_silent_and_what_follows_stays_late(start, tmp_path):
    media = probe(with_a_hole(tmp_path / "hole.mkv"))

    heard = np.abs(read_sound(media, start, 2 - start, RATE)).max(axis=1)

    loud = np.flatnonzero(heard > 0.01) / RATE + float(start)
    assert heard[round((Fraction(1, 2) - start) * RATE) + 100 : round((Fraction(3, 2) - start) * RATE) - 100].max() == 0
    assert loud[loud < 1].max() == pytest.approx(0.5, abs=0.002)
    assert loud[loud > 1].min() == pytest.approx(1.5, abs=0.002)


def test_beyond_its_ends_a_file_is_silent(tmp_path):
    media = probe(write_wav(tmp_path / "s.wav", noise(level_db=-20, rate=RATE, duration=Fraction(1))))

    heard = read_sound(media, Fraction(-1), Fraction(3), RATE)

    assert len(heard) == 3 * RATE
    assert not heard[: RATE - 1].any() and not heard[2 * RATE + 1 :].any() and heard[RATE : 2 * RATE].any()


@pytest.mark.parametrize("suffix", [".wav", ".mov", ".mkv"])
def test_blocks_together_are_the_whole_sound(suffix, tmp_path):
    sound = noise(level_db=-20, rate=44100, duration=Fraction(25))
    path = tmp_path / f"s{suffix}"
    if suffix == ".wav":
        write_wav(path, sound)
    else:
        numbered_film(path, rate=PAL, frames=10, sound=sound)

    blocks = list(sound_blocks(probe(path)))

    whole = np.concatenate(blocks)
    assert len(blocks) == 3 and len(whole) == len(sound.samples)
    assert np.abs(whole - np.clip(sound.samples, -1, 1)).max() < 2 / 32768


def test_reading_is_the_same_as_the_blocks(films):
    media = probe(films["25.mp4"])

    whole = np.concatenate(list(sound_blocks(media)))

    assert np.array_equal(read_sound(media, Fraction(0), Fraction(1), RATE), whole[:RATE])


def test_a_film_without_sound_is_told(tmp_path):
    media = probe(shots_film(tmp_path / "f.mp4", [((50, 60, 70), 5)], rate=PAL))

    with pytest.raises(NoSound, match=r"f\.mp4: it has no sound"):
        read_sound(media, Fraction(0), Fraction(1), RATE)


def test_samples_that_are_not_numbers_are_silence(tmp_path):
    import soundfile

    samples = np.full((RATE, 2), 0.1, np.float32)
    samples[1000:1010], samples[2000:2010] = np.nan, np.inf
    soundfile.write(tmp_path / "s.wav", samples, RATE, subtype="FLOAT")

    heard = read_sound(probe(tmp_path / "s.wav"), Fraction(0), Fraction(1), RATE)

    assert np.isfinite(heard).all() and not heard[1000:1010].any() and not heard[2000:2010].any()
