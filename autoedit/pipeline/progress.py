"""What is told while work goes on: stages, how far they are, and sentences. The command line draws it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol


class Listener(Protocol):
    """Hears of progress; called from several threads."""

    def begin(self, stage: str, total: float) -> None:
        """A stage begins; ``total`` is how much there is to do, in whatever unit ``advance`` uses."""

    def advance(self, stage: str, amount: float) -> None:
        """Some of it is done."""

    def end(self, stage: str) -> None:
        """The stage is over."""

    def say(self, text: str) -> None:
        """A sentence for the person."""

    def warn(self, text: str) -> None:
        """A sentence for the person that matters to the result."""


class Silent:
    """Ignores everything."""

    def begin(self, stage: str, total: float) -> None:
        """Nothing."""

    def advance(self, stage: str, amount: float) -> None:
        """Nothing."""

    def end(self, stage: str) -> None:
        """Nothing."""

    def say(self, text: str) -> None:
        """Nothing."""

    def warn(self, text: str) -> None:
        """Nothing."""


class Stopped(Exception):
    """Raised inside a stage's report when the person has stopped the work."""


class Stopper:
    """Tells the reports of running stages to stop."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def stop(self) -> None:
        """From now on every report raises ``Stopped``."""
        self._event.set()

    def check(self) -> None:
        """Raise ``Stopped`` when the work was stopped."""
        if self._event.is_set():
            raise Stopped

    def reporting(self, listener: Listener, stage: str) -> Callable[[float], None]:
        """A report for one file: it is given how much of the file is done, and tells the listener the difference."""
        told = 0.0

        def report(done: float) -> None:
            nonlocal told
            self.check()
            if done > told:
                listener.advance(stage, done - told)
                told = done

        return report
