"""SQLite's write-ahead file is folded into the data beside the requests, not inside them.

A request waits for its commit to be on the disk, and for nothing else. What is folded less often is written less often,
too: most pages change again and again.
"""

import contextlib
import sqlite3
import threading
from collections.abc import Callable

OFTEN = 2000
"""After so many rows it is time."""
MOST_PAGES = 8000
"""The brake: a writer that is further ahead folds by itself, so that the file never grows for long."""


class Folding:
    """A thread with a connection of its own, begun when there is something to do."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._due, self._end = threading.Event(), False
        self._thread: threading.Thread | None = None
        self._folded = 0

    def written(self, rows: int) -> None:
        """So many rows were written since the file was opened; the writer has its turn."""
        if rows - self._folded < OFTEN:
            return
        self._folded = rows
        if self._thread is None:
            self._thread = threading.Thread(target=self._rounds, daemon=True)
            self._thread.start()
        self._due.set()

    def _rounds(self) -> None:
        with contextlib.closing(self._connect()) as connection:
            while self._due.wait() and not self._end:
                self._due.clear()
                with contextlib.suppress(sqlite3.Error):  # a full disk, or somebody else's turn: the next one does it
                    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def close(self) -> None:
        """End the thread; what is left is folded when the last connection goes."""
        self._end = True
        self._due.set()
        if self._thread is not None:
            self._thread.join()
