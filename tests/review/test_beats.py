"""What confirms a grid by ear and by eye, read back: clicks to the sample, pixels, labels."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from autoedit.errors import OutputError
from autoedit.media.probe import probe
from autoedit.model.document import Song
from autoedit.model.music import Beat, BeatGrid, Section, SectionKind, Stretch
from autoedit.review.beat_plot import KINDS, UNTRUSTED, beat_plot, rows
from autoedit.review.beats import BeatOutputs, check_beat_outputs, write_beat_outputs
from autoedit.review.click import BEAT_HZ, CLICK_SECONDS, DOWNBEAT_HZ, SONG_PEAK


def song(folder: Path, *, seconds: float = 8.0, rate: int = 44100, level: float = 0.0, period: Fraction = Fraction(5, 7)) -> Song:
    """A song of noise at this peak, with beats that fall between samples."""
    count = round(seconds * rate)
    noise = np.random.default_rng(1).uniform(-1, 1, (count, 2)) * level
    file = folder / "ein Lied äöü 歌.wav"
    soundfile.write(file, noise, rate, subtype="FLOAT")
    times = [Fraction(round((Fraction(1, 3) + number * period) * rate), rate) for number in range(int((seconds - 0.5) / period))]
    middle, end = times[len(times) // 2], Fraction(count, rate)
    grid = BeatGrid(
        start=Fraction(0), end=end, tempo=float(60 / period), metre=3, confidence=0.6,
        beats=tuple(Beat(time=time, number=number % 3 + 1, strength=1.0) for number, time in enumerate(times)),
        sections=(
            Section(start=Fraction(0), end=middle, kind=SectionKind.INTRO, energy=0.0),
            Section(start=middle, end=end, kind=SectionKind.DROP, energy=1.0),
        ),
        stretches=(
            Stretch(start=Fraction(0), end=middle, confidence=0.1),
            Stretch(start=middle, end=end, confidence=0.9),
        ),
    )  # fmt: skip
    return Song(media=probe(file), grid=grid, loudness=-20.0)


def clicked(made: Song, folder: Path) -> tuple[np.ndarray, int]:
    write_beat_outputs(made, BeatOutputs(click=folder / "click.wav"))
    samples, rate = soundfile.read(folder / "click.wav", always_2d=True)
    return samples, rate


@pytest.mark.parametrize("rate", [8000, 22050, 44100, 48000, 96000])
def test_each_click_begins_on_the_very_sample_of_its_beat(rate, tmp_path):
    made = song(tmp_path, rate=rate, seconds=40)

    samples, written_rate = clicked(made, tmp_path)

    loud = np.flatnonzero(np.abs(samples[:, 0]) > 0.43)
    begins = loud[np.diff(loud, prepend=-(10**6)) > CLICK_SECONDS * rate]
    assert written_rate == rate
    assert list(begins) == [beat.time * rate for beat in made.grid.beats]


def test_clicks_are_higher_on_downbeats(tmp_path):
    made = song(tmp_path)

    samples, rate = clicked(made, tmp_path)

    heard = []
    for beat in made.grid.beats[:6]:
        first = int(beat.time * rate)
        spectrum = np.abs(np.fft.rfft(samples[first : first + round(0.02 * rate), 0], rate))
        heard.append(int(spectrum.argmax()))
    assert heard == pytest.approx([DOWNBEAT_HZ, BEAT_HZ, BEAT_HZ] * 2, abs=25)


@pytest.mark.parametrize("level", [0.0, 0.01, 0.999, 4.0])
def test_song_and_clicks_together_never_clip(level, tmp_path):
    samples, _ = clicked(song(tmp_path, level=level), tmp_path)

    assert np.abs(samples).max() < 1.0


def test_between_the_clicks_the_song_is_as_it_was_only_turned_down(tmp_path):
    made = song(tmp_path, level=0.9)

    samples, rate = clicked(made, tmp_path)

    original, _ = soundfile.read(made.media.path, always_2d=True)
    is_between = np.ones(len(samples), bool)
    for beat in made.grid.beats:
        is_between[int(beat.time * rate) : int((beat.time + Fraction(1, 20)) * rate)] = False
    gain = SONG_PEAK / np.abs(original).max()
    assert len(samples) == len(original)
    assert np.abs(samples - gain * original)[is_between].max() < 1e-4


def test_a_click_over_the_seam_of_two_blocks_is_whole(tmp_path):
    made = song(tmp_path, seconds=30, period=Fraction(7, 1000))

    samples, rate = clicked(replace(made, grid=replace(made.grid, beats=(*made.grid.beats[:1],))), tmp_path)
    dense, _ = clicked(made, tmp_path)

    first = int(made.grid.beats[0].time * rate)
    period = int(made.grid.beats[1].time * rate) - first
    for beat in made.grid.beats[3:-1:3]:
        at = int(beat.time * rate)
        assert np.array_equal(dense[at : at + period - 1], samples[first : first + period - 1])


def test_a_song_of_several_rows_is_drawn_to_its_end(tmp_path):
    made = song(tmp_path, seconds=65, level=0.5)

    picture = beat_plot(made)

    laid = rows(Fraction(0), Fraction(65))
    assert len(laid) == 3
    assert laid[-1].start + laid[-1].duration >= 65
    assert picture.width == 1600


def test_the_plot_shows_sections_bars_and_what_is_not_to_be_trusted(tmp_path):
    made = song(tmp_path, level=0.5)

    pixels = np.asarray(beat_plot(made))

    (row,) = rows(Fraction(0), Fraction(8))
    band, middle = pixels[row.top + 2], pixels[row.top + 20 + 48]
    assert tuple(band[round(row.x(Fraction(1, 10)))]) == KINDS[SectionKind.INTRO]
    assert tuple(band[round(row.x(Fraction(79, 10)))]) == KINDS[SectionKind.DROP]
    assert tuple(middle[round(row.x(Fraction(2, 10)))]) == UNTRUSTED
    assert tuple(middle[round(row.x(Fraction(79, 10)))]) == KINDS[SectionKind.DROP]
    for beat in made.grid.downbeats:
        assert (pixels[row.top + 60, round(row.x(beat.time)) - 1 : round(row.x(beat.time)) + 2] == 255).all(axis=1).any()


@pytest.mark.parametrize("seconds", [0.6, 3.0])
def test_a_short_song_fills_the_width(seconds, tmp_path):
    assert len(rows(Fraction(0), Fraction(seconds))) == 1
    assert beat_plot(song(tmp_path, seconds=seconds, period=Fraction(1, 40))).width == 1600


def test_results_are_whole_files_of_their_kinds(tmp_path):
    outputs = BeatOutputs(click=tmp_path / "鍵.wav", plot=tmp_path / "é.png", labels=tmp_path / "l.txt")

    write_beat_outputs(song(tmp_path), outputs)

    assert soundfile.info(outputs.click).subtype == "PCM_16"
    assert Image.open(outputs.plot).format == "PNG"
    assert outputs.labels.read_text(encoding="utf-8").startswith("0.000000\t")
    assert not list(tmp_path.glob(".autoedit-*"))


def test_all_results_are_written_or_none(tmp_path, monkeypatch):
    monkeypatch.setattr("autoedit.review.beats.labels_text", lambda grid: 1 / 0)
    made = song(tmp_path)

    with pytest.raises(ZeroDivisionError):
        write_beat_outputs(made, BeatOutputs(click=tmp_path / "c.wav", plot=tmp_path / "p.png", labels=tmp_path / "l.txt"))

    assert [file.name for file in tmp_path.iterdir()] == [Path(made.media.path).name]


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        ({"click": "c.mp3"}, "ends in .wav"),
        ({"plot": "p.jpg"}, "ends in .png"),
        ({"click": "song.wav"}, "made from"),
        ({"labels": "taps.txt"}, "made from"),
        ({"labels": "nowhere/l.txt"}, "does not exist"),
        ({"click": "x.wav", "labels": "x.wav"}, "a name of its own"),
    ],
    ids=str,
)
def test_wrong_names_are_refused_before_the_work(outputs, said, tmp_path):
    sources = [tmp_path / "song.wav", tmp_path / "taps.txt"]
    for source in sources:
        source.write_text("1")

    with pytest.raises(OutputError, match=said):
        check_beat_outputs(BeatOutputs(**{kind: tmp_path / name for kind, name in outputs.items()}), sources)
