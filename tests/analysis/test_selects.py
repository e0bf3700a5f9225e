from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from autoedit.analysis.listen import listen
from autoedit.analysis.selects import find_selects
from autoedit.analysis.watch import watch
from autoedit.model.media import Media
from autoedit.model.select import DefectKind, Moments
from autoedit.testing import Sound, noise
from tests.analysis.takes import (
    Picture,
    bang,
    blurred,
    chart,
    crack,
    crossed,
    darkened,
    fogged,
    frozen,
    lamplit,
    panned,
    plain,
    shaken,
    shoot,
    view,
)
from tests.properties.rates import RATES

NEAR = Fraction(3, 10)


def found_in(media: Media) -> Moments:
    return find_selects(watch(media), listen(media))


def good(frames: int = 75, since: int = 0) -> Iterable[Picture]:
    return panned(view(1), frames, since=since)


# What happens to the picture from 3 s to 5 s; the pan goes on beneath, so that no cut lies at either end.
BAD = {
    DefectKind.BLACK: lambda: plain(4, 50),
    DefectKind.BLOWN_OUT: lambda: plain(254, 50),
    DefectKind.STILL: lambda: frozen(next(iter(good(1, since=75))), 50),
    DefectKind.SOFT: lambda: blurred(good(50, since=75)),
    DefectKind.SHAKY: lambda: shaken(good(50, since=75)),
}


@pytest.fixture(scope="module", params=BAD, ids=str)
def spoilt(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[DefectKind, Moments]:
    """Three good seconds, two bad ones, three good ones."""
    path = tmp_path_factory.mktemp("spoilt") / "take.mp4"
    return request.param, found_in(
        shoot(path, good(), BAD[request.param](), good(since=75 if request.param is DefectKind.STILL else 125))
    )


def test_a_spoilt_stretch_is_a_defect_with_its_times(spoilt: tuple[DefectKind, Moments]):
    kind, moments = spoilt

    defects = [defect for defect in moments.defects if defect.kind is kind]

    assert len(defects) == 1
    assert abs(defects[0].start - 3) <= NEAR
    assert abs(defects[0].end - 5) <= NEAR


def test_no_select_touches_a_defect(spoilt: tuple[DefectKind, Moments]):
    _, moments = spoilt

    touching = [
        (select.id, defect.kind)
        for select in moments.selects
        for defect in moments.defects
        if select.in_limit < defect.end and defect.start < select.out_limit
    ]
    assert touching == []


def test_both_good_stretches_around_a_defect_have_a_select(spoilt: tuple[DefectKind, Moments]):
    _, moments = spoilt

    assert any(select.peak < 3 for select in moments.selects)
    assert any(select.peak > 5 for select in moments.selects)


def test_good_footage_has_no_defect(tmp_path: Path):
    assert found_in(shoot(tmp_path / "take.mp4", good(150))).defects == ()


@pytest.mark.parametrize("start", [Fraction(0), Fraction(7, 5)], ids=str)
def test_a_peak_lies_where_something_rushes_past_with_a_bang(tmp_path: Path, start: Fraction):
    pictures = crossed(panned(view(1), 250), first=150, last=165)
    sound = bang(at=Fraction(6), duration=Fraction(10))
    media = shoot(tmp_path / "take.mov", pictures, sound=Sound(samples=sound.samples, rate=48000, start=start), start=start)

    best = max(found_in(media).selects, key=lambda select: select.score)

    assert abs(best.peak - (start + Fraction(63, 10))) < Fraction(6, 10)


def test_motion_alone_makes_a_peak_in_a_silent_file(tmp_path: Path):
    media = shoot(tmp_path / "take.mp4", crossed(panned(view(1), 200), first=100, last=115))

    best = max(found_in(media).selects, key=lambda select: select.score)

    assert abs(best.peak - Fraction(43, 10)) < Fraction(6, 10)
    assert best.loudness is None
    assert "sound" not in best.parts


def test_a_selects_loudness_is_that_of_its_own_stretch(tmp_path: Path):
    media = shoot(tmp_path / "take.mp4", good(250), sound=bang(at=Fraction(6), duration=Fraction(10)))

    selects = found_in(media).selects

    loudest = max(selects, key=lambda select: select.loudness or -99)
    assert loudest.start <= 6 < loudest.end
    assert all((select.loudness or -99) < -30 for select in selects if select.end < Fraction(55, 10))


def test_selects_keep_off_the_frames_next_to_a_cut(tmp_path: Path):
    media = shoot(tmp_path / "take.mp4", panned(view(1, value=60), 75), panned(view(2, value=200), 75))

    moments = found_in(media)

    assert len(moments.shots) == 2
    assert all(abs(limit - 3) >= Fraction(1, 12) for s in moments.selects for limit in (s.in_limit, s.out_limit))


def test_a_select_lies_in_the_shot_it_names(tmp_path: Path):
    media = shoot(tmp_path / "take.mp4", panned(view(1, value=60), 75), panned(view(2, value=200), 75))

    moments = found_in(media)

    shots = {shot.id: shot for shot in moments.shots}
    assert {select.shot for select in moments.selects} == set(shots)
    assert all(shots[s.shot].start <= s.in_limit < s.out_limit <= shots[s.shot].end for s in moments.selects)


def test_ids_of_selects_are_unique_in_their_file(tmp_path: Path):
    moments = found_in(shoot(tmp_path / "take.mp4", good(300)))

    names = [select.id for select in moments.selects]
    assert len(names) > 1
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("frames", [1, 2, 3, 8])
def test_a_file_of_hardly_any_frames_has_a_shot_and_no_select(tmp_path: Path, frames: int):
    moments = found_in(shoot(tmp_path / "take.mp4", good(frames)))

    assert (len(moments.shots), moments.selects) == (1, ())


def test_the_same_file_gives_the_same_moments(tmp_path: Path):
    media = shoot(tmp_path / "take.mp4", good(100), sound=bang(at=Fraction(2), duration=Fraction(4)))

    assert found_in(media) == found_in(media)


def test_a_file_that_is_blurred_from_end_to_end_is_soft_from_end_to_end(tmp_path: Path):
    moments = found_in(shoot(tmp_path / "take.mp4", blurred(panned(chart(), 75), most=5.0, frames=1)))

    assert [defect.kind for defect in moments.defects] == [DefectKind.SOFT]
    assert moments.defects[0].end - moments.defects[0].start > Fraction(28, 10)
    assert moments.selects == ()


@pytest.mark.parametrize("softened", [fogged, darkened], ids=["fog", "night"])
def test_fog_and_night_are_not_soft(tmp_path: Path, softened: Callable[[Picture], Picture]):
    moments = found_in(shoot(tmp_path / "take.mp4", map(softened, panned(chart(), 100))))

    assert {defect.kind for defect in moments.defects} == set()


def test_a_soft_shot_between_sharp_ones_is_soft(tmp_path: Path):
    shots = panned(chart(seed=1), 75), blurred(panned(chart(seed=2), 75), most=3.0, frames=1), panned(chart(seed=3), 75)

    moments = found_in(shoot(tmp_path / "take.mp4", *shots))

    soft = [defect for defect in moments.defects if defect.kind is DefectKind.SOFT]
    assert len(soft) == 1
    assert (abs(soft[0].start - 3) <= NEAR, abs(soft[0].end - 6) <= NEAR) == (True, True)


def test_a_short_freeze_between_moving_pictures_is_still(tmp_path: Path):
    stands = frozen(next(iter(good(1, since=75))), 20)

    moments = found_in(shoot(tmp_path / "take.mp4", good(), stands, good(since=75)))

    still = [defect for defect in moments.defects if defect.kind is DefectKind.STILL]
    assert len(still) == 1
    assert abs(still[0].start - 3) <= Fraction(1, 10)
    assert abs(still[0].end - Fraction(38, 10)) <= Fraction(1, 10)


def test_a_dim_picture_without_any_light_is_dark_and_one_with_a_lamp_is_not(tmp_path: Path):
    dim = [(picture * 0.18).astype(np.uint8) for picture in good(100)]
    lit = [lamplit(picture) for picture in dim]

    kinds = [
        {d.kind for d in found_in(shoot(tmp_path / name, pictures)).defects}
        for name, pictures in (("a.mp4", dim), ("b.mp4", lit))
    ]

    assert kinds == [{DefectKind.DARK}, set()]


def test_a_camera_that_pans_fast_does_not_shake(tmp_path: Path):
    assert found_in(shoot(tmp_path / "take.mp4", panned(view(1), 100, step=8))).defects == ()


def test_what_is_wrong_with_the_sound_is_told_and_leaves_the_picture_usable(tmp_path: Path):
    loud = noise(level_db=0, rate=48000, duration=Fraction(6))
    sound = Sound(samples=np.clip(loud.samples * (np.arange(6 * 48000)[:, None] < 3 * 48000), -1, 1), rate=48000)

    moments = found_in(shoot(tmp_path / "take.mov", good(150), sound=sound))

    assert {defect.kind for defect in moments.defects} == {DefectKind.CLIPPED, DefectKind.SILENT}
    assert any(select.start < 2 for select in moments.selects)
    assert any(select.end > 4 for select in moments.selects)


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_a_peak_is_the_crack_to_two_frames_and_a_frames_own_time(tmp_path: Path, rate: Fraction):
    frames, at = round(8 * rate), Fraction(4)
    first = round((at - Fraction(3, 10)) * rate)
    pictures = crossed(panned(view(1), frames), first=first, last=first + round(rate * Fraction(6, 10)))
    media = shoot(tmp_path / "take.mov", pictures, rate=rate, sound=crack(at=at, duration=Fraction(8)))

    best = max(found_in(media).selects, key=lambda select: select.score)

    assert (best.peak * rate).denominator == 1
    assert abs(best.peak - at) <= 2 / rate


def test_the_peak_of_a_long_bang_is_in_its_first_half(tmp_path: Path):
    pictures = crossed(panned(view(1), 250), first=170, last=185)
    media = shoot(tmp_path / "take.mov", pictures, sound=bang(at=Fraction(7), duration=Fraction(10)))

    best = max(found_in(media).selects, key=lambda select: select.score)

    assert 7 <= best.peak <= Fraction(29, 4)


def test_a_crack_decides_between_two_equal_movements(tmp_path: Path):
    once = crossed(panned(view(1), 250), first=70, last=85)
    sound = crack(at=Fraction(71, 10), duration=Fraction(10))
    media = shoot(tmp_path / "take.mov", crossed(once, first=170, last=185), sound=sound)

    best = max(found_in(media).selects, key=lambda select: select.score)

    assert abs(best.peak - Fraction(71, 10)) <= Fraction(1, 10)


def test_an_action_is_seen_coming_and_followed(tmp_path: Path):
    media = shoot(tmp_path / "take.mp4", crossed(panned(view(1), 250), first=120, last=135))

    best = max(found_in(media).selects, key=lambda select: select.score)

    assert best.peak - best.start >= Fraction(1, 2)
    assert best.end - best.peak >= Fraction(7, 10)


def test_every_part_of_a_score_is_between_nothing_and_full(spoilt: tuple[DefectKind, Moments]):
    _, moments = spoilt

    assert all(0 <= value <= 1 for select in moments.selects for value in (select.score, *select.parts.values()))
