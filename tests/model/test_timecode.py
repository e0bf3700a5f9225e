from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoedit.model.timecode import frame_of, timecode
from tests.properties.rates import NTSC, NTSC_FAST, NTSC_FILM, PAL, RATES


@given(st.integers(0, 24 * 3600 * 60), st.sampled_from([*RATES, Fraction(24), Fraction(50), Fraction(60), Fraction(120)]))
def test_a_timecode_leads_back_to_its_frame(frame: int, rate: Fraction):
    text = timecode(frame, rate)

    assert frame_of(text, rate) == frame


@given(st.integers(0, 24 * 3600 * 60), st.sampled_from(RATES))
def test_timecodes_rise_with_their_frames(frame: int, rate: Fraction):
    assert timecode(frame, rate) < timecode(frame + 1, rate)


@pytest.mark.parametrize(
    ("frame", "rate", "text"),
    [
        (0, NTSC, "00:00:00;00"),
        (1799, NTSC, "00:00:59;29"),
        (1800, NTSC, "00:01:00;02"),
        (17981, NTSC, "00:09:59;29"),
        (17982, NTSC, "00:10:00;00"),
        (107892, NTSC, "01:00:00;00"),
        (3600, NTSC_FAST, "00:01:00;04"),
        (35964, NTSC_FAST, "00:10:00;00"),
        (24 * 60, NTSC_FILM, "00:01:00:00"),
        (25 * 3600 + 7, PAL, "01:00:00:07"),
    ],
)
def test_a_frame_has_the_timecode_that_smpte_gives_it(frame: int, rate: Fraction, text: str):
    assert timecode(frame, rate) == text


def test_drop_frame_timecode_is_less_than_a_tenth_of_a_second_off_after_a_day():
    a_day_by_timecode = frame_of("24:00:00;00", NTSC)

    assert abs(a_day_by_timecode / NTSC - 24 * 3600) < Fraction(1, 10)


@pytest.mark.parametrize("text", ["00:01:00;00", "00:01:00;01", "00:59:00;01"])
def test_a_number_that_drop_frame_leaves_out_is_refused(text: str):
    with pytest.raises(ValueError, match="leaves out"):
        frame_of(text, NTSC)


@pytest.mark.parametrize("text", ["00:60:00:00", "00:00:60:00", "00:00:00:25"])
def test_a_timecode_past_the_clock_is_refused(text: str):
    with pytest.raises(ValueError, match="outside the clock"):
        frame_of(text, PAL)


@pytest.mark.parametrize("text", ["", "00:00:00", "00:00:00:00:00", "a:b:c:d", "-1:00:00:00", "00:00:00:0x"])
def test_a_text_that_is_no_timecode_is_refused(text: str):
    with pytest.raises(ValueError, match="is not a timecode"):
        frame_of(text, PAL)
