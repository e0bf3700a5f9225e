"""The program ``autoedit``: its commands, and how errors and Ctrl-C reach a person.

Nothing heavy is imported here or in the commands' heads; each command imports what it calls.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import signal
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, NoReturn, TextIO

import typer
from typer.core import TyperGroup

from autoedit.cli import beats, cache, edit, handover, inspect, music, report, upkeep
from autoedit.cli.outcome import FAILED, INTERRUPTED, Outcome, sentences
from autoedit.cli.show import print_json, printable
from autoedit.cli.talk import Talk
from autoedit.errors import AutoeditError, BadOption, UnknownName
from autoedit.model.toml_text import LONGEST, toml_tree


class PipeBroke(Exception):
    """A pipe that broke, by a name that click does not know: it would end the program with 1 and without a word."""


class Commands(TyperGroup):
    """The commands, out of which a broken pipe comes as ``PipeBroke``."""

    def invoke(self, ctx: Any) -> Any:
        """Run the one that is named."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise PipeBroke from error


app = typer.Typer(
    name="autoedit",
    cls=Commands,
    help="Raw footage in, a film out: key scenes found, cuts on the beat, every choice explained and yours to overrule.",
    epilog="Example: autoedit make holiday/ --music song.mp3 --length 60s -o film.mp4",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

SETTINGS = Path("autoedit.toml")
SHARED_FLAGS = ("--quiet", "-q", "--debug")


def _version(is_wanted: bool) -> None:
    if is_wanted:
        from autoedit.version import VERSION

        typer.echo(f"autoedit {VERSION}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks and what the libraries say.")] = False,
    settings: Annotated[
        Path | None, typer.Option("--settings", help="A file of defaults for options. [default: ./autoedit.toml if there]")
    ] = None,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")] = False,
) -> None:
    """What every command shares."""
    del version  # its callback has run
    raw = _settings(settings)
    # A settings file may make quiet the rule; the command line can only add to it.
    quiet, debug = quiet or raw.pop("quiet", False) is True, debug or raw.pop("debug", False) is True
    context.default_map = _defaults(raw, settings or SETTINGS)
    outcome = context.obj if isinstance(context.obj, Outcome) else Outcome()
    outcome.command = context.invoked_subcommand or ""
    outcome.is_json = outcome.is_json or context.default_map.get(outcome.command, {}).get("as_json") is True
    context.obj = Talk(is_quiet=quiet, is_debug=debug, outcome=outcome)
    logging.basicConfig(level=logging.DEBUG if debug else logging.ERROR, format="autoedit: %(message)s", stream=sys.stderr)


edit.add_to(app)
handover.add_to(app)
inspect.add_to(app)
beats.add_to(app)
music.add_to(app)
report.add_to(app)
cache.add_to(app)
upkeep.add_to(app)


def main() -> None:
    """Run the program: 0 done, 1 an error in one sentence, 2 wrong usage, 3 done without a file that failed, 130 interrupted."""
    for stop in (signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])):
        signal.signal(stop, _interrupt)
    arguments = shared_first(sys.argv[1:])
    is_debug = "--debug" in arguments
    outcome = Outcome(is_json=asks_for_json(arguments))
    try:
        # Typer would print "Aborted!" for Ctrl-C and give no chance to say what is left.
        result = app(arguments, standalone_mode=False, obj=outcome)
    except AutoeditError as error:
        _tell_failure(outcome, error)
        if is_debug:
            raise
        sys.exit(FAILED)
    except KeyboardInterrupt:
        _end_interrupted(outcome)
    except PipeBroke as broke:
        _end_broken(outcome, broke.__cause__ or broke)
    except Exception as error:
        _by_click(error, outcome)
        _tell_failure(outcome, error)
        if is_debug:
            raise
        sys.exit(FAILED)
    if result == INTERRUPTED:
        # Typer turns Ctrl-C into this code without a word.
        _end_interrupted(outcome)
    sys.exit(result if isinstance(result, int) else 0)


def shared_first(arguments: Sequence[str]) -> list[str]:
    """The arguments with the shared flags in front: people write them after the command, typer wants them before."""
    end = list(arguments).index("--") if "--" in arguments else len(arguments)
    shared = [argument for argument in arguments[:end] if argument in SHARED_FLAGS]
    return [*shared, *(argument for argument in arguments[:end] if argument not in SHARED_FLAGS), *arguments[end:]]


def asks_for_json(arguments: Sequence[str]) -> bool:
    """Whether a document is asked for, so far as that can be told when nothing else can: the arguments may make no sense."""
    return "--json" in arguments[: list(arguments).index("--")] if "--" in arguments else "--json" in arguments


def _end_broken(outcome: Outcome, error: BaseException) -> NoReturn:
    """A pipe broke: without a word where the reader of our output has gone (autoedit shots ... | head), else told."""
    if _has_reader(sys.stdout):
        # It may be the pipe of the talk that broke.
        with contextlib.suppress(OSError):
            _tell_failure(outcome, error)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):
            # What is still buffered would fail once more when Python closes it.
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    sys.exit(FAILED)


def _has_reader(stream: TextIO) -> bool:
    """Whether somebody is there to read; so far as that is told."""
    if not hasattr(select, "poll"):
        return True
    try:
        asked = select.poll()
        asked.register(stream.fileno(), 0)
        return not asked.poll(0)
    except (OSError, ValueError):
        return True


def _tell_failure(outcome: Outcome, error: BaseException) -> None:
    if outcome.is_json:
        print_json(outcome.document(FAILED, error))
    _complain(*sentences(error))


def _by_click(error: Exception, outcome: Outcome) -> None:
    """Wrong usage and aborts are click's to show; its exceptions live where typer keeps them."""
    show, code = getattr(error, "show", None), getattr(error, "exit_code", None)
    if callable(show) and isinstance(code, int):
        if outcome.is_json:
            print_json(outcome.document(code, _misused(error)))
        show()
        sys.exit(code)
    if type(error).__name__ == "Abort":
        _end_interrupted(outcome)


def _misused(error: Exception) -> BadOption:
    """What click says of wrong usage, as one of our errors."""
    said = getattr(error, "format_message", error.__str__)()
    return BadOption(f"{said.rstrip('.')}. See autoedit --help.")


def _end_interrupted(outcome: Outcome) -> NoReturn:
    if outcome.is_json:
        print_json(outcome.document(INTERRUPTED))
    _complain(outcome.interrupted())
    sys.stdout.flush()
    sys.stderr.flush()
    # Not by sys.exit: Python would end itself by SIGINT, without our code, where the interruption fell into code it was making.
    os._exit(INTERRUPTED)


def _complain(first: str, *more: str) -> None:
    typer.echo("\n".join((f"autoedit: {printable(first)}", *map(printable, more))), err=True)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _settings(named: Path | None) -> dict[str, Any]:
    """What the settings file says, as it stands there.

    Raises:
        BadOption: a file that was named is not there, or is not TOML.
    """
    file = named or SETTINGS
    if not file.is_file():
        if named is not None:
            raise BadOption(f"there is no settings file {named}. Check the name.")
        return {}
    try:
        with file.open(encoding="utf-8") as settings:
            return toml_tree(settings.read(LONGEST + 1))
    except (OSError, ValueError) as error:
        raise BadOption(f"{file} is not TOML ({error}). Mend it or rename it.") from error


def _defaults(raw: Mapping[str, Any], file: Path) -> dict[str, Any]:
    """Defaults by command: plain keys are for every command, a [command] table for one; dashes as on the command line."""
    known = {command.name: {parameter.name: parameter for parameter in command.params} for command in _commands()}
    shared = {_name(key): value for key, value in raw.items() if not isinstance(value, dict)}
    own = {key: {_name(name): value for name, value in table.items()} for key, table in raw.items() if isinstance(table, dict)}
    for command in own:
        if command not in known:
            raise UnknownName(f"command in {file}", command, (name for name in known if name))
    _check_keys(file, shared, set().union(*known.values()))
    for command, values in own.items():
        _check_keys(file, values, known[command])
    return {
        name: {
            key: _value(value, parameters[key])
            for key, value in {**shared, **own.get(name or "", {})}.items()
            if key in parameters
        }
        for name, parameters in known.items()
    }


def _value(value: Any, parameter: Any) -> Any:
    """A repeatable option may be given once, without brackets."""
    return [value] if getattr(parameter, "multiple", False) and not isinstance(value, list) else value


def _check_keys(file: Path, values: Mapping[str, Any], known: Iterable[str | None]) -> None:
    """A misspelt key would be a wish that nobody hears."""
    names = {name for name in known if name}
    for key in values:
        if key not in names:
            raise UnknownName(f"option in {file}", key, names)


def _commands() -> Iterable[Any]:
    group = typer.main.get_command(app)
    return getattr(group, "commands", {}).values()


def _name(key: str) -> str:
    return key.replace("-", "_")
