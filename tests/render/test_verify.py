"""A film is reopened before it gets its name; whatever is not as planned is refused."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from autoedit.errors import AutoeditError, RenderError
from autoedit.model.timeline import Clip, Timeline
from autoedit.render.verify import verify
from tests.render.making import NTSC_FILM, PAL, named, picture, render_to, source_sound, timeline


@pytest.fixture(scope="module")
def made(sources, tmp_path_factory) -> tuple[Timeline, bytes]:
    clip = Clip(id="c", media=str(NTSC_FILM), source_start=Fraction(0), frames=90)
    film = timeline(NTSC_FILM, picture(clip), source_sound(clip))
    path = render_to(tmp_path_factory.mktemp("made") / "film.mp4", film, sources[str(NTSC_FILM)])
    return film, path.read_bytes()


@pytest.fixture
def path(made, tmp_path):
    """The film, as a copy to spoil."""
    file = tmp_path / "film.mp4"
    file.write_bytes(made[1])
    return file


def with_frames(film: Timeline, frames: int) -> Timeline:
    clip = replace(film.tracks[0].clips[0], frames=frames)
    return replace(film, tracks=tuple(replace(track, items=(clip,)) for track in film.tracks))


def test_the_film_that_was_planned_passes(made, path):
    verify(path, made[0], has_sound=True)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
def test_a_film_cut_short_is_refused(kept, made, path):
    path.write_bytes(made[1][: int(len(made[1]) * kept)])

    with pytest.raises(AutoeditError):
        verify(path, made[0], has_sound=True)


@pytest.mark.parametrize(
    ("planned", "said"),
    [
        (lambda film: with_frames(film, 91), "has 90 frames, 91 were planned"),
        (lambda film: with_frames(film, 89), "has 90 frames, 89 were planned"),
        (lambda film: replace(film, frame_rate=PAL), "runs at 24000/1001, 25 was planned"),
        (lambda film: replace(film, frame_rate=Fraction(24)), "runs at 24000/1001, 24 was planned"),
        (lambda film: replace(film, height=90), "is 160x96, not 160x90"),
    ],
    ids=["one frame missing", "one frame too many", "another rate", "a rate 0.1 % away", "another size"],
)
def test_a_film_that_is_not_as_planned_is_refused_with_the_numbers(planned, said, made, path):
    with pytest.raises(RenderError, match=said):
        verify(path, planned(made[0]), has_sound=True)


def test_a_film_that_lost_its_sound_is_refused(two_films, tmp_path):
    clip = Clip(id="c", media="a", source_start=Fraction(0), frames=20)
    film = timeline(NTSC_FILM, picture(clip))
    path = render_to(tmp_path / "film.mp4", film, two_films[0])

    with pytest.raises(RenderError, match="sound"):
        verify(path, film, has_sound=True)


def test_a_film_whose_pictures_are_damaged_is_refused(made, path):
    content = bytearray(made[1])
    start = content.index(b"mdat") + 64
    content[start : start + 1500] = bytes(1500)
    path.write_bytes(content)

    with pytest.raises(AutoeditError):
        verify(path, made[0], has_sound=True)
    assert named(path, "film").video.frames == 90
