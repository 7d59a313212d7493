"""The mutations that wait for a row which is not there: what one transaction knows of them."""

from collections.abc import Collection, Iterable, Iterator
from functools import partial

from sync.server.storage.engine import Found, Link, Question

FEW = 100
"""So many are read at once, rather than looked up for each row that arrives."""


class Waits:
    """By the id of a missing row the uids, in their order; of a shop, as far as it was asked."""

    def __init__(self, link: Link, shop: str) -> None:
        self._link, self._shop = link, shop
        self._now: dict[str, tuple[str, ...]] = {}
        self._read: dict[str, tuple[str, ...]] = {}

    def __contains__(self, missing: str) -> bool:
        """Whether it is known who waits for a row."""
        return missing in self._now

    @property
    def changed(self) -> bool:
        """Whether anything is to be written."""
        return self._now != self._read

    def first_questions(self, missing: Collection[str]) -> Iterator[Question]:
        """What waits in the whole shop, unless that is more than a few: most of the time nothing does."""
        if missing:
            sql = "SELECT missing, place, uid FROM waiting WHERE shop = ? ORDER BY missing, uid LIMIT ?"
            yield sql, (self._shop, FEW + 1), partial(self._take_first, missing)

    def _take_first(self, missing: Collection[str], rows: Found) -> None:
        if len(rows) <= FEW:
            wanted = set(missing)
            self._take(missing, [row for row in rows if row[0] in wanted])

    def questions(self, missing: Iterable[str]) -> Iterator[Question]:
        """What waits for some rows, unless that is known."""
        wanted = [one for one in dict.fromkeys(missing) if one not in self._now]
        if wanted:
            sql = "SELECT missing, place, uid FROM waiting WHERE shop = ? AND missing = EACH(?)"
            yield sql, (self._shop, wanted), partial(self._take, wanted)

    def _take(self, wanted: Iterable[str], rows: Found) -> None:
        found: dict[str, tuple[str, ...]] = dict.fromkeys(wanted, ())
        for one, _place, uid in sorted(rows):
            found[one] = (*found[one], uid)
        self._now |= found
        self._read |= found

    def add(self, missing: str, uid: str) -> None:
        """One more waits."""
        self._now[missing] = (*self._now[missing], uid)

    def wake(self, arrived: str) -> tuple[str, ...]:
        """Those that waited for a row; they wait no longer."""
        uids, self._now[arrived] = self._now[arrived], ()
        return uids

    def flush(self) -> None:
        """Write what changed."""
        for missing, uids in self._now.items():
            if uids != self._read.get(missing, ()):
                self._link.note("DELETE FROM waiting WHERE shop = ? AND missing = ?", self._shop, missing)
                rows = [(self._shop, missing, uid, place) for place, uid in enumerate(uids)]
                self._link.upsert("waiting", rows)
