"""Documents as they travel, and back. What comes in is checked here: whatever is wrong with it is one `Malformed`.

A document is plain JSON; its values are those of `values.to_wire`. Rows travel column-wise: names once, values that are
alike side by side, which packs well and reads fast.
"""

import functools
import itertools
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ParamSpec, TypeVar

from sync import protocol
from sync.core.bodies import readable
from sync.core.digest import Range, Sum
from sync.core.handshake import Hello, Point, Welcome
from sync.core.mutations import Mutation, Op, Outcome, Result, Row, thawed
from sync.core.own import Run, own_document, own_from
from sync.core.packing import Malformed, integer, text
from sync.core.pages import Eviction, Page
from sync.core.portions import Fetched
from sync.core.shop import Author
from sync.core.values import Key, Patch, Value, from_wire, hash_of, to_wire

Document = dict[str, Any]
Wired = Mapping[str, Any]
"""The values of a row as JSON can hold them."""

_ABSENT = object()
_PLAIN = frozenset({str, int, float, type(None)})
_Given = ParamSpec("_Given")
_Read = TypeVar("_Read")


def checked(read: Callable[_Given, _Read]) -> Callable[_Given, _Read]:
    """A reader of documents whose every failure says `Malformed`, with what it was reading."""

    @functools.wraps(read)
    def reading(*args: _Given.args, **kwargs: _Given.kwargs) -> _Read:
        try:
            return read(*args, **kwargs)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as error:
            raise Malformed(f"{read.__name__}: {type(error).__name__} {error}") from error

    return reading


# Values --------------------------------------------------------------------------------------------------------------


def wired(values: Patch) -> Document:
    """The values of a row as JSON can hold them."""
    return {column: to_wire(value) for column, value in values.items()}


@checked
def values_from(document: Wired) -> dict[str, Value]:
    """The values of a row."""
    return {text(column): value_from(value) for column, value in document.items()}


def value_from(value: Any) -> Value:
    """One value; true, lists and numbers beyond 64 bits are none."""
    kind = type(value)
    if kind is int:
        return integer(value, least=-(2**63))
    return value if kind in _PLAIN else from_wire(_special(value))


def _special(value: Any) -> Any:
    if type(value) is not dict or len(value) != 1 or type(next(iter(value.values()))) is not str:
        raise Malformed("no value of a row")
    return value


# Hello ---------------------------------------------------------------------------------------------------------------


def _points(points: Mapping[str, Point]) -> Document:
    return {inc: [lsn, uid] for inc, (lsn, uid) in points.items()}


def _points_from(document: Mapping[str, Any]) -> dict[str, Point]:
    if len(document) > protocol.MOST_KEYS:
        raise Malformed("too many incarnations")
    return {text(inc): (integer(lsn), text(uid, least=0)) for inc, (lsn, uid) in document.items()}


def _epoch(number: Any) -> int:
    """An epoch: it must leave room for the counter in 63 bits."""
    return integer(number, most=protocol.MOST_EPOCH)


def _origins_from(pairs: Iterable[Any]) -> dict[int, int]:
    return {_epoch(epoch): integer(began) for epoch, began in pairs}


def hello_document(said: Hello) -> Document:
    """What a laptop says first. Who it is stands in the headers."""
    document: Document = {
        "inc": said.author.inc, "epoch": said.epoch, "acked": _points(said.acked), "read": said.read,
    }  # fmt: skip
    if said.parent:
        document |= {"parent": said.parent, "parent_lsn": said.parent_lsn}
    return {**document, "origins": sorted(said.origins.items())} if said.origins else document


@checked
def hello_from(document: Document, user: str, device: str) -> Hello:
    """A hello of a device that was recognised."""
    author = Author(user, device, text(document["inc"]))
    acked = _points_from(document["acked"])
    parent = text(document.get("parent", ""), least=0)
    origins = _origins_from(document.get("origins", []))
    parent_lsn, read = integer(document.get("parent_lsn", 0)), integer(document.get("read", 0))
    return Hello(author, _epoch(document["epoch"]), acked, parent, parent_lsn, origins, read)


def welcome_document(welcome: Welcome) -> Document:
    """The answer to a hello."""
    return {
        "epoch": welcome.epoch, "known": _points(welcome.known), "scopes": list(welcome.scopes),
        "origins": sorted(welcome.origins.items()), "heads": dict(welcome.heads),
        **({"floor": welcome.floor} if welcome.floor else {}),
    }  # fmt: skip


@checked
def welcome_from(document: Document) -> Welcome:
    """The answer, read."""
    scopes = tuple(text(scope) for scope in document["scopes"])
    heads = {text(scope): integer(seq) for scope, seq in document["heads"].items()}
    known, origins = _points_from(document["known"]), _origins_from(document["origins"])
    return Welcome(_epoch(document["epoch"]), known, scopes, origins, heads, integer(document.get("floor", 0)))


# Push ----------------------------------------------------------------------------------------------------------------


def push_document(author: Author, epoch: int, batch: Iterable[Mutation], bodies: Iterable[bytes]) -> Document:
    """A batch of one incarnation, with the bytes each was frozen into."""
    muts = []
    for one, body in zip(batch, bodies, strict=True):
        item: Document = {"lsn": one.lsn, "uid": one.uid}
        # The hash of a body is that of its bytes: 64 letters that no compression shortens.
        item |= {"h": one.sha256} if one.op is Op.VOID else {"m": body.decode("utf-8", "surrogatepass")}
        muts.append(item)
    return {"inc": author.inc, "epoch": epoch, "muts": muts}


@checked
def batch_from(document: Document) -> tuple[str, int, list[Mutation]]:
    """The incarnation, the epoch and the batch."""
    inc, muts = text(document["inc"]), document["muts"]
    if type(muts) is not list or len(muts) > protocol.MOST_MUTATIONS:
        raise Malformed("too many mutations")
    return inc, _epoch(document["epoch"]), [mutation_from(inc, item) for item in muts]


@checked
def mutation_from(inc: str, item: Document) -> Mutation:
    """One mutation of a batch. One whose body cannot be read is no reason to refuse the others (I8)."""
    lsn, uid = integer(item["lsn"], least=1), text(item["uid"])
    if "m" not in item:
        return Mutation(inc, lsn, uid, "", "", Op.VOID, sha256=text(item["h"]))
    body = item["m"].encode("utf-8", "surrogatepass")
    sha256 = text(item["h"]) if "h" in item else ""
    try:
        return readable(thawed(inc, lsn, uid, body), sha256)
    except (Malformed, KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return Mutation(inc, lsn, uid, "", "", Op.UPDATE, sha256=sha256 or hash_of(body), body=body)


def outcomes_document(outcomes: Sequence[Outcome], batch: Sequence[Mutation]) -> Document:
    """The answers, as many as there are. Neighbours that were simply taken are told as one run."""
    told: list[Document] = []
    run: Document = {}
    for asked, one in zip(batch, outcomes, strict=False):
        alone = one.gone or one.reason or one.row is not None
        plain = one.result is Result.APPLIED and one.uid == asked.uid and not alone
        if plain and run and (one.lsn, one.seq) == (run["lsn"] + run["n"], run["seq"] + run["n"]):
            run["n"] += 1
            continue
        item = run = {"lsn": one.lsn, "o": one.result.value, "seq": one.seq, "n": 1}
        if not plain:
            run, item = {}, _detailed(item, asked, one)
        told.append(item)
    return {"res": told}


def _detailed(item: Document, asked: Mutation, one: Outcome) -> Document:
    if one.uid != asked.uid:
        item["uid"] = one.uid
    if one.reason:
        item["reason"] = one.reason
    if one.columns:
        item["cols"] = list(one.columns)
    if one.row is not None:
        item["row"] = row_document(one.row)
    if one.gone:
        item["gone"] = True
    return item


@checked
def outcomes_from(document: Document, batch: Sequence[Mutation]) -> list[Outcome]:
    """The answers to a batch, one for each of its mutations, in its order; to the rest it answers when asked again."""
    uids = {one.lsn: one.uid for one in batch}
    found: list[Outcome] = []
    for item in document["res"]:
        row = row_from(item["row"]) if "row" in item else None
        columns = tuple(text(column) for column in item.get("cols", ()))
        for place in range(integer(item["n"], least=1, most=len(batch))):
            lsn, seq = integer(item["lsn"]) + place, integer(item["seq"]) + place
            uid = text(item.get("uid", uids[lsn]))
            result, reason = Result(item["o"]), text(item.get("reason", ""), least=0)
            found.append(Outcome(lsn, uid, result, seq, reason, columns, row, item.get("gone") is True))
    if [one.lsn for one in found] != [one.lsn for one in batch[: len(found)]] or bool(batch) != bool(found):
        raise Malformed("the answers are not those of the batch")
    return found


# Rows and pages ------------------------------------------------------------------------------------------------------


def row_document(row: Row) -> Document:
    """One row."""
    document: Document = {"t": row.table, "id": row.id, "seq": row.row_seq, "v": wired(row.values)}
    return {**document, "erased": True} if row.purged else document


@checked
def row_from(document: Document) -> Row:
    """One row, read."""
    table, row, seq = text(document["t"]), text(document["id"]), integer(document["seq"])
    return Row(table, row, seq, values_from(document["v"]), document.get("erased") is True)


def column_wise(table: str, rows: Sequence[tuple[str, int, Wired]]) -> Document:
    """Rows (id, row_seq, values) of one table. A value a row does not have is `{}`, which is not an empty one."""
    names = list(dict.fromkeys(itertools.chain.from_iterable(values for _, _, values in rows)))
    return {
        "t": table, "id": [row[0] for row in rows], "seq": [row[1] for row in rows], "cols": names,
        "v": _columns(names, [values for _, _, values in rows]),
    }  # fmt: skip


_GAP: Document = {}


def _columns(names: Sequence[str], rows: Iterable[Wired]) -> list[Sequence[Any]]:
    if len(names) < 2:
        return [[values.get(name, _GAP) for values in rows] for name in names]
    whole = operator.itemgetter(*names)
    found: list[tuple[Any, ...]] = []
    for values in rows:
        try:
            found.append(whole(values))
        except KeyError:
            found.append(tuple(values.get(name, _GAP) for name in names))
    return list(zip(*found, strict=True))


def rows_document(rows: Iterable[Row]) -> Document:
    """Rows column-wise, in the order of their tables; the erased ones by their root only."""
    tables: dict[str, list[tuple[str, int, Wired]]] = {}
    erased = []
    for row in rows:
        if row.purged:
            erased.append([row.table, row.id, row.row_seq, row.root])
        else:
            tables.setdefault(row.table, []).append((row.id, row.row_seq, wired(row.values)))
    return {"rows": [column_wise(table, group) for table, group in tables.items()], "erased": erased}


@checked
def rows_from(document: Document) -> list[Row]:
    """The rows: those of each table in their order, then the erased ones."""
    rows = [row for group in document["rows"] for row in _group_from(group)]
    rows += [
        Row(text(table), text(row), integer(seq), {"root": text(root)}, True)
        for table, row, seq, root in document["erased"]
    ]
    return rows


def fetched_document(fetched: Fetched) -> Document:
    """Rows that were asked for, and the keys of those that are to be asked for again."""
    rows = rows_document(fetched.rows)
    return {**rows, "rest": [list(key) for key in fetched.rest]} if fetched.rest else rows


@checked
def fetched_from(document: Document) -> Fetched:
    """The same, read."""
    return Fetched(rows_from(document), _rest_from(document))


def _rest_from(document: Document) -> list[Key]:
    return [(text(table), text(row)) for table, row in document.get("rest", ())]


def _group_from(group: Document) -> Iterable[Row]:
    table, names = text(group["t"]), [text(name) for name in group["cols"]]
    columns = [_column_from(column) for column in group["v"]]
    ids, seqs = [text(row) for row in group["id"]], [integer(seq) for seq in group["seq"]]
    if len(names) != len(columns) or len({len(ids), len(seqs), *map(len, columns)}) != 1:
        raise Malformed("columns of different lengths")
    for row, seq, values in zip(ids, seqs, zip(*columns, strict=True) if columns else [()] * len(ids), strict=True):
        pairs = zip(names, values, strict=True)
        yield Row(table, row, seq, {name: value for name, value in pairs if value is not _ABSENT})


def _column_from(column: list[Any]) -> list[Any]:
    """The values of one column, looked at together: most are plain and stay as they are."""
    kinds = set(map(type, column))
    if kinds <= _PLAIN and (int not in kinds or (kinds <= {int} and min(column) >= -(2**63) and max(column) < 2**63)):
        return column
    return [_ABSENT if value == _GAP else value_from(value) for value in column]


def page_document(page: Page) -> Document:
    """A page of the feed."""
    feed = feed_document(page.evictions, page.cursors, page.own, more=page.more)
    return {**fetched_document(Fetched(page.rows, page.rest)), **feed}


def feed_document(
    evictions: Iterable[Eviction], cursors: Mapping[str, int], own: Iterable[Run] = (), *, more: bool
) -> Document:
    """What a page says besides its rows."""
    return {
        **own_document(own),
        "evict": [[one.table, one.id, one.seq, *[1] * one.erased] for one in evictions],
        "cursors": dict(cursors),
        "more": more,
    }


@checked
def page_from(document: Document) -> Page:
    """A page, read."""
    evictions = tuple(
        Eviction(text(table), text(row), integer(seq), bool(erased)) for table, row, seq, *erased in document["evict"]
    )
    cursors, own = cursors_from(document["cursors"]), own_from(document.get("own", ()))
    rows, rest = tuple(rows_from(document)), tuple(_rest_from(document))
    return Page(rows, evictions, cursors, document["more"] is True, own, rest)


@checked
def cursors_from(document: Mapping[str, Any]) -> dict[str, int]:
    """How far each scope was read."""
    return {text(scope): integer(seq) for scope, seq in document.items()}


@checked
def keys_from(document: Sequence[Any]) -> list[Key]:
    """Rows asked for by their keys."""
    if type(document) is not list or len(document) > protocol.MOST_KEYS:
        raise Malformed("too many keys")
    return [(text(table), text(row)) for table, row in document]


def states_document(states: Mapping[Key, int]) -> Document:
    """The state of each row, column-wise."""
    tables: dict[str, tuple[list[str], list[int]]] = {}
    for (table, row), seq in states.items():
        ids, seqs = tables.setdefault(table, ([], []))
        ids.append(row)
        seqs.append(seq)
    return {"states": [{"t": table, "id": ids, "seq": seqs} for table, (ids, seqs) in tables.items()]}


@checked
def sums_from(document: Document) -> list[tuple[Range, Sum]]:
    """The sums of ranges, read."""
    return [
        ((text(table), text(low, least=0), text(high, least=0)), (integer(count), int(text(summed), 16)))
        for table, low, high, count, summed in document["sums"]
    ]


@checked
def states_from(document: Document) -> dict[Key, int]:
    """The state of each row, read."""
    return {
        (text(group["t"]), text(row)): integer(seq)
        for group in document["states"]
        for row, seq in zip(group["id"], group["seq"], strict=True)
    }
