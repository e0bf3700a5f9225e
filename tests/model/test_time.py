from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoedit.model.time import frame_at, frame_time, length, nearest_frame, rational, rational_text, whole_frames
from tests.properties.rates import RATES

times = st.fractions(min_value=-10, max_value=100_000, max_denominator=90_000)
frames = st.integers(-1000, 10_000_000)
rates = st.sampled_from(RATES)


@given(times, rates)
def test_the_nearest_frame_starts_within_half_a_frame_of_the_time(time: Fraction, rate: Fraction):
    frame = nearest_frame(time, rate)

    assert abs(frame_time(frame, rate) - time) <= Fraction(1, 2) / rate


@given(times, rates)
def test_the_frame_at_a_time_has_begun_and_has_not_ended(time: Fraction, rate: Fraction):
    frame = frame_at(time, rate)

    assert frame_time(frame, rate) <= time < frame_time(frame + 1, rate)


@given(frames, rates)
def test_a_frames_own_start_leads_back_to_it_by_either_rounding(frame: int, rate: Fraction):
    start = frame_time(frame, rate)

    assert nearest_frame(start, rate) == frame_at(start, rate) == frame


@given(frames, rates)
def test_a_time_half_way_between_two_frames_goes_to_the_later(frame: int, rate: Fraction):
    half_way = frame_time(frame, rate) + Fraction(1, 2) / rate

    assert nearest_frame(half_way, rate) == frame + 1


@given(st.fractions(min_value=0, max_value=10_000, max_denominator=90_000), rates)
def test_whole_frames_fit_and_one_more_would_not(duration: Fraction, rate: Fraction):
    count = whole_frames(duration, rate)

    assert count / rate <= duration < (count + 1) / rate


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_the_crossing_stays_exact_after_ten_hours(rate: Fraction):
    beats = [Fraction(sample, 44100) for sample in range(36_000 * 44_100, 36_000 * 44_100 + 400_000, 21_533)]

    errors = [abs(nearest_frame(beat, rate) / rate - beat) * rate for beat in beats]

    assert max(errors) <= Fraction(1, 2)


@given(st.fractions().filter(lambda value: max(abs(value.numerator), value.denominator) < 10**18))
def test_a_rational_written_and_read_is_the_same(value: Fraction):
    text = rational_text(value)

    assert rational(text) == value


@pytest.mark.parametrize(
    "text",
    ["", "1/0", "1e9", "0.5", "1/-2", "+1", " 1", "1 ", "1/2/3", "nan", "inf", "½", "1_000", "1" * 41, "1/" + "1" * 41, "1\n"],
)
def test_a_text_that_is_no_rational_is_refused_by_name(text: str):
    with pytest.raises(ValueError, match="is not a rational"):
        rational(text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("60", Fraction(60)),
        ("60s", Fraction(60)),
        ("1:00", Fraction(60)),
        ("1m", Fraction(60)),
        ("1min", Fraction(60)),
        ("1m30s", Fraction(90)),
        ("1m30", Fraction(90)),
        ("0:07.5", Fraction(15, 2)),
        ("1:02:03.5", Fraction(7447, 2)),
        ("1h", Fraction(3600)),
        ("1h2m3s", Fraction(3723)),
        ("29.97", Fraction(2997, 100)),
        (" 60 ", Fraction(60)),
    ],
)
def test_a_length_is_read_as_people_write_it(text: str, seconds: Fraction):
    assert length(text) == seconds


@pytest.mark.parametrize("text", ["", " ", "s", "-5", "1e3", "a minute", "1:2:3:4", "5x", "1,5", "0x10", "60 s s", ":30", "1/0"])
def test_a_text_that_is_no_length_is_refused_with_the_forms_there_are(text: str):
    with pytest.raises(ValueError, match="write 60, 60s, 1:00 or 1m30s"):
        length(text)


@pytest.mark.parametrize("text", ["0", "0s", "0:00", "0h0m0s"])
def test_a_length_of_nothing_is_refused(text: str):
    with pytest.raises(ValueError, match="above zero"):
        length(text)
