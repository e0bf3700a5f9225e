from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoedit.model.timeline import Clip, Gap, Timeline, Track, TrackKind, TrackRole, Transition
from tests.properties.rates import NTSC, RATES
from tests.properties.strategies import tracks


def clip(frames: int = 24, **more: object) -> Clip:
    return replace(Clip(id="clip-001", media="beach", source_start=Fraction(10), frames=frames), **more)


def picture(*items: Clip | Gap | Transition) -> Track:
    return Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=items)


DISSOLVE = Transition(kind="dissolve", in_frames=6, out_frames=4)


@given(tracks())
def test_a_tracks_length_is_the_sum_of_its_clips_and_gaps(track: Track):
    assert track.frames == sum(item.frames for item in track.items if not isinstance(item, Transition))


@given(tracks())
def test_transitions_never_change_a_tracks_length(track: Track):
    bare = replace(track, items=tuple(item for item in track.items if not isinstance(item, Transition)))

    assert bare.frames == track.frames


@given(tracks())
def test_each_item_starts_where_the_one_before_it_ends(track: Track):
    placed = list(track.placed())

    assert [after.start for after in placed] == [0, *[before.start + before.item.frames for before in placed]][: len(placed)]


@pytest.mark.parametrize(
    "items",
    [
        (DISSOLVE, clip(), clip()),
        (clip(), clip(), DISSOLVE),
        (clip(), DISSOLVE, Gap(frames=9)),
        (Gap(frames=9), DISSOLVE, clip()),
        (clip(), DISSOLVE, DISSOLVE, clip()),
        (DISSOLVE,),
    ],
    ids=["first", "last", "before a gap", "after a gap", "beside another", "alone"],
)
def test_a_transition_not_between_two_clips_is_refused(items: tuple[Clip | Gap | Transition, ...]):
    with pytest.raises(ValueError, match="does not stand between two clips"):
        picture(*items)


@pytest.mark.parametrize(("before", "after"), [(5, 24), (24, 3)])
def test_a_transition_longer_than_a_clip_beside_it_is_refused(before: int, after: int):
    with pytest.raises(ValueError, match=r"the transitions beside clip .* are longer than its"):
        picture(clip(before), DISSOLVE, clip(after))


def test_a_transition_may_take_all_of_the_clips_beside_it():
    track = picture(clip(6), DISSOLVE, clip(4))

    assert track.frames == 10


@pytest.mark.parametrize("sides", [(0, 0), (-1, 5), (5, -1)])
def test_a_transition_that_does_not_last_is_refused(sides: tuple[int, int]):
    with pytest.raises(ValueError, match="lasts at least one frame"):
        Transition(kind="dissolve", in_frames=sides[0], out_frames=sides[1])


@pytest.mark.parametrize("frames", [0, -1])
def test_a_clip_or_a_gap_that_does_not_last_is_refused(frames: int):
    for make in (clip, lambda frames: Gap(frames=frames)):
        with pytest.raises(ValueError, match="lasts at least one frame"):
            make(frames)


@pytest.mark.parametrize("speed", [Fraction(0), Fraction(-1)])
def test_a_clip_that_does_not_play_forwards_is_refused(speed: Fraction):
    with pytest.raises(ValueError, match="plays forwards"):
        clip(speed=speed)


@pytest.mark.parametrize("fades", [(13, 12), (-1, 0), (0, -1), (0, 25)])
def test_fades_that_do_not_fit_into_their_clip_are_refused(fades: tuple[int, int]):
    with pytest.raises(ValueError, match="fades do not fit"):
        clip(24, fade_in_frames=fades[0], fade_out_frames=fades[1])


@given(st.integers(-100, 100_000), st.sampled_from(RATES), st.fractions(Fraction(1, 8), 8, max_denominator=1000))
def test_a_frames_source_time_is_counted_exactly_from_the_clips_first(frame: int, rate: Fraction, speed: Fraction):
    shown = clip(speed=speed).source_time(frame, rate)

    assert shown == 10 + frame * speed / rate


def test_a_clips_handle_lies_before_its_source_start():
    assert clip().source_time(-6, NTSC) == 10 - Fraction(6 * 1001, 30000)


@pytest.mark.parametrize("size", [(1919, 1080), (1920, 1081), (0, 2), (2, -2)])
def test_a_film_whose_size_is_not_even_is_refused(size: tuple[int, int]):
    with pytest.raises(ValueError, match="size is even"):
        Timeline(name="film", frame_rate=NTSC, width=size[0], height=size[1], tracks=())


def test_a_film_without_a_rate_is_refused():
    with pytest.raises(ValueError, match="rate is above zero"):
        Timeline(name="film", frame_rate=Fraction(0), width=64, height=36, tracks=())


def test_a_film_is_as_long_as_its_longest_track():
    film = Timeline(
        name="film", frame_rate=NTSC, width=64, height=36, tracks=(picture(clip(30)), picture(clip(29), Gap(frames=31)))
    )

    assert (film.frames, film.duration) == (60, Fraction(60 * 1001, 30000))
