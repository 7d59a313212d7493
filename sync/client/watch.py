"""A server that is watched: it counts the receipt and asks before each request whether to go on."""

import time
from collections.abc import Mapping, Sequence

from sync.client.receipt import Progress, Receipt, Traffic
from sync.client.session import Replica, Server, sync
from sync.core.digest import Range, Sum
from sync.core.handshake import Hello, Welcome
from sync.core.mutations import Mutation, Outcome, Result, Row
from sync.core.pages import Page
from sync.core.portions import Fetched
from sync.core.shop import Author
from sync.core.values import Key


def nobody(_receipt: Receipt) -> None:
    """Nobody watches."""


class Watched:
    """The server behind it, with everything that passes counted."""

    def __init__(self, server: Server, traffic: Traffic, progress: Progress = nobody) -> None:
        self._server, self._traffic, self._progress = server, traffic, progress
        self._began = time.monotonic()
        self._before = (traffic.requests, traffic.bytes_up, traffic.bytes_down)
        self._sent: set[str] = set()
        self._refused: set[str] = set()
        self._own: dict[Key, int] = {}
        """What this session wrote, with its number: it comes back with the pull, and is no news."""
        self._received = 0
        self._waiting: dict[str, set[str]] = {"conflict": set(), "parked": set()}

    def receipt(self, *, quiet: bool = True) -> Receipt:
        """What was done so far."""
        requests, up, down = self._before
        return Receipt(
            sent=len(self._sent),
            received=self._received,
            conflicts=len(self._waiting["conflict"]),
            parked=len(self._waiting["parked"]),
            refused=len(self._refused),
            requests=self._traffic.requests - requests,
            bytes_up=self._traffic.bytes_up - up,
            bytes_down=self._traffic.bytes_down - down,
            seconds=time.monotonic() - self._began,
            quiet=quiet,
        )

    def hello(self, said: Hello) -> Welcome:
        """Start of every session."""
        self._progress(self.receipt())
        return self._server.hello(said)

    def push(self, author: Author, epoch: int, batch: Sequence[Mutation]) -> Sequence[Outcome]:
        """Count what was judged; a batch that is asked twice counts once."""
        self._progress(self.receipt())
        outcomes = self._server.push(author, epoch, batch)
        self._sent.update(one.uid for one in outcomes)
        self._refused.update(one.uid for one in outcomes if one.result is Result.REFUSED_DELETE)
        self._own.update({mutation.key: one.seq for mutation, one in zip(batch, outcomes, strict=False)})
        return outcomes

    def pull(self, author: Author, epoch: int, cursors: Mapping[str, int]) -> Page:
        """Count what came and what left."""
        self._progress(self.receipt())
        page = self._server.pull(author, epoch, cursors)
        self._count(page.rows)
        self._received += len(page.evictions)
        return page

    def digest(self, author: Author, epoch: int, ranges: Sequence[Range]) -> Sequence[tuple[Range, Sum]]:
        """The sums of some ranges."""
        self._progress(self.receipt())
        return self._server.digest(author, epoch, ranges)

    def inventory(self, author: Author, epoch: int, ranges: Sequence[Range]) -> Mapping[Key, int]:
        """The state of every row the laptop should hold, in some ranges."""
        self._progress(self.receipt())
        return self._server.inventory(author, epoch, ranges)

    def fetch(self, author: Author, epoch: int, keys: Sequence[Key]) -> Fetched:
        """Count the rows that were fetched."""
        self._progress(self.receipt())
        told = self._server.fetch(author, epoch, keys)
        self._count(told.rows)
        return told

    def _count(self, rows: Sequence[Row]) -> None:
        self._received += sum(1 for row in rows if self._own.get(row.key) != row.row_seq)
        for row in rows:
            cards = self._waiting.get(row.table)
            if cards is None:
                continue
            if row.values.get("state") == "open" and row.values.get("deleted") is None:
                cards.add(row.id)
            else:  # decided elsewhere, or let in after all
                cards.discard(row.id)


def watched_sync(
    replica: Replica, server: Server, traffic: Traffic, progress: Progress = nobody, *, confirmed: bool = False
) -> Receipt:
    """Run one session and count it. Raises SyncProblem; what was done until then stays done."""
    watched = Watched(server, traffic, progress)
    quiet = sync(replica, watched, confirmed=confirmed)
    return watched.receipt(quiet=quiet)
