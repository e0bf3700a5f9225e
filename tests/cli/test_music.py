"""``autoedit music``: a song to a length, as a person asks for it."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
import soundfile
from typer.testing import CliRunner, Result

from autoedit.cli import app as application
from autoedit.errors import BadOption, OutputError, UnknownName
from tests.music.songs import RATE, band, noise, steady


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(application.app, [str(argument) for argument in arguments])


def written(done: Result) -> dict:
    """What the document of a run tells of its one output."""
    (output,) = json.loads(done.stdout)["outputs"]
    return output["music"]


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half a minute of a band at 120."""
    file = tmp_path_factory.mktemp("songs") / "song.wav"
    soundfile.write(file, band(steady(120, 64, first=0.0)), RATE)
    return file


def test_a_song_is_written_at_the_length_asked_for(song: Path):
    done = invoke("music", song, "--length", "20s", "-o", "short.flac")

    assert done.exit_code == 0
    assert soundfile.info("short.flac").duration == 20


def test_the_length_is_in_whole_frames_of_a_film_s_rate(song: Path):
    invoke("music", song, "--length", "20", "--rate", "23.976", "-o", "short.wav")

    samples = soundfile.info("short.wav").frames
    assert samples == round(round(20 * Fraction(24000, 1001)) * Fraction(1001, 24000) * 48000)


def test_the_splices_are_told_as_json(song: Path):
    done = invoke("music", song, "--length", "20", "-o", "short.wav", "--json")

    told = written(done)
    assert told["schema"] == "autoedit/music/1"
    assert told["length"] == "20"
    assert len(told["splices"]) == len(told["passages"]) - 1 >= 1
    assert told["ends_with_the_song"]
    assert {"at", "left", "entered", "bar_left", "bar_entered", "price", "crossfade"} <= set(told["splices"][0])


def test_a_longer_film_hears_bars_again(song: Path):
    done = invoke("music", song, "--length", "50", "-o", "long.wav", "--json")

    assert any(splice["entered_seconds"] < splice["left_seconds"] for splice in written(done)["splices"])
    assert soundfile.info("long.wav").duration == 50


def test_an_excerpt_has_no_splice(song: Path):
    done = invoke("music", song, "--length", "12", "--fit", "excerpt", "-o", "part.wav", "--json")

    assert written(done)["splices"] == []


def test_the_whole_song_is_followed_by_silence(song: Path):
    invoke("music", song, "--length", "40", "--fit", "whole", "-o", "whole.wav")

    wave, rate = soundfile.read("whole.wav")
    assert len(wave) == 40 * rate
    assert abs(wave[35 * rate :]).max() == 0


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        (["--fit", "remx"], UnknownName, "Did you mean 'remix'?"),
        (["-o", "short.aac"], OutputError, "no kind of sound file"),
        (["-o", "nowhere/short.wav"], OutputError, "its folder does not exist"),
    ],
)
def test_what_cannot_be_is_told(song: Path, arguments: list[str], error: type[Exception], said: str):
    done = invoke("music", song, "--length", "20", *arguments)

    assert isinstance(done.exception, error)
    assert said in str(done.exception)


def test_a_song_is_not_written_over(song: Path):
    done = invoke("music", song, "--length", "20", "-o", song)

    assert isinstance(done.exception, OutputError)


def test_noise_cannot_be_cut_anew_but_an_excerpt_of_it_can_be_had(tmp_path: Path):
    file = tmp_path / "noise.wav"
    soundfile.write(file, noise(20), RATE)

    asked = invoke("music", file, "--length", "10", "--fit", "remix", "-o", "short.wav")
    left = invoke("music", file, "--length", "10", "-o", "short.wav")

    assert isinstance(asked.exception, BadOption)
    assert "no beat to trust" in str(asked.exception)
    assert left.exit_code == 0
    assert soundfile.info("short.wav").duration == 10
