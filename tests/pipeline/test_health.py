"""``autoedit check``: what would break a run is found before one, each with its next step."""

from __future__ import annotations

import json
import shutil
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import pytest

from autoedit.media import installed
from autoedit.media.coding import Codec
from autoedit.pipeline import health
from autoedit.pipeline.health import Finding, Result, allows
from tests.faults.program import Ended, ran


def found(name: str) -> list[Finding]:
    return [finding for finding in health.health() if finding.name == name]


def bad(name: str) -> Finding:
    """The one finding of a name that is not ok."""
    (one,) = [finding for finding in found(name) if finding.result is not Result.OK]
    assert one.step
    return one


def checked(folder: Path, *arguments: object) -> Ended:
    return ran("check", *arguments, folder=folder, cache=folder / "cache")


def test_an_installation_that_works_ends_with_0_and_a_line_for_each_check(tmp_path: Path):
    ended = checked(tmp_path)

    lines = ended.out.splitlines()
    assert ended.code == 0, ended.out
    assert {line.split()[0] for line in lines} <= {"ok", "warning"}
    assert {line.split()[1] for line in lines} >= {
        "autoedit",
        "packages",
        "opencv",
        "ffmpeg",
        "encoder",
        "fonts",
        "cache",
        "disk",
    }


def test_the_checks_are_a_document(tmp_path: Path):
    ended = checked(tmp_path, "--json")

    assert ended.document["schema"] == "autoedit/check/1"
    assert ended.document["edit_list"] is None
    assert {"name", "result", "told", "step"} == set(ended.document["checks"][0])


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (
            ["opencv-python", "opencv_python_headless"],
            "2 distributions of OpenCV are installed (opencv-python, opencv-python-head",
        ),
        ([], "0 distributions of OpenCV are installed (none)"),
    ],
)
def test_there_is_exactly_one_opencv(names: list[str], told: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(metadata, "distributions", lambda: [SimpleNamespace(metadata={"Name": name}) for name in names])

    one = bad("opencv")

    assert one.result is Result.FAILS
    assert told in one.told


def test_a_package_of_another_version_or_none_is_named(monkeypatch: pytest.MonkeyPatch):
    whole = metadata.version

    def version(name: str) -> str:
        if name == "soxr":
            raise metadata.PackageNotFoundError(name)
        return "5.0.0.93" if name == "opencv-python" else whole(name)

    monkeypatch.setattr(metadata, "version", version)

    one = bad("packages")

    assert one.result is Result.FAILS
    assert "soxr is not installed" in one.told
    assert "opencv-python is 5.0.0.93, not " in one.told


def test_an_ffmpeg_with_a_known_flaw_is_a_warning(monkeypatch: pytest.MonkeyPatch):
    import cv2

    monkeypatch.setattr(cv2, "getBuildInformation", lambda: "  avcodec:      YES (62.28.101)\n")

    assert (bad("ffmpeg").result, "CVE-2026-8461" in bad("ffmpeg").told) == (Result.WARNING, True)


def test_an_ffmpeg_that_is_not_there_breaks_a_run(monkeypatch: pytest.MonkeyPatch):
    import imageio_ffmpeg

    def fails() -> str:
        raise RuntimeError("no ffmpeg exe could be found")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_version", fails)

    assert bad("ffmpeg").result is Result.FAILS


def test_an_opencv_without_faces_breaks_a_run(monkeypatch: pytest.MonkeyPatch):
    import cv2

    monkeypatch.delattr(cv2, "CascadeClassifier")

    assert bad("opencv").result is Result.FAILS


@pytest.mark.parametrize(("codec", "result"), [(Codec.H264, Result.FAILS), (Codec.AV1, Result.WARNING)])
def test_an_encoder_that_does_not_answer_is_told(codec: Codec, result: Result, monkeypatch: pytest.MonkeyPatch):
    silent = installed.SOFTWARE_ENCODERS[codec]
    whole = installed.answers
    monkeypatch.setattr(installed, "answers", lambda wished: wished.encoder != silent and whole(wished))

    one = bad("encoder")

    assert (one.result, silent in one.told) == (result, True)


def test_sound_that_cannot_be_coded_breaks_a_run(monkeypatch: pytest.MonkeyPatch):
    import av

    def fails(*_: object) -> None:
        raise ValueError("no such codec")

    monkeypatch.setattr(av, "CodecContext", SimpleNamespace(create=fails))

    assert "aac does not code sound" in [one.told for one in found("encoder") if one.result is Result.FAILS]


def test_fonts_that_cannot_be_loaded_break_a_run(monkeypatch: pytest.MonkeyPatch):
    from autoedit.render.titles import fonts

    def fails(_: str) -> None:
        raise ImportError("no module named pymupdf_fonts")

    monkeypatch.setattr(fonts, "_packaged", fails)

    assert bad("fonts").result is Result.FAILS


def test_a_cache_that_is_a_file_is_told_and_costs_time_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "cache").write_bytes(b"")
    monkeypatch.setenv("AUTOEDIT_CACHE", str(tmp_path / "cache"))

    assert (bad("cache").result, "cannot be written" in bad("cache").told) == (Result.WARNING, True)


def test_a_size_of_the_cache_that_is_none_breaks_every_run(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AUTOEDIT_CACHE_SIZE", "much")

    assert bad("cache").result is Result.FAILS


def test_damaged_entries_of_the_cache_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from autoedit.pipeline.cache import default_cache

    monkeypatch.setenv("AUTOEDIT_CACHE", str(tmp_path))
    cache = default_cache()
    for number in range(3):
        cache.put("probe", f"{number}" * 40, 1.5)
    entry = next(cache.folder.glob("probe/11/*"))
    entry.write_bytes(entry.read_bytes()[:-3])

    assert "1 of its entries damaged" in bad("cache").told


@pytest.mark.parametrize(("free", "result"), [(10**8, Result.FAILS), (10**9, Result.WARNING), (3 * 10**9, Result.OK)])
def test_free_disk_is_looked_at_where_a_run_writes(free: int, result: Result, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))

    assert {finding.result for finding in found("disk")} == {result}
    assert len(found("disk")) == 3


def test_a_check_that_cannot_be_made_is_a_failure_and_the_others_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def fails() -> None:
        raise OSError("a library that cannot be loaded")

    monkeypatch.setattr(installed, "software_encoders", fails)

    ended = checked(tmp_path)

    assert ended.code == 1
    assert "fails    encoders   OSError: a library that cannot be loaded. Install autoedit anew" in ended.out
    assert "fonts" in ended.out


def test_the_cluster_is_no_part_of_a_plain_installation(monkeypatch: pytest.MonkeyPatch):
    whole = metadata.version

    def version(name: str) -> str:
        if name == "distributed":
            raise metadata.PackageNotFoundError(name)
        return whole(name)

    monkeypatch.setattr(metadata, "version", version)

    assert [(one.result, "autoedit[cluster]" in one.told) for one in found("cluster")] == [(Result.OK, True)]


@pytest.mark.parametrize(
    ("wanted", "version", "is_allowed"),
    [
        (">=4.14.0.94,!=5.0.0.93", "4.14.0.94", True),
        (">=4.14.0.94,!=5.0.0.93", "5.0.0.93", False),
        (">=4.14.0.94", "4.13.9", False),
        ("<2,>=0.11", "0.11.0", True),
        ("<2,>=0.11", "2.0", False),
        (">=2.0", "2", True),
        (">=1.0", "1.0rc1", True),
        ("", "0.1", True),
    ],
)
def test_a_version_is_held_against_what_is_wanted(wanted: str, version: str, is_allowed: bool):
    assert allows(wanted, version) is is_allowed


def test_every_requirement_of_ours_is_understood():
    for requirement in metadata.requires("autoedit") or []:
        health._unmet(requirement)


@pytest.mark.slow
def test_an_edit_list_is_checked_too_and_mended_where_its_footage_was_moved(tmp_path: Path):
    from tests.faults.failures import corpus

    shutil.copytree(corpus(), tmp_path, dirs_exist_ok=True)
    (tmp_path / "takes").rename(tmp_path / "moved")

    lost = checked(tmp_path, "edit.json", "--json")
    mended = checked(tmp_path, "edit.json", "--relink", "moved", "-o", "mended.json", "--json")
    again = checked(tmp_path, "mended.json")

    assert (lost.code, lost.document["error"]["kind"]) == (1, "DocumentError")
    assert (mended.code, mended.document["edit_list"]["frames"]) == (0, 75)
    assert "mended.json can be rendered: 75 frames" in again.err
    assert "moved/1.mp4" in json.dumps(json.loads((tmp_path / "mended.json").read_text()))


@pytest.mark.parametrize("arguments", [["--relink", "x"], ["-o", "a.json"], ["a.json", "-o", "b.json"]])
def test_what_is_about_an_edit_list_needs_one(arguments: list[str], tmp_path: Path):
    assert checked(tmp_path, *arguments, "--json").document["error"]["kind"] == "BadOption"
