"""Attachments: named by their content, kept once for each shop, sent in parts that go on where they broke off.

Whoever may read a row that names one, written by somebody who brought the bytes whole, may have them: a name alone, put
into a row of one's own, opens nothing. Nobody else learns that it is there.
"""

import base64
import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sync import protocol
from sync.core.packing import Malformed, decoded, read
from sync.core.schema import Schema, own
from sync.core.shop import CREATED
from sync.server.storage.coding import writers_of
from sync.server.storage.engine import Engine, Link
from sync.server.storage.references import PARKED

Naming = Mapping[str, Collection[str]]
"""By table, the columns that name attachments."""
NAME = re.compile(r"[0-9a-f]{64}")
PART, READY = "part", "ready"
ARRIVED = "blobs"
"""The shop's value that counts attachments that came whole: a laptop asks again only when it grew."""
MOST_AT_ONCE = 4 * protocol.BLOB_PART_BYTES
"""Of a part that is asked for."""

_STATE = "SELECT size FROM blob WHERE shop = ? AND sha256 = ? AND state = ?"
_NAMING = (
    "SELECT r.sha256, c.tbl, c.scope, c.data, c.fver FROM blob_ref r JOIN record c"
    " ON c.shop = r.shop AND c.tbl = r.tbl AND c.id = r.id WHERE r.shop = ? AND r.sha256 = ANY(?) AND c.purged = 0"
)
_SHOWN = "SELECT shown FROM blob_had WHERE shop = ? AND sha256 = ? AND usr = ?"
_HAD = (
    "SELECT h.sha256, h.usr FROM blob_had h JOIN blob b ON b.shop = h.shop AND b.sha256 = h.sha256"
    " WHERE h.shop = ? AND h.sha256 = ANY(?) AND h.shown >= b.size AND b.state = ?"
)


class NotFound(Exception):
    """There is no such attachment, for whoever asks."""


class WrongOffset(Exception):
    """The part does not begin where the last one ended."""

    def __init__(self, have: int) -> None:
        super().__init__(str(have))
        self.have = have


class Damaged(Exception):
    """All parts are there and are not what their name says: they are forgotten."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: a shop, and what of it he reads."""

    shop: str
    user: str
    scopes: Collection[str]


@dataclass(frozen=True, slots=True)
class Known:
    """What of some attachments concerns a visitor."""

    given: frozenset[str]
    """There, and his to have."""
    taken: frozenset[str]
    """He may bring them: he reads a row that names one, or wrote it before it went to somebody else."""
    owed: frozenset[str]
    """He wrote such a row and has not brought them: whoever reads it waits for that."""


class Blobs:
    """The attachments of all shops."""

    def __init__(self, engine: Engine, schema: Schema) -> None:
        self.engine = engine
        self._naming = {name: one.blobs for name, one in schema.tables.items() if one.blobs}

    def have(self, who: Visitor, names: Sequence[object], lacks: Sequence[object] = ()) -> dict[str, object]:
        """Which of some are there whole, and how much of the others. What he `lacks` he cannot bring: where it is his
        to have, a row of his own that names it is as good as if he had.
        """
        wanted, lacking = [_checked(name) for name in names], {_checked(name) for name in lacks}
        with self.engine.reading() as link:
            known = _known(link, self._naming, who, wanted)
            sql = "SELECT sha256 FROM blob WHERE shop = ? AND sha256 = ANY(?)"
            vouched = known.given & known.owed & lacking
            there = known.given - known.owed | vouched
            begun = [name for (name,) in link.rows(sql, who.shop, sorted(known.taken - there))]
            parts = {name: _shown(link, who, name) for name in begun}
        if vouched:
            sql = "SELECT sha256, size FROM blob WHERE shop = ? AND sha256 = ANY(?)"
            with self.engine.writing() as link:
                sizes = link.rows(sql, who.shop, sorted(vouched))
                link.upsert("blob_had", [(who.shop, name, who.user, size) for name, size in sizes])
        ready = [name for name in wanted if name in there]
        return {"have": ready, "parts": {name: length for name, length in parts.items() if length}}

    # Coming in -------------------------------------------------------------------------------------------------------

    def add(self, who: Visitor, name: str, place: tuple[int, int], body: bytes) -> tuple[int, bool]:
        """Take a part at (offset, size of the whole): how much is there now, and whether that is all."""
        size = place[1]
        _checked(name)
        if len(body) > protocol.BLOB_PART_BYTES or not 0 < size <= protocol.MOST_BLOB_BYTES:
            raise Malformed(protocol.TOO_LARGE)
        with self.engine.writing() as link:
            if name not in _known(link, self._naming, who, [name]).taken:
                raise NotFound
            ready = bool(link.rows(_STATE, who.shop, name, READY))
            have, same = _take(link, who, name, place, body, ready=ready)
        if not same:
            raise Damaged
        if have < size:
            return have, False
        if not ready:
            self._end(who.shop, name)
        return size, True

    def _end(self, shop: str, name: str) -> None:
        """All parts are there. They are read beside the writers, whom a large one would keep waiting."""
        with self.engine.reading() as link:
            found = hashlib.sha256()
            for part in _parts(link, shop, name):
                found.update(part)
        with self.engine.writing() as link:
            if found.hexdigest() == name:
                _ready(link, shop, [name])
                _count(link, shop, 1)
            else:
                forget(link, shop, name)
        if found.hexdigest() != name:
            raise Damaged

    def keep(self, who: Visitor, bundle: Mapping[str, object]) -> dict[str, object]:
        """Take several small ones whole. One that is not what its name says stops none of the others."""
        bodies = {_checked(name): _small(body) for name, body in bundle.items()}
        if sum(map(len, bodies.values())) > protocol.MOST_BUNDLE_BYTES:
            raise Malformed(protocol.TOO_LARGE)
        right = {name for name, body in bodies.items() if hashlib.sha256(body).hexdigest() == name}
        with self.engine.writing() as link:
            known = _known(link, self._naming, who, sorted(right)).taken
            there = {name for name in known if link.rows(_STATE, who.shop, name, READY)}
            fresh = sorted(known - there)
            for name in fresh:
                forget(link, who.shop, name)
            link.upsert("blob", [(who.shop, name, len(bodies[name]), PART) for name in fresh])
            link.upsert("blob_part", [(who.shop, name, 0, bodies[name]) for name in fresh])
            shown = [name for name in sorted(known) if _shown(link, who, name) < len(bodies[name])]
            link.upsert("blob_had", [(who.shop, name, who.user, len(bodies[name])) for name in shown])
            _ready(link, who.shop, fresh)
            _count(link, who.shop, len(shown))
        return {"kept": sorted(known), "damaged": sorted(bodies.keys() - right)}

    # Going out -------------------------------------------------------------------------------------------------------

    def part(self, who: Visitor, name: str, first: int, last: int | None) -> tuple[bytes, int]:
        """The bytes from one place to another, as many as go into one answer; and the size of the whole."""
        with self.engine.reading() as link:
            found = link.rows(_STATE, who.shop, _checked(name), READY)
            if not found or name not in _known(link, self._naming, who, [name]).given:
                raise NotFound
            size = int(found[0][0])
            end = size if last is None else min(last + 1, first + MOST_AT_ONCE, size)
            return _cut(link, who.shop, name, first, end), size

    def some(self, who: Visitor, names: Sequence[object]) -> dict[str, object]:
        """Several small ones, as many as go into one answer; whoever wants the rest asks again."""
        wanted = [_checked(name) for name in names]
        told: dict[str, str] = {}
        room = protocol.MOST_BUNDLE_BYTES
        with self.engine.reading() as link:
            known = _known(link, self._naming, who, wanted).given
            sql = "SELECT sha256, size FROM blob WHERE shop = ? AND sha256 = ANY(?) AND state = ? AND size <= ?"
            sizes: dict[str, int] = dict(link.rows(sql, who.shop, sorted(known), READY, protocol.MOST_SMALL_BYTES))
            for name in wanted:
                if name in sizes and sizes[name] <= room:
                    room -= sizes[name]
                    told[name] = base64.b64encode(b"".join(_parts(link, who.shop, name))).decode()
        return {"blobs": told, "more": [name for name in wanted if name in sizes and name not in told]}


def arrived(link: Link, shop: str) -> int:
    """How many attachments ever came whole."""
    found = link.rows("SELECT value FROM setting WHERE shop = ? AND name = ?", shop, ARRIVED)
    return int(bytes(found[0][0])) if found else 0


def forget(link: Link, shop: str, name: str) -> None:
    """Let the bytes go."""
    link.run("DELETE FROM blob_part WHERE shop = ? AND sha256 = ?", shop, name)
    link.run("DELETE FROM blob WHERE shop = ? AND sha256 = ?", shop, name)
    link.run("DELETE FROM blob_had WHERE shop = ? AND sha256 = ?", shop, name)


def _ready(link: Link, shop: str, names: Sequence[str]) -> None:
    for name in names:
        link.run("UPDATE blob SET state = ? WHERE shop = ? AND sha256 = ?", READY, shop, name)


def _count(link: Link, shop: str, more: int) -> None:
    if more:
        link.upsert("setting", [(shop, ARRIVED, str(arrived(link, shop) + more).encode())])


def _checked(name: object) -> str:
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise Malformed("no name of an attachment")
    return name


def _small(body: object) -> bytes:
    found = decoded(body)
    if not 0 < len(found) <= protocol.MOST_SMALL_BYTES:
        raise Malformed("no small attachment")
    return found


def _known(link: Link, naming: Naming, who: Visitor, names: Sequence[str]) -> Known:
    """Whoever wrote a name into a row had the bytes, or only knew the name: he is asked to bring them."""
    if not names:
        return Known(frozenset(), frozenset(), frozenset())
    had: dict[str, set[str]] = {}
    for name, user in link.rows(_HAD, who.shop, list(names), READY):
        had.setdefault(name, set()).add(user)
    given, taken, owed = set[str](), set[str](), set[str]()
    for name, table, scope, data, fver in link.rows(_NAMING, who.shop, list(names)):
        if table == PARKED:  # it stands with whoever asked for it; for himself only a row of his own opens them
            writers = {scope.removeprefix(own(""))}
        else:
            values, by = read(data), writers_of(fver)
            columns = [column for column in naming.get(table, ()) if values.get(column) == name]
            writers = {(by.get(column) or by[CREATED]).user for column in columns}
        mine = table == PARKED and who.user in writers
        if scope in who.scopes and writers & had.get(name, set()) and not mine:
            given.add(name)
        if scope in who.scopes or who.user in writers:
            taken.add(name)
        if who.user in writers - had.get(name, set()):
            owed.add(name)
    return Known(frozenset(given), frozenset(taken), frozenset(owed))


def _shown(link: Link, who: Visitor, name: str) -> int:
    """How much of it the visitor has brought, or shown that he has; of what is begun here."""
    if not link.rows("SELECT 1 FROM blob WHERE shop = ? AND sha256 = ?", who.shop, name):
        return 0
    found = link.rows(_SHOWN, who.shop, name, who.user)
    return int(found[0][0]) if found else 0


def _take(
    link: Link, who: Visitor, name: str, place: tuple[int, int], body: bytes, *, ready: bool
) -> tuple[int, bool]:  # fmt: skip
    """Take a part: how much the visitor has brought, and whether it is not another than what is here already.

    Everybody brings all of it: that somebody began, or ended, opens it to nobody who knows no more than its name.
    """
    offset, size = place
    have, there = _shown(link, who, name), _length(link, who.shop, name)
    if ready and have >= there:
        return size, True
    if offset != have or have + len(body) > size or (not body and have < size):
        raise WrongOffset(have)
    if not _is_same(link, who.shop, name, offset, body[: max(0, there - offset)]):
        if ready:
            link.run("DELETE FROM blob_had WHERE shop = ? AND sha256 = ? AND usr = ?", who.shop, name, who.user)
        else:  # one of the two is wrong, and nobody knows which
            forget(link, who.shop, name)
        return 0, False
    fresh = body[max(0, there - offset) :]
    if not ready:
        link.upsert("blob", [(who.shop, name, size, PART)])
    if fresh:  # none: all was there, and the answer to that was lost
        link.upsert("blob_part", [(who.shop, name, max(there, offset), fresh)])
    link.upsert("blob_had", [(who.shop, name, who.user, have + len(body))])
    if ready and have + len(body) >= there:
        _count(link, who.shop, 1)
    return have + len(body), True


def _is_same(link: Link, shop: str, name: str, place: int, body: bytes) -> bool:
    return not body or _cut(link, shop, name, place, place + len(body)) == body


def _cut(link: Link, shop: str, name: str, first: int, end: int) -> bytes:
    # A part begins at its place and is no longer than the longest.
    sql = "SELECT place, body FROM blob_part WHERE shop = ? AND sha256 = ? AND place > ? AND place < ? ORDER BY place"
    parts = link.rows(sql, shop, name, first - protocol.BLOB_PART_BYTES, end)
    return b"".join(bytes(body)[max(0, first - place) : max(0, end - place)] for place, body in parts)


def _length(link: Link, shop: str, name: str) -> int:
    sql = "SELECT sum(length(body)) FROM blob_part WHERE shop = ? AND sha256 = ?"
    return int(link.rows(sql, shop, name)[0][0] or 0)


def _parts(link: Link, shop: str, name: str) -> Iterator[bytes]:
    """The parts in their order, one at a time."""
    places = link.rows("SELECT place FROM blob_part WHERE shop = ? AND sha256 = ? ORDER BY place", shop, name)
    for (place,) in places:
        sql = "SELECT body FROM blob_part WHERE shop = ? AND sha256 = ? AND place = ?"
        yield bytes(link.rows(sql, shop, name, place)[0][0])
