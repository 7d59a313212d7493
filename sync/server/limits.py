"""Back-pressure: what a device may ask, what the server does at once. Who is turned away is told when to return."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sync import protocol

AT_ONCE = {protocol.SCAN: 4, protocol.DIGEST: 4, protocol.HISTORY: 8, protocol.FETCH: 8, protocol.PULL: 32,
           protocol.BLOB: 16, protocol.BLOBS_SOME: 16, protocol.BLOBS_KEEP: 16}  # fmt: skip
"""Scans give way before pulls, pulls before pushes."""
ALL_AT_ONCE = 64
REMEMBERED = 10_000


class TurnedAway(Exception):
    """Too much: come back after some seconds."""

    def __init__(self, status: int, error: str, seconds: float) -> None:
        super().__init__(error)
        self.status, self.error, self.seconds = status, error, seconds


class Rates:
    """So many requests in a second for each, and some more at once."""

    def __init__(self, per_second: float, burst: int, seconds: Callable[[], float]) -> None:
        self._per_second, self._burst, self._seconds = per_second, burst, seconds
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, who: str) -> None:
        """One request."""
        now = self._seconds()
        with self._lock:
            left, since = self._left.pop(who, (float(self._burst), now))
            left = min(float(self._burst), left + max(0.0, now - since) * self._per_second)
            self._left[who] = (max(0.0, left - 1), now)
            if len(self._left) > REMEMBERED:
                self._left.popitem(last=False)
        if left < 1:
            raise TurnedAway(429, protocol.SLOW_DOWN, (1 - left) / self._per_second)


class Crowd:
    """How many requests of a kind are being answered."""

    def __init__(self) -> None:
        self._inside: dict[str, int] = {}
        self._all = 0
        self._lock = threading.Lock()

    @contextmanager
    def inside(self, path: str) -> Iterator[None]:
        """Room for one more."""
        with self._lock:
            if self._all >= ALL_AT_ONCE or self._inside.get(path, 0) >= AT_ONCE.get(path, ALL_AT_ONCE):
                raise TurnedAway(503, protocol.BUSY, 1.0)
            self._inside[path] = self._inside.get(path, 0) + 1
            self._all += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside[path] -= 1
                self._all -= 1
