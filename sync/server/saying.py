"""What went wrong with a command, as a sentence for whoever typed it: what happened, and what to do."""

import errno
import sqlite3
import sys

from pydantic import ValidationError

from sync.core.seqs import UsedUp
from sync.server.opening import NotPossible
from sync.server.registry import Unknown
from sync.server.settings import PREFIX
from sync.server.storage.engine import Busy, Full

REFUSED, WRONG_USAGE = 1, 2


def foreseen() -> tuple[type[Exception], ...]:
    """What is no accident of the program itself."""
    return (NotPossible, Unknown, UsedUp, Busy, Full, ValueError, OSError, sqlite3.Error, *_database_errors())


def said(error: Exception) -> tuple[str, int]:
    """The sentence and the exit status."""
    if isinstance(error, ValidationError):
        return "\n".join(_setting(one["loc"], one["msg"]) for one in error.errors()), WRONG_USAGE
    if isinstance(error, Unknown):
        return f"not known: {error}", REFUSED
    if isinstance(error, UsedUp):
        return "There is no epoch after the last one. Nothing was changed.", REFUSED
    if isinstance(error, UnicodeError):
        return "What was typed holds bytes that are no characters. Nothing was done: type it again.", REFUSED
    if isinstance(error, Full) or _is_full(error):
        return "The disk has no room left. Nothing was written: make room, and try again.", REFUSED
    if isinstance(error, Busy) or _is_locked(error):
        return "Somebody else is writing to the data. Nothing was written: try again in a moment.", REFUSED
    if isinstance(error, sqlite3.Error):
        return _of_file(error), REFUSED
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or error}", REFUSED
    if isinstance(error, _database_errors()):
        return f"The database cannot be used: {str(error).strip().splitlines()[0]}", REFUSED
    return str(error), REFUSED


def _of_file(error: sqlite3.Error) -> str:
    if "readonly" in str(error):
        return "The data may not be written by whoever runs this: run it as the user who serves it."
    return f"The data cannot be used: {error}. If it stays so: crm-sync-server restore FILE"


def _is_locked(error: Exception) -> bool:
    return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)


def _is_full(error: Exception) -> bool:
    if isinstance(error, sqlite3.OperationalError):
        return "full" in str(error)
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def _setting(where: tuple[int | str, ...], why: str) -> str:
    name = str(where[0]) if where else ""
    return f"--{name.replace('_', '-')} ({PREFIX}{name.upper()}): {why}"


def _database_errors() -> tuple[type[Exception], ...]:
    """PostgreSQL's, where it was asked: nothing else loads what speaks with it."""
    psycopg = sys.modules.get("psycopg")
    return (psycopg.Error,) if psycopg else ()
