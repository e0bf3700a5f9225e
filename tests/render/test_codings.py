"""Codecs, qualities and encoders: what is asked for comes out, joined from pieces without a seam."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import av
import pytest

from autoedit.errors import BadOption, UnknownName
from autoedit.media import coding as codings
from autoedit.media.coding import HARDWARE_ENCODERS, Codec, Quality, coding
from autoedit.model.timeline import Clip, Transition
from autoedit.render.crew import Bench
from autoedit.render.encoding import Encoding, draft_of
from autoedit.render.film import render
from autoedit.testing import film_numbers
from tests.render.making import NTSC_FILM, by_name, picture, source_sound, timeline

NAMES = {Codec.H264: "h264", Codec.HEVC: "hevc", Codec.AV1: "av1", Codec.PRORES: "prores"}


def film_of(size: tuple[int, int] = (320, 192)):
    a = Clip(id="a", media="a", source_start=5 / NTSC_FILM, frames=20)
    b = Clip(id="b", media="b", source_start=40 / NTSC_FILM, frames=20)
    c = Clip(id="c", media="a", source_start=60 / NTSC_FILM, frames=20)
    return timeline(NTSC_FILM, picture(a, Transition(kind="dissolve", in_frames=4, out_frames=4), b, c), size=size)


@pytest.mark.slow
@pytest.mark.parametrize("codec", Codec)
def test_every_codec_s_pieces_join_to_a_film_that_shows_each_frame(codec, two_films, tmp_path):
    path = tmp_path / ("film.mov" if codec is Codec.PRORES else "film.mp4")
    encoding = Encoding(codec=codec, quality=Quality.DRAFT)

    certificate = render(film_of(), by_name(*two_films), path, encoding=encoding, bench=Bench(workers=2))

    shown = [frame.number for frame in film_numbers(path)]
    assert certificate.holds
    assert shown[:16] == list(range(5, 21))
    assert shown[24:] == [*range(1044, 1060), *range(60, 80)]
    with av.open(str(path)) as file:
        video = file.streams.video[0]
        assert NAMES[codec] in video.codec_context.name or video.codec_context.name == "libdav1d"
        assert video.average_rate == NTSC_FILM


def test_a_draft_has_360_lines_and_the_same_frames(two_films, tmp_path):
    film = film_of(size=(1280, 720))

    render(film, by_name(*two_films), tmp_path / "film.mp4", encoding=Encoding(is_draft=True))

    with av.open(str(tmp_path / "film.mp4")) as file:
        assert (file.streams.video[0].width, file.streams.video[0].height) == (640, 360)
    assert len(film_numbers(tmp_path / "film.mp4")) == film.frames


@pytest.mark.parametrize(
    ("size", "drafted"),
    [((1920, 1080), (640, 360)), ((1080, 1920), (360, 640)), ((480, 270), (480, 270)), ((1998, 1080), (666, 360))],
)
def test_a_draft_keeps_the_film_s_shape_in_even_pixels(size, drafted):
    film = draft_of(timeline(NTSC_FILM, picture(Clip(id="a", media="a", source_start=Fraction(0), frames=9)), size=size))

    assert (film.width, film.height) == drafted


@pytest.mark.parametrize("codec", Codec)
def test_a_chip_that_does_not_answer_is_left_for_software(codec, monkeypatch):
    monkeypatch.setattr(codings, "answers", lambda _: False)

    assert coding(codec, Quality.GOOD, encoder="hardware") == coding(codec, Quality.GOOD)
    assert coding(codec, Quality.GOOD, encoder=HARDWARE_ENCODERS[codec][0]) == coding(codec, Quality.GOOD)


def test_the_first_chip_that_answers_is_taken(monkeypatch):
    monkeypatch.setattr(codings, "answers", lambda wished: wished.encoder == "h264_qsv")

    assert coding(Codec.H264, Quality.GOOD, encoder="hardware").encoder == "h264_qsv"


def test_an_encoder_answers_only_when_it_codes_a_picture():
    software = coding(Codec.H264, Quality.GOOD)

    assert codings.answers(software)
    assert not codings.answers(replace(software, encoder="h264_videotoolbox_of_another_world"))


def test_better_quality_is_a_lower_factor():
    factors = [int(coding(Codec.H264, quality).options["crf"]) for quality in (Quality.DRAFT, Quality.GOOD, Quality.BEST)]

    assert factors == sorted(factors, reverse=True)


@pytest.mark.parametrize(
    ("error", "wrong"),
    [
        (UnknownName, {"encoder": "h264_nvence"}),
        (UnknownName, {"encoder": "libx265"}),
        (UnknownName, {"preset": "quick"}),
        (BadOption, {"crf": 52}),
    ],
)
def test_what_a_codec_does_not_have_is_refused(error, wrong):
    with pytest.raises(error):
        coding(Codec.H264, Quality.GOOD, **wrong)


def test_prores_has_no_factor():
    with pytest.raises(BadOption, match="--quality"):
        coding(Codec.PRORES, Quality.GOOD, crf=20)


def test_a_film_with_sound_has_its_sound_in_mov_too(sources, tmp_path):
    clip = Clip(id="c", media=str(NTSC_FILM), source_start=Fraction(0), frames=30)
    film = timeline(NTSC_FILM, picture(clip), source_sound(clip))

    render(film, by_name(sources[str(NTSC_FILM)]), tmp_path / "film.mov", encoding=Encoding(preset="ultrafast"), is_forced=True)

    with av.open(str(tmp_path / "film.mov")) as file:
        assert [stream.type for stream in file.streams] == ["video", "audio"]
