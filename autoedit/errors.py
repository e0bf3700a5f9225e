"""What can go wrong, as one tree. Every error carries its facts as attributes and says what to do next.

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

from collections.abc import Iterable
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from typing import Any


class AutoeditError(Exception):
    """The base of every error that a user can mend; the command line prints it as one sentence."""

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


class UnreadableMedia(MediaError):
    """A file that is not media, of a kind we do not open, or damaged beyond use."""


class NoPicture(MediaError):
    """Footage without a picture."""


class NoSound(MediaError):
    """Music without sound."""


class NotEnoughMaterial(AutoeditError):
    """The selects are shorter than the film that was asked for."""

    def __init__(self, wanted: Fraction, available: Fraction, *, is_scattered: bool = False) -> None:
        self.wanted = wanted
        self.available = available
        but = "in pieces too short for a film of" if is_scattered else "but the film needs"
        super().__init__(
            f"the selects last {float(available):.1f} s {but} {float(wanted):.1f} s. "
            "Add footage, lower --length or lower --min-score."
        )


class DocumentError(AutoeditError):
    """An edit list that contradicts itself, its schema or the media it names."""

    def __init__(self, field: str, problem: str) -> None:
        self.field = field
        self.problem = problem
        super().__init__(f"edit list, {field}: {problem}" if field else f"edit list: {problem}")


class ProjectError(DocumentError):
    """Another program's project that cannot be read."""

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

    def __init__(self, path: str | Path, reason: str, remedy: str) -> None:
        self.path = str(path)
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"{self.path} was not written: {reason}. {remedy}")


class RenderError(AutoeditError):
    """A rendered film that is not complete, found before it got its name."""


def _revived(kind: type[AutoeditError], args: tuple[Any, ...], facts: dict[str, Any]) -> AutoeditError:
    """An error as it was before it was pickled, whatever its class asks for when made."""
    error = kind.__new__(kind, *args)
    error.__dict__.update(facts)
    return error
