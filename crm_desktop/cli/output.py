"""What a subcommand says: one JSON document, or lines for people; always UTF-8."""

import io
import os
import signal
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

DONE, PROBLEM, CANNOT_OPEN = 0, 1, 2


@dataclass(frozen=True)
class Answer:
    """The outcome of a subcommand: the same facts for programs and for people."""

    document: Mapping[str, Any]
    lines: tuple[str, ...] = ()
    code: int = DONE
    complaints: tuple[str, ...] = field(default=())  # lines for stderr


def speak_utf8() -> None:
    """Names need UTF-8 whatever the locale or the console says; a stream that was closed before us takes everything."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as long as the process lives
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def tell(answer: Answer, *, as_json: bool) -> int:
    """Print the answer and return its exit status."""
    if as_json:
        print(_spelled(answer.document))
    else:
        for line in answer.lines:
            print(line)
        for line in answer.complaints:
            print(line, file=sys.stderr)
    sys.stdout.flush()
    return answer.code


def _spelled(document: Mapping[str, Any]) -> str:
    import orjson

    how = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS
    try:
        return orjson.dumps(document, option=how).decode()
    except TypeError:  # bytes that are no characters, as a shell may give them
        return orjson.dumps(_readable(document), option=how).decode()


def _readable(value: Any) -> Any:
    """The same with such bytes spelled out, as the lines for people spell them."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, Mapping):
        return {_readable(name): _readable(one) for name, one in value.items()}
    return [_readable(one) for one in value] if isinstance(value, list | tuple) else value


def tell_error(sentence: str, code: int, *, as_json: bool) -> int:
    """Say what went wrong: on stdout as the one JSON document, else on stderr."""
    if as_json:
        return tell(Answer({"error": sentence}, code=code), as_json=True)
    print(sentence, file=sys.stderr)
    return code


def close_quietly() -> None:
    """The reader of our output has gone: say nothing more, also not at exit."""
    sink = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(sink, sys.stdout.fileno())
    except (OSError, ValueError, io.UnsupportedOperation):
        pass  # a test's capture has no descriptor
    finally:
        os.close(sink)


class Progress:
    """A line that moves on a terminal, and nothing where nobody watches."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._shown = -1
        self._watched = sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        share = 100 * done // max(total, 1)
        if self._watched and share != self._shown:
            self._shown = share
            end = "\n" if done >= total else ""
            print(f"\r{self._text} {share} %", end=end, file=sys.stderr, flush=True)


class Stopper:
    """Ctrl+C during a long step: asks it to stop and take back what it did; a second one ends the process."""

    def __init__(self) -> None:
        self._asked = False
        self._before: Any = None

    def __enter__(self) -> "Stopper":
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._hear)
        return self

    def __exit__(self, *_outcome: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def __call__(self) -> bool:
        """Whether it was asked."""
        return self._asked

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True
