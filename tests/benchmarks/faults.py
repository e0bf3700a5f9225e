"""The long form of the suite of faults: every case of every topic, by a seed that may be chosen (AUTOEDIT_SEED).

A case gets an empty folder and raises AssertionError where a promise of the README is broken.
"""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.benchmarks.measure import Cost, Ratio, Result

TOPICS = (
    "names", "documents", "failures", "caches", "disks", "bombs", "disguised", "timing", "pictures", "music", "broken", "killed",
)  # fmt: skip
DEFAULT_SEED = 8


def run(media: Path) -> Result:  # its files are made
    """All topics, or those that AUTOEDIT_FAULTS names."""
    seed = int(os.environ.get("AUTOEDIT_SEED", str(DEFAULT_SEED)))
    named = os.environ.get("AUTOEDIT_FAULTS", "").replace(",", " ").split() or TOPICS
    costs, ratios, notes = [], [], []
    for topic in named:
        began, cpu = time.perf_counter(), time.process_time()
        count, broken = _cases(topic, seed)
        costs.append(
            Cost(step=f"{topic}: {count} cases", wall=time.perf_counter() - began, cpu=time.process_time() - cpu, peak_mb=0)
        )
        ratios.append(Ratio(name=f"{topic}: promises broken, of {count} cases", figure=len(broken), limit=0))
        notes += broken
    return Result(title=f"Faults, seed {seed}", costs=tuple(costs), ratios=tuple(ratios), notes=tuple(notes))


def _cases(topic: str, seed: int) -> tuple[int, list[str]]:
    """How many cases there are, and what is told of those that break a promise."""
    count, broken = 0, []
    for name, case in importlib.import_module(f"tests.faults.{topic}").cases(seed, many=True):
        count += 1
        with tempfile.TemporaryDirectory(prefix="autoedit-faults-") as folder:
            here = Path.cwd()
            os.chdir(folder)
            os.environ["AUTOEDIT_CACHE"] = str(Path(folder) / "kept")
            try:
                own = Path(folder) / "case"
                own.mkdir()
                case(own)
            # Whatever goes wrong in a case is what the suite is there to find.
            except Exception as error:  # noqa: BLE001
                broken.append(f"{topic}, {name}: {type(error).__name__}: {str(error)[:300]}")
                sys.stderr.write(f"{broken[-1]}\n{''.join(traceback.format_exception(error)[-3:])}\n")
            finally:
                os.chdir(here)
    return count, broken
