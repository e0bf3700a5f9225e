"""Where music steps back under the footage's sound, and where it does not."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from autoedit.media.loudness import loudness
from autoedit.model.timeline import Clip, Gap, Item
from autoedit.render import mix
from autoedit.render.ducking import DEPTH_DB, reduction
from autoedit.render.mix import mixed
from autoedit.testing import Sound, noise, tone, write_wav
from tests.render.making import PAL, by_name, music, named, source_sound

RATE = 48000
STEP = RATE // 100
SONG = tone(frequency=1000, level_db=-16, rate=RATE, duration=Fraction(13))


def talk(seconds: int, *, level_db: float = -18) -> np.ndarray:
    """Syllables: noise that comes and goes five times a second, two thirds of the time there."""
    sound = noise(level_db=level_db, rate=RATE, duration=Fraction(seconds)).samples
    is_spoken = np.arange(len(sound)) % (RATE // 5) < RATE * 2 // 15
    return np.where(is_spoken[:, None], sound, sound * 0.01).astype(np.float32)


def lowered(source: np.ndarray, folder: Path) -> np.ndarray:
    """How far the music is lowered, in dB for each 10 ms of twelve seconds, under a sound that begins at second 4."""
    song = named(write_wav(folder / "song.wav", SONG), "song")
    said = named(
        write_wav(folder / "said.wav", Sound(samples=np.concatenate([source, np.zeros_like(source)]), rate=RATE)), "said"
    )
    frames = len(source) * 25 // RATE
    items: list[Item] = [Gap(frames=100), Clip(id="t", media="said", source_start=Fraction(0), frames=frames)]
    tracks = [source_sound(*items), music(Clip(id="m", media="song", source_start=Fraction(0), frames=300))]
    both, alone, bed = (
        np.concatenate(list(mixed(some, PAL, 300, by_name(song, said)))) for some in (tracks, tracks[:1], tracks[1:])
    )
    under = np.square(both - alone).reshape(-1, STEP * 2).mean(axis=1)
    return 10 * np.log10(np.square(bed).reshape(-1, STEP * 2).mean(axis=1) / under)


def test_music_is_down_when_a_word_begins(tmp_path: Path):
    curve = lowered(talk(3), tmp_path)

    assert curve[400] > 0.95 * DEPTH_DB
    assert np.abs(curve[3 : 400 - 60]).max() < 0.05


def test_music_goes_down_shortly_before_the_word_and_not_at_once(tmp_path: Path):
    curve = lowered(talk(3), tmp_path)

    half_way = int(np.argmax(curve > DEPTH_DB / 2))
    assert 400 - 40 <= half_way <= 400 - 15
    assert np.abs(np.diff(curve[3:-3])).max() < 1


def test_music_stays_down_for_as_long_as_somebody_speaks(tmp_path: Path):
    curve = lowered(talk(3), tmp_path)

    assert curve[400:700].min() > 0.95 * DEPTH_DB


def test_music_comes_back_smoothly_when_all_is_said(tmp_path: Path):
    curve = lowered(talk(3), tmp_path)

    back = curve[700:900]
    assert back[-1] < 0.05 and np.diff(back).max() < 0.02 and np.diff(back).min() > -0.2


def test_music_does_not_come_up_in_a_pause_of_a_second(tmp_path: Path):
    said = talk(5)
    said[2 * RATE : 3 * RATE] = 0

    assert lowered(said, tmp_path)[400:900].min() > 0.9 * DEPTH_DB


def bang(seconds: float) -> np.ndarray:
    sound = noise(level_db=-3, rate=RATE, duration=Fraction(2)).samples
    return (sound * (np.arange(len(sound)) < seconds * RATE)[:, None]).astype(np.float32)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(bang(0.12), id="a bang"),
        pytest.param(noise(level_db=-31, rate=RATE, duration=Fraction(3)).samples, id="atmosphere as the plan lays it"),
        pytest.param(tone(frequency=60, level_db=-6, rate=RATE, duration=Fraction(3)).samples, id="a rumble"),
    ],
)
def test_music_does_not_step_back_for_what_says_nothing(source: np.ndarray, tmp_path: Path):
    assert np.abs(lowered(source, tmp_path)[3:-3]).max() < 0.1


def test_louder_sound_lowers_the_music_more_up_to_the_depth(tmp_path: Path):
    depths = [lowered(talk(2, level_db=level), tmp_path)[400:600].max() for level in (-40, -26, -12)]

    assert depths[0] < 0.05 < depths[1] < DEPTH_DB - 0.5 < DEPTH_DB - 0.05 < depths[2]


@pytest.mark.parametrize("block", [STEP, 7 * STEP, 50 * STEP, 333 * STEP])
def test_where_blocks_end_makes_no_difference(block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    whole = lowered(talk(3), tmp_path)

    monkeypatch.setattr(mix, "BLOCK", block)

    assert np.abs(lowered(talk(3), tmp_path) - whole).max() < 1e-3


def test_the_curve_follows_from_the_seconds_around_alone():
    dice = np.random.default_rng(5)
    levels = np.repeat(dice.uniform(-50, -10, 150), 20)
    changed = levels.copy()
    changed[:1000] = -120
    changed[2000:] = 0

    assert np.allclose(reduction(levels)[1400:1750], reduction(changed)[1400:1750], atol=1e-9)


def test_words_come_through_real_music(shared_media: Path):
    """A lecture at the plan's level for lines, over a song at its level for music."""
    sources = {
        "talk": named(shared_media / "takes/physicsworks_audio.webm", "talk"),
        "song": named(shared_media / "music/clue-game-60s.mp3", "song"),
    }
    starts, wished = {"talk": Fraction(20), "song": Fraction(5)}, {"talk": -20.0, "song": -16.0}
    tracks = {}
    for name, role in (("talk", source_sound), ("song", music)):
        clip = Clip(id=name, media=name, source_start=starts[name], frames=200)
        measured = lufs_of(mixed([role(clip)], PAL, 200, by_name(*sources.values())))
        tracks[name] = role(Clip(id=name, media=name, source_start=starts[name], frames=200, gain_db=wished[name] - measured))

    both = np.concatenate(list(mixed(list(tracks.values()), PAL, 200, by_name(*sources.values()))))
    alone = np.concatenate(list(mixed([tracks["talk"]], PAL, 200, by_name(*sources.values()))))

    words, under = (np.square(part).reshape(-1, STEP * 2).mean(axis=1) for part in (alone, both - alone))
    is_spoken = words > words.max() / 100
    assert 10 * np.log10(words[is_spoken].mean() / under[is_spoken].mean()) > 10
    assert 10 * np.log10(np.median(words[is_spoken] / under[is_spoken])) > 10


def lufs_of(blocks: Iterable[np.ndarray]) -> float:
    return loudness(blocks, RATE, with_peak=False).integrated
