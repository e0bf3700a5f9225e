import random
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from tests.benchmarks.splices.clips import Clip, Framing, Grade
from tests.benchmarks.splices.films import pictures, told
from tests.benchmarks.splices.joins import Join
from tests.benchmarks.splices.looks import LOOKS
from tests.benchmarks.splices.plants import MARGIN, PLANTS, Plant, Whip
from tests.benchmarks.splices.script import JOINS, PLANTED, Script, dealt, written
from tests.benchmarks.splices.takes import HEIGHT, WIDTH, Picture, Take


@pytest.fixture(scope="module")
def takes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Take, ...]:
    """Takes of plain brightness, each its own, that rises by one level a frame; the texture to tell them by is coarse."""
    folder = tmp_path_factory.mktemp("takes")
    made = []
    for place, value in enumerate((60, 120, 180)):
        texture = np.random.default_rng(place).integers(-40, 40, (6, 10)).repeat(60, axis=0).repeat(64, axis=1)
        planes = np.full((24, HEIGHT * 3 // 2, WIDTH), 128, np.uint8)
        planes[:, :HEIGHT] = [np.clip(value + number + texture, 0, 255) for number in range(24)]
        path = folder / f"{place}.npy"
        np.save(path, planes)
        made.append(Take(name=str(place), planes=path, frames=24, rate=Fraction(25), place=place, unrest=1.0))
    return tuple(made)


def clip(take: Take, *plants: Plant, frames: int = 40, hold: int = 1) -> Clip:
    return Clip(
        take=take,
        start=Fraction(0),
        step=Fraction(1),
        is_mixed=False,
        hold=hold,
        frames=frames,
        size=(160, 90),
        framing=Framing(zoom=1.0, middle=(0.5, 0.5), is_mirrored=False),
        grade=Grade(gains=(1, 1, 1), gamma=1),
        plants=plants,
    )


def script(clips: tuple[Clip, ...], *joins: Join, opening: Join | None = None, ending: Join | None = None) -> Script:
    return Script(look=LOOKS[0], clips=clips, joins=joins, opening=opening, ending=ending)


def same(first: Picture, second: Picture) -> bool:
    return bool(np.array_equal(first, second))


def test_a_cut_is_the_first_frame_of_the_next_clip(takes: tuple[Take, ...]):
    first, second = clip(takes[0]), clip(takes[1])
    film = script((first, second), Join(kind="cut"))

    shown = list(pictures(film))

    assert told(film)["hard_cuts"] == [40]
    assert same(shown[39], first.picture(39))
    assert same(shown[40], second.picture(0))


@pytest.mark.parametrize(
    "join", [Join(kind="dissolve", out_frames=9), Join(kind="wipe", out_frames=9), Join(kind="wipe", out_frames=9, shape="iris")]
)
def test_the_frames_of_a_gradual_are_mixed_and_those_beside_it_are_not(takes: tuple[Take, ...], join: Join):
    first, second = clip(takes[0]), clip(takes[2])
    film = script((first, second), join)

    shown, gradual = list(pictures(film)), told(film)["gradual"][0]

    assert (gradual["start"], gradual["end"], len(shown)) == (31, 39, 71)
    assert same(shown[30], first.picture(30))
    assert same(shown[40], second.picture(9))
    mixed = range(gradual["start"], gradual["end"] + 1)
    assert not any(same(shown[n], first.picture(n)) or same(shown[n], second.picture(n - 31)) for n in mixed)


def test_a_dip_fades_out_holds_and_fades_in(takes: tuple[Take, ...]):
    first, second = clip(takes[0]), clip(takes[1])
    film = script((first, second), Join(kind="dip", out_frames=10, held=5, in_frames=8))

    shown, truth = list(pictures(film)), told(film)

    assert [(one["type"], one["start"], one["end"]) for one in truth["gradual"]] == [("fade_out", 30, 39), ("fade_in", 45, 52)]
    assert [number for number, picture in enumerate(shown) if not picture.any()] == [40, 41, 42, 43, 44]
    assert truth["black_frames"] == [(40, 44)]
    assert same(shown[29], first.picture(29))
    assert same(shown[53], second.picture(8))


def test_a_film_may_open_from_black_and_end_in_it(takes: tuple[Take, ...]):
    opening, ending = Join(kind="dip", held=6, in_frames=8), Join(kind="dip", out_frames=7, held=4)
    film = script((clip(takes[0]),), opening=opening, ending=ending)

    shown, truth = list(pictures(film)), told(film)

    assert truth["hard_cuts"] == []
    assert [(one["type"], one["start"], one["end"]) for one in truth["gradual"]] == [("fade_in", 6, 13), ("fade_out", 39, 45)]
    assert len(shown) == truth["frames"] == 50


@pytest.mark.parametrize("kind", sorted(set(PLANTS) - {"exposure", "whip"}))
def test_a_plant_is_where_it_is_told_to_be(takes: tuple[Take, ...], kind: str):
    plant = replace(PLANTS[kind](random.Random(5)), first=12)
    plain, planted = clip(takes[0], frames=90), clip(takes[0], plant, frames=90)

    changed = [number for number in range(90) if not same(plain.picture(number), planted.picture(number))]

    assert changed[0] >= 12
    assert changed[-1] <= 12 + plant.frames  # the blur of the way back belongs to the frame after a shake


def test_a_whip_pan_stays_where_it_lands(takes: tuple[Take, ...]):
    plain = clip(takes[0])
    whipped = clip(takes[0], Whip(kind="whip", first=10, frames=6, way=(0.5, 0.0)))

    assert same(plain.picture(9), whipped.picture(9))
    assert not same(plain.picture(10), whipped.picture(10))
    assert not same(plain.picture(39), whipped.picture(39))


def test_held_drawings_change_every_few_frames(takes: tuple[Take, ...]):
    held = clip(takes[0], hold=3)

    assert same(held.picture(3), held.picture(5))
    assert not same(held.picture(5), held.picture(6))


def test_scripts_keep_plants_clear_of_joins_and_count_every_frame(takes: tuple[Take, ...]):
    dice = random.Random(1)
    joins, plants = dealt(JOINS, 2, dice)[0], dealt(PLANTED, 2, dice)[0]

    film = written(LOOKS[0], joins, plants, takes, dice)
    truth = told(film)

    assert truth["frames"] == sum(1 for _ in pictures(film))
    assert len(truth["distractors"]) == len(plants) == 15
    busy = [*truth["hard_cuts"], *(frame for one in truth["gradual"] for frame in (one["start"], one["end"]))]
    assert all(frame <= one["start"] - MARGIN or frame >= one["end"] + MARGIN for one in truth["distractors"] for frame in busy)


def test_the_whole_set_has_what_the_bars_ask_for():
    films = len(LOOKS)

    assert films * sum(JOINS.values()) >= 400
    assert films * PLANTED["flash"] >= 100
    assert films * (PLANTED["whip"] + PLANTED["shake"]) >= 100


def test_the_same_dice_write_the_same_film(takes: tuple[Take, ...]):
    first, second = (told(written(LOOKS[3], ["cut", "dip"], ["flash"], takes, random.Random(9))) for _ in range(2))

    assert first == second
