"""What each family of transitions claims to do, on pictures by hand."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from autoedit.registry import load_function
from autoedit.render.transitions.blur import blur
from autoedit.render.transitions.dip import dip, dip_to_black, dip_to_white
from autoedit.render.transitions.dissolve import dissolve
from autoedit.render.transitions.film_burn import film_burn
from autoedit.render.transitions.flash import flash
from autoedit.render.transitions.glitch import glitch
from autoedit.render.transitions.iris import iris
from autoedit.render.transitions.light_leak import light_leak
from autoedit.render.transitions.luma import clouds, ink, noise
from autoedit.render.transitions.morph import morph
from autoedit.render.transitions.push import push
from autoedit.render.transitions.slide import slide
from autoedit.render.transitions.spin import spin
from autoedit.render.transitions.whip_pan import whip_pan
from autoedit.render.transitions.wipe import wipe
from autoedit.render.transitions.zoom_through import zoom_through
from tests.render.scenes import brightest, dot, gradient, light_of, plain, scene

RED, BLUE = (220, 30, 30), (30, 30, 220)
DIRECTIONS = {0: (1, 0), 45: (1, 1), 90: (0, 1), 180: (-1, 0), 250: (-0.34, -0.94), 270: (0, -1)}


def blue_lies(picture) -> tuple[float, float]:
    """Where the blue part of a red and blue picture lies, right and down of the middle."""
    blueness = picture[..., 2].astype(float) - picture[..., 0]
    y, x = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]]
    weight = blueness - blueness.min()
    return float((x * weight).sum() / weight.sum() - x.mean()), float((y * weight).sum() / weight.sum() - y.mean())


@pytest.mark.parametrize(("a", "b"), [(0, 255), (20, 200), (90, 91), (255, 3)])
@pytest.mark.parametrize("progress", [0.1, 0.5, 0.8])
def test_a_dissolve_of_two_greys_is_the_mean_of_their_light_to_the_nearest_code_value(a, b, progress):
    shown = dissolve(plain(a), plain(b), progress)

    mean = (1 - progress) * light_of(plain(a)) + progress * light_of(plain(b))
    exact = 255 * np.where(mean < 0.018, 4.5 * mean, 1.099 * mean**0.45 - 0.099)
    assert np.abs(shown - exact).max() <= 0.52
    assert shown.max() == shown.min()


@pytest.mark.parametrize("progress", [0.01, 0.3, 0.5, 0.77])
def test_a_dissolve_of_a_picture_with_itself_is_that_picture_in_all_its_values(progress):
    every = np.arange(256, dtype=np.uint8).reshape(8, 32, 1).repeat(3, axis=2)

    assert np.array_equal(dissolve(every, every, progress), every)


def test_a_dip_is_its_colour_alone_at_a_half_and_one_picture_on_each_side():
    a, b = scene(1), scene(2)

    assert (dip(a, b, 0.5, colour="#10a0f0") == (0x10, 0xA0, 0xF0)).all()
    assert (dip_to_black(a, b, 0.5) == 0).all()
    assert (dip_to_white(a, b, 0.5) == 255).all()
    assert np.array_equal(dip(a, b, 0.25), np.rint(a * 0.5).astype(np.uint8))
    assert np.array_equal(dip(a, b, 0.75), np.rint(b * 0.5).astype(np.uint8))


@pytest.mark.parametrize("angle", DIRECTIONS)
def test_a_wipe_at_half_shows_a_where_its_edge_goes_and_b_where_it_was(angle):
    shown = wipe(plain(RED), plain(BLUE), 0.5, angle=angle, softness=0.1)

    right, down = DIRECTIONS[angle]
    ahead = shown[18 + round(down * 14), 32 + round(right * 14)]
    behind = shown[18 - round(down * 14), 32 - round(right * 14)]
    assert tuple(ahead) == RED
    assert tuple(behind) == BLUE


def test_a_wipe_without_softness_mixes_hardly_more_than_a_pixel_of_each_row():
    sharp, soft = (wipe(plain(RED), plain(BLUE), 0.5, softness=softness) for softness in (0.0, 0.5))

    mixed = [((shown[..., 0] > 40) & (shown[..., 0] < 210)).sum(axis=1) for shown in (sharp, soft)]
    assert mixed[0].max() <= 2
    assert mixed[1].min() >= 20


@pytest.mark.parametrize(("angle", "half"), [(180, np.s_[:, 160:]), (0, np.s_[:, :160]), (90, np.s_[:90]), (270, np.s_[90:])])
def test_a_push_shoves_a_out_the_way_it_is_told(angle, half):
    a, b = scene(1), scene(2)

    shown = push(a, b, 0.5, angle=angle, smear=0)

    is_across = angle % 180 == 0
    whole = np.concatenate([a, b] if angle in (180, 270) else [b, a], axis=1 if is_across else 0)
    cut = whole[:, 160:480] if is_across else whole[90:270]
    assert np.array_equal(shown, cut)
    assert abs(shown[half].astype(float) - a[half]).mean() > 5


@pytest.mark.parametrize("angle", DIRECTIONS)
def test_a_whip_pan_goes_the_way_it_is_told(angle):
    """The camera turns that way, so what comes next comes in from there."""
    right, down = blue_lies(whip_pan(plain(RED, 160, 160), plain(BLUE, 160, 160), 0.42, angle=angle))

    length = np.hypot(right, down)
    assert length > 5
    assert right / length * DIRECTIONS[angle][0] + down / length * DIRECTIONS[angle][1] > 0.9


@pytest.mark.parametrize("angle", [0, 90, 45])
def test_a_whip_pan_is_smeared_along_its_way_and_sharp_across_it(angle):
    random = np.random.default_rng(1)
    grain = random.integers(0, 256, (180, 180, 1), dtype=np.uint8).repeat(3, axis=2)

    shown = whip_pan(grain, grain, 0.3, angle=angle).astype(float)

    step = {0: (0, 1), 90: (1, 0), 45: (1, 1)}[angle]
    along = np.abs(shown[:178, :178] - shown[step[0] : 178 + step[0], step[1] : 178 + step[1]]).mean()
    across = np.abs(shown[:177, 1:178] - shown[step[1] : 177 + step[1], 1 - step[0] : 178 - step[0]]).mean()
    assert along < across / 2.5


def test_a_faster_whip_pan_passes_its_first_picture_sooner():
    shown = [whip_pan(plain(RED), plain(BLUE), 0.36, speed=speed)[..., 2].mean() for speed in (1, 3)]
    mirrored = whip_pan(dot(0.1, 0.5), dot(0.1, 0.5, ground=41), 0.42, speed=3)

    assert shown[0] > shown[1]
    assert mirrored.max() > 45


def test_a_slide_leaves_the_old_picture_where_it_is_but_for_the_shadow():
    a, b = scene(1), scene(2)

    bare, shaded = (slide(a, b, 0.4, angle=180, shadow=shadow) for shadow in (0, 0.6))

    assert np.array_equal(shaded[:, :150], a[:, :150])
    shadow = bare.astype(int) - shaded
    assert shadow.min() >= 0
    assert shadow[:, 200:220].max() > 20


def test_a_zoom_through_goes_in_or_out_as_told():
    a, b = dot(0.7, 0.5), plain(40, 320, 180)

    places = [brightest(zoom_through(a, b, 0.25, direction=way))[0] for way in ("in", "out")]

    assert places[0] > 0.715
    assert places[1] < 0.69


def test_a_spin_turns_clockwise_or_the_other_way():
    a, b = dot(0.5, 0.2, 200, 200), plain(40, 200, 200)

    places = [brightest(spin(a, b, 0.3, turns=turns)) for turns in (0.5, -0.5)]

    assert places[0][0] > 0.6
    assert places[1][0] < 0.4


def test_a_spin_ends_upright():
    a, b = scene(1), scene(2)

    assert np.abs(spin(a, b, 0.995, turns=1.3).astype(int) - b).mean() < 1


def test_an_iris_opens_where_it_is_told():
    shown = iris(plain(RED, 160, 90), plain(BLUE, 160, 90), 0.12, x=0.25, y=0.5)

    assert tuple(shown[45, 40]) == BLUE
    assert tuple(shown[45, 120]) == RED
    assert tuple(shown[0, 0]) == RED


@pytest.mark.parametrize("kind", [clouds, noise, ink])
def test_a_luma_wipe_has_covered_half_of_the_picture_at_half(kind):
    shown = kind(plain(0, 320, 180), plain(255, 320, 180), 0.5)

    assert 0.45 < shown.mean() / 255 < 0.55


@pytest.mark.parametrize("kind", [clouds, noise, ink, light_leak, film_burn, glitch])
def test_another_seed_gives_another_transition_and_the_same_seed_the_same(kind):
    a, b = scene(1), scene(2)

    first, again, other = (kind(a, b, 0.4, seed=seed) for seed in (3, 3.0, 4))

    assert np.array_equal(first, again)
    assert np.abs(first.astype(int) - other).mean() > 2


@pytest.mark.parametrize("kind", [clouds, ink])
@pytest.mark.parametrize("size", [(320, 180), (220, 124), (426, 240)])
def test_a_generated_matte_looks_the_same_at_every_size(kind, size):
    large, small = (kind(plain(0, *shown), plain(255, *shown), 0.5) for shown in ((960, 540), size))

    shrunk = cv2.resize(large, size, interpolation=cv2.INTER_AREA)
    assert np.abs(shrunk.astype(int) - small).mean() < 4


def test_a_light_leak_only_adds_light_and_red_more_than_blue():
    a = plain(60, 320, 180)

    added = light_leak(a, a, 0.35).astype(int) - a

    assert added.min() >= 0
    red, green, blue = added.mean(axis=(0, 1))
    assert red > green > blue > 1


def test_a_film_burn_browns_the_film_and_glows_at_its_holes():
    shown = film_burn(plain(120, 320, 180), plain(125, 320, 180), 0.4).astype(int)

    glowing = shown[shown[..., 0] > 200]
    charred = shown[shown.sum(axis=2) < 120]
    assert len(glowing) > 100
    assert (glowing[:, 0] >= glowing[:, 2]).all()
    assert len(charred) > 100


def test_a_flash_is_its_colour_at_half_and_has_one_picture_on_each_side():
    a, b = plain(RED), plain(BLUE)

    assert (flash(a, b, 0.5) == 255).all()
    assert (flash(a, b, 0.5, colour="#ff8040") == (255, 128, 64)).all()
    before, after = flash(a, b, 0.3).astype(int), flash(a, b, 0.7).astype(int)
    assert (before[..., 0] > before[..., 2]).all()
    assert (after[..., 2] > after[..., 0]).all()
    assert before.mean() > a.mean() + 20


def test_a_glitch_shows_no_code_value_that_is_in_neither_picture():
    shown = glitch(plain((10, 20, 30)), plain((210, 220, 230)), 0.5, strength=3)

    assert set(shown[..., 0].flat) == {10, 210}
    assert set(shown[..., 1].flat) == {20, 220}
    assert set(shown[..., 2].flat) == {30, 230}


def test_a_glitch_breaks_in_another_way_at_each_progress():
    a, b = scene(1), scene(2)

    assert np.abs(glitch(a, b, 0.5).astype(int) - glitch(a, b, 0.502)).mean() > 2


def test_a_blur_leaves_nothing_sharp_at_half():
    random = np.random.default_rng(1)
    a, b = (random.integers(0, 256, (180, 320, 3), dtype=np.uint8) for _ in range(2))

    detail = [np.abs(cv2.Laplacian(shown, cv2.CV_32F)).mean() for shown in (a, b, blur(a, b, 0.5))]

    assert detail[2] < min(detail[:2]) / 20


def test_a_blur_spreads_a_lamp_s_light_and_loses_none_of_it():
    a = dot(0.5, 0.5, 320, 180, radius=3, ground=0)

    shown = blur(a, a, 0.4, radius=0.08)

    assert light_of(shown).sum() == pytest.approx(light_of(a).sum(), rel=0.1)
    assert (shown > 20).sum() > 5 * (a > 20).sum()


def test_halfway_through_a_morph_a_moved_picture_is_halfway():
    wide = scene(5, 660, 360)
    a, b = wide[:, 20:], wide[:, :-20]
    halfway = wide[:, 10:-10]

    shown = morph(a, b, 0.5)

    inside = np.s_[20:-20, 40:-40]
    assert np.abs(shown[inside].astype(int) - halfway[inside]).mean() < 1.5
    assert np.abs(dissolve(a, b, 0.5)[inside].astype(int) - halfway[inside]).mean() > 3


@pytest.mark.parametrize("progress", [0.2, 0.5, 0.8])
def test_a_morph_of_pictures_with_nothing_in_common_is_a_dissolve(progress):
    a, b = scene(1, 480, 270), scene(2, 480, 270)

    assert np.abs(morph(a, b, progress).astype(int) - dissolve(a, b, progress)).mean() < 0.5


SLOW = {
    "blur": {}, "clouds": {"softness": 1}, "dip": {}, "dip_to_white": {}, "dissolve": {}, "iris": {"softness": 1},
    "match_zoom": {}, "morph": {}, "push": {}, "spin": {}, "whip_pan": {}, "wipe": {"softness": 1}, "zoom_through": {},
}  # fmt: skip


@pytest.mark.parametrize("kind", SLOW)
@pytest.mark.parametrize("progress", [0.13, 0.4, 0.5, 0.71])
def test_a_slow_gradient_shows_no_step_larger_than_its_own(kind, progress):
    """What comes next is its mirror image, so that both go over into one another wherever they meet."""
    a = gradient()
    b = a[:, ::-1] if kind in ("push", "whip_pan") else a[::-1, ::-1] if kind == "spin" else a

    shown = load_function("autoedit.transitions", kind)(a, b, progress, **SLOW[kind]).astype(int)

    assert np.abs(np.diff(shown, axis=0)).max() <= 1
    assert np.abs(np.diff(shown, axis=1)).max() <= 1
    assert len(np.unique(shown)) > 15 or kind.startswith("dip")


@pytest.mark.parametrize("kind", ["whip_pan", "push", "zoom_through", "spin", "match_zoom", "morph", "blur"])
@pytest.mark.parametrize("progress", [0.1, 0.3, 0.5, 0.6, 0.9])
def test_no_black_comes_in_past_the_edge_of_a_picture(kind, progress):
    shown = load_function("autoedit.transitions", kind)(plain(250, 321, 181), plain(252, 321, 181), progress)

    assert shown.min() >= 249
