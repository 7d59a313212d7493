"""Reads the command line, runs one subcommand, and turns every outcome into a sentence and an exit status."""

import contextlib
import sys
from collections.abc import Sequence
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING

from crm_desktop.base import disk, i18n
from crm_desktop.base.errors import ProfileLocked, UserError
from crm_desktop.base.i18n import _
from crm_desktop.cli.output import CANNOT_OPEN, DONE, PROBLEM, Answer, close_quietly, speak_utf8, tell, tell_error

if TYPE_CHECKING:
    from argparse import Namespace


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `crm-desktop` with these arguments (the process's own by default); the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    speak_utf8()
    as_json = "--json" in given
    try:
        i18n.set_language(_wanted_language(given))
        return _run(given, as_json=as_json)
    except BrokenPipeError:
        close_quietly()
        return DONE
    except OSError as problem:  # the disk that our output goes to is full
        close_quietly()
        sentence = _("The command was carried out, but its answer could not be written: {reason}.")
        return tell_error(sentence.format(reason=disk.why(problem)), PROBLEM, as_json=False)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return tell_error(_("Stopped. What was finished before is saved."), 130, as_json=as_json)


def _run(given: Sequence[str], *, as_json: bool) -> int:
    try:
        answer = _subcommand(_plain_start(given) or _parsed(given))
    except SystemExit as asked:  # --help and --version have said all
        return int(asked.code or 0)
    except BrokenPipeError:
        raise
    except UserError as problem:
        return tell_error(str(problem), _code_of(problem), as_json=as_json)
    except Exception as problem:  # noqa: BLE001 - the last resort, like the window's dialog
        return _unexpected(problem, as_json=as_json)
    return tell(answer, as_json=as_json) if answer is not None else DONE


def _plain_start(given: Sequence[str]) -> "Namespace | None":
    """The command that opens the window, in its plain forms: it must not wait for argparse and all subcommands."""
    found = SimpleNamespace(run="window:gui", profile=None, lang=None, json=False)
    words = iter(given)
    for place, word in enumerate(words):
        name, equals, value = word.partition("=")
        if word == "gui" and not place:
            continue
        if name not in ("--profile", "--lang"):
            return None
        value = value if equals else next(words, "")
        if not value or value.startswith("-"):
            return None
        setattr(found, name[2:], value)
    return found if found.lang in (None, *i18n.LANGUAGES) else None  # type: ignore[return-value]


def _parsed(given: Sequence[str]) -> "Namespace":
    from crm_desktop.cli import options

    return options.parser().parse_args(given)


def _unexpected(problem: Exception, *, as_json: bool) -> int:
    """Wrong usage gets the usage; anything else is a bug, noted in the log."""
    from crm_desktop.cli.options import WrongUsage

    if isinstance(problem, WrongUsage):
        if not as_json:
            print(problem.usage, end="", file=sys.stderr)
        return tell_error(str(problem), CANNOT_OPEN, as_json=as_json)
    _note(problem)
    sentence = _(
        "Something went wrong, and the command was not carried out. Your data is safe. The log has the details."
    )
    return tell_error(sentence, PROBLEM, as_json=as_json)


def _note(problem: BaseException) -> None:
    """Write where it happened into the log file; never the message, which may hold somebody's data."""
    import traceback

    from crm_desktop.base import clock, paths

    frames = traceback.extract_tb(problem.__traceback__)
    lines = [f"{frame.filename.rpartition('crm_desktop')[2]}:{frame.lineno} {frame.name}" for frame in frames]
    with contextlib.suppress(OSError), (paths.logs_dir() / "command-line.log").open("a", encoding="utf-8") as file:
        file.write("\n".join([f"{clock.now()} {type(problem).__name__}", *lines, ""]))


def _subcommand(options: "Namespace") -> Answer | None:
    """Import the module of the subcommand only now: most need neither window nor PDF."""
    module, function = options.run.split(":")
    found = getattr(import_module(f"crm_desktop.cli.{module}"), function)(options)
    return found if isinstance(found, Answer) else None


def _code_of(problem: UserError) -> int:
    from crm_desktop.cli.profiles import CannotOpen

    return CANNOT_OPEN if isinstance(problem, CannotOpen | ProfileLocked) else PROBLEM


def _wanted_language(given: Sequence[str]) -> str:
    """--lang wherever it stands, else what this device prefers; needed before the first help text."""
    for place, word in enumerate(given):
        if word == "--lang" and place + 1 < len(given):
            return given[place + 1]
        if word.startswith("--lang="):
            return word.partition("=")[2]
    from crm_desktop.base.preferences import Preferences

    try:
        return Preferences.load().language
    except OSError:
        return ""
