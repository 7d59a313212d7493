"""Looking after what a laptop holds: a share of its rows each day is compared, value by value, with the shop's.

It finds what neither the feed nor the numbers tell: a row that a disk, another program or somebody with SQL changed on
either side without a word to sync. The shop's values hold; what stood here instead is kept to be looked at.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from sync.client.session import fetched
from sync.core.digest import Range, Sum
from sync.core.mutations import Row
from sync.core.portions import Fetched
from sync.core.shop import Author
from sync.core.values import Key

SHARES = 7
"""In so many days on which the laptop syncs every row was looked at."""


class Server(Protocol):
    """The shop's server, as far as this asks it."""

    def contents(self, author: Author, epoch: int, ranges: Sequence[Range]) -> Sequence[tuple[Range, Sum]]:
        """The sums of some ranges, over the values of their rows."""

    def inventory(self, author: Author, epoch: int, ranges: Sequence[Range]) -> Mapping[Key, int]:
        """The state of every row the laptop should hold, in some ranges."""

    def fetch(self, author: Author, epoch: int, keys: Sequence[Key]) -> Fetched:
        """Rows by their keys, as many as go into one answer."""


class Keeper(Protocol):
    """The laptop's file, as this sees it."""

    def place(self) -> tuple[Author, int, Mapping[str, int]]:
        """Who asks, in which epoch, from which cursors."""

    def share(self) -> Sequence[tuple[Range, Sum]]:
        """The ranges whose turn it is today, with the sums of what is here; none when today's were looked at."""

    def mend(self, asked: Range, rows: Sequence[Row], theirs: Collection[Key]) -> int:
        """Take the shop's values where a row of the same state says something else. How many rows did."""

    def tended(self) -> None:
        """Today's share was looked at."""


def look_after(keeper: Keeper, server: Server) -> int:
    """Compare today's share; at the end of a session, when nothing waits. How many rows were mended."""
    mine = dict(keeper.share())
    if not mine:
        return 0
    author, epoch, _cursors = keeper.place()
    mended = 0
    for asked, summed in server.contents(author, epoch, list(mine)):
        if mine[asked] == summed:
            continue
        theirs = server.inventory(author, epoch, [asked])
        mended += keeper.mend(asked, fetched(server, author, epoch, sorted(theirs)), theirs.keys())
    keeper.tended()
    return mended
