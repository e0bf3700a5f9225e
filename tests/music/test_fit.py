"""What jumps cost the ear, and songs cut anew as they sound."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from autoedit.media.probe import probe
from autoedit.media.sound import read_sound, sound_blocks
from autoedit.model.joins import Joins
from autoedit.music.likeness import joins
from autoedit.pipeline.cache import Cache
from autoedit.pipeline.music import MusicOptions, fit_music
from autoedit.pipeline.workplace import Workplace
from autoedit.plan.bed import MusicFit
from tests.music.songs import RATE, band, lay, media, note, steady

BAR = 16 / 8  # seconds of four beats at 120


def form(*parts: str, extra: np.ndarray | None = None) -> np.ndarray:
    """A song of parts of four bars each: A is the band, B the band an octave of noise and a chord apart, x the drums' rest."""
    beats = steady(120, 16, first=0.0)
    whole = []
    for part in parts:
        wave = band(beats)[: 8 * RATE]
        if part == "B":
            for bar in range(4):
                for pitch in (56, 61, 68):
                    lay(wave, note(pitch, BAR) * 0.8, bar * BAR, RATE)
            wave = wave[::-1] * 0.2 + wave
        whole.append(wave)
    song = np.concatenate([*whole, np.zeros(RATE)])
    return song if extra is None else song + extra[: len(song)]


def heard(wave: np.ndarray, folder: Path, bars: int) -> Joins:
    return joins(media(wave, folder), [Fraction(2 * bar) for bar in range(bars)])


@pytest.fixture
def work(tmp_path: Path) -> Workplace:
    return Workplace(cache=Cache(tmp_path / "cache"))


def test_a_jump_to_the_same_place_of_a_repeated_part_costs_next_to_nothing(tmp_path: Path):
    price = heard(form("A", "B", "A", "B"), tmp_path, 16).price

    assert max(price[bar, bar + 8] for bar in (1, 2, 3, 5, 6)) < 0.25
    assert price[3, 12] > 1


def test_a_jump_within_what_changes_costs_more_than_one_at_the_change(tmp_path: Path):
    price = heard(form("A", "B", "A", "A", "B"), tmp_path, 20).price

    # From the end of A into the second B is as the song itself goes; from amid A into amid B is not.
    assert price[4, 16] <= 1
    assert price[2, 18] > price[4, 16] + 4


def test_staying_costs_nothing(tmp_path: Path):
    price = heard(form("A", "B"), tmp_path, 8).price

    assert np.abs(np.diag(price)).max() == 0


def test_a_jump_that_breaks_a_held_note_costs_more(tmp_path: Path):
    plain = form("A", "A", "A")
    time = np.arange(3 * RATE) / RATE
    voice = np.zeros(len(plain))
    # A voice from the third bar over the line into the fourth, gliding as voices do.
    lay(voice, np.sin(2 * np.pi * (620 * time + 12 * np.sin(2 * np.pi * 5 * time))) * 0.3 * np.minimum(1, (3 - time) / 0.05), 4.5)

    without = heard(plain, tmp_path, 12).price[3, 7]
    broken = heard(plain + voice, tmp_path, 12).price[3, 7]

    assert broken > without + 0.7


def test_bars_that_are_struck_late_are_joined_where_they_are_struck(tmp_path: Path):
    late = round(0.012 * RATE)
    first, second = form("A")[: 8 * RATE], form("A")[: 8 * RATE]
    song = np.concatenate([first, np.zeros(late), second, np.zeros(RATE)])

    shift = heard(song, tmp_path, 8).shift_ms

    assert shift[1:3, 5:7] == pytest.approx(np.full((2, 2), 12), abs=2)
    assert np.abs(shift[1:3, 1:3]).max() <= 1


def test_one_line_has_no_jumps(tmp_path: Path):
    assert heard(form("A"), tmp_path, 1).price.shape == (1, 1)


@pytest.mark.parametrize("seconds", ["10", "21.52", "33", "48", "66.04"])
def test_a_song_lasts_as_long_as_asked_and_ends_as_it_ends(seconds: str, tmp_path: Path, work: Workplace):
    path = Path(media(form("A", "B", "A", "B"), tmp_path).path)

    fitted = fit_music(path, tmp_path / "out.wav", MusicOptions(length=Fraction(seconds), frame_rate=Fraction(25)), work)

    made = probe(tmp_path / "out.wav")
    assert made.duration == Fraction(seconds)
    last = fitted.bed.passages[-1]
    here = read_sound(made, last.start + last.duration - 3, Fraction(2), 48000)[:, 0]
    there = read_sound(fitted.song.media, last.source_start + last.duration - 3, Fraction(2), 48000)[:, 0]
    # The two may lie half a sample apart.
    assert np.corrcoef(here, there)[0, 1] > 0.95


@pytest.mark.parametrize("fit", list(MusicFit))
@pytest.mark.parametrize("suffix", [".wav", ".flac", ".ogg", ".opus", ".mp3"])
def test_every_kind_of_file_lasts_as_long_as_asked(fit: MusicFit, suffix: str, tmp_path: Path, work: Workplace):
    path = Path(media(form("A", "B"), tmp_path).path)
    output = tmp_path / f"out{suffix}"

    fit_music(path, output, MusicOptions(length=Fraction("12.345"), fit=fit), work)

    assert sum(len(block) for block in sound_blocks(probe(output))) == round(12.345 * 48000)


def test_no_click_is_heard_at_a_splice(tmp_path: Path, work: Workplace):
    path = Path(media(form("A", "B", "A", "B"), tmp_path).path)

    fitted = fit_music(path, tmp_path / "out.wav", MusicOptions(length=Fraction(21)), work)

    (splice,) = (float(passage.start) for passage in fitted.bed.passages[1:])
    made = read_sound(probe(tmp_path / "out.wav"), Fraction(0), Fraction(21), 48000)[:, 0]
    rough = np.abs(np.diff(made, 2))
    about = slice(round((splice - 0.09) * 48000), round((splice - 0.005) * 48000))
    assert rough[about].max() <= 1.2 * rough.max()
    # The same bars without a splice are as loud.
    quiet = [np.sqrt(np.mean(made[round((at - 0.09) * 48000) : round((at - 0.01) * 48000)] ** 2)) for at in (splice - 2, splice)]
    assert quiet[1] == pytest.approx(quiet[0], rel=0.35)
