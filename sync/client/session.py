"""One session: hello, push, pull, until quiet. It may end anywhere; the next one goes on from there.

Every call of the replica is one transaction of the laptop's file, every call of the server one request.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol, TypeVar

from sync.client.errors import DAMAGED, Braked, Offline
from sync.core.brakes import emptied, is_many, vanishing
from sync.core.digest import LEAF, Held, Range, Sum, inventory, narrow, whole
from sync.core.handshake import Hello, Welcome
from sync.core.mutations import Mutation, Outcome, Row
from sync.core.own import Run
from sync.core.pages import Page
from sync.core.portions import Fetched
from sync.core.push import EpochChanged, Fork, Gap
from sync.core.shop import Author
from sync.core.values import Key

MOST_ROUNDS = 3
Answer = TypeVar("Answer")


class Meanwhile(Protocol):
    """How a request is made while something else goes on here."""

    def __call__(self, ask: Callable[[], Answer], /) -> Callable[[], Answer]:
        """Begin to ask; what is returned waits for the answer, and raises what asking raised."""


def at_once(ask: Callable[[], Answer], /) -> Callable[[], Answer]:
    """Ask before anything else is done."""
    answer = ask()
    return lambda: answer


class Fetching(Protocol):
    """Whoever gives rows by their keys."""

    def fetch(self, author: Author, epoch: int, keys: Sequence[Key]) -> Fetched:
        """As many as go into one answer."""


class Server(Protocol):
    """The shop's server, as far as it can be reached."""

    def hello(self, said: Hello) -> Welcome:
        """Start of every session."""

    def push(self, author: Author, epoch: int, batch: Sequence[Mutation]) -> Sequence[Outcome]:
        """An ordered batch of one incarnation: the answers to its first ones at least."""

    def pull(self, author: Author, epoch: int, cursors: Mapping[str, int]) -> Page:
        """The next page of the feed."""

    def digest(self, author: Author, epoch: int, ranges: Sequence[Range]) -> Sequence[tuple[Range, Sum]]:
        """The sums of some ranges."""

    def inventory(self, author: Author, epoch: int, ranges: Sequence[Range]) -> Mapping[Key, int]:
        """The state of every row the laptop should hold, in some ranges."""

    def fetch(self, author: Author, epoch: int, keys: Sequence[Key]) -> Fetched:
        """Rows by their keys, as many as go into one answer."""


class Replica(Protocol):
    """The laptop's file, as sync sees it."""

    def hello(self) -> Hello:
        """Who this is and what it knows as answered."""

    def is_settled(self, welcome: Welcome) -> bool:
        """Whether the session is over with its hello: the server says nothing that is not known here, and nothing waits
        here to be sent, to be compared or to be shown.
        """

    def adopt(self, welcome: Welcome) -> None:
        """Put back what the server forgot and adopt its epoch: one transaction, before anything is read (R10b)."""

    def new_incarnation(self) -> None:
        """This copy of the file goes on under a history of its own."""

    def freeze(self) -> bool:
        """Freeze open edits, so many that a save need not wait for long. Whether there may be more."""

    def batch(self, after: Sequence[Mutation] = ()) -> tuple[Author, Sequence[Mutation]]:
        """The oldest mutations that wait to be sent, of one incarnation; they count as sent. `after`: those that follow
        these, which are answered and not taken in yet.
        """

    def acknowledge(self, batch: Sequence[Mutation], outcomes: Sequence[Outcome]) -> None:
        """Take in the answers."""

    def place(self) -> tuple[Author, int, Mapping[str, int]]:
        """Who asks, in which epoch, from which cursors."""

    def knows(self, own: Sequence[Run]) -> bool:
        """Whether all these mutations were answered here, and their rows are here to get their numbers."""

    def apply(self, page: Page) -> None:
        """Take in a page and its cursors: one transaction (R7)."""

    def held(self) -> Held:
        """The state of every row, by table; of every table, without the private rows."""

    def differences(self, inventory: Mapping[Key, int]) -> tuple[Iterable[Key], Iterable[Key]]:
        """What to fetch and what to let go."""

    def reconcile(self, rows: Sequence[Row], drop: Iterable[Key]) -> None:
        """Take the server's rows as they are; only pending edits stay over them. Then read on from the common state."""

    def must_reconcile(self) -> bool:
        """Whether the server was restored, or the scopes changed, since the last comparison."""

    def is_quiet(self) -> bool:
        """Whether nothing waits to be sent."""


def sync(
    replica: Replica, server: Server, leaf: int = LEAF, *, confirmed: bool = False, meanwhile: Meanwhile = at_once
) -> bool:
    """Run one session. Whether it ended quiet. Raises Braked, unless the user confirmed what it said before.

    `meanwhile`: how the server is asked while the next mutations are frozen, or a page is taken in.
    """
    for _ in range(MOST_ROUNDS):
        try:
            settled = _round(replica, server, leaf, confirmed=confirmed, meanwhile=meanwhile)
        except (EpochChanged, Gap):  # the server was restored meanwhile: what it forgot is put back after a hello
            continue
        except Fork:
            replica.new_incarnation()
            continue
        if settled or replica.is_quiet():
            return True
    return False


class _Sent:
    """The last batch of a session and its answers, until these are taken in: the next request is on its way then."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica
        self.batch: Sequence[Mutation] = ()
        self._outcomes: Sequence[Outcome] = ()
        self.any = False

    def answered(self, batch: Sequence[Mutation], outcomes: Sequence[Outcome]) -> None:
        """Hold the next."""
        self.batch, self._outcomes, self.any = batch, outcomes, True

    def take_in(self) -> None:
        """Take in what is held."""
        if self.batch:
            self._replica.acknowledge(self.batch, self._outcomes)
            self.batch, self._outcomes = (), ()


def _round(replica: Replica, server: Server, leaf: int, *, confirmed: bool, meanwhile: Meanwhile) -> bool:
    """Whether there was nothing to do, and so nothing is left."""
    welcome = server.hello(replica.hello())
    if replica.is_settled(welcome):
        return True
    replica.adopt(welcome)
    sent = _send(replica, server, meanwhile)
    idle = not sent.any
    if replica.must_reconcile():
        sent.take_in()
        _compare(replica, server, leaf, confirmed=confirmed)
        idle = False
    if not (idle and is_current(welcome, replica.place()[2])):
        _take_in(replica, server, meanwhile, sent, confirmed=confirmed)
    return False


def _take_in(replica: Replica, server: Server, meanwhile: Meanwhile, sent: _Sent, *, confirmed: bool) -> None:
    """Pull and take in pages until there are no more; the next is read while one is taken in, or the last answers."""
    gone: Counter[str] = Counter()
    page: Page | None = pulled(replica, server, meanwhile, sent)
    while page is not None:
        if not confirmed:
            _stop_if_much_vanishes(replica, page, gone)
        author, epoch, _ = replica.place()
        following = meanwhile(partial(server.pull, author, epoch, page.cursors)) if page.more else None
        try:
            replica.apply(page)
        finally:
            page = following() if following is not None else None
        page = _whole(replica, server, page) if page is not None else None


def _send(replica: Replica, server: Server, meanwhile: Meanwhile) -> _Sent:
    """Freeze and push until nothing is open. While a batch is judged the answers before it are taken in, and the next
    is frozen; the last answers are still to be taken in afterwards.
    """
    sent, more = _Sent(replica), replica.freeze()
    while True:
        author, batch = replica.batch(sent.batch)
        if batch:
            epoch = replica.place()[1]
            answer = (meanwhile if more or sent.batch else at_once)(partial(server.push, author, epoch, batch))
            try:
                sent.take_in()
                more = more and replica.freeze()
            finally:
                outcomes = answer()
            sent.answered(batch[: len(outcomes)], outcomes)  # the others are sent again, and are answered then
        elif more:
            more = replica.freeze()
        elif sent.batch and sent.batch[0].inc != author.inc:  # of an earlier history of this file: there may be more
            sent.take_in()
        else:
            return sent


def pulled(replica: Replica, server: Server, meanwhile: Meanwhile = at_once, sent: _Sent | None = None) -> Page:
    """The first page, asked while the last answers are taken in. What this laptop wrote itself comes as numbers, or
    whole if it does not know all of it (R15).
    """
    author, epoch, cursors = replica.place()
    answer = (meanwhile if sent and sent.batch else at_once)(partial(server.pull, author, epoch, cursors))
    try:
        if sent:
            sent.take_in()
    finally:
        page = answer()
    return _whole(replica, server, page)


def _whole(replica: Replica, server: Server, page: Page) -> Page:
    """The page, if all that it tells as numbers is known here; else the same once more, with the rows themselves.

    And with what did not go into the answer, for its cursors pass that too.
    """
    if page.own and not replica.knows(page.own):
        author, epoch, cursors = replica.place()
        page = server.pull(replace(author, inc=""), epoch, cursors)
    if not page.rest:
        return page
    author, epoch, _ = replica.place()
    rows = {row.key: row for row in (*page.rows, *fetched(server, author, epoch, page.rest))}
    return replace(page, rows=tuple(sorted(rows.values(), key=_roots_first)), rest=())


def fetched(server: Fetching, author: Author, epoch: int, keys: Iterable[Key]) -> list[Row]:
    """Rows by their keys, in as many requests as that takes; roots before what hangs on them."""
    told = server.fetch(author, epoch, list(keys))
    rows = {row.key: row for row in told.rows}
    while wanted := [key for key in told.rest if key not in rows]:
        if not told.rows:
            raise Offline(DAMAGED, "no rows")  # whatever it says, asking again would not end
        told = server.fetch(author, epoch, wanted)
        rows |= {row.key: row for row in told.rows}
    return sorted(rows.values(), key=_roots_first)


def _roots_first(row: Row) -> tuple[bool, bool]:
    return row.purged, row.root != row.id


def is_current(welcome: Welcome, cursors: Mapping[str, int]) -> bool:
    """Whether hello said already that nothing is new: the heads it told are the cursors, in every scope."""
    heads = welcome.heads
    return all(scope in heads and heads[scope] <= cursors.get(scope, 0) for scope in welcome.scopes)


def _stop_if_much_vanishes(replica: Replica, page: Page, gone: Counter[str]) -> None:
    """`gone` counts what left in the pages before: a page alone may be too small to show it."""
    here_before = gone.copy()
    gone.update(one.table for one in page.evictions)
    gone.update(row.table for row in page.rows if row.purged)
    if not any(is_many(rows) for rows in gone.values()):
        return
    held = {table: len(rows) + here_before[table] for table, rows in replica.held().items()}
    brake = vanishing(gone, held)
    if brake is not None:
        raise Braked(brake)


def _compare(replica: Replica, server: Server, leaf: int, *, confirmed: bool) -> None:
    """Rewinding the cursor is not enough after a restore: compare what both have (R11)."""
    author, epoch, _ = replica.place()
    held, leaves = replica.held(), list[Range]()
    told = server.digest(author, epoch, whole(held))
    brake = None if confirmed else emptied(held, told)
    if brake is not None:
        raise Braked(brake)
    while told:
        found = narrow(held, told, leaf)
        leaves += found.leaves
        told = server.digest(author, epoch, found.split) if found.split else ()
    theirs = inventory(held, leaves, server.inventory(author, epoch, leaves) if leaves else {})
    wanted, drop = replica.differences(theirs)
    replica.reconcile(fetched(server, author, epoch, wanted), drop)
