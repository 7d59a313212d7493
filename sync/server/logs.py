"""One JSON line for each event, without anything about persons: no names, no values, no texts of errors."""

import contextlib
import json
import logging
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

log = logging.getLogger("showroom.sync")


class Lines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said = {"at": self.formatTime(record), "level": record.levelname.lower(), "event": record.getMessage()}
        return json.dumps({**said, **getattr(record, "said", {})}, ensure_ascii=False)


def set_up(level: str) -> None:
    """Write to standard error; uvicorn's own lines too, but not its list of requests, which we write ourselves."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    logging.getLogger("uvicorn.access").disabled = True


@contextlib.contextmanager
def written(level: str) -> Iterator[None]:
    """The same as long as the block lasts. Whoever called the server goes on with their own log: standard error may be
    another one by then, or closed.
    """
    root, access = logging.getLogger(), logging.getLogger("uvicorn.access")
    before = root.handlers[:], root.level, access.disabled
    set_up(level)
    try:
        yield
    finally:
        root.handlers[:], access.disabled = before[0], before[2]
        root.setLevel(before[1])


def event(name: str, level: int = logging.INFO, **said: Any) -> None:
    """Something happened."""
    log.log(level, name, extra={"said": said})


def failed(error: BaseException, **said: Any) -> None:
    """An accident: what kind and where, never what it says, for that may quote a row."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    where = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]
    event("failed", logging.ERROR, kind=type(error).__name__, where=where, **said)
