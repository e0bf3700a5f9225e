from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from autoedit.media.probe import probe
from autoedit.model.media import Media, Transfer
from autoedit.pipeline.notes import Note, notes_of
from autoedit.testing import Camera, numbered_film, tone

PAL = Fraction(25)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Media:
    path = tmp_path_factory.mktemp("notes") / "film.mp4"
    return probe(
        numbered_film(path, rate=PAL, frames=10, sound=tone(frequency=440, level_db=-20, rate=48000, duration=Fraction(2, 5)))
    )


def test_plain_footage_has_no_notes(plain: Media):
    assert notes_of(plain) == ()


def test_a_turned_film_without_sound_says_so(tmp_path: Path):
    media = probe(numbered_film(tmp_path / "film.mp4", rate=PAL, frames=10, camera=Camera(rotation=90)))

    assert notes_of(media) == (Note.ROTATED, Note.NO_SOUND)


def test_a_variable_rate_is_noted(tmp_path: Path):
    steps = [Fraction((17, 33, 50, 34, 120)[number % 5], 1000) for number in range(30)]
    times = [sum(steps[:number], Fraction(0)) for number in range(30)]

    media = probe(numbered_film(tmp_path / "film.mkv", rate=Fraction(30), frames=30, times=times))

    assert Note.VARIABLE_RATE in notes_of(media)


@pytest.mark.parametrize("transfer", [Transfer.PQ, Transfer.HLG])
def test_hdr_and_interlace_and_damage_are_noted(plain: Media, transfer: Transfer):
    assert plain.video is not None
    colour = replace(plain.video.colour, transfer=transfer)
    media = replace(plain, video=replace(plain.video, colour=colour, is_interlaced=True), damage=("it ends early",))

    assert notes_of(media) == (Note.HDR, Note.INTERLACED, Note.DAMAGED)
