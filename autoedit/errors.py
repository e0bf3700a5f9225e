"""What can go wrong, as one tree. Every error carries its facts as attributes, and says where it happened and what to do next.

AutoeditError
├── MediaError            a file that cannot be used
│   ├── MediaNotFound
│   ├── UnreadableMedia     not a picture or sound file we open, or damaged beyond use
│   ├── NoPicture
│   └── NoSound
├── NotEnoughMaterial     the selects cannot fill the length
├── DocumentError         an edit list that contradicts itself or its schema
│   ├── ProjectError        another program's project that cannot be read
│   └── BadCaptions         (document/captions.py) a file of captions that cannot be read
├── UnknownName           a plugin, style or select that is not there
├── BadOption             an option's value that makes no sense
├── OutputError           the film or file could not be written
└── RenderError           the film that came out is not the film that was planned
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from typing import Any

STAGES: Mapping[str, str] = {
    "options": "",
    "find": "looking for the files",
    "probe": "opening the file",
    "analyse": "analysing the file",
    "beats": "hearing the song",
    "read": "",
    "plan": "planning the film",
    "titles": "setting the titles",
    "render": "rendering the film",
    "mix": "mixing the sound",
    "verify": "checking the film",
    "write": "",
    "export": "writing the project",
    "import": "reading the project",
    "report": "writing the report",
    "draw": "drawing the pictures",
    "cache": "",
    "cluster": "",
}
"""What is being done when a thing fails, in words that follow "while"; none where the error's own sentence says it."""


class AutoeditError(Exception):
    """The base of every error that a user can mend; the command line prints it as one sentence.

    Attributes:
        stage: where it happened, a name of ``STAGES``; ``at`` writes it down.
        step: the next step, where the error's own sentence says none.
    """

    stage: str = ""
    step: str = "See autoedit --help."

    def __reduce__(self) -> tuple[Any, ...]:
        # An error crosses from a worker process by pickling, which would call the class with the message alone.
        return (_revived, (type(self), self.args, self.__dict__))


class MediaError(AutoeditError):
    """A media file that cannot be used."""

    def __init__(self, path: str | Path, reason: str, remedy: str) -> None:
        self.path = str(path)
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"{self.path}: {reason}. {remedy}")


class MediaNotFound(MediaError):
    """No such file, or a folder or glob without footage in it."""

    stage = "find"


class UnreadableMedia(MediaError):
    """A file that is not media, of a kind we do not open, or damaged beyond use."""


class NoPicture(MediaError):
    """Footage without a picture."""


class NoSound(MediaError):
    """Music without sound."""


class NotEnoughMaterial(AutoeditError):
    """The selects are shorter than the film that was asked for."""

    stage = "plan"

    def __init__(self, wanted: Fraction, available: Fraction, *, is_scattered: bool = False) -> None:
        self.wanted = wanted
        self.available = available
        but = "in pieces too short for a film of" if is_scattered else "but the film needs"
        super().__init__(
            f"the selects last {float(available):.1f} s {but} {float(wanted):.1f} s. "
            "Add footage, lower --length or lower --min-score."
        )


class DocumentError(AutoeditError):
    """An edit list that contradicts itself, its schema or the media it names.

    ``problems`` are all that were found, each with its path in the document; ``field`` and ``problem`` are the first.
    """

    stage = "read"
    step = "Mend it there, or plan the film again."
    MOST_TOLD = 50

    def __init__(self, field: str, problem: str, *more: tuple[str, str]) -> None:
        self.field = field
        self.problem = problem
        self.problems = ((field, problem), *more)
        one = f"edit list, {field}: {problem}" if field else f"edit list: {problem}"
        super().__init__("\n".join(self.lines) if more else one)

    @classmethod
    def of(cls, problems: Iterable[tuple[str, str]]) -> DocumentError:
        """All that is wrong as one error; there is one problem at least."""
        (field, problem), *more = problems
        return DocumentError(field, problem, *more)

    @property
    def lines(self) -> tuple[str, ...]:
        """The message line by line, one for each problem: a line end within one of them is not ours."""
        if len(self.problems) == 1:
            return (str(self),)
        told = [f"  {field}: {problem}" if field else f"  {problem}" for field, problem in self.problems[: self.MOST_TOLD]]
        left = len(self.problems) - len(told)
        return (f"edit list: {len(self.problems)} problems", *told, *([f"  and {left} more"] if left else []))


class ProjectError(DocumentError):
    """Another program's project that cannot be read."""

    stage = "import"
    step = "Write it again with the editing program."

    def __init__(self, path: str | Path, field: str, problem: str) -> None:
        super().__init__(field, problem)
        self.path = str(path)
        self.args = (f"{self.path}, {field}: {problem}" if field else f"{self.path}: {problem}",)


class UnknownName(AutoeditError):
    """A name that is not in its table."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind = kind
        self.name = name
        self.known = tuple(sorted(known))
        near = get_close_matches(name, self.known, n=1)
        guess = f" Did you mean {near[0]!r}?" if near else ""
        listed = ", ".join(self.known[:12]) + (" ..." if len(self.known) > 12 else "")
        super().__init__(f"there is no {kind} named {name!r}.{guess} Known: {listed or 'none'}.")


class BadOption(AutoeditError):
    """An option's value that makes no sense."""


class OutputError(AutoeditError):
    """A file that could not be written; nothing is left under its name."""

    stage = "write"

    def __init__(self, path: str | Path, reason: str, remedy: str) -> None:
        self.path = str(path)
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"{self.path} was not written: {reason}. {remedy}")


class RenderError(AutoeditError):
    """A rendered film that is not complete, found before it got its name."""

    step = "Render it again; if that does not help, use --no-cache and tell us."


@contextmanager
def at(stage: str, file: str | Path | None = None) -> Iterator[None]:
    """Write down in whatever goes wrong within that it was in this stage, and with this file; the innermost word stays."""
    try:
        yield
    except Exception as error:
        # A library's error may be one that takes no attributes.
        with suppress(AttributeError):
            error.stage = getattr(error, "stage", "") or stage  # type: ignore[attr-defined]
            error.file = file_of(error) or (str(file) if file is not None else "")  # type: ignore[attr-defined]
        raise


def file_of(error: BaseException) -> str:
    """The file that an error is about, where it is known."""
    named = getattr(error, "path", "") or getattr(error, "file", "") or getattr(error, "filename", "")
    return os.fsdecode(named) if isinstance(named, str | bytes | os.PathLike) else ""


def facts_and_step(error: AutoeditError) -> tuple[str, str]:
    """What is wrong, and the next step: what an error says of them, or else the last of its sentences."""
    remedy = getattr(error, "remedy", "")
    if remedy:
        return getattr(error, "reason", str(error)), remedy
    facts, stop, step = str(error).rpartition(". ")
    is_one = "\n" not in str(error)
    return (facts, step) if stop and is_one else (str(error).rstrip("."), error.step)


def _revived(kind: type[AutoeditError], args: tuple[Any, ...], facts: dict[str, Any]) -> AutoeditError:
    """An error as it was before it was pickled, whatever its class asks for when made."""
    error = kind.__new__(kind, *args)
    error.__dict__.update(facts)
    return error
