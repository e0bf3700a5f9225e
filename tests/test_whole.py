"""Outputs appear as a whole or not at all, and what dead runs have left goes."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from autoedit.errors import OutputError, RenderError
from autoedit.pipeline.output import check_output
from autoedit.whole import held_folder, hidden, publish, whole

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX system")

# Makes a hidden folder in the folder that it is given, says so, and waits to be killed.
HOLDER = """
import sys
from pathlib import Path
from autoedit.whole import held_folder
with held_folder(Path(sys.argv[1])) as folder:
    (folder / "half a film").write_bytes(bytes(1000))
    print(folder, flush=True)
    sys.stdin.read()
"""


def holder(folder: Path) -> "subprocess.Popen[str]":
    """A process that holds a hidden folder."""
    command = [sys.executable, "-c", HOLDER, str(folder)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    return process


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_takes_its_name_when_it_is_finished(tmp_path: Path):
    with whole(tmp_path / "film.mp4") as temporary:
        temporary.write_text("new")
        assert not (tmp_path / "film.mp4").exists()

    assert (tmp_path / "film.mp4").read_text() == "new"
    assert names(tmp_path) == ["film.mp4"]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt(), RenderError("no")], ids=repr)
def test_a_write_that_fails_leaves_the_older_file_as_it_was_and_nothing_else(tmp_path: Path, error: BaseException):
    (tmp_path / "film.mp4").write_text("old")

    with pytest.raises((OutputError, type(error))), whole(tmp_path / "film.mp4") as temporary:
        temporary.write_text("half")
        raise error

    assert (tmp_path / "film.mp4").read_text() == "old"
    assert names(tmp_path) == ["film.mp4"]


def test_a_full_disk_is_told_by_the_name_that_was_asked_for_and_with_the_next_step(tmp_path: Path):
    with pytest.raises(OutputError) as told, whole(tmp_path / "film.mp4") as temporary:
        raise OSError(28, "No space left on device", str(temporary))

    assert told.value.path == str(tmp_path / "film.mp4")
    assert told.value.remedy == "Free some space or choose another place."


def test_what_an_encoder_says_of_the_hidden_file_is_told_of_the_output(tmp_path: Path):
    with pytest.raises(OutputError) as told, hidden(tmp_path / "film.mp4") as folder:
        raise OutputError(folder / "film.mp4", "no space left on device", "Free some space.")

    assert (told.value.path, told.value.remedy) == (str(tmp_path / "film.mp4"), "Free some space.")


def test_another_output_s_error_stays_its_own(tmp_path: Path):
    with pytest.raises(OutputError, match=r"^sheet\.png was not written"), whole(tmp_path / "film.mp4"):
        raise OutputError("sheet.png", "no space left on device", "Free some space.")


def test_a_folder_that_goes_away_meanwhile_is_said(tmp_path: Path):
    (tmp_path / "out").mkdir()

    with pytest.raises(OutputError, match="its folder has gone"), whole(tmp_path / "out" / "film.mp4") as temporary:
        temporary.parent.rmdir()
        (tmp_path / "out").rmdir()
        temporary.write_text("new")


def test_a_folder_that_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(OutputError, match="its folder does not exist"), whole(tmp_path / "out" / "film.mp4"):
        pass


@posix
@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_an_output_has_the_permissions_of_any_new_file(tmp_path: Path, mask: int):
    before = os.umask(mask)
    try:
        with whole(tmp_path / "film.mp4") as temporary:
            temporary.write_text("new")
        (tmp_path / "plain").write_text("new")
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "film.mp4").stat().st_mode) == stat.S_IMODE((tmp_path / "plain").stat().st_mode)


@posix
def test_a_link_is_replaced_and_what_it_points_to_is_left_alone(tmp_path: Path):
    (tmp_path / "source.mp4").write_text("source")
    (tmp_path / "film.mp4").symlink_to("source.mp4")

    with whole(tmp_path / "film.mp4") as temporary:
        temporary.write_text("new")

    assert (tmp_path / "source.mp4").read_text() == "source"
    assert not (tmp_path / "film.mp4").is_symlink()
    assert (tmp_path / "film.mp4").read_text() == "new"


@posix
def test_the_other_name_of_a_file_under_two_names_is_left_alone(tmp_path: Path):
    (tmp_path / "source.mp4").write_text("source")
    os.link(tmp_path / "source.mp4", tmp_path / "film.mp4")

    with whole(tmp_path / "film.mp4") as temporary:
        temporary.write_text("new")

    assert (tmp_path / "source.mp4").read_text() == "source"


@posix
def test_a_pipe_is_written_into_and_stays_a_pipe(tmp_path: Path):
    os.mkfifo(tmp_path / "film.mp4")
    read: list[str] = []
    reading = threading.Thread(target=lambda: read.append((tmp_path / "film.mp4").read_text()))
    reading.start()

    check_output(tmp_path / "film.mp4")
    with whole(tmp_path / "film.mp4") as temporary:
        temporary.write_text("new")

    reading.join(10)
    assert read == ["new"]
    assert (tmp_path / "film.mp4").is_fifo()
    assert names(tmp_path) == ["film.mp4"]


@posix
@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1"])
@pytest.mark.parametrize("to", ["a pipe", "a file"])
def test_stdout_s_name_is_stdout_and_what_a_shell_has_written_there_stays(tmp_path: Path, name: str, to: str):
    code = (
        f"from pathlib import Path\nfrom autoedit.whole import whole\nwith whole(Path({name!r})) as file: file.write_text('new')"
    )
    with (tmp_path / "log").open("w+") as log:
        log.write("old ")
        log.flush()
        stdout = log if to == "a file" else subprocess.PIPE
        done = subprocess.run([sys.executable, "-c", code], stdout=stdout, text=True, check=True)

    assert (tmp_path / "log").read_text() + (done.stdout or "") == "old new"


@posix
def test_dev_null_is_still_a_device():
    check_output(Path("/dev/null"))
    with whole(Path("/dev/null")) as temporary:
        temporary.write_text("new")

    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@posix
def test_a_name_that_no_disk_takes_is_refused_before_the_work(tmp_path: Path):
    with pytest.raises(OutputError, match="name too long"):
        check_output(tmp_path / ("f" * 300 + ".mp4"))


@posix
def test_a_name_as_long_as_disks_take_can_be_written(tmp_path: Path):
    output = tmp_path / ("f" * 251 + ".mp4")

    check_output(output)
    with whole(output) as temporary:
        temporary.write_text("new")

    assert output.read_text() == "new"


@posix
def test_what_a_killed_process_has_left_goes_when_the_next_comes(tmp_path: Path):
    process = holder(tmp_path)
    process.kill()
    process.communicate()
    left = names(tmp_path)

    with whole(tmp_path / "film.mp4") as temporary:
        temporary.write_text("new")

    assert len(left) == 1
    assert names(tmp_path) == ["film.mp4"]


@posix
def test_what_a_living_process_writes_stays(tmp_path: Path):
    with holder(tmp_path) as process:
        with whole(tmp_path / "film.mp4") as temporary:
            temporary.write_text("new")
        left = names(tmp_path)
        process.communicate("")

    assert len(left) == 2
    assert names(tmp_path) == ["film.mp4"]


@posix
def test_links_and_files_that_look_like_ours_are_not_swept(tmp_path: Path):
    with held_folder(tmp_path) as folder:
        prefix = folder.name[: len(".autoedit-xxxxxx-")]
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "film.mp4").write_text("mine")
    (tmp_path / f"{prefix}a.part").symlink_to("films")
    (tmp_path / f"{prefix}b.part").write_text("a file")

    with held_folder(tmp_path):
        pass

    assert names(tmp_path) == [f"{prefix}a.part", f"{prefix}b.part", "films"]
    assert (tmp_path / "films" / "film.mp4").read_text() == "mine"


@posix
def test_many_at_once_in_one_folder_do_not_sweep_one_another(tmp_path: Path):
    problems: list[Exception] = []

    def write(number: int) -> None:
        try:
            for turn in range(25):
                with whole(tmp_path / f"{number}-{turn}") as temporary:
                    temporary.write_text(f"{number} {turn}")
        except Exception as error:  # noqa: BLE001  # told below
            problems.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert problems == []
    assert sorted(path.read_text() for path in tmp_path.iterdir()) == sorted(f"{a} {b}" for a in range(8) for b in range(25))


def test_a_finished_file_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    done: list[str] = []
    sync, rename = os.fsync, Path.replace
    monkeypatch.setattr(
        os, "fsync", lambda file: done.append("folder" if stat.S_ISDIR(os.fstat(file).st_mode) else "file") or sync(file)
    )
    monkeypatch.setattr(Path, "replace", lambda self, target: done.append("name") or rename(self, target))
    (tmp_path / "made").write_text("new")

    publish(tmp_path / "made", tmp_path / "film.mp4")

    assert done == (["file", "name", "folder"] if hasattr(os, "O_DIRECTORY") else ["file", "name"])
