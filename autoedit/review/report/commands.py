"""The command lines that overrule a choice, with real names, quoted so that a shell takes them for what they are."""

from __future__ import annotations

import os
import shlex

NOT_WRITTEN = "edit.json"


def drop(edit_file: str | None, select: str) -> str:
    """Never show it; the place is filled anew."""
    return _plan(edit_file, "--drop", select)


def keep(edit_file: str | None, select: str) -> str:
    """Show it, whatever else changes."""
    return _plan(edit_file, "--keep", select)


def pin(edit_file: str | None, number: int, select: str) -> str:
    """Show it as the film's n-th clip."""
    return _plan(edit_file, "--pin", f"{number}={select}")


def _plan(edit_file: str | None, *options: str) -> str:
    return " ".join(["autoedit", "plan", "--from", *(quoted(word) for word in (edit_file or NOT_WRITTEN, *options))])


def quoted(word: str) -> str:
    """A word for a shell.

    Line ends, marks that turn the direction of a line and bytes that are no text are written as escapes, as bash and zsh read
    them: what is pasted is what is seen.
    """
    if word.isprintable():
        return shlex.quote(word)
    return "$'" + "".join(_escaped(character) for character in word) + "'"


def _escaped(character: str) -> str:
    if character in "\\'":
        return "\\" + character
    if character.isprintable():
        return character
    return "".join(f"\\x{byte:02x}" for byte in _bytes(character))


def _bytes(character: str) -> bytes:
    """A character as a file system has it; half of a pair, which none has, as what it would be."""
    try:
        return os.fsencode(character)
    except UnicodeEncodeError:
        return character.encode("utf-8", "surrogatepass")
