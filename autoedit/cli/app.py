"""The program ``autoedit``: its commands, and how errors and Ctrl-C reach a person.

Nothing heavy is imported here or in the commands' heads; each command imports what it calls.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer

from autoedit.cli import beats, edit, handover, inspect, music, report, upkeep
from autoedit.cli.show import printable
from autoedit.cli.talk import Talk
from autoedit.errors import AutoeditError, BadOption, UnknownName

app = typer.Typer(
    name="autoedit",
    help="Raw footage in, a film out: key scenes found, cuts on the beat, every choice explained and yours to overrule.",
    epilog="Example: autoedit make holiday/ --music song.mp3 --length 60s -o film.mp4",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

INTERRUPTED = 130
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
    context.obj = Talk(is_quiet=quiet, is_debug=debug)
    context.default_map = _defaults(raw, settings or SETTINGS)
    logging.basicConfig(level=logging.DEBUG if debug else logging.ERROR, format="autoedit: %(message)s", stream=sys.stderr)


edit.add_to(app)
handover.add_to(app)
inspect.add_to(app)
beats.add_to(app)
music.add_to(app)
report.add_to(app)
upkeep.add_to(app)


def main() -> None:
    """Run the program: 0 done, 1 an error in one sentence, 2 wrong usage, 130 interrupted."""
    for stop in (signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])):
        signal.signal(stop, _interrupt)
    arguments = shared_first(sys.argv[1:])
    is_debug = "--debug" in arguments
    try:
        # Typer would print "Aborted!" for Ctrl-C and give no chance to say what is left.
        result = app(arguments, standalone_mode=False)
    except AutoeditError as error:
        if is_debug:
            raise
        _complain(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        _complain("interrupted; nothing was written")
        sys.stderr.flush()
        os._exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output has gone (autoedit shots ... | head); that is not an error.
        with contextlib.suppress(OSError):
            # What is still buffered would fail once more when Python closes stdout.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        _by_click(error)
        if is_debug:
            raise
        _complain(f"unexpected error: {error or type(error).__name__}. Run it again with --debug to see where, and tell us.")
        sys.exit(1)
    if result == INTERRUPTED:
        # Typer turns Ctrl-C into this code without a word.
        _complain("interrupted; nothing was written")
    sys.exit(result if isinstance(result, int) else 0)


def shared_first(arguments: Sequence[str]) -> list[str]:
    """The arguments with the shared flags in front: people write them after the command, typer wants them before."""
    end = list(arguments).index("--") if "--" in arguments else len(arguments)
    shared = [argument for argument in arguments[:end] if argument in SHARED_FLAGS]
    return [*shared, *(argument for argument in arguments[:end] if argument not in SHARED_FLAGS), *arguments[end:]]


def _by_click(error: Exception) -> None:
    """Wrong usage and aborts are click's to show; its exceptions live where typer keeps them."""
    show, code = getattr(error, "show", None), getattr(error, "exit_code", None)
    if callable(show) and isinstance(code, int):
        show()
        sys.exit(code)
    if type(error).__name__ == "Abort":
        _complain("interrupted; nothing was written")
        sys.exit(INTERRUPTED)


def _complain(text: str) -> None:
    typer.echo(f"autoedit: {printable(text)}", err=True)


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
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
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
