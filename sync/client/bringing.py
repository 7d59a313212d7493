"""Attachments going up: all thumbnails before any original, small ones many at a time, large ones in parts.

It may end anywhere: of what was on its way at most the last part is sent again. Nothing is counted as there before its
bytes were found to be what their name says.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence

from sync import protocol
from sync.client.blobs import DAMAGED, FULL, TOO_LARGE, Carried, Item, Shelf, Taker
from sync.client.errors import NotItsName, NotThere, OtherOffset, ServerFull
from sync.client.receipt import Traffic
from sync.core.values import hash_of

EMPTY = hash_of(b"")
FIRST_PART = 128 * 1024
LEAST_PART = 32 * 1024
QUICK, SLOW = 0.5, 2.0
"""Seconds a part may take until the next one is smaller, or larger: what a broken line costs stays small."""
MOST_REFUSED = 5
"""So often a server may say that a part belongs elsewhere, until it is left for the next session."""


class Pace:
    """How large the next part is: large on a quick line, small on one that breaks."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self.size, self._seconds, self._began = FIRST_PART, seconds, seconds()

    def begin(self) -> int:
        """The size of the part that goes now."""
        self._began = self._seconds()
        return self.size

    def end(self) -> None:
        """It is through."""
        took = self._seconds() - self._began
        if took < QUICK:
            self.size = min(self.size * 2, protocol.BLOB_PART_BYTES)
        elif took > SLOW:
            self.size = max(self.size // 2, LEAST_PART)


class Bringer:
    """What of a laptop's attachments goes up. `progress` is told before each request, and stops it by raising
    `Cancelled`.
    """

    def __init__(
        self, shelf: Shelf, taker: Taker, traffic: Traffic, progress: Callable[[Carried], None],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._shelf, self._taker, self._traffic, self._progress = shelf, taker, traffic, progress
        self._seconds, self._began = seconds, seconds()
        self._pace = Pace(seconds)
        self._up = self._down = self._done = self._total = 0
        self._left = shelf.left
        self._problems: dict[str, int] = {}
        self._full = False

    def carried(self) -> Carried:
        """What was done so far."""
        return Carried(
            self._up, self._down, self._traffic.requests, self._traffic.bytes_up, self._traffic.bytes_down,
            self._seconds() - self._began, self._done, max(self._total, self._done), self._left, dict(self._problems),
        )  # fmt: skip

    def bring(self) -> Carried:
        """Only what the server may lack: whoever is shut out is told nothing any more."""
        sending = self._without_empty(list(self._shelf.to_send()), self._shelf.sent)
        sending = [one for one in sending if self._fits(one)]
        self._total = sum(one.size for one in sending)
        for thumbnails in (True, False):
            self._send([one for one in sending if one.thumbnail is thumbnails], {})
        return self.carried()

    def _without_empty(self, items: list[Item], done: Callable[[Sequence[str]], None]) -> list[Item]:
        """The empty file is everywhere already: it is not carried. The server would refuse all that goes with it."""
        others = [one for one in items if one.name != EMPTY]
        if len(others) < len(items):
            done([EMPTY])
        return others

    def _say(self) -> None:
        self._progress(self.carried())

    def _problem(self, kind: str) -> None:
        self._problems[kind] = self._problems.get(kind, 0) + 1

    def _fits(self, item: Item) -> bool:
        if item.size > protocol.MOST_BLOB_BYTES:
            self._problem(TOO_LARGE)
            self._shelf.unwanted([item.name])
        return item.size <= protocol.MOST_BLOB_BYTES

    # Up --------------------------------------------------------------------------------------------------------------

    def _send(self, items: Sequence[Item], parts: Mapping[str, int]) -> None:
        small, large = parted(items, lambda one: one.size <= protocol.MOST_SMALL_BYTES and one.name not in parts)
        for bundle in _bundles(small):
            self._send_bundle(bundle)
        for one in large:
            self._send_large(one, parts.get(one.name, 0))

    def _send_bundle(self, items: Sequence[Item]) -> None:
        bodies: dict[str, bytes] = {}
        for one in items:
            body = self._content(one.name)
            if body is not None:
                bodies[one.name] = body
        if not bodies or self._full:
            return
        self._say()
        try:
            kept = self._taker.keep(bodies)
        except ServerFull:
            self._stop_sending()
            return
        self._shelf.sent(kept)
        self._shelf.unwanted(bodies.keys() - kept)
        self._up += len(kept)
        self._done += sum(len(bodies[name]) for name in kept & bodies.keys())

    def _content(self, name: str) -> bytes | None:
        """What goes up: asked for at the last moment, for it may have become private meanwhile."""
        if self._full or not self._shelf.may_send(name):
            return None
        body = self._shelf.content(name)
        if body is None:
            self._problem(DAMAGED)
            self._shelf.unwanted([name])
        return body

    def _send_large(self, item: Item, offset: int) -> None:
        body = self._content(item.name)
        if body is None:
            return
        self._done += offset
        whole, refused = False, 0
        while not whole:
            if not self._shelf.may_send(item.name) or refused > MOST_REFUSED:
                return
            try:
                offset, whole = self._send_part(item, offset, body)
            except OtherOffset as other:  # another laptop sends the same
                offset, refused = other.have, refused + 1
            except NotItsName:  # somebody had begun it with other bytes, which are forgotten now
                offset, refused = 0, refused + 1
            except NotThere:  # the row left meanwhile
                self._shelf.unwanted([item.name])
                return
            except ServerFull:
                self._stop_sending()
                return
        self._shelf.sent([item.name])
        self._up += 1

    def _send_part(self, item: Item, offset: int, body: bytes) -> tuple[int, bool]:
        self._say()
        part = body[offset : offset + self._pace.begin()]
        there = self._taker.send_part(item, offset, part)
        self._pace.end()
        self._done += len(part)
        return there

    def _stop_sending(self) -> None:
        self._full = True
        self._problem(FULL)


def parted(items: Iterable[Item], is_small: Callable[[Item], bool]) -> tuple[list[Item], list[Item]]:
    """The small ones, and the others."""
    small, others = list[Item](), list[Item]()
    for one in items:
        (small if is_small(one) else others).append(one)
    return small, others


def _bundles(items: Sequence[Item]) -> Iterable[list[Item]]:
    """As many in one request as go into it."""
    bundle: list[Item] = []
    room = protocol.MOST_BUNDLE_BYTES
    for one in items:
        if bundle and one.size > room:
            yield bundle
            bundle, room = [], protocol.MOST_BUNDLE_BYTES
        bundle.append(one)
        room -= one.size
    if bundle:
        yield bundle
