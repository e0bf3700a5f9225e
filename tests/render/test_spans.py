"""Laws of spans, over any picture track."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from autoedit.model.timeline import Clip, Gap, Item, Transition
from autoedit.render.spans import spans
from tests.render.making import picture


@st.composite
def tracks(draw: st.DrawFn):
    """Clips and gaps in any order, with transitions where two clips leave room for one."""
    items: list[Item] = []
    room = 0
    for number in range(draw(st.integers(1, 8))):
        if draw(st.booleans()) or not items:
            clip = Clip(id=f"c{number}", media="m", source_start=Fraction(9), frames=draw(st.integers(1, 20)))
            room_after = clip.frames
            if items and isinstance(items[-1], Clip) and draw(st.booleans()):
                into, out = draw(st.integers(0, room)), draw(st.integers(0, clip.frames))
                if into + out:
                    items.append(Transition(kind="dissolve", in_frames=into, out_frames=out))
                    room_after = clip.frames - out
            items.append(clip)
            room = room_after
        else:
            items.append(Gap(frames=draw(st.integers(1, 10))))
    return picture(*items)


def by_frame(track, frames):
    """Each frame's span; fails when a frame has none or two."""
    found: list = [None] * frames
    for span in spans(track, frames):
        for frame in range(span.start, span.end):
            assert found[frame] is None
            found[frame] = span
    assert None not in found
    return found


@given(tracks(), st.integers(0, 12))
def test_every_frame_of_the_film_lies_in_exactly_one_span(track, tail):
    by_frame(track, track.frames + tail)


@given(tracks())
def test_spans_follow_one_another_without_holes(track):
    found = spans(track, track.frames)

    assert [span.start for span in found] == [0, *(span.end for span in found[:-1])]


@given(tracks())
def test_outside_transitions_a_frame_shows_the_clip_that_stands_there(track):
    shown = by_frame(track, track.frames)

    for placed in track.placed():
        for frame in range(placed.start, placed.start + placed.item.frames):
            if shown[frame].transition is None:
                clip = placed.item if isinstance(placed.item, Clip) else None
                assert (shown[frame].a.clip if shown[frame].a else None) == clip


@given(tracks())
def test_a_transition_covers_its_frames_before_and_after_the_cut(track):
    shown = by_frame(track, track.frames)
    starts = {placed.item.id: placed.start for placed in track.placed() if isinstance(placed.item, Clip)}

    for before, transition, after in zip(track.items, track.items[1:], track.items[2:], strict=False):
        if isinstance(transition, Transition):
            cut = starts[after.id]
            for frame in range(cut - transition.in_frames, cut + transition.out_frames):
                assert (shown[frame].a.clip.id, shown[frame].b.clip.id) == (before.id, after.id)


@given(tracks())
def test_progress_rises_evenly_and_never_reaches_an_end(track):
    for span in spans(track, track.frames):
        if span.transition is not None:
            steps = [span.progress(frame) for frame in range(span.start, span.end)]
            assert steps[0] > 0 and steps[-1] < 1
            assert abs(steps[0] + steps[-1] - 1) < 1e-12
            assert all(abs(later - earlier - 1 / len(steps)) < 1e-12 for earlier, later in pairwise(steps))


@given(tracks(), st.integers(1, 12))
def test_what_the_picture_track_leaves_empty_is_black(track, tail):
    last = by_frame(track, track.frames + tail)[-1]

    assert (last.a, last.b) == (None, None)
