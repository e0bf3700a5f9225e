import operator
import time
from fractions import Fraction
from pathlib import Path

import pytest

from autoedit.errors import AutoeditError, NotEnoughMaterial, UnknownName
from autoedit.pipeline import executors
from autoedit.pipeline.cache import Cache
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
