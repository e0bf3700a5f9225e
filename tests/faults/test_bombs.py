"""The quick form of ``bombs``: each is analysed within seconds and megabytes; all together cost a plan nothing."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from autoedit.errors import UnreadableMedia
from autoedit.media.probe import LONGEST_TEXT, probe
from autoedit.review.gallery_pictures import gallery_picture
from tests.faults.bombs import ANSWER_SECONDS, BOMBS, MOST_MEGABYTES, cases, huge_photograph
from tests.faults.measured import measured
from tests.faults.specimens import specimen

CASES = list(cases(0, many=False))


@pytest.mark.slow
@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[name for name, _ in CASES])
def test_a_bomb_ends_in_an_answer_within_ten_seconds_and_a_gigabyte(case: Callable[[Path], None], tmp_path: Path):
    case(tmp_path)


@pytest.mark.slow
def test_a_film_is_planned_beside_bombs(tmp_path: Path):
    names = ["16k.mp4", "16k from the middle.ts", "a frame in 30 years.mkv", "a sound in 30 years.mkv", "10000 streams.mkv"]
    for name in names:
        BOMBS[name](tmp_path / name)
    sources = [*(str(tmp_path / name) for name in names), str(specimen("good.mp4"))]

    run = measured(["plan", *sources, "--length", "1", "-o", "edit.json"], tmp_path)

    assert run.code == 3, run.said
    plan = json.loads((tmp_path / "edit.json").read_text())
    assert "good" in {item["media"]["id"] for item in plan["footage"]}
    assert {Path(item["path"]).name for item in plan["left_out"]} == {names[0], names[2], names[4]}
    assert run.megabytes < MOST_MEGABYTES and run.seconds < ANSWER_SECONDS


def test_what_a_file_says_of_itself_is_cut_short(tmp_path: Path):
    BOMBS["long comment.mp4"](tmp_path / "long.mp4")

    assert len(probe(tmp_path / "long.mp4").made_by or "") == LONGEST_TEXT


def test_a_photograph_larger_than_8k_is_refused_before_it_is_decoded(tmp_path: Path):
    huge_photograph(tmp_path / "huge.png")
    begun = time.monotonic()

    with pytest.raises(UnreadableMedia, match="its picture is larger than 8K"):
        gallery_picture(tmp_path / "huge.png")

    assert time.monotonic() - begun < 2
