"""Python's search for circles among objects, at rest while very many small ones are made that form none."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_resting = 0
_was_on = False


@contextmanager
def uncollected(*, kept: bool = False) -> Iterator[None]:
    """No search meanwhile: among thousands of rows it takes a quarter to a third of the time, and finds nothing.

    Several threads may rest at once: it goes on when the last of them is done. `kept`: what was made stays for longer
    and is old at once, else each of the next searches would look through all of it.
    """
    _begin()
    try:
        yield
    finally:
        _end(kept=kept)


def _begin() -> None:
    global _resting, _was_on  # the collector is one for the whole process
    with _lock:
        if not _resting:
            _was_on = gc.isenabled()
            gc.disable()
        _resting += 1


def _end(*, kept: bool) -> None:
    global _resting
    with _lock:
        _resting -= 1
        if _was_on and kept:
            gc.freeze()
            gc.unfreeze()
        if _was_on and not _resting:
            gc.enable()
