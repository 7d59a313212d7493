"""What the server does for a laptop that was recognised: one transaction each, documents in and out, no HTTP."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sync import protocol
from sync.core import access, digest, handshake, portions, wire
from sync.core import push as core
from sync.core.mutations import Mutation, Outcome, Result
from sync.core.packing import Malformed, integer, read, spell, text
from sync.core.schema import Schema
from sync.core.seqs import epoch_of
from sync.core.shop import Author
from sync.core.values import hash_of
from sync.core.wire import Document
from sync.server import ahead
from sync.server.blobs import arrived
from sync.server.storage import readers
from sync.server.storage.coding import ENTRY, entry_of
from sync.server.storage.engine import Engine, Link, Twice, counter
from sync.server.storage.feed import Raw, Reader
from sync.server.storage.stored import StoredShop
from sync.server.together import Together

HEAD = "SELECT epoch, n FROM shop WHERE shop = ?"
MOST_HISTORY = 500
TOLD = ", ".join([*(f"h.{name}" for name in ENTRY.split(", ")), "h.at", "d.name"])
PART_OF_HISTORY = (
    "FROM record r JOIN history h ON h.shop = r.shop AND h.tbl = r.tbl AND h.id = r.id"
    " LEFT JOIN device d ON d.shop = h.shop AND d.id = h.device"
    " WHERE r.shop = ? AND r.root = ? AND h.seq < ? ORDER BY h.seq DESC LIMIT ?"
)
WORTH = 30
"""So many answers are worth a statement of their own."""
FULL_EPOCH = "the numbers of the one before were used up"


class NotKnown(core.Refusal):
    """A device this data has never heard of. Not revoked: a backup may be older than its enrolment."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One push."""

    device: str
    inc: str
    epoch: int
    mutations: list[Mutation]


class Service:
    """One database of shops."""

    def __init__(
        self, engine: Engine, schema: Schema, now: Callable[[], str], most: int = protocol.MOST_ANSWER_BYTES
    ) -> None:
        self.engine, self.schema, self._now, self._most = engine, schema, now, most
        self._together: Together[Batch, list[Outcome]] = Together(self._pushed, lambda one: len(one.mutations))

    # Opening ---------------------------------------------------------------------------------------------------------

    def opened(self, link: Link, shop: str, *devices: str, locked: bool = False) -> StoredShop:
        """A shop in a transaction, and those who ask: under its lock, or as one snapshot shows it."""
        stored = self._begun(link, shop, locked=locked)
        stored.admit(*devices)
        return stored

    def _begun(self, link: Link, shop: str, *, locked: bool) -> StoredShop:
        stored = StoredShop(link, shop, self.schema)
        stored.begin(*(self.engine.lock(link, shop) if locked else counter(link, shop, HEAD)))
        if locked and stored.is_full:  # who pushes in the old one is told of it, and asks again in the new one
            stored.begin_epoch(reason=FULL_EPOCH)
        return stored

    def _entered(self, link: Link, shop: str, device: str, *, locked: bool = False) -> tuple[StoredShop, str]:
        """The shop and the user of a device that may come in."""
        stored = self.opened(link, shop, device, locked=locked)
        user = stored.devices.get(device, "")
        if user not in stored.roles:
            raise NotKnown(device)
        if device in stored.revoked:
            raise core.Revoked
        return stored, user

    def admitted(self, shop: str, device: str) -> tuple[str, tuple[str, ...]]:
        """Let a device in that asks for something besides rows: its user, and what he reads."""
        with self.engine.reading() as link:
            stored, user = self._entered(link, shop, device)
            return user, access.scopes_of(stored, user)

    def _reader(self, link: Link, shop: str, device: str, epoch: object) -> tuple[Reader, StoredShop, str]:
        stored, user = self._entered(link, shop, device)
        core.check(stored, Author(user, device, ""), integer(epoch))
        return self._reads(stored, user), stored, user

    def _reads(self, stored: StoredShop, user: str) -> Reader:
        scopes = access.scopes_of(stored, user)
        return Reader(stored.link, stored.name, self.schema, scopes, stored.head, self._most)

    # Session ---------------------------------------------------------------------------------------------------------

    def hello(self, shop: str, device: str, document: Document) -> Document:
        """Start of a session. It only writes when there is something new to know."""
        with self.engine.reading() as link:
            stored, answer = self._hello(link, shop, device, document)
            read, now = stored.reached[device], self._now()
            if not stored.changed and not readers.is_due(link, shop, device, read, now):
                return answer
        with self.engine.writing() as link:
            stored, answer = self._hello(link, shop, device, document, locked=True)
            stored.flush(now)
            stored.seen(device, now)
            readers.note(link, shop, device, stored.reached[device], now)
            return answer

    def _hello(
        self, link: Link, shop: str, device: str, document: Document, *, locked: bool = False
    ) -> tuple[StoredShop, Document]:
        stored, user = self._entered(link, shop, device, locked=locked)
        said = wire.hello_from(document, user, device)
        ahead.check(link, stored, said, self._now())
        stored.floor, heads = readers.floor(link, shop), self._reads(stored, user).heads()
        welcome = handshake.hello(stored, said, heads)
        answer = {**wire.welcome_document(welcome), "heads": heads, "blobs": arrived(link, shop)}
        people = [{"user": one, "name": one, "role": role} for one, role in sorted(stored.roles.items())]
        revision = hash_of(spell(people))[:16]
        if document.get("people") != revision:  # told once, and again when somebody came or got another role
            answer |= {"people": people, "people_rev": revision}
        return stored, {**answer, "user": user, "role": stored.roles[user]}

    def push(self, shop: str, device: str, document: Document) -> Document:
        """A batch; the shop's lock is held from the first statement to the commit."""
        inc, epoch, batch = wire.batch_from(document)
        if sum(len(one.body) for one in batch) > protocol.MOST_PUSH_BYTES and len(batch) > 1:
            raise Malformed(protocol.TOO_LARGE)
        outcomes: Sequence[Outcome] = self._together.ask(shop, Batch(device, inc, epoch, batch))
        if _takes_rest(document):
            outcomes = portions.answers(outcomes, self._most)
        return {**wire.outcomes_document(outcomes, batch), "epoch": epoch}

    def _pushed(self, shop: str, waiting: Callable[[], Sequence[Batch]]) -> list[list[Outcome] | core.Refusal]:
        """Several batches in one transaction, under the shop's lock from the first statement to the commit."""
        try:
            return self._written(shop, waiting, sure=False)
        except Twice:  # seldom: what a laptop sends is new, and whether it is, the database sees as it writes it
            return self._written(shop, waiting, sure=True)

    def _written(
        self, shop: str, waiting: Callable[[], Sequence[Batch]], *, sure: bool
    ) -> list[list[Outcome] | core.Refusal]:
        with self.engine.writing() as link:
            stored = self._begun(link, shop, locked=True)
            batches = waiting()
            devices, incs = {one.device for one in batches}, {one.inc for one in batches}
            asked = [mutation for one in batches for mutation in one.mutations]
            stored.prefetch(asked, devices, incs, sure=sure)
            answers = []
            for one in batches:
                answers.append(self._judged(stored, one))
                stored.keep(self._now(), WORTH)
            stored.flush(self._now())
            for device in devices:
                stored.seen(device, self._now())
        return answers

    def _judged(self, stored: StoredShop, one: Batch) -> list[Outcome] | core.Refusal:
        user = stored.devices.get(one.device, "")
        if user not in stored.roles:
            return NotKnown(one.device)
        try:
            return core.push(stored, Author(user, one.device, one.inc), one.epoch, one.mutations)
        except core.Refusal as refusal:
            return refusal

    def rescue(self, shop: str, device: str, document: Document) -> Document:
        """The rest of a laptop that has no access any more: kept for the manager, never in the data."""
        inc, _, batch = wire.batch_from(document)
        with self.engine.writing() as link:
            stored = self.opened(link, shop, device, locked=True)
            if device not in stored.devices:
                raise NotKnown(device)
            kept = core.rescue(stored, Author(stored.devices[device], device, inc), batch)
            stored.flush(self._now())
        return {"kept": kept, "epoch": stored.epoch}

    # Reading ---------------------------------------------------------------------------------------------------------

    def pull(self, shop: str, device: str, document: Document) -> Document:
        """The next page of the feed."""
        cursors = wire.cursors_from(_mapping(document.get("cursors")))
        limit = integer(document.get("limit", protocol.MOST_ROWS), least=1, most=protocol.MOST_ROWS)
        inc = text(document.get("inc", ""), least=0)
        with self.engine.reading() as link:
            reader, _, _ = self._reader(link, shop, device, document.get("epoch"))
            return {**reader.pull(cursors, limit, inc, rest=_takes_rest(document)), **_at(reader)}

    def scan(self, shop: str, device: str, document: Document) -> Document:
        """The next page of everything, by key. The cursor to go on from is the head of the first page."""
        scope, table, row = _place(document.get("after"))
        limit = integer(document.get("limit", protocol.MOST_ROWS), least=1, most=protocol.MOST_ROWS)
        with self.engine.reading() as link:
            reader, _, _ = self._reader(link, shop, device, document.get("epoch"))
            rows, after = reader.scan((scope, table, row), limit)
            return {**rows, "after": after, **_at(reader)}

    def digest(self, shop: str, device: str, document: Document) -> Document:
        """The state of every row, of all or of some ranges; or sums of ranges: [table, low, high, how many, sum]."""
        ranges = _ranges(document.get("ranges"))
        with self.engine.reading() as link:
            reader, _, _ = self._reader(link, shop, device, document.get("epoch"))
            if ranges is None or document.get("kind") == "states":
                told = [one for asked in ranges or [("", "", "")] for one in reader.states(*asked)]
                states = {(table, row): seq for table, row, seq in told}
                return {**wire.states_document(states), **_at(reader)}
            summed = _content if document.get("kind") == "content" else _seqs
            return {"sums": [[*one, *summed(reader, *one)] for one in ranges], **_at(reader)}

    def fetch(self, shop: str, device: str, document: Document) -> Document:
        """Rows by their keys."""
        keys = wire.keys_from(document.get("keys"))  # type: ignore[arg-type]
        with self.engine.reading() as link:
            reader, _, _ = self._reader(link, shop, device, document.get("epoch"))
            return {**reader.fetch(keys, rest=_takes_rest(document)), **_at(reader)}

    def history(self, shop: str, device: str, document: Document) -> Document:
        """What was asked about an aggregate, newest first; what is parked only for its author and the manager."""
        root = text(document.get("root"))
        before = integer(document.get("before", 2**63 - 1))
        with self.engine.reading() as link:
            reader, stored, user = self._reader(link, shop, device, document.get("epoch"))
            known = stored.root_record(root)
            if known is None or known.scope not in reader.scopes or known.purged:
                return {"entries": [], "more": False, "before": 0, **_at(reader)}
            sizes = link.rows(f"SELECT h.seq, length(h.body) {PART_OF_HISTORY}", shop, root, before, MOST_HISTORY + 1)
            sizes.sort(reverse=True)
            many = portions.how_many((size for _, size in sizes[:MOST_HISTORY]), self._most)
            further = {"more": len(sizes) > many, "before": sizes[many - 1][0] if len(sizes) > many else 0}
            rows = link.rows(f"SELECT {TOLD} {PART_OF_HISTORY}", shop, root, before, many)
            manager = stored.roles[user] == access.MANAGER
            told = [_told(row, user, manager=manager) for row in rows]
            return {"entries": [one for one in told if one], **further, **_at(reader)}


def _at(reader: Reader) -> Document:
    """The state an answer was read at."""
    return {"head": reader.head, "epoch": epoch_of(reader.head)}


def _takes_rest(document: Document) -> bool:
    """Whether whoever asks asks again for what does not go into one answer."""
    return document.get("rest") is True


def _told(row: tuple[Any, ...], user: str, *, manager: bool) -> Document | None:
    entry, arrived, laptop = entry_of(row[:-2]), row[-2], row[-1] or ""
    one, outcome = entry.mutation, entry.outcome
    if outcome.result is Result.PARKED and not manager and entry.author.user != user:
        return None
    return {
        "seq": outcome.seq, "user": entry.author.user, "laptop": laptop, "inc": one.inc, "lsn": one.lsn,
        "t": one.table, "id": one.id, "op": one.op.value,
        "p": wire.wired(one.patch), "at": one.at, "arrived": arrived, "o": outcome.result.value,
        "cols": list(outcome.columns),
    }  # fmt: skip


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Malformed("no cursors")
    return value


def _place(value: object) -> tuple[str, str, str]:
    if value is None:
        return "", "", ""
    if not isinstance(value, list) or len(value) != 3:
        raise Malformed("no place")
    scope, table, row = (text(one) for one in value)
    return scope, table, row


def _ranges(value: object) -> list[tuple[str, str, str]] | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) > protocol.MOST_RANGES:
        raise Malformed("no ranges")
    return [_range(one) for one in value]


def _range(value: object) -> tuple[str, str, str]:
    if not isinstance(value, list) or len(value) != 3:
        raise Malformed("no range")
    return text(value[0]), text(value[1], least=0), text(value[2], least=0)


def _seqs(reader: Reader, table: str, low: str, high: str) -> tuple[int, str]:
    states = [(row, seq) for _, row, seq in reader.states(table, low, high)]
    return len(states), f"{digest.seq_sum(states):016x}"


def _content(reader: Reader, table: str, low: str, high: str) -> tuple[int, str]:
    rows: list[Raw] = reader.contents(table, low, high)
    return len(rows), f"{digest.content_sum((raw.id, read(raw.data)) for raw in rows):016x}"
