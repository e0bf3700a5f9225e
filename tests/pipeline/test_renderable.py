"""An edit list changed by hand: all that cannot be shown is told by its place, before anything is rendered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from autoedit.errors import DocumentError
from autoedit.media.probe import probe
from autoedit.model.document import EditList, Footage
from autoedit.model.timeline import Clip, Timeline, Track, TrackKind, TrackRole, Transition
from autoedit.pipeline.cache import Cache
from autoedit.pipeline.renderable import check_renderable
from autoedit.testing import numbered_film

RATE = Fraction(25)


@pytest.fixture(scope="module")
def edit_list(tmp_path_factory: pytest.TempPathFactory) -> EditList:
    """Two clips of 20 frames from a film of 50, without sound."""
    path: Path = tmp_path_factory.mktemp("renderable") / "a.mp4"
    numbered_film(path, rate=RATE, frames=50)
    media = replace(probe(path), id="a")
    clips = tuple(Clip(id=f"clip-{k}", media="a", source_start=Fraction(k), frames=20) for k in (0, 1))
    picture = Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=clips)
    timeline = Timeline(name="film", frame_rate=RATE, width=160, height=96, tracks=(picture,))
    return EditList(
        made_by="a test",
        style="highlights",
        length=Fraction(8, 5),
        footage=(Footage(media=media, selects=()),),
        song=None,
        timeline=timeline,
    )


def changed(edit_list: EditList, **first_clip: object) -> EditList:
    """The list with its first clip changed."""
    track = edit_list.timeline.tracks[0]
    items = (replace(track.items[0], **first_clip), *track.items[1:])  # type: ignore[type-var, arg-type]
    return replace(edit_list, timeline=replace(edit_list.timeline, tracks=(replace(track, items=items),)))


def test_a_planned_list_is_renderable(edit_list: EditList):
    assert set(check_renderable(edit_list, Cache(None))) == {"a"}


@pytest.mark.parametrize("start", ["-1", "13/10", "30", "999999999999999999"])
def test_a_clip_outside_its_file_is_told_by_its_id(edit_list: EditList, start: str):
    told = r"timeline\.tracks\[0\]\.items\[0\]: clip-0 shows .* of a, which runs from 0\.00 to 2\.00 s"
    with pytest.raises(DocumentError, match=told):
        check_renderable(changed(edit_list, source_start=Fraction(start)), Cache(None))


def test_a_clip_to_the_last_frame_is_inside(edit_list: EditList):
    check_renderable(changed(edit_list, source_start=Fraction(30, 25)), Cache(None))


def test_a_transitions_handle_outside_the_file_is_told(edit_list: EditList):
    track = edit_list.timeline.tracks[0]
    first, second = track.items
    # The first clip begins at 30/25 and would need ten frames beyond the last one.
    dissolve = Transition(kind="dissolve", in_frames=5, out_frames=10)
    items = (replace(first, source_start=Fraction(30, 25)), dissolve, second)  # type: ignore[type-var]
    over = replace(edit_list, timeline=replace(edit_list.timeline, tracks=(replace(track, items=items),)))

    with pytest.raises(DocumentError, match="clip-0 shows"):
        check_renderable(over, Cache(None))


def test_two_clips_of_one_id_are_refused(edit_list: EditList):
    with pytest.raises(DocumentError, match=r"items\[1\]\.id: two clips are called clip-1"):
        check_renderable(changed(edit_list, id="clip-1"), Cache(None))


def retimed(edit_list: EditList) -> EditList:
    return replace(edit_list, timeline=replace(edit_list.timeline, frame_rate=Fraction(1, 100_000)))


def without_picture(edit_list: EditList) -> EditList:
    return replace(edit_list, timeline=replace(edit_list.timeline, tracks=()))


@pytest.mark.parametrize(
    ("change", "said"), [(retimed, "outside 1 to 240"), (without_picture, "one track with the role 'picture'")]
)
def test_a_timeline_that_is_no_film_is_refused(edit_list: EditList, change: Callable[[EditList], EditList], said: str):
    with pytest.raises(DocumentError, match=said):
        check_renderable(change(edit_list), Cache(None))


def test_an_unknown_transition_is_told_with_the_nearest_name(edit_list: EditList):
    track = edit_list.timeline.tracks[0]
    first, second = track.items
    items = (first, Transition(kind="disolve", in_frames=2, out_frames=2), second)
    odd = replace(edit_list, timeline=replace(edit_list.timeline, tracks=(replace(track, items=items),)))

    with pytest.raises(DocumentError, match=r"items\[1\]\.kind: .* Did you mean 'dissolve'"):
        check_renderable(odd, Cache(None))
