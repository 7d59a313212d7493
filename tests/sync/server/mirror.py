"""A shop in a database beside the same shop in memory: both answer every request, and must answer alike."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sync import protocol
from sync.core import compaction, digest, handshake, packing, pages, portions, push, wire
from sync.core.digest import Held, Range, Sum
from sync.core.handshake import Hello, Welcome
from sync.core.mutations import Mutation, Outcome, Row, body_of
from sync.core.pages import Page
from sync.core.portions import Fetched
from sync.core.schema import Schema
from sync.core.shop import Author, Entry, Exit, Incarnation, Record, Shop
from sync.core.values import Key
from sync.server import compacting
from sync.server.service import Service
from sync.server.storage import readers, tales
from sync.server.storage.coding import ENTRY, RECORD, entry_of, entry_row, record_of, record_row
from sync.server.storage.engine import Engine
from sync.server.storage.tables import TABLES

NAME = "s1"
AT = "2026-11-28T18:00:00"


def travelled(document: Any) -> Any:
    return packing.unpack(packing.pack(document))


def write(engine: Engine, shop: Shop) -> None:
    """Make the database hold what the memory holds, and nothing else."""
    rows: dict[str, list[tuple[Any, ...]]] = {
        "shop": [(NAME, "展厅", shop.epoch, shop.n, AT)],
        "epoch_log": [(NAME, epoch, began, "", AT) for epoch, began in shop.origins.items()],
        "record": [record_row(NAME, one) for one in shop.records.values()],
        "history": [entry_row(NAME, one, AT) for one in shop.history],
        "alias": [(NAME, inc, lsn, uid) for (inc, lsn), uid in shop.by_lsn.items()],
        "incarnation": [
            (NAME, inc, one.device, one.parent, one.parent_lsn, one.last_lsn, shop.uid_at(inc, one.last_lsn))
            for inc, one in shop.incarnations.items()
        ],
        "scope_exit": list({(NAME, one.scope, one.seq, one.table, one.id) for one in shop.exits}),
        "waiting": [
            (NAME, missing, uid, place) for missing, uids in shop.waiting.items() for place, uid in enumerate(uids)
        ],
        "usr": [(NAME, user, role, AT) for user, role in shop.roles.items()],
        "device": [
            (NAME, device, user, "", "", "revoked" if device in shop.revoked else "active", "", AT, AT)
            for device, user in shop.devices.items()
        ],
        "reader": [(NAME, device, seq, AT[: readers.DAY]) for device, seq in shop.reached.items()],
        "setting": [
            (NAME, readers.FLOOR, str(shop.floor).encode()),
            *((NAME, tales.NAME.format(one), packing.spell(sorted(told.items()))) for one, told in shop.told.items()),
        ],
    }
    with engine.writing() as link:
        for table in TABLES:
            link.run(f"DELETE FROM {table} WHERE shop = ?", NAME)
            link.upsert(table, rows.get(table, []))


def content(shop: Shop) -> dict[str, Any]:
    """All that a shop holds, to compare."""
    return {
        "head": shop.head,
        "origins": shop.origins,
        "told": {device: dict(told) for device, told in shop.told.items() if told},
        "records": {key: _record(one) for key, one in shop.records.items()},
        "history": {one.mutation.uid: _entry(one) for one in shop.history},
        "incarnations": shop.incarnations,
        "exits": set(shop.exits),
        "waiting": {missing: uids for missing, uids in shop.waiting.items() if uids},
        "reached": shop.reached,
        "floor": shop.floor,
    }


def _record(one: Record) -> tuple[Any, ...]:
    return one.scope, one.row_seq, {column: repr(value) for column, value in one.values.items()}, one.fver, one.purged


def _entry(one: Entry) -> tuple[Any, ...]:
    patch = {column: repr(value) for column, value in one.mutation.patch.items()}
    told = one.mutation.op, one.mutation.key, patch, dict(one.mutation.base), one.mutation.sha256, one.mutation.lsn
    return told, one.author, one.outcome.result, one.outcome.seq, one.outcome.reason, sorted(one.outcome.columns)


def stored_content(engine: Engine) -> dict[str, Any]:
    """All that the database holds, to compare."""
    with engine.reading() as link:
        ((epoch, n),) = link.rows("SELECT epoch, n FROM shop WHERE shop = ?", NAME)
        shop = Shop(Schema(()), {}, epoch=epoch, n=n)
        shop.origins = dict(link.rows("SELECT epoch, began FROM epoch_log WHERE shop = ?", NAME))
        for row in link.rows(f"SELECT {RECORD} FROM record WHERE shop = ?", NAME):
            shop.put(record_of(row))
        shop.history = [entry_of(row) for row in link.rows(f"SELECT {ENTRY} FROM history WHERE shop = ?", NAME)]
        shop.incarnations = {
            row[0]: Incarnation(*row[1:])
            for row in link.rows(
                "SELECT inc, device, parent, parent_lsn, last_lsn FROM incarnation WHERE shop = ?", NAME
            )
        }
        shop.exits = [
            Exit(*row) for row in link.rows("SELECT seq, scope, tbl, id FROM scope_exit WHERE shop = ?", NAME)
        ]
        for missing, uid in link.rows("SELECT missing, uid FROM waiting WHERE shop = ? ORDER BY place", NAME):
            shop.wait(missing, uid)
        shop.reached = dict(link.rows("SELECT device, seq FROM reader WHERE shop = ?", NAME))
        shop.told = {row[0]: tales.read(link, NAME, row[0]) for row in link.rows("SELECT id FROM device")}
        shop.floor = readers.floor(link, NAME)
    return content(shop)


class Refused(AssertionError):
    """One of the two refused what the other answered."""


class Mirror:
    """Both shops. What changes the one in memory beside the requests is written to the database before the next."""

    def __init__(self, engine: Engine, schema: Schema, most: int = protocol.MOST_ANSWER_BYTES) -> None:
        self.engine, self.most = engine, most
        days = itertools.count(2000)
        self.service = Service(engine, schema, lambda: f"{next(days)}-01-01T00:00:00Z", most)
        self._seen: object = None

    def _state(self, shop: Shop) -> object:
        return id(shop), shop.head, len(shop.history), frozenset(shop.revoked), len(shop.incarnations), str(shop.roles)

    def both(self, shop: Shop, memory: Callable[[], Any], database: Callable[[], Any]) -> tuple[Any, Any]:
        """The two answers; a refusal of both is raised as the memory's."""
        if self._seen != self._state(shop):
            write(self.engine, shop)
        refusal = None
        mine = None
        try:
            mine = memory()
        except push.Refusal as why:
            refusal = why
        try:
            theirs = database()
        except push.Refusal as why:
            if repr(why) != repr(refusal):
                raise Refused(f"memory: {refusal!r}, database: {why!r}") from why
            raise
        finally:
            self._seen = self._state(shop)
        if refusal is not None:
            raise Refused(f"memory: {refusal!r}, database answered")
        return mine, theirs

    def hello(self, shop: Shop, said: Hello) -> Welcome:
        document = travelled(wire.hello_document(said))
        mine, theirs = self.both(
            shop,
            lambda: handshake.hello(shop, said, pages.heads(shop, said.author.user)),
            lambda: wire.welcome_from(travelled(self.service.hello(NAME, said.author.device, document))),
        )
        assert (mine.epoch, mine.known, set(mine.scopes)) == (theirs.epoch, theirs.known, set(theirs.scopes))
        assert mine.origins == theirs.origins
        assert theirs.heads == {
            scope: max(
                [0, *(one.row_seq for one in shop.records.values() if one.scope == scope)]
                + [one.seq for one in shop.exits if one.scope == scope]
            )
            for scope in mine.scopes
        }
        return mine  # type: ignore[no-any-return]

    def compact(self, shop: Shop, away: Iterable[str]) -> compaction.Cut:
        """`away`: devices that were not here for long."""
        gone = {*away, *shop.revoked}

        def database() -> compacting.Compacted:
            with self.engine.writing() as link:
                link.run("UPDATE reader SET at = '' WHERE shop = ? AND device = ANY(?)", NAME, sorted(gone))
            return compacting.compact(self.engine, self.service.schema, NAME, "1")

        reached = [seq for device, seq in shop.reached.items() if device not in gone]
        mine, theirs = self.both(shop, lambda: compaction.compact(shop, reached), database)
        assert (mine.rows, mine.exits, shop.floor) == (theirs.rows, theirs.exits, theirs.floor)
        return mine  # type: ignore[no-any-return]

    def push(self, shop: Shop, author: Author, epoch: int, batch: Sequence[Mutation]) -> Sequence[Outcome]:
        bodies = [one.body or body_of(one) for one in batch]
        document = travelled({**wire.push_document(author, epoch, batch, bodies), "rest": True})
        mine, theirs = self.both(
            shop,
            lambda: portions.answers(push.push(shop, author, epoch, batch), self.most),
            lambda: wire.outcomes_from(travelled(self.service.push(NAME, author.device, document)), batch),
        )
        alike, told = list(map(_outcome, mine)), list(map(_outcome, theirs))
        assert alike == told, (alike, told)
        return mine  # type: ignore[no-any-return]

    def pull(self, shop: Shop, author: Author, epoch: int, cursors: Mapping[str, int], limit: int) -> Page:
        def memory() -> Page:
            push.check(shop, author, epoch)
            return pages.pull(shop, author.user, cursors, limit, inc=author.inc, size=self.most)

        said = {"epoch": epoch, "cursors": dict(cursors), "limit": limit, "inc": author.inc, "rest": True}
        asked = travelled(said)
        mine, theirs = self.both(
            shop, memory, lambda: wire.page_from(travelled(self.service.pull(NAME, author.device, asked)))
        )
        here, there = sorted(map(_row, mine.rows)), sorted(map(_row, theirs.rows))
        assert here == there, ([one for one in here if one not in there], [one for one in there if one not in here])
        assert set(mine.evictions) == set(theirs.evictions)
        assert (mine.cursors, mine.more, mine.own) == (theirs.cursors, theirs.more, theirs.own)
        assert mine.rest == theirs.rest
        return theirs  # type: ignore[no-any-return]

    def _held(self, shop: Shop, author: Author, epoch: int) -> Held:
        push.check(shop, author, epoch)
        return digest.by_table(pages.inventory(shop, author.user))

    def digest(self, shop: Shop, author: Author, epoch: int, ranges: Sequence[Range]) -> Sequence[tuple[Range, Sum]]:
        asked = travelled({"epoch": epoch, "ranges": ranges})
        held, theirs = self.both(
            shop,
            lambda: self._held(shop, author, epoch),
            lambda: travelled(self.service.digest(NAME, author.device, asked)),
        )
        sums = wire.sums_from(theirs)
        assert sums == [(one, digest.sum_of(held, one)) for one in ranges]
        return sums  # type: ignore[no-any-return]

    def inventory(self, shop: Shop, author: Author, epoch: int, ranges: Sequence[Range]) -> Mapping[Key, int]:
        asked = travelled({"epoch": epoch, "kind": "states", "ranges": ranges})
        held, theirs = self.both(
            shop,
            lambda: self._held(shop, author, epoch),
            lambda: travelled(self.service.digest(NAME, author.device, asked)),
        )
        states = wire.states_from(theirs)
        assert states == {(one[0], row): seq for one in ranges for row, seq in digest.within(held, one).items()}
        return states  # type: ignore[no-any-return]

    def fetch(self, shop: Shop, author: Author, epoch: int, keys: Sequence[Key]) -> Fetched:
        def memory() -> Fetched:
            push.check(shop, author, epoch)
            return pages.fetch(shop, author.user, keys, self.most)

        asked = travelled({"epoch": epoch, "keys": keys, "rest": True})
        mine, theirs = self.both(
            shop, memory, lambda: wire.fetched_from(travelled(self.service.fetch(NAME, author.device, asked)))
        )
        assert sorted(map(_row, mine.rows)) == sorted(map(_row, theirs.rows))
        assert list(mine.rest) == list(theirs.rest)
        return theirs  # type: ignore[no-any-return]


def _row(row: Row) -> tuple[Any, ...]:
    return row.table, row.id, row.row_seq, row.purged, sorted((name, repr(value)) for name, value in row.values.items())


def _outcome(one: Outcome) -> tuple[Any, ...]:
    told = one.lsn, one.uid, one.result, one.seq, one.reason, sorted(one.columns), one.gone
    return told, _row(one.row) if one.row else None
