"""An undo step made of several transactions, each of them as long as nobody else waits to write."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

R = TypeVar("R")
LONGEST = 2.0
"""Seconds until what was written is kept in any case: what a crash costs an import, and how long lists may lag."""


@dataclass(frozen=True)
class Change:
    """What one committed transaction changed: announced after the commit."""

    step: int
    label: str
    tables: frozenset[str]
    roots: frozenset[str] = field(default_factory=frozenset)


class WriteLock:
    """Held by whoever writes. A thread may take it twice; its holder sees whether another thread waits for it."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._count = threading.Lock()
        self._waiting = 0

    def __enter__(self) -> None:
        if self._lock.acquire(blocking=False):
            return
        with self._count:
            self._waiting += 1
        try:
            self._lock.acquire()
        finally:
            with self._count:
                self._waiting -= 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()

    @property
    def awaited(self) -> bool:
        """Whether another thread waits."""
        return self._waiting > 0

    def let_others(self) -> None:
        """Before taking it once more: a thread that takes back at once what it gave would always be the quickest."""
        until = time.monotonic() + LONGEST
        while self.awaited and time.monotonic() < until:
            time.sleep(0.0005)


class Turn:
    """How long one transaction may go on: while nobody else waits to write, and for no more than some seconds."""

    def __init__(self, lock: WriteLock, longest: float) -> None:
        self._lock, self._until = lock, time.monotonic() + longest

    @property
    def may_go_on(self) -> bool:
        """Whether nobody waits for this transaction to end, and it has not lasted long."""
        return not self._lock.awaited and time.monotonic() < self._until


class _Steps(Protocol):
    """What of the store a long step needs."""

    def _part(self, step: int, label: str) -> "AbstractContextManager[LongPart]": ...


class LongPart(Turn):
    """One transaction of a long step, for several commands."""

    def __init__(self, lock: WriteLock) -> None:
        super().__init__(lock, LONGEST)
        self.changes: list[Change] = []
        self.run: Callable[..., tuple[Any, Change]]

    def write(self, command: Callable[..., R], /, *args: Any, **kwargs: Any) -> R:
        """A command in this transaction; keep it under 250 ms, for so long a save waits."""
        result: R
        result, change = self.run(lambda session: command(session, *args, **kwargs), None)
        self.changes.append(change)
        return result


class LongStep:
    """An undo step made of several transactions."""

    def __init__(self, store: _Steps, step: int, label: str) -> None:
        self.id = step
        self._store, self._label = store, label

    @contextmanager
    def part(self) -> Iterator[LongPart]:
        """A transaction for as many commands as it says; all of them or none is kept."""
        with self._store._part(self.id, self._label) as part:
            yield part

    def write(self, command: Callable[..., R], /, *args: Any, **kwargs: Any) -> R:
        """One command as a transaction of its own; keep it under 250 ms so that a save never waits long."""
        with self.part() as part:
            return part.write(command, *args, **kwargs)
