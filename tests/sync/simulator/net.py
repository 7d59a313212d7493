"""The wire of the simulator: the real server core behind it, and everything that goes wrong on a wire before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from sync.core import access, digest, handshake, pages, portions, push
from sync.core.digest import Range, Sum
from sync.core.handshake import Hello, Welcome
from sync.core.mutations import Mutation, Outcome, Row
from sync.core.pages import Page
from sync.core.portions import Fetched
from sync.core.shop import Author
from sync.core.values import Key

if TYPE_CHECKING:
    from tests.sync.simulator.world import World

Answer = TypeVar("Answer")
PAGE = 4


class Interrupted(Exception):
    """The request or its answer was lost, or the laptop went off: the session ends here."""


class Leak(AssertionError):
    """I5: a row left the server for somebody who may not read it."""


class Net:
    """One laptop's connection."""

    def __init__(self, world: World, user: str) -> None:
        self.world, self.user = world, user

    def _call(self, ask: Callable[[], Answer]) -> Answer:
        fault = self.world.fault()
        if fault == "lost request":
            raise Interrupted(fault)
        if fault == "meanwhile":
            self.world.meanwhile(self.user)
        answer = ask()
        if fault == "lost answer":
            raise Interrupted(fault)
        if fault == "duplicate":
            answer = ask()
        if fault == "late duplicate":
            self.world.late.append(ask)
        return answer

    def hello(self, said: Hello) -> Welcome:
        def ask() -> Welcome:
            self.world.is_heard(self.user)
            return handshake.hello(self.world.shop, said, pages.heads(self.world.shop, self.user))

        return self._call(ask)

    def push(self, author: Author, epoch: int, batch: Sequence[Mutation]) -> Sequence[Outcome]:
        def ask() -> Sequence[Outcome]:
            outcomes = portions.answers(push.push(self.world.shop, author, epoch, batch), self.world.most)
            self._spy(one.row for one in outcomes if one.row)
            return outcomes

        return self._call(ask)

    def pull(self, author: Author, epoch: int, cursors: Mapping[str, int]) -> Page:
        def ask() -> Page:
            push.check(self.world.shop, author, epoch)
            page = pages.pull(self.world.shop, self.user, cursors, PAGE, inc=author.inc, size=self.world.most)
            self._spy(page.rows)
            return page

        return self._call(ask)

    def digest(self, author: Author, epoch: int, ranges: Sequence[Range]) -> Sequence[tuple[Range, Sum]]:
        def ask() -> Sequence[tuple[Range, Sum]]:
            push.check(self.world.shop, author, epoch)
            held = digest.by_table(pages.inventory(self.world.shop, self.user))
            return [(one, digest.sum_of(held, one)) for one in ranges]

        return self._call(ask)

    def inventory(self, author: Author, epoch: int, ranges: Sequence[Range]) -> Mapping[Key, int]:
        def ask() -> Mapping[Key, int]:
            push.check(self.world.shop, author, epoch)
            held = digest.by_table(pages.inventory(self.world.shop, self.user))
            return {(one[0], row): seq for one in ranges for row, seq in digest.within(held, one).items()}

        return self._call(ask)

    def fetch(self, author: Author, epoch: int, keys: Sequence[Key]) -> Fetched:
        def ask() -> Fetched:
            push.check(self.world.shop, author, epoch)
            told = pages.fetch(self.world.shop, self.user, keys, self.world.most)
            self._spy(told.rows)
            return told

        return self._call(ask)

    def _spy(self, rows: Iterable[Row]) -> None:
        for row in rows:
            scope = self.world.shop.records[row.key].scope
            if not access.reads(self.world.shop, self.user, scope):
                raise Leak(f"{row.key} of {scope} was sent to {self.user}")
