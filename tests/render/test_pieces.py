"""How a film is taken apart into pieces that are coded by themselves."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoedit.model.timeline import Clip, Gap, Timeline, Title, TitleKind, Transition
from autoedit.render.pieces import LONGEST, pieces
from tests.render.making import PAL, RATES, picture, timeline


def clip(name: str, frames: int, **more: int) -> Clip:
    return Clip(id=name, media="m", source_start=Fraction(1), frames=frames, **more)


@st.composite
def films(draw: st.DrawFn) -> Timeline:
    """Clips and gaps with fades, transitions and titles anywhere."""
    items: list[Clip | Gap | Transition] = []
    for number in range(draw(st.integers(1, 5))):
        frames = draw(st.integers(1, 700))
        if draw(st.booleans()) and items and isinstance(items[-1], Clip):
            before = items[-1].frames // 2
            sides = draw(st.integers(0, before)), draw(st.integers(1, max(1, frames // 2)))
            items.append(Transition(kind="dissolve", in_frames=sides[0], out_frames=sides[1]))
        fade = draw(st.integers(0, frames // 2))
        items.append(clip(f"c{number}", frames, fade_in_frames=fade, fade_out_frames=draw(st.integers(0, frames - fade))))
        if draw(st.integers(0, 4)) == 0:
            items.append(Gap(frames=draw(st.integers(1, 50))))
    film = timeline(draw(st.sampled_from(RATES)), picture(*items))
    start = draw(st.integers(0, film.frames - 1))
    title = Title(kind=TitleKind.CAPTION, text="so", start=start, frames=draw(st.integers(1, film.frames - start)))
    return Timeline(name="", frame_rate=film.frame_rate, width=16, height=16, tracks=film.tracks, titles=(title,))


@given(films())
def test_pieces_cover_a_film_once_and_in_order(film: Timeline):
    found = pieces(film)

    assert [piece.start for piece in found] == [0, *(piece.end for piece in found[:-1])]
    assert found[-1].end == film.frames


@given(films())
def test_no_piece_is_much_longer_than_it_may_be(film: Timeline):
    most = LONGEST * film.frame_rate * Fraction(3, 2) + 1

    assert all(0 < piece.frames <= most for piece in pieces(film))


@given(films())
def test_what_is_straight_shows_one_clip_without_fade_or_title(film: Timeline):
    title = film.titles[0]
    for piece in pieces(film):
        if piece.is_straight:
            shown = piece.span.a
            assert shown is not None and piece.span.b is None
            inside = range(piece.start - shown.start, piece.end - shown.start)
            assert inside.start >= shown.clip.fade_in_frames
            assert not shown.clip.fade_out_frames or inside.stop <= shown.clip.frames - shown.clip.fade_out_frames
            assert piece.end <= title.start or piece.start >= title.span.stop


def test_a_plain_clip_is_one_straight_piece():
    (only,) = pieces(timeline(PAL, picture(clip("a", 100))))

    assert only.is_straight


def test_a_transition_makes_its_own_frames_composed_and_no_more():
    film = timeline(PAL, picture(clip("a", 50), Transition(kind="dissolve", in_frames=4, out_frames=6), clip("b", 50)))

    found = pieces(film)

    assert [(piece.start, piece.end, piece.is_straight) for piece in found] == [(0, 46, True), (46, 56, False), (56, 100, True)]


def test_a_fade_out_makes_its_own_frames_composed_and_no_more():
    found = pieces(timeline(PAL, picture(clip("a", 50, fade_out_frames=10))))

    assert [(piece.start, piece.end, piece.is_straight) for piece in found] == [(0, 40, True), (40, 50, False)]


@pytest.mark.parametrize("longer", [1, 40, 150])
def test_a_later_end_moves_no_earlier_bound(longer: int):
    short, long = (pieces(timeline(PAL, picture(clip("a", frames)))) for frames in (1000, 1000 + longer))

    assert [piece.end for piece in short[:-2]] == [piece.end for piece in long[: len(short) - 2]]
