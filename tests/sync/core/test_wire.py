"""What is sent arrives as it was; what is not as it should be is one `Malformed`, whatever it is."""

import contextlib
import json
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sync import protocol
from sync.core import packing, wire
from sync.core.handshake import Hello, Welcome
from sync.core.mutations import Mutation, Op, Outcome, Result, Row, body_of, sealed, voided
from sync.core.packing import Malformed
from sync.core.pages import Eviction, Page
from sync.core.push import push
from sync.core.shop import Author
from sync.core.values import Value, hash_of, same
from tests.sync.core.make import Pen, inbox, shop

values = some.one_of(
    some.none(),
    some.integers(-(2**63), 2**63 - 1),
    some.floats(allow_nan=False),
    some.text(),
    some.binary(),
    some.sampled_from([math.inf, -math.inf, "a\x00b", "😀", "", -0.0, 1e16, 1e-7, 2**63 - 1, -(2**63), "\ud800"]),
)
names = some.from_regex(r"[a-z0-9_-]{1,12}", fullmatch=True)
seqs = some.integers(0, 2**63 - 1)
patches = some.dictionaries(names, values, max_size=6)
rooted = some.builds(lambda patch, root: {**patch, "root": root}, patches, names)
rows = some.builds(Row, some.sampled_from(["contact", "touch"]), names, seqs, rooted)
erased = some.builds(lambda row, root: Row("contact", row, 9, {"root": root}, True), names, names)
evictions = some.builds(Eviction, names, names, seqs)
junk = some.recursive(
    some.one_of(some.none(), some.booleans(), some.integers(), some.floats(), some.text(max_size=5)),
    lambda inner: some.one_of(some.lists(inner, max_size=4), some.dictionaries(some.text(max_size=4), inner)),
    max_leaves=12,
)


def travelled(document: Any) -> Any:
    """There and back over the wire."""
    return packing.unpack(packing.pack(document))


def alike(one: Row, other: Row) -> bool:
    return replace(one, values={}) == replace(other, values={}) and equal(one.values, other.values)


def equal(one: Any, other: Any) -> bool:
    return one.keys() == other.keys() and all(same(value, other[column]) for column, value in one.items())


@given(patches)
def test_values_arrive_with_their_types(patch: dict[str, Value]) -> None:
    assert equal(wire.values_from(travelled(wire.wired(patch))), patch)


@given(some.lists(rows), some.lists(erased), some.lists(evictions), some.dictionaries(names, seqs), some.booleans())
def test_a_page_arrives(living: list[Row], dead: list[Row], gone: list[Eviction], cursors: Any, more: bool) -> None:
    living.sort(key=lambda row: row.table)
    page = Page((*living, *dead), tuple(gone), cursors, more)

    back = wire.page_from(travelled(wire.page_document(page)))

    assert (back.evictions, back.cursors, back.more) == (page.evictions, page.cursors, page.more)
    assert len(back.rows) == len(page.rows)
    assert all(map(alike, back.rows, page.rows))


@given(some.lists(some.tuples(some.sampled_from(list(Op)), patches, some.dictionaries(names, seqs), some.booleans())))
def test_a_batch_arrives_with_its_bytes(told: list[Any]) -> None:
    batch = [
        sealed(Mutation("i", lsn, f"u{lsn}", "contact", "c", op, patch, base, 3, "2026"))
        for lsn, (op, patch, base, _) in enumerate(told, 1)
        if op is not Op.VOID and "root" not in patch
    ]
    batch = [voided(one) if told[one.lsn - 1][3] else one for one in batch]
    bodies = [body_of(one) for one in batch]
    document = travelled(wire.push_document(Author("ann", "d", "i"), 4, batch, bodies))

    inc, epoch, back = wire.batch_from(document)

    assert (inc, epoch) == ("i", 4)
    assert [replace(one, patch={}) for one in back] == [replace(one, patch={}) for one in batch]
    assert all(equal(one.patch, other.patch) for one, other in zip(back, batch, strict=True))
    assert all(hash_of(one.body) == one.sha256 for one in back if one.op is not Op.VOID)


outcomes = some.lists(
    some.tuples(
        some.sampled_from(list(Result)), seqs, some.one_of(some.none(), rows), some.booleans(), some.lists(names)
    ),
    max_size=20,
)


@given(outcomes, some.integers(1, 2**40))
def test_answers_arrive(told: list[Any], first: int) -> None:
    batch = [Mutation("i", lsn, f"u{lsn}", "contact", "c", Op.UPDATE) for lsn in range(first, first + len(told))]
    answers = [
        Outcome(one.lsn, one.uid, result, seq, "why" if gone else "", tuple(columns), row, gone)
        for one, (result, seq, row, gone, columns) in zip(batch, told, strict=True)
    ]
    answers = [replace(one, row=None, columns=()) if one.result is Result.APPLIED else one for one in answers]

    back = wire.outcomes_from(travelled(wire.outcomes_document(answers, batch)), batch)

    assert [replace(one, row=None) for one in back] == [replace(one, row=None) for one in answers]
    for one, other in zip(back, answers, strict=True):
        assert (one.row is None) == (other.row is None)
        assert one.row is None or other.row is None or alike(one.row, other.row)


def test_two_thousand_taken_mutations_are_answered_in_one_line() -> None:
    batch = [Mutation("i", lsn, f"u{lsn}", "contact", "c", Op.INSERT) for lsn in range(1, 2001)]
    answers = [Outcome(one.lsn, one.uid, Result.APPLIED, 700 + one.lsn) for one in batch]

    document = wire.outcomes_document(answers, batch)

    assert document == {"res": [{"lsn": 1, "o": "applied", "seq": 701, "n": 2000}]}
    assert wire.outcomes_from(document, batch) == answers


def test_an_old_answer_to_what_was_erased_since_says_so_among_its_neighbours() -> None:
    batch = [Mutation("i", lsn, f"u{lsn}", "contact", "c", Op.INSERT) for lsn in range(1, 4)]
    answers = [Outcome(one.lsn, one.uid, Result.APPLIED, 700 + one.lsn) for one in batch]
    answers[1] = replace(answers[1], reason="purged")

    assert wire.outcomes_from(wire.outcomes_document(answers, batch), batch) == answers


epochs = some.integers(0, protocol.MOST_EPOCH)


@given(some.dictionaries(names, some.tuples(seqs, names)), epochs, some.dictionaries(epochs, seqs), names)
def test_hello_and_its_answer_arrive(points: Any, epoch: int, origins: Any, inc: str) -> None:
    said = Hello(Author("ann", "d", inc), epoch, points, "p", 7, origins)
    welcome = Welcome(epoch, points, ("shop", "own:ann"), origins, {"shop": epoch})

    assert wire.hello_from(travelled(wire.hello_document(said)), "ann", "d") == said
    assert wire.welcome_from(travelled(wire.welcome_document(welcome))) == welcome


@given(some.dictionaries(some.tuples(names, names), seqs))
def test_the_states_of_rows_arrive(states: Any) -> None:
    assert wire.states_from(travelled(wire.states_document(states))) == states


READERS: list[Callable[[Any], object]] = [
    wire.values_from, wire.welcome_from, wire.batch_from, wire.row_from, wire.rows_from, wire.page_from,
    wire.keys_from, wire.cursors_from, wire.states_from, lambda document: wire.hello_from(document, "ann", "d"),
    lambda document: wire.outcomes_from(document, []),
]  # fmt: skip
SHAPES = {
    "inc", "epoch", "acked", "parent", "parent_lsn", "origins", "known", "scopes", "heads", "muts", "res", "rows",
    "erased", "evict", "cursors", "more", "t", "id", "seq", "v", "cols", "states", "lsn", "uid", "h", "m", "o", "n",
    "row",
}  # fmt: skip


@given(some.one_of(junk, some.dictionaries(some.sampled_from(sorted(SHAPES)), junk)))
def test_junk_is_read_or_refused_but_never_an_accident(document: Any) -> None:
    for read in READERS:
        with contextlib.suppress(Malformed):
            read(document)


@given(some.binary())
def test_bytes_that_are_no_body_are_refused(body: bytes) -> None:
    with contextlib.suppress(Malformed):
        packing.unpack(body)


def test_a_body_that_swells_is_refused() -> None:
    bomb = packing.squeeze(b" " * 10_000_000)

    with pytest.raises(Malformed, match="too_large"):
        packing.expand(bomb)


def test_a_cut_body_is_refused() -> None:
    whole = packing.pack({"a": list(range(500))})

    with pytest.raises(Malformed):
        packing.unpack(whole[:-3])


@pytest.mark.parametrize("value", [True, [1], {"b": 1}, {"f": "x"}, {"a": "b"}, 2**63, {"b": "", "f": ""}])
def test_what_is_no_value_of_a_row_is_malformed(value: object) -> None:
    with pytest.raises(Malformed):
        wire.values_from({"name": value})


def _pushed(body: bytes, sha256: str) -> Mutation:
    item = {"lsn": 1, "uid": "u", "h": sha256, "m": body.decode()}
    return wire.batch_from({"inc": "ann-1", "epoch": 1, "muts": [item]})[2][0]


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"[]", b'{"t":"contact"}',
        b'{"at":"","b":{},"id":"c","op":"?","p":{},"r":0,"t":"contact"}',
        b'{"at":"","b":{},"id":"c","op":"U","p":{"name":true},"r":0,"t":"contact"}',
        b'{"at":"","b":{},"id":"c","op":"U","p":{"name":[1]},"r":0,"t":"contact"}',
        b'{"at":"","b":{},"id":"c","op":"U","p":{"root":"a\\u0000"},"r":0,"t":"contact"}',
        b'{"at":"","b":{"name":"7"},"id":"c","op":"U","p":{},"r":0,"t":"contact"}',
        b'{"at":"","b":{"name":9223372036854775808},"id":"c","op":"U","p":{},"r":0,"t":"contact"}',
        b'{"at":"","b":{},"id":"c","op":"U","p":{},"r":0,"t":"contact","w":{"name":1}}',
        b'{"at":"","b":[],"id":"c","op":"I","p":{"name":"a"},"r":0,"t":"contact"}',
        b'{"at":"","b":{},"id":"c","op":"U","p":{"name":"a"},"r":0,"t":"contact","w":[]}',
    ],
)  # fmt: skip
def test_a_mutation_that_cannot_be_read_is_parked_and_blocks_nothing(body: bytes) -> None:
    known = shop()
    ann = Pen(known, "ann")
    broken = _pushed(body, hash_of(body))
    ann.lsn = 1
    good = ann.frozen(Op.INSERT, "contact", "c", {"root": "c", "owner": "ann"})

    first, second = push(known, ann.author, 1, [broken, good])

    assert (first.result, first.reason) == (Result.PARKED, "damaged")
    assert second.result is Result.APPLIED
    assert [row["reason"] for row in inbox(known, "parked")] == ["damaged"]


def test_bytes_that_do_not_fit_their_hash_are_parked() -> None:
    known = shop()
    ann = Pen(known, "ann")
    mutation = ann.frozen(Op.INSERT, "contact", "c", {"root": "c", "owner": "ann"})

    outcome = push(known, ann.author, 1, [_pushed(body_of(mutation), "0" * 64)])[0]

    assert (outcome.result, outcome.reason) == (Result.PARKED, "damaged")


def test_the_hash_is_of_the_bytes_and_not_of_a_spelling() -> None:
    """Another client may write 1e16 or 10000000000000000.0: what counts is what it froze."""
    known = shop()
    ann = Pen(known, "ann")
    frozen = {"t": "contact", "id": "c", "op": "I", "p": {"owner": "ann", "root": "c"}, "b": {}, "r": 0, "at": ""}
    body = json.dumps(frozen, indent=1).encode()

    assert push(known, ann.author, 1, [_pushed(body, hash_of(body))])[0].result is Result.APPLIED
