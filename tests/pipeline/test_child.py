import os
import signal
import subprocess
import sys
import threading
import time
from fractions import Fraction
from pathlib import Path

import pytest

from autoedit.errors import NotEnoughMaterial, UnreadableMedia
from autoedit.media.fingerprint import fingerprint
from autoedit.media.probe import probe
from autoedit.pipeline import probing
from autoedit.pipeline.child import Child, Children, Limits, WorkerLost
from autoedit.testing import numbered_film

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")


def number() -> int:
    return os.getpid()


def dies(how: int) -> None:
    os.kill(os.getpid(), how)


def leaves(code: int) -> None:
    os._exit(code)


def computes(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def fills(gigabytes: int) -> int:
    return len(bytearray(gigabytes << 30))


def prints(text: str) -> str:
    sys.stdout.write(text)
    sys.stdout.flush()
    os.write(1, b"and past Python")
    return text


def counts(to: int, report=None) -> int:
    for count in range(to):
        report(count)
        time.sleep(0.01)
    return to


def fails() -> None:
    raise NotEnoughMaterial(wanted=Fraction(3), available=Fraction(1))


def gives_what_cannot_cross() -> object:
    return lambda: None


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{process}/stat").read_text().split(")")[1].split()[0] != "Z" if Path("/proc").is_dir() else True


def gone(process: int, within: float = 5) -> bool:
    end = time.monotonic() + within
    while is_there(process):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def child():
    child = Child()
    yield child
    child.close()


def test_one_child_answers_call_after_call(child: Child):
    assert child.call(number) == child.call(number) != os.getpid()


def test_an_error_arrives_with_its_facts_and_the_child_lives_on(child: Child):
    with pytest.raises(NotEnoughMaterial) as raised:
        child.call(fails)

    assert raised.value.wanted == 3
    assert child.call(number) > 0


def test_an_error_of_the_system_s_is_the_work_s_own_and_not_taken_for_the_child_s_end(child: Child):
    with pytest.raises(FileNotFoundError):
        child.call(os.stat, "no such file")

    assert child.is_free


def test_what_is_printed_is_no_answer(child: Child):
    assert child.call(prints, "noise") == "noise"


def test_what_cannot_cross_is_told_and_the_child_lives_on(child: Child):
    with pytest.raises(RuntimeError, match="cannot cross"):
        child.call(gives_what_cannot_cross)

    assert child.is_free


def test_reports_reach_the_caller_and_what_they_raise_ends_the_work(child: Child):
    told: list[int] = []

    def stop(count: int) -> None:
        told.append(count)
        if count == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        child.call(counts, 1000, report=stop)

    assert told == [0, 1, 2, 3]
    assert not child.is_free


@pytest.mark.parametrize(("work", "how"), [((dies, signal.SIGSEGV), "SIGSEGV"), ((leaves, 3), "exit code 3")])
def test_a_child_that_dies_is_told_by_how_it_ended(child: Child, work: tuple, how: str):
    with pytest.raises(WorkerLost, match=how):
        child.call(*work)


def test_computing_too_long_ends_the_child(child: Child):
    with pytest.raises(WorkerLost, match="1 s of computing"):
        child.call(computes, 60, limits=Limits(computing=1, waiting=60))


def test_the_limit_of_computing_counts_each_call_by_itself(child: Child):
    for _ in range(3):
        child.call(computes, 0.7, limits=Limits(computing=1, waiting=60))


def test_waiting_too_long_ends_the_child(child: Child):
    with pytest.raises(WorkerLost, match=r"more than 0\.5 s"):
        child.call(time.sleep, 60, limits=Limits(computing=60, waiting=0.5))


def test_more_memory_than_allowed_is_refused():
    child = Child(memory=2 << 30)
    try:
        with pytest.raises(WorkerLost, match="2 GB of memory"):
            child.call(fills, 3)
        assert child.call(fills, 1) == 1 << 30
    finally:
        child.close()


def test_another_child_takes_over_from_one_that_died():
    children = Children()
    first = children.call(number)
    with pytest.raises(WorkerLost):
        children.call(dies, signal.SIGKILL)

    assert children.call(number) != first
    children.close()


def interrupts_and_answers(process: int, seconds: float) -> str:
    os.kill(process, signal.SIGINT)
    time.sleep(seconds)
    return "the first answer"


def test_an_answer_that_nobody_waited_for_is_not_taken_for_the_next_ones():
    children = Children()
    with pytest.raises(KeyboardInterrupt):
        children.call(interrupts_and_answers, os.getpid(), 0.3)
    time.sleep(0.5)

    assert children.call(prints, "the second answer") == "the second answer"
    children.close()


def test_calls_leave_no_threads_behind():
    children = Children()
    before = threading.active_count()
    for _ in range(20):
        children.call(number)

    assert threading.active_count() <= before + 1
    children.close()


class Unmade(Exception):
    """Can be pickled, and not made again."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} and {other}")


def raises_what_cannot_be_made() -> None:
    raise Unmade("this", "that")


def test_an_error_that_cannot_be_made_again_is_told_in_words(child: Child):
    with pytest.raises(RuntimeError, match="Unmade: this and that"):
        child.call(raises_what_cannot_be_made)


def breaks() -> float:
    return 1 / 0


def test_where_an_error_happened_crosses_with_it(child: Child):
    with pytest.raises(ZeroDivisionError) as raised:
        child.call(breaks)

    assert "in breaks" in raised.value.__notes__[0]


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_child_ends_with_its_parent_in_the_middle_of_its_work(how: signal.Signals):
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import threading, time; from autoedit.pipeline.child import Child\n"
            "from tests.pipeline.test_child import number\n"
            "child = Child(); print(child.call(number), flush=True)\n"
            "threading.Thread(target=child.call, args=(time.sleep, 600), daemon=True).start(); time.sleep(600)",
        ],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    time.sleep(0.2)
    assert is_there(child)

    parent.send_signal(how)
    parent.wait()
    parent.stdout.close()

    assert gone(child)


def test_a_module_in_the_folder_that_we_run_in_is_not_taken_for_pythons(_own_folder: Path):
    (_own_folder / "pickle.py").write_text("raise SystemExit('a stranger is in the footage folder')")

    child = Child()

    assert child.call(number) > 0
    child.close()


def test_a_file_is_probed_apart_as_it_is_here(tmp_path: Path):
    film = numbered_film(tmp_path / "film.mp4", rate=Fraction(25), frames=20)

    assert probing.probe_apart(film, fingerprint(film)) == probe(film)


def test_a_file_named_from_here_is_found_whatever_folder_the_child_was_started_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        numbered_film(tmp_path / name / f"{name}.mp4", rate=Fraction(25), frames=20)
        monkeypatch.chdir(tmp_path / name)
        film = Path(f"{name}.mp4")

        assert probing.probe_apart(film, fingerprint(film)).path == str(film.absolute())
        assert not probing.is_own_film_apart(film)


def test_a_file_that_brings_the_prober_down_is_a_file_that_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    film = numbered_film(tmp_path / "film.mp4", rate=Fraction(25), frames=20)
    monkeypatch.setattr(probing._children, "call", lambda *_, **__: Children().call(dies, signal.SIGSEGV))

    with pytest.raises(UnreadableMedia, match="SIGSEGV") as raised:
        probing.probe_apart(film, "0")

    assert raised.value.path == str(film)
    assert raised.value.remedy
