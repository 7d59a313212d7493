"""The profile's attachments as sync sees them: which may travel, which are missing, what is known of the server."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from crm_desktop.store import unsettled
from crm_desktop.store.long_step import Change
from crm_desktop.store.loose import place_of, unsent
from crm_desktop.store.plain import Plain
from crm_desktop.store.replica.lane import Lane
from sync.client.blobs import Item

if TYPE_CHECKING:
    from crm_desktop.store.blobs import Blobs
    from crm_desktop.store.store import Store

_SHARED = (
    "FROM attachment a JOIN contact c ON c.id = a.root WHERE a.row_seq > 0 AND a.private = 0 AND c.private = 0 "
    "AND a.deleted IS NULL AND c.deleted IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM sync_hidden h WHERE h.tbl = 'attachment' AND h.id = a.id)"
)
"""What the shop knows, and nothing private: neither the file nor its person. The row goes first, then its bytes."""
_MAY_GO = (
    f"SELECT 1 {_SHARED} AND a.sha256 = :name UNION ALL "
    f"SELECT 1 {_SHARED} AND a.thumbnail = :name AND a.thumbnail <> '' UNION ALL "
    "SELECT 1 FROM blob_loose WHERE sha256 = :name AND to_send LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Named:
    """An attachment that may travel."""

    id: str
    sha256: str
    thumbnail: str
    size: int

    def items(self) -> list[Item]:
        """Its bytes, the small picture first."""
        small = [Item(self.thumbnail, thumbnail=True)] if self.thumbnail else []
        return [*small, Item(self.sha256, self.size)]


@dataclass(frozen=True, slots=True)
class Standing:
    """How the attachments stand with the shop."""

    to_send: tuple[tuple[str, Item], ...]
    """With the row that names it, as brought from there is noted by row."""
    missing: tuple[Item, ...]
    rows: frozenset[str]
    """The rows of which one or the other is to be said."""


def _shared(source: Plain, among: str = "", **values: object) -> list[Named]:
    """The attachments that may travel, the newest first."""
    sql = f"SELECT a.id, a.sha256, a.thumbnail, a.size {_SHARED} {among} ORDER BY a.created DESC, a.id"
    return [Named(*row) for row in source.rows(sql, **values)]


def standing(source: Plain, blobs: "Blobs", place: str) -> Standing:
    """What the server may lack and what is missing here. `place` is the server and its epoch."""
    among = "AND a.id IN (SELECT id FROM blob_unsettled)" if unsettled.is_known(source, blobs, place) else ""
    return _standing(_shared(source, among), blobs, place)


def _standing(found: Sequence[Named], blobs: "Blobs", place: str) -> Standing:
    known = [(one.id, item) for one in found for item in one.items()]
    missing = blobs.missing({item.name for _id, item in known})
    ids = json.dumps([one.id for one in found])
    sql = "SELECT id, sha256 FROM brought WHERE place = ? AND id IN (SELECT value FROM json_each(?))"
    brought = {(row, name) for row, name in blobs.rows(sql, place, ids)} if found else set()
    return Standing(
        tuple((row, one) for row, one in known if one.name not in missing and (row, one.name) not in brought),
        tuple({one.name: one for _row, one in known if one.name in missing}.values()),
        frozenset(row for row, one in known if one.name in missing or (row, one.name) not in brought),
    )


class Files:
    """One session's view of them; `originals` False leaves those here and there that nobody asked for."""

    def __init__(self, store: "Store", facts: Mapping[str, str], *, originals: bool, only: Sequence[str] = ()) -> None:
        self._store, self._blobs = store, store.blobs
        self._place = place_of(facts)
        self.arrived = int(facts.get("blobs") or 0)
        """How many ever came whole at the server, as far as it was told."""
        found = store.look(_asked, self._blobs, self._place, only) if only else self._unsettled()
        to_send = [*found.to_send, *store.look(_left_unsent, self._blobs)]
        self._rows: dict[str, list[str]] = {}
        for row, item in to_send:
            self._rows.setdefault(item.name, []).append(row)
        wanted = self._blobs.wanted()
        absent = dict(self._blobs.rows("SELECT sha256, arrived FROM absent"))
        chosen = [one for one in found.missing if one.thumbnail or originals or one.name in wanted]
        self._getting = [one for one in chosen if absent.get(one.name) != self.arrived or one.name in only]
        self._sending = list({one.name: one for _row, one in to_send if one.thumbnail or originals}.values())
        if only:
            self._sending, self._getting = [], [one for one in self._getting if one.name in only]
        self.left = len(found.missing) - len(self._getting)
        """That are missing here and are not asked for now."""

    def _unsettled(self) -> Standing:
        if not self._store.look(unsettled.is_known, self._blobs, self._place):
            with Lane(self._store).part("files") as raw:
                unsettled.all_of_them(raw)
                word = unsettled.settle(raw, self._place, [])
            self._blobs.keep_word(word)
        self.settle()
        return self._store.look(standing, self._blobs, self._place)

    def settle(self) -> None:
        """What is here and there, or does not travel, need not be looked at until it changes."""
        if not self._store.look(self._settled):
            return
        with Lane(self._store).part("files") as raw:  # looked at once more, for it may have changed since
            word = unsettled.settle(raw, self._place, self._settled(Plain(raw, {})))
        self._blobs.keep_word(word)

    def _settled(self, source: Plain) -> list[str]:
        if self._store.shut_out is not None or not unsettled.is_known(source, self._blobs, self._place):
            return []
        every = {row for (row,) in source.rows("SELECT id FROM blob_unsettled")}
        return sorted(every - standing(source, self._blobs, self._place).rows) if every else []

    @property
    def idle(self) -> bool:
        """Whether there is nothing to ask the server."""
        return not (self._sending or self._getting)

    def to_send(self) -> Sequence[Item]:
        """What the server may lack."""
        sizes = self._blobs.sizes([one.name for one in self._sending])
        return [Item(one.name, sizes.get(one.name, 0), one.thumbnail) for one in self._sending]

    def to_get(self) -> Sequence[Item]:
        """What is missing here."""
        return self._getting

    def may_send(self, name: str) -> bool:
        """Whether something the shop knows names it still, or named it until it went to somebody else."""
        return bool(self._store.look(lambda source: source.rows(_MAY_GO, name=name)))

    def content(self, name: str) -> bytes | None:
        """All its bytes, if they are what the name says."""
        body = self._blobs.get_beside(name)
        return body if body is not None and sha256(body).hexdigest() == name else None

    def sent(self, names: Iterable[str]) -> None:
        """The server has them."""
        rows = [(row, name, self._place) for name in names for row in self._rows.get(name, ())]
        self._blobs.run_many("INSERT OR REPLACE INTO brought VALUES (?, ?, ?)", rows)

    def unwanted(self, names: Iterable[str]) -> None:
        """They will never go there: what has no row here either need not wait for it."""
        told = [(name,) for name in names]
        if told:
            with Lane(self._store).part("unwanted") as raw:
                raw.executemany("UPDATE blob_loose SET to_send = 0 WHERE sha256 = ?", told)

    def absent(self, names: Iterable[str]) -> None:
        """The server has them not, as long as nothing more arrived there."""
        self._blobs.run_many("INSERT OR REPLACE INTO absent VALUES (?, ?)", [(name, self.arrived) for name in names])

    def length(self, name: str) -> int:
        """How much of it came until now."""
        return self._blobs.length(name)

    def add(self, name: str, place: int, body: bytes) -> None:
        """Keep the next part."""
        self._blobs.add_piece(name, place, body)

    def finish(self, name: str) -> bool:
        """All parts came: whether they are what the name says."""
        return self._blobs.finish(name)

    def keep(self, bodies: Mapping[str, bytes]) -> set[str]:
        """Keep whole ones; those that are what their names say."""
        right = {name: body for name, body in bodies.items() if sha256(body).hexdigest() == name}
        self._blobs.keep(right)
        return set(right)

    def came(self, names: Sequence[str]) -> None:
        """They are here: the server has them, nobody waits any more, and who shows their people may look."""
        found: list[tuple[Any, ...]] = self._store.look(_naming, names)
        rows = [(row, name, self._place) for row, _root, *named in found for name in named if name in names]
        self._blobs.run_many("INSERT OR REPLACE INTO brought VALUES (?, ?, ?)", rows)
        for table in ("wanted", "absent"):
            self._blobs.run_many(f"DELETE FROM {table} WHERE sha256 = ?", [(name,) for name in names])
        roots = frozenset(root for _row, root, *_named in found)
        self._store._announce(Change(0, "", frozenset({"attachment"}), roots))


def _asked(source: Plain, blobs: "Blobs", place: str, names: Sequence[str]) -> Standing:
    found = [one for name in names for one in _shared(source, "AND a.sha256 = :name", name=name)]
    return _standing(found, blobs, place)


def _left_unsent(source: Plain, blobs: "Blobs") -> list[tuple[str, Item]]:
    """What is still to go to the shop of customers who are somebody else's by now; it is let go of here afterwards."""
    waiting = {(row, name) for row, name in source.rows("SELECT id, sha256 FROM blob_loose WHERE to_send")}
    return [(row, Item(name)) for row, name in sorted(unsent(source, blobs, waiting))]


def _naming(source: Plain, names: Sequence[str]) -> list[tuple[Any, ...]]:
    return source.rows(
        "SELECT id, root, sha256, thumbnail FROM attachment "
        "WHERE sha256 IN (SELECT value FROM json_each(:names)) OR thumbnail IN (SELECT value FROM json_each(:names))",
        names=json.dumps(list(names)),
    )


def want(store: "Store", name: str) -> None:
    """Somebody asked for it: it comes with the next session, whatever the network costs."""
    store.blobs.run("INSERT OR IGNORE INTO wanted VALUES (?)", name)


def unwant(store: "Store", name: str) -> None:
    """Not asked for any more."""
    store.blobs.run("DELETE FROM wanted WHERE sha256 = ?", name)
