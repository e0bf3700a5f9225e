"""Sound is held against picture and mix to the sample, and the song is found in it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import soundfile

from autoedit.render.verify import certify, shown
from tests.render.verify.certified import SAMPLE_RATE, coded, without_packet, wrong

SLIP = round(SAMPLE_RATE * 0.040)


def test_aac_and_the_container_move_the_sound_by_nothing(clean):
    assert [offset.place for offset in clean.offsets] == ["start", "middle", "end"]
    assert all(abs(offset.seconds) <= Fraction(1, SAMPLE_RATE) for offset in clean.offsets)


def test_the_song_is_located_under_what_is_spoken(clean):
    assert len(clean.songs) == 3
    assert all(abs(song.lag) <= Fraction(2, SAMPLE_RATE) for song in clean.songs)


def later(samples: int):
    return lambda mix: np.concatenate([np.zeros((samples, 2)), mix[:-samples]])


def earlier(samples: int):
    return lambda mix: np.concatenate([mix[samples:], np.zeros((samples, 2))])


@pytest.mark.parametrize(("planted", "slip"), [(later(SLIP), 40), (earlier(SLIP), -40)], ids=["late", "early"])
def test_sound_that_slips_by_40_ms_is_caught(planted, slip, planned):
    certificate = planned.certificate(mix=planted)

    assert "sound to picture" in wrong(certificate)
    assert [round(float(offset.seconds * 1000)) for offset in certificate.offsets] == [slip] * 3


def test_sound_that_drifts_is_caught_at_the_end(film_at_24):
    """Five milliseconds are heard twice, eight times on the way."""

    def slower(mix):
        parts = np.array_split(mix, 9)
        return np.concatenate([piece for part in parts for piece in (part, part[-SLIP // 8 :])])[: len(mix)]

    certificate = film_at_24.certificate(mix=slower)

    slips = [float(offset.seconds * 1000) for offset in certificate.offsets]
    assert "sound to picture" in wrong(certificate)
    assert slips == sorted(slips)
    assert slips[-1] >= 30


def test_a_song_laid_20_ms_off_is_caught(film_at_24):
    clip = film_at_24.timeline.tracks[1].clips[0]
    music = replace(film_at_24.timeline.tracks[1], items=(replace(clip, source_start=clip.source_start + Fraction(20, 1000)),))
    other = replace(film_at_24.meant, timeline=replace(film_at_24.timeline, tracks=(film_at_24.timeline.tracks[0], music)))

    certificate = certify(
        shown(coded(film_at_24.folder / "song_off.mp4", film_at_24.pictures, film_at_24.rate, film_at_24.mix)), other
    )

    assert "music" in wrong(certificate)
    assert {round(float(song.lag * 1000)) for song in certificate.songs} == {20}


def test_sound_that_is_another_is_caught(film_at_24):
    other = np.random.default_rng(4).standard_normal(film_at_24.mix.shape) * 0.1

    assert "sound to picture" in wrong(film_at_24.certificate(mix=lambda _: other))


def test_sound_that_is_silent_is_caught(film_at_24):
    assert "sound to picture" in wrong(film_at_24.certificate(mix=np.zeros_like))


def test_a_film_that_lost_its_sound_is_caught(film_at_24):
    assert "sound's length" in wrong(film_at_24.certificate(has_sound=False))


def test_sound_that_ends_early_is_caught(film_at_24):
    assert "sound's length" in wrong(film_at_24.certificate(mix=lambda mix: mix[: -SAMPLE_RATE // 2]))


def test_a_hole_in_the_sound_is_caught(film_at_24):
    path = coded(film_at_24.folder / "hole.mp4", film_at_24.pictures, film_at_24.rate, film_at_24.mix)

    certificate = certify(shown(without_packet(path, "audio")), film_at_24.meant)

    middle = float(film_at_24.timeline.duration) / 2
    assert wrong(certificate) == {"sound"}
    assert [gap.is_louder for gap in certificate.gaps] == [False]
    assert float(certificate.gaps[0].time) == pytest.approx(middle, abs=0.1)


def test_a_noise_that_was_not_mixed_is_caught(film_at_24):
    def whistled(mix):
        spoilt = mix.copy()
        spoilt[100_000:102_000] = np.sin(np.arange(2000) / 8)[:, None]
        return spoilt

    certificate = film_at_24.certificate(mix=whistled)

    assert wrong(certificate) == {"sound"}
    assert [gap.is_louder for gap in certificate.gaps] == [True]


def test_a_tone_that_is_in_its_place_holds_and_one_that_slipped_does_not(film_at_24):
    """A tone is the same a period later, so that no correlation has a single peak."""
    hum = 0.1 * np.sin(2 * np.pi * 441 * np.arange(len(film_at_24.mix)) / SAMPLE_RATE)
    mix = np.stack([hum, hum], axis=1).astype(np.float32)
    soundfile.write(film_at_24.folder / "hum.wav", mix, SAMPLE_RATE, subtype="FLOAT")
    film = replace(film_at_24, mix=mix, meant=replace(film_at_24.meant, sound=film_at_24.folder / "hum.wav", media={}))

    assert film.certificate().holds
    assert wrong(film.certificate(mix=lambda mix: np.roll(mix, SLIP, axis=0))) == {"sound to picture"}


def test_a_song_that_cannot_be_heard_is_not_measurable_and_no_fault(film_at_24):
    spoken = np.random.default_rng(9).standard_normal(film_at_24.mix.shape).astype(np.float32) * 0.1
    soundfile.write(film_at_24.folder / "spoken.wav", spoken, SAMPLE_RATE, subtype="FLOAT")
    film = replace(film_at_24, mix=spoken, meant=replace(film_at_24.meant, sound=film_at_24.folder / "spoken.wav"))

    certificate = film.certificate()

    (music,) = [check for check in certificate.checks if check.name == "music"]
    assert (music.is_right, music.figure) == (True, "not measurable")
    assert all(cut.beat_error is None for cut in certificate.cuts)
    assert certificate.holds
