import operator
import os
import signal
import time
from fractions import Fraction
from pathlib import Path

import pytest

from autoedit.errors import AutoeditError, NotEnoughMaterial, UnknownName
from autoedit.pipeline import executors
from autoedit.pipeline.cache import Cache
from autoedit.pipeline.child import WorkerLost
from autoedit.pipeline.library import analyse
from autoedit.pipeline.workplace import Workplace
from tests.analysis.takes import panned, shoot, view

SLOW = ("processes", "dask")
EVERY = pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=pytest.mark.slow) if kind in SLOW else kind for kind in executors.KINDS]
)


def too_little(wanted: int) -> None:
    raise NotEnoughMaterial(wanted=Fraction(wanted), available=Fraction(1, 3))


def waits_then_tells(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


@EVERY
def test_results_come_in_the_order_of_the_work_and_not_of_its_end(kind: str):
    with executors.opened(kind, 2) as executor:
        futures = [executor.submit(waits_then_tells, seconds) for seconds in (0.2, 0.0, 0.1)]

        assert [future.result() for future in futures] == [0.2, 0.0, 0.1]


@EVERY
def test_an_error_arrives_with_its_facts(kind: str):
    with executors.opened(kind, 1) as executor:
        future = executor.submit(too_little, 60)
        with pytest.raises(NotEnoughMaterial) as raised:
            future.result()

    assert (raised.value.wanted, raised.value.available) == (60, Fraction(1, 3))
    assert isinstance(raised.value, AutoeditError)


@EVERY
def test_one_pieces_error_leaves_the_others_results(kind: str):
    with executors.opened(kind, 1) as executor:
        bad, good = executor.submit(too_little, 60), executor.submit(operator.add, 1, 2)

        assert good.result() == 3
        assert isinstance(bad.exception(), NotEnoughMaterial)


def counts(to: int, report=None) -> int:
    for count in range(to):
        report(count)
    return to


def dies() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


@pytest.mark.parametrize("kind", ["serial", "threads", pytest.param("processes", marks=pytest.mark.slow)])
def test_work_tells_how_far_it_is(kind: str):
    told: list[int] = []
    with executors.opened(kind, 2) as executor:
        assert executor.submit(counts, 5, report=told.append).result() == 5

    assert told == [0, 1, 2, 3, 4]


@pytest.mark.slow
@pytest.mark.parametrize("kind", SLOW)
def test_work_that_kills_its_process_takes_nothing_else_with_it(kind: str):
    with executors.opened(kind, 2) as executor:
        before = [executor.submit(waits_then_tells, 0.3) for _ in range(3)]
        poison = [executor.submit(dies) for _ in range(2)]
        after = [executor.submit(waits_then_tells, 0.1) for _ in range(3)]

        assert [future.result(60) for future in (*before, *after)] == [0.3] * 3 + [0.1] * 3
        assert all(isinstance(future.exception(60), WorkerLost) for future in poison)


@pytest.mark.slow
def test_processes_at_work_are_ended_when_an_error_passes_through():
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt), executors.opened("processes", 2) as executor:
        for _ in range(4):
            executor.submit(time.sleep, 600)
        time.sleep(0.5)
        raise KeyboardInterrupt

    assert time.monotonic() - start < 10


@EVERY
def test_analysis_is_the_same_wherever_it_runs(kind: str, tmp_path: Path):
    for number in (1, 2):
        shoot(tmp_path / f"take {number}.mp4", panned(view(number, value=70), 40), panned(view(number + 5, value=200), 40))

    here = analyse([str(tmp_path)], work=Workplace(cache=Cache(None), executor="serial"))
    there = analyse([str(tmp_path)], work=Workplace(cache=Cache(None), executor=kind, workers=2))

    assert [item.moments for item in there.files] == [item.moments for item in here.files]
    assert [item.media.id for item in there.files] == ["take_1", "take_2"]


def test_work_not_begun_is_dropped_when_an_error_passes_through():
    begun: list[int] = []

    def work(number: int) -> None:
        begun.append(number)
        time.sleep(0.05)

    with pytest.raises(KeyboardInterrupt), executors.opened("threads", 1) as executor:
        for number in range(50):
            executor.submit(work, number)
        raise KeyboardInterrupt

    assert len(begun) < 50


def test_a_serial_executor_lets_ctrl_c_through():
    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        executors.SerialExecutor().submit(interrupted)


def test_an_unknown_executor_names_the_nearest():
    with pytest.raises(UnknownName, match="Did you mean 'threads'"), executors.opened("thread", 1):
        pass
