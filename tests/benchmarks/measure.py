"""Measuring a command from outside: wall and CPU seconds and peak memory, of it and of its children."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a step cost."""

    step: str
    wall: float
    cpu: float
    peak_mb: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """A figure, and where there is a bar the most (``limit``) or the least (``floor``) it may be."""

    name: str
    figure: float
    limit: float | None = None
    floor: float | None = None

    @property
    def is_bar(self) -> bool:
        """Whether the figure has to keep to anything."""
        return self.limit is not None or self.floor is not None

    @property
    def holds(self) -> bool:
        """Whether the figure keeps to its bars; without one it does."""
        return (self.limit is None or self.figure <= self.limit) and (self.floor is None or self.figure >= self.floor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A benchmark's figures; ratios compare a step's wall time with a peer's in the same run."""

    title: str
    costs: tuple[Cost, ...]
    ratios: tuple[Ratio, ...]
    notes: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every bar does."""
        return all(ratio.holds for ratio in self.ratios)

    def as_dict(self) -> dict[str, object]:
        """The figures as plain values."""
        return {**asdict(self), "holds": self.holds}

    def as_text(self) -> str:
        """A table and the closing line."""
        lines = [self.title]
        if self.costs:
            lines.append(f"{'step':44} {'wall s':>8} {'CPU s':>8} {'peak MB':>8}")
        lines += [f"{cost.step:44} {cost.wall:8.2f} {cost.cpu:8.2f} {cost.peak_mb:8.0f}" for cost in self.costs]
        for ratio in self.ratios:
            most = f" (at most {ratio.limit:g})" if ratio.limit is not None else ""
            least = f" (at least {ratio.floor:g})" if ratio.floor is not None else ""
            lines.append(f"{ratio.name:62} {ratio.figure:7.3f}{most}{least}{'' if ratio.holds else '  MISSED'}")
        return "\n".join([*lines, *self.notes, self._closing()])

    def _closing(self) -> str:
        bars = [ratio for ratio in self.ratios if ratio.is_bar]
        missed = [bar.name for bar in bars if not bar.holds]
        if not bars:
            return "no bars are set here"
        return f"missed: {'; '.join(missed)}" if missed else f"all {len(bars)} bars hold"


def measured(step: str, command: Sequence[str | Path], environment: dict[str, str] | None = None) -> Cost:
    """Run a command to its end.

    Raises:
        subprocess.CalledProcessError: it failed; what it said is shown.
    """
    # A process between us and the command gives the command's own peak; RUSAGE_CHILDREN here would give the largest so far.
    script = (
        "import json,resource,subprocess,sys,time\n"
        "began=time.perf_counter()\n"
        "done=subprocess.run(sys.argv[1:],stdin=subprocess.DEVNULL,stdout=subprocess.DEVNULL,stderr=subprocess.PIPE)\n"
        "used=resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "sys.stderr.buffer.write(done.stderr[-2000:]) if done.returncode else None\n"
        "print(json.dumps([time.perf_counter()-began,used.ru_utime+used.ru_stime,used.ru_maxrss/1024]))\n"
        "sys.exit(done.returncode)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, command)],
        stdout=subprocess.PIPE,
        check=True,
        env={**os.environ, **(environment or {})},
    )
    wall, cpu, peak = json.loads(done.stdout)
    return Cost(step=step, wall=wall, cpu=cpu, peak_mb=peak)


class Watch:
    """Measures a stretch of this process: wall, CPU with children, and the peak so far."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), _cpu()

    def cost(self, step: str) -> Cost:
        """What it cost since it was made."""
        peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
        return Cost(step=step, wall=time.perf_counter() - self._wall, cpu=_cpu() - self._cpu, peak_mb=peak)


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(part.ru_utime + part.ru_stime for part in used)
