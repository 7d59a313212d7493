"""Attachments, after the rows: what is missing there goes up, what is missing here comes down, thumbnails first.

It may end anywhere: of what was on its way at most the last part is sent again. Nothing is counted as here or there
before its bytes were found to be what their name says.
"""

import time
from collections.abc import Callable, Mapping, Sequence

from sync import protocol
from sync.client.blobs import DAMAGED, TOO_LARGE, Carried, Item, Server, Shelf
from sync.client.bringing import Bringer, parted
from sync.client.errors import NotThere, UpdateNeeded
from sync.client.receipt import Traffic


class Carrier(Bringer):
    """One session's attachments, both ways."""

    def __init__(
        self, shelf: Shelf, server: Server, traffic: Traffic, progress: Callable[[Carried], None],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        super().__init__(shelf, server, traffic, progress, seconds)
        self._server = server

    def run(self) -> Carried:
        """All thumbnails, up and down, before any original."""
        sending = self._without_empty(list(self._shelf.to_send()), self._shelf.sent)
        getting = self._without_empty(list(self._shelf.to_get()), lambda names: self._take(dict.fromkeys(names, b"")))
        there, parts = self._ask([*sending, *getting], {one.name for one in getting})
        self._shelf.sent(one.name for one in sending if one.name in there)
        missing = {one.name for one in getting} - there
        self._shelf.absent(missing)
        self._left = self._shelf.left + len(missing)
        sending = [one for one in sending if one.name not in there and self._fits(one)]
        getting = [one for one in getting if one.name in there]
        self._total = sum(one.size for one in (*sending, *getting))
        too_old: UpdateNeeded | None = None
        for thumbnails in (True, False):
            self._send([one for one in sending if one.thumbnail is thumbnails], parts)
            try:
                self._get([one for one in getting if one.thumbnail is thumbnails and too_old is None])
            except UpdateNeeded as refused:  # it hands in what it has all the same
                too_old = refused
        if too_old is not None:
            raise too_old
        return self.carried()

    def _ask(self, items: Sequence[Item], lacks: set[str]) -> tuple[set[str], dict[str, int]]:
        there, parts = set[str](), dict[str, int]()
        names = list(dict.fromkeys(one.name for one in items))
        for start in range(0, len(names), protocol.MOST_KEYS):
            self._say()
            part = names[start : start + protocol.MOST_KEYS]
            ready, begun = self._server.have(part, lacks & set(part))
            there |= ready
            parts |= begun
        return there, parts

    # Down ------------------------------------------------------------------------------------------------------------

    def _get(self, items: Sequence[Item]) -> None:
        small, others = parted(
            items, lambda one: one.size <= protocol.MOST_SMALL_BYTES and not self._shelf.length(one.name)
        )
        large, waiting = [one.name for one in others], [one.name for one in small]
        while waiting:
            self._say()
            asked, waiting = waiting[: protocol.MOST_KEYS], waiting[protocol.MOST_KEYS :]
            bodies, more = self._server.some(asked)
            self._take(bodies)
            # Not even one came: whatever it says of the rest, asking again would not end.
            again = list(more) if bodies else []
            large += [name for name in asked if name not in bodies and name not in again]
            waiting = again + waiting
        for name in large:
            self.get(name)

    def _take(self, bodies: Mapping[str, bytes]) -> None:
        came = self._shelf.keep(bodies)
        self._done += sum(map(len, bodies.values()))
        self._down += len(came)
        for _wrong in bodies.keys() - came:
            self._problem(DAMAGED)
        if came:
            self._shelf.came(sorted(came))

    def get(self, name: str) -> bool:
        """One by itself, on from where it stopped; whether it is here now."""
        have, size = self._shelf.length(name), None
        self._done += have
        try:
            while size is None or have < size:
                self._say()
                body, size = self._server.get_part(name, have, self._pace.begin())
                self._pace.end()
                if size > protocol.MOST_BLOB_BYTES or (not body and have < size):
                    self._problem(TOO_LARGE if size > protocol.MOST_BLOB_BYTES else DAMAGED)
                    return False
                if body:
                    self._shelf.add(name, have, body)
                have += len(body)
                self._done += len(body)
        except NotThere:
            self._shelf.absent([name])
            self._left += 1
            return False
        if not self._shelf.finish(name):
            self._problem(DAMAGED)
            return False
        self._down += 1
        self._shelf.came([name])
        return True
