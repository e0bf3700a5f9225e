"""A sound is found to a fraction of a millisecond, under what is laid over it; and what is not there is not found."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoedit.render.verify.lag import REACH, lag_of
from autoedit.render.verify.shown import HEARD_RATE
from tests.render.verify.certified import noisy_song

SECONDS = 4
REACHED = round(REACH * HEARD_RATE)


@pytest.fixture(scope="module")
def song() -> np.ndarray:
    """Six seconds at the rate of what is heard."""
    return noisy_song(Fraction(24))[::4][: 6 * HEARD_RATE]


def window(sound: np.ndarray, late: int) -> np.ndarray:
    """Four seconds from the first on, with REACH around, heard so many samples late."""
    first = HEARD_RATE - REACHED - late
    return sound[first : first + SECONDS * HEARD_RATE + 2 * REACHED]


def known(sound: np.ndarray) -> np.ndarray:
    return sound[HEARD_RATE : HEARD_RATE * (1 + SECONDS)]


@given(late=st.integers(-2000, 2000))
def test_a_slip_is_told_to_the_sample(song, late):
    lag = lag_of(known(song), window(song, late))

    assert lag.is_sure
    assert abs(lag.seconds - Fraction(late, HEARD_RATE)) <= Fraction(1, 48000)


@pytest.mark.parametrize("louder_db", [0, 6, 12])
def test_a_song_is_found_under_louder_speech(louder_db, song):
    over = np.random.default_rng(1).standard_normal(song.shape) * song.std() * 10 ** (louder_db / 20)

    lag = lag_of(known(song), window((song + over).astype(np.float32), 240))

    assert lag.is_sure
    assert lag.seconds == pytest.approx(Fraction(240, HEARD_RATE), abs=1e-4)


def test_a_song_whose_level_is_ducked_is_found(song):
    level = 0.55 + 0.45 * np.sin(np.arange(len(song)) / HEARD_RATE * 5)

    lag = lag_of(known(song), window((song * level[:, None]).astype(np.float32), -120))

    assert (lag.is_sure, lag.seconds) == (True, Fraction(-120, HEARD_RATE))


def test_another_sound_is_not_taken_for_it(song):
    other = np.random.default_rng(2).standard_normal(song.shape).astype(np.float32)

    assert not lag_of(known(song), window(other, 0)).is_sure


def test_in_silence_nothing_is_found(song):
    assert lag_of(known(song), window(np.zeros_like(song), 0)).confidence == 0


def test_of_a_loop_s_places_the_planned_one_counts():
    """A bar that is repeated to the sample is heard at each of its repeats; 20 ms late is 20 ms late."""
    bar = np.random.default_rng(3).standard_normal((HEARD_RATE // 3, 2)).astype(np.float32)
    loop = np.tile(bar, (18, 1))

    assert lag_of(known(loop), window(loop, 240)).seconds == Fraction(240, HEARD_RATE)
