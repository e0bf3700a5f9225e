"""The order of a story does not depend on the order in which files are given."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoedit.model.media import Media
from autoedit.model.story import captured_at, in_story_order
from tests.plan.values import media

MORNING, NOON = "2026-07-01T08:00:00Z", "2026-07-01T12:00:00Z"


def at(path: str, captured: str | None = None) -> Media:
    """A file under a path of its own; as many ids as there are paths."""
    return replace(media(path, captured=captured), path=path)


def told(files: list[Media]) -> list[str]:
    return [file.path for file in in_story_order(files)]


def test_files_that_all_tell_their_time_come_in_the_order_of_capture():
    assert told([at("/a.mp4", NOON), at("/b.mp4", MORNING)]) == ["/b.mp4", "/a.mp4"]


def test_files_captured_at_one_time_come_by_name():
    assert told([at("/b.mp4", NOON), at("/a.mp4", NOON), at("/c.mp4", MORNING)]) == ["/c.mp4", "/a.mp4", "/b.mp4"]


@pytest.mark.parametrize("untold", [None, "", "yesterday", "2026-13-01T00:00:00Z"])
def test_where_one_file_does_not_tell_its_time_all_come_by_name(untold: str | None):
    assert told([at("/b.mp4", MORNING), at("/c.mp4", untold), at("/a.mp4", NOON)]) == ["/a.mp4", "/b.mp4", "/c.mp4"]


def test_numbers_in_names_are_counted_and_not_spelt():
    names = ["/GOPR10.MP4", "/gopr9.mp4", "/GOPR2.MP4", "/clip.mp4", "/GOPR٣.mp4"]

    assert told([at(name) for name in names]) == ["/clip.mp4", "/GOPR2.MP4", "/GOPR٣.mp4", "/gopr9.mp4", "/GOPR10.MP4"]


def test_a_digit_that_is_no_number_is_a_letter():
    assert told([at("/m².mp4"), at("/m10.mp4")]) == ["/m10.mp4", "/m².mp4"]


def test_the_names_of_files_count_before_those_of_their_folders():
    assert told([at("/a/2.mp4"), at("/b/1.mp4"), at("/a/1.mp4")]) == ["/a/1.mp4", "/b/1.mp4", "/a/2.mp4"]


def test_times_of_capture_are_compared_across_time_zones():
    east, west = at("/east.mp4", "2026-07-01T10:00:00+09:00"), at("/west.mp4", "2026-07-01T00:30:00-02:00")

    assert told([west, east]) == ["/east.mp4", "/west.mp4"]


def test_a_time_without_a_zone_is_taken_as_utc():
    assert captured_at(at("/a.mp4", "2026-07-01T08:00:00")) == datetime(2026, 7, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize("captured", [[MORNING, NOON, MORNING, MORNING, NOON], [None] * 5, [MORNING, None, NOON, None, MORNING]])
@given(st.permutations(range(5)))
def test_the_order_given_makes_no_difference(captured: list[str | None], order: list[int]):
    names = ["/1/a.mp4", "/2/a.mp4", "/2/A.mp4", "/2/a 10.mp4", "/2/a 9.mp4"]
    files = [at(name, time) for name, time in zip(names, captured, strict=True)]

    assert in_story_order([files[place] for place in order]) == in_story_order(files)


@given(st.permutations(range(3)))
def test_files_of_one_name_are_told_apart_by_their_content(order: list[int]):
    files = [replace(at("/a.mp4"), fingerprint=f"{number:032}") for number in range(3)]

    assert in_story_order([files[place] for place in order]) == files
