"""Each planted fault of the picture is named at its frame; each cut is looked for by itself."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoedit.model.timeline import Clip, Gap, Timeline, Track, TrackKind, TrackRole, Transition
from autoedit.render.verify import Certificate, Meant, certify, shown
from tests.render.making import PAL
from tests.render.verify.certified import coded, frozen, without_packet, wrong


def left_out(at: int):
    return lambda pictures: [*pictures[:at], *pictures[at + 1 :], pictures[-1]]


def shown_twice(at: int):
    return lambda pictures: [*pictures[: at + 1], *pictures[at:-1]]


def swapped(at: int):
    return lambda pictures: [*pictures[:at], pictures[at + 1], pictures[at], *pictures[at + 2 :]]


def black(at: int):
    return lambda pictures: [*pictures[:at], np.zeros_like(pictures[at]), *pictures[at + 1 :]]


def smeared(at: int):
    """A frame of which a tenth did not come through."""

    def done(pictures):
        spoilt = pictures[at].copy()
        spoilt[: len(spoilt) // 3, : spoilt.shape[1] // 3] = 128
        return [*pictures[:at], spoilt, *pictures[at + 1 :]]

    return done


def told(certificate: Certificate) -> list[tuple[str, int, int, int]]:
    return [(fault.kind.value, fault.start, fault.frames, fault.by) for fault in certificate.faults]


def test_a_frame_left_out_is_named_with_all_that_follow(planned):
    last = planned.timeline.frames - 1

    assert told(planned.certificate(pictures=left_out(50))) == [("shifted", 50, last - 50, 1)]


def test_a_frame_shown_twice_is_named_with_all_that_follow(planned):
    frames = planned.timeline.frames

    assert told(planned.certificate(pictures=shown_twice(50))) == [("shifted", 51, frames - 51, -1)]


@given(at=st.integers(2, 190), fault=st.sampled_from(["swap", "hold", "freeze", "black", "smear"]))
@settings(max_examples=8)
def test_a_fault_is_named_at_its_frame_wherever_it_is(film_at_24, at, fault):
    planted, named = {
        "swap": (swapped(at), [("shifted", at, 1, 1), ("shifted", at + 1, 1, -1)]),
        "hold": (frozen(at, 1), [("frozen", at, 1, 0)]),
        "freeze": (frozen(at, 3), [("frozen", at, 3, 0)]),
        "black": (black(at), [("black", at, 1, 0)]),
        "smear": (smeared(at), [("unlike", at, 1, 0)]),
    }[fault]

    certificate = film_at_24.certificate(pictures=planted)

    assert told(certificate) == named
    assert "pictures" in wrong(certificate)


def test_a_picture_frozen_for_seconds_is_one_fault(film_at_24):
    certificate = film_at_24.certificate(pictures=frozen(70, 40))

    assert told(certificate) == [("frozen", 70, 40, 0)]


def test_a_film_late_by_a_frame_has_every_cut_a_frame_late(planned):
    certificate = planned.certificate(pictures=lambda pictures: [pictures[0], *pictures[:-1]])

    assert [cut.found - cut.frame for cut in certificate.cuts] == [1] * len(certificate.cuts)
    assert told(certificate) == [("shifted", 1, planned.timeline.frames - 1, -1)]
    assert all(offset.seconds == offset.sound - 1 / planned.rate for offset in certificate.offsets)


def test_one_cut_that_comes_late_is_named(film_at_24):
    cut = film_at_24.meant.plain_cuts[4]

    certificate = film_at_24.certificate(pictures=frozen(cut, 1))

    assert [(each.frame, each.found) for each in certificate.cuts if not each.is_right] == [(cut, cut + 1)]


def test_a_damaged_picture_is_caught(film_at_24):
    path = coded(film_at_24.folder / "damaged.mp4", film_at_24.pictures, film_at_24.rate, film_at_24.mix)

    assert {"decoding", "pictures"} <= wrong(certify(shown(without_packet(path, "video")), film_at_24.meant))


def test_a_film_in_another_range_is_caught(film_at_24):
    def washed_out(pictures):
        return [(16 + picture * (219 / 255)).astype(np.uint8) for picture in pictures]

    assert "levels" in wrong(film_at_24.certificate(pictures=washed_out))


def test_a_draft_is_not_refused_for_its_pictures(film_at_24):
    draft = replace(film_at_24, meant=replace(film_at_24.meant, is_draft=True))

    certificate = draft.certificate(pictures=frozen(60, 1))

    assert certificate.holds
    assert [check.name for check in certificate.warnings] == ["pictures"]


def test_a_film_that_is_longer_than_drawn_is_no_plan(film_at_24):
    with pytest.raises(ValueError, match="frames are planned and"):
        replace(film_at_24.meant, looks=film_at_24.meant.looks[:-1])


def test_only_plain_cuts_are_looked_for(film_at_24):
    clip = Clip(id="c", media="m", source_start=Fraction(0), frames=20)
    items = (clip, clip, Transition(kind="dissolve", in_frames=4, out_frames=4), clip, Gap(frames=5), clip)
    track = Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=items)
    timeline = Timeline(name="t", frame_rate=PAL, width=64, height=36, tracks=(track,))

    assert Meant(timeline=timeline, looks=film_at_24.meant.looks[:85]).plain_cuts == (20, 60, 65)
