"""The program, telling over a pipe what it begins to do: ``python -m tests.faults.traced PIPE ARGUMENTS...``"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from typing import Any

# What no listener hears of, by where it is called from.
CALLED = {
    "autoedit.pipeline.planning:plan": "plan",
    "autoedit.render.film:join": "join",
    "autoedit.render.film:publish": "publish",
    "autoedit.whole:publish": "publish",
    "autoedit.render.store:Store.keep": "keep",
    "autoedit.pipeline.cache:Cache.put": "put",
    "autoedit.pipeline.collect:collected": "collect",
    "autoedit.review.report.write:page": "page",
}


def main() -> None:
    """Run the program with the arguments that follow the pipe's number."""
    pipe = int(sys.argv.pop(1))

    def tell(name: str) -> None:
        os.write(pipe, f"{name}\n".encode())

    tell("start")
    from autoedit.cli import talk
    from autoedit.cli.app import main as program

    for place, name in CALLED.items():
        _wrap(place, lambda name=name: tell(name))
    begin = talk._Bars.begin

    def told(self: Any, stage: str, total: float) -> None:
        tell(stage)
        begin(self, stage, total)

    talk._Bars.begin = told  # type: ignore[method-assign]
    tell("ready")
    program()


def _wrap(place: str, tell: Callable[[], None]) -> None:
    module, _, path = place.partition(":")
    home: Any = importlib.import_module(module)
    *owners, name = path.split(".")
    for owner in owners:
        home = getattr(home, owner)
    function = getattr(home, name)

    def wrapped(*arguments: Any, **keywords: Any) -> Any:
        tell()
        return function(*arguments, **keywords)

    setattr(home, name, wrapped)


if __name__ == "__main__":
    main()
