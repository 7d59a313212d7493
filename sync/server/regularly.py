"""Work of the server that comes round again while it runs."""

import contextlib
import threading
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def every(seconds: float, do: Callable[[], object]) -> Iterator[None]:
    """Do this on a thread of its own each time so many seconds have passed; a round that fails waits for the next."""
    end = threading.Event()

    def rounds() -> None:
        while not end.wait(seconds):
            with contextlib.suppress(Exception):  # a busy database is asked again
                do()

    thread = threading.Thread(target=rounds, daemon=True)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()
