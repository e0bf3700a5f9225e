import io
import json
import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from autoedit.cli import app as application
from autoedit.cli import triage as tables
from autoedit.cli.triage import shot_list, triage
from autoedit.media.probe import probe
from autoedit.model.media import Media, Transfer
from autoedit.model.select import Defect, DefectKind, Moments, Select
from autoedit.model.shot import Boundary, BoundaryKind, Shot
from autoedit.pipeline.library import Library
from autoedit.pipeline.stages import Analysed
from autoedit.testing import Camera, film, numbered_film
from tests.analysis.takes import panned, shoot, view

PAL = Fraction(25)
WIDTHS = (40, 60, 80, 120)


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(application.app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Media:
    """A clip of two minutes, as far as its facts go."""
    media = probe(numbered_film(tmp_path_factory.mktemp("triage") / "clip.mp4", rate=PAL, frames=5))
    assert media.video is not None
    return replace(media, id="clip", video=replace(media.video, duration=Fraction(120), frames=3000))


def select(number: int, score: float, group: str | None = None, shot: str = "shot-001") -> Select:
    start = Fraction(10 * number)
    return Select(
        id=f"{shot}.{number}", shot=shot, start=start, end=start + 2, peak=start + 1, in_limit=start, out_limit=start + 2,
        score=score, group=group,
    )  # fmt: skip  # a value a line says no more


def clip(
    media: Media, *, selects: tuple[Select, ...] = (), defects: tuple[Defect, ...] = (), cuts: tuple[int, ...] = ()
) -> Analysed:
    boundaries = tuple(
        Boundary(kind=BoundaryKind.CUT, start=cut / PAL, end=cut / PAL, first_frame=cut, last_frame=cut, confidence=0.9)
        for cut in cuts
    )
    edges = [Fraction(0), *(cut / PAL for cut in cuts), Fraction(120)]
    shots = tuple(
        Shot(
            id=f"shot-{place + 1:03d}", start=start, end=end, closes=BoundaryKind.CUT,
            opens=BoundaryKind.CUT if place else BoundaryKind.EDGE,
        )
        for place, (start, end) in enumerate(pairwise(edges))
    )  # fmt: skip  # a value a line says no more
    moments = Moments(boundaries=boundaries, shots=shots, selects=selects, defects=defects)
    return Analysed(media=media, moments=moments, computed=0)


def told(*files: Analysed, width: int = 80, table=triage) -> str:
    paper = io.StringIO()
    table(Library(files=files, left_out=()), Console(width=width, file=paper, highlight=False))
    return paper.getvalue()


def test_the_best_moments_come_first_with_timecode_score_and_name(media: Media):
    shown = told(clip(media, selects=(select(1, 0.4), select(2, 0.9), select(3, 0.7))))

    assert re.findall(r"(\d\d:\d\d:\d\d:\d\d) (0\.\d\d) (\S+)", shown) == [
        ("00:00:21:00", "0.90", "shot-001.2"),
        ("00:00:31:00", "0.70", "shot-001.3"),
        ("00:00:11:00", "0.40", "shot-001.1"),
    ]


def test_defects_have_their_total_and_their_longest_places(media: Media):
    soft = [(2, 3), (10, 14), (20, 20.5), (30, 32)]
    defects = tuple(Defect(kind=DefectKind.SOFT, start=Fraction(start), end=Fraction(end)) for start, end in soft)

    shown = told(clip(media, defects=(*defects, Defect(kind=DefectKind.BLOWN_OUT, start=Fraction(50), end=Fraction(60)))))

    assert "soft 7.5 s" in shown
    assert "00:00:10:00-00:00:14:00" in shown
    assert "00:00:30:00-00:00:32:00" in shown
    assert "00:00:02:00-" not in shown
    assert "and 2 more" in shown
    assert shown.index("blown out 10.0 s") < shown.index("soft")


def test_what_a_clip_is_is_said_in_words(media: Media):
    assert media.video is not None
    video = replace(
        media.video, is_constant=False, rotation=90, is_interlaced=True, colour=replace(media.video.colour, transfer=Transfer.HLG)
    )

    shown = told(clip(replace(media, video=video)))

    for words in (
        "2:00",
        "160x96",
        "25 fps",
        "1 shot",
        "variable rate",
        "rotated 90 degrees",
        "HDR (HLG)",
        "interlaced",
        "no sound",
    ):
        assert words in shown


def test_a_take_group_names_the_clips_of_its_other_takes(media: Media):
    other = replace(media, id="other")

    shown = told(clip(media, selects=(select(1, 0.5, "take-01"),)), clip(other, selects=(select(1, 0.5, "take-01"),)))

    assert "take-01: as other" in shown
    assert "take-01: as clip" in shown


def test_a_take_group_within_one_clip_says_so(media: Media):
    takes = (select(1, 0.5, "take-01"), select(2, 0.5, "take-01", "shot-003"))

    assert "take-01: within" in told(clip(media, selects=takes))


def test_a_long_list_is_cut_with_a_count(media: Media):
    shown = told(clip(media, selects=tuple(select(number, 0.5) for number in range(1, 40))))

    assert shown.count("shot-001.") == tables.MOST_MOMENTS
    assert f"and {39 - tables.MOST_MOMENTS} more" in shown


@pytest.mark.parametrize("width", WIDTHS)
def test_no_timecode_is_broken_at_any_width(media: Media, width: int):
    long_name = replace(media, id="a_camera_of_long_names_" * 3)
    defects = (Defect(kind=DefectKind.SHAKY, start=Fraction(70), end=Fraction(80)),)

    shown = told(clip(long_name, selects=(select(10, 0.5),), defects=defects), width=width)

    assert "00:01:41:00 0.50 shot-001.10" in shown
    assert "00:01:10:00-00:01:20:00" in shown
    if width >= tables.NARROW:
        assert max(len(line.rstrip()) for line in shown.splitlines()) <= width


def test_a_name_in_brackets_is_a_name(media: Media):
    assert "[bold]" in told(clip(replace(media, id="[bold]")))


def test_shots_show_how_they_open_where_and_how_sure_that_is(media: Media):
    shown = told(clip(media, cuts=(100, 250)), table=shot_list)

    rows = [line.split() for line in shown.splitlines() if line.startswith("shot-")]
    assert rows == [
        ["shot-001", "edge", "00:00:00:00", "4.00", "s"],
        ["shot-002", "cut", "00:00:04:00", "100", "0.90", "6.00", "s"],
        ["shot-003", "cut", "00:00:10:00", "250", "0.90", "110.00", "s"],
    ]


def test_a_gradual_shows_the_frames_it_takes(media: Media):
    made = clip(media, cuts=(110,))
    gradual = Boundary(
        kind=BoundaryKind.DISSOLVE, start=Fraction(4), end=Fraction(24, 5), first_frame=100, last_frame=120, confidence=0.8
    )

    shown = told(replace(made, moments=replace(made.moments, boundaries=(gradual,))), table=shot_list)

    assert "00:00:04:00" in shown
    assert "100-120" in shown


def test_a_film_of_many_shots_is_cut_with_a_count(media: Media):
    shown = told(clip(media, cuts=tuple(range(10, 2510, 10))), table=shot_list)

    assert len(re.findall(r"^shot-", shown, re.MULTILINE)) == tables.MOST_SHOTS
    assert f"and {251 - tables.MOST_SHOTS} more; --json lists all" in shown


def test_json_has_notes_and_the_take_groups_that_the_table_shows(footage: Path, tmp_path: Path):
    smaller = Camera(options={"preset": "ultrafast", "crf": "26"})
    film(tmp_path / "again.mp4", panned(view(1), 100), [number / PAL for number in range(100)], rate=PAL, camera=smaller)

    document = json.loads(invoke("selects", footage, tmp_path / "again.mp4", "--json").stdout)

    groups = {file["id"]: {select["group"] for select in file["selects"]} for file in document["files"]}
    assert groups["take_1"] == groups["again"] != {None}
    assert groups["take_2"] == {None}
    assert {tuple(file["notes"]) for file in document["files"]} == {("no_sound",)}


def test_selects_print_a_table_for_a_person(footage: Path):
    shown = invoke("selects", footage)

    assert shown.exit_code == 0
    assert "take_1" in shown.stdout
    assert re.search(r"00:00:0\d:\d\d 0\.\d\d shot-001\.1", shown.stdout)


def test_a_sheet_of_boundaries_is_drawn_beside_the_table(tmp_path: Path):
    shoot(tmp_path / "film.mp4", panned(view(1, value=60), 40), panned(view(2, value=200), 40))

    shown = invoke("shots", tmp_path / "film.mp4", "--sheet", tmp_path / "cuts.png")

    assert shown.exit_code == 0
    assert "wrote" in shown.stderr
    assert (tmp_path / "cuts.png").stat().st_size > 1000
    assert "00:00:01:15" in shown.stdout


def test_a_sheet_that_cannot_be_written_is_told_before_the_work(footage: Path):
    shown = invoke("shots", footage, "--sheet", "nowhere/cuts.png")

    assert "its folder does not exist" in str(shown.exception)
