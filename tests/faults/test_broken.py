"""The quick form of ``broken``, and the faults that its long form found, each by itself."""

from __future__ import annotations

import contextlib
import io
import os
import random
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pymupdf_fonts
import pytest
from PIL import Image

from autoedit.errors import AutoeditError, UnreadableMedia
from autoedit.media.probe import probe
from autoedit.media.sound import sound_blocks
from autoedit.model.timeline import TitleKind
from autoedit.pipeline.cache import Cache
from autoedit.pipeline.library import analyse
from autoedit.pipeline.titling import title_wishes
from autoedit.pipeline.workplace import Workplace
from autoedit.render.titles import Fonts
from autoedit.render.titles.lettering import title_picture
from autoedit.render.titles.outline import outline
from autoedit.review.gallery_pictures import gallery_picture
from autoedit.testing import film, tone, write_wav
from tests.analysis.takes import panned, view
from tests.faults.broken import cases
from tests.faults.mutants import KINDS, mutant
from tests.faults.specimens import made_by_ffmpeg

SEED = 8
ONE = Fraction(1)
CASES = list(cases(SEED, many=False))


@pytest.mark.slow
@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[name for name, _ in CASES])
def test_a_broken_file_is_used_or_left_out_with_a_reason_and_costs_nothing_else(case: Callable[[Path], None], tmp_path: Path):
    case(tmp_path)


def test_a_film_shorter_than_a_moment_is_analysed(tmp_path: Path):
    """Its scores are fewer than those that a moment's mean is taken of."""
    pictures = panned(view(3, value=160), 24)
    times = [Fraction(number, 25) for number in range(24)]
    path = film(tmp_path / "short.mp4", pictures, times, rate=Fraction(25))

    (found,) = analyse([str(path)], work=Workplace(cache=Cache(None), executor="serial", debug=True)).files

    assert found.moments.selects


def test_sound_goes_on_where_its_channels_change(tmp_path: Path):
    parts = [
        write_wav(tmp_path / f"{n}.wav", tone(frequency=440, level_db=-6, rate=48000, duration=ONE, channels=n)) for n in (1, 2)
    ]
    coded = [made_by_ffmpeg(part.with_suffix(".mp3"), "-i", str(part), "-write_xing", "0") for part in parts]
    path = tmp_path / "both.mp3"
    path.write_bytes(b"".join(part.read_bytes() for part in coded))

    samples = np.concatenate(list(sound_blocks(probe(path))))

    assert abs(len(samples) - 2 * 48000) < 2 * 1152 * 3
    assert np.abs(samples[-24000:-12000]).max() > 0.2


@pytest.mark.parametrize("channels", [9, 33])
def test_a_song_whose_channels_cannot_be_mixed_is_refused_with_their_number(channels: int, tmp_path: Path):
    path = write_wav(tmp_path / "many.wav", tone(frequency=440, level_db=-6, rate=8000, duration=ONE, channels=channels))

    with pytest.raises(UnreadableMedia, match=f"its sound of {channels} channels cannot be mixed to stereo"):
        probe(path)


class Drawn:
    """A font whose every glyph is so many squares of a size."""

    def __init__(self, side: int, squares: int = 1) -> None:
        self._side, self._squares = side, squares

    def draw_glyph_with_pen(self, glyph: int, pen: Any) -> None:
        for _ in range(self._squares):
            pen.moveTo((0, 0))
            pen.lineTo((self._side, 0))
            pen.lineTo((self._side, self._side))


def test_a_damaged_fonts_letters_larger_than_any_page_are_no_letters():
    assert len(outline(Drawn(2000), 1, 1000)) == 1
    assert outline(Drawn(30_000), 1, 1000) == ()
    assert outline(Drawn(500, squares=10_000), 1, 1000) == ()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 102, 108, 313])
def test_a_title_in_a_damaged_font_is_drawn_or_refused_in_seconds(seed: int, tmp_path: Path):
    dice = random.Random(seed)
    path = tmp_path / "damaged.ttf"
    path.write_bytes(mutant(pymupdf_fonts.fontbuffers["figo"](), dice.choice(KINDS), dice))
    begun = time.monotonic()

    with contextlib.suppress(AutoeditError):
        title_picture(TitleKind.OPENING, "Hello \u0627\u0644 99", 640, 360, Fonts(path))

    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("opening", [lambda path: title_wishes(captions=[str(path)]), lambda path: title_wishes(font=path)])
def test_a_pipe_is_not_waited_for(opening: Callable[[Path], object], tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(AutoeditError, match="it is not a file"):
        opening(tmp_path / "pipe")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_broken_photograph_is_shown_or_refused_in_a_sentence(form: str, tmp_path: Path):
    held = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (60, 90, 3), np.uint8)).save(held, form)
    path = tmp_path / "photograph"

    for seed in range(150):
        dice = random.Random(seed)
        path.write_bytes(mutant(held.getvalue(), dice.choice(KINDS), dice))
        with contextlib.suppress(AutoeditError):
            assert gallery_picture(path).ndim == 3
