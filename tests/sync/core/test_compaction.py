"""What may be forgotten, what never, and that nobody who counts notices it."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sync.core import pages
from sync.core.compaction import Cut, collapsed, compact, is_behind, raised, read_to
from sync.core.handshake import Hello, hello
from sync.core.mutations import Op, Result
from sync.core.own import writes
from sync.core.schema import own
from sync.core.seqs import seq_of
from sync.core.shop import CREATED, Shop, Writer
from tests.sync.core.make import SCHEMA, Pen, inbox, shop

C = ("contact", "c")


def edited() -> tuple[Shop, Pen, Pen]:
    """Ann's contact, in which Ann changed the note and Meg the name."""
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    ann.contact("c")
    ann.write(Op.UPDATE, "contact", "c", {"note": "n1"}, base=known.head)
    meg.write(Op.UPDATE, "contact", "c", {"name": "m1"}, base=known.head)
    return known, ann, meg


# The floor -----------------------------------------------------------------------------------------------------------


def test_floor_is_where_the_slowest_laptop_is_and_never_goes_down() -> None:
    assert raised(0, [7, 5, 9]) == 5
    assert raised(6, [5, 9]) == 6
    assert raised(6, []) == 6


def test_laptop_has_read_as_far_as_in_the_scope_it_has_read_least_of() -> None:
    assert read_to({"shop": 7, "own:ann": 5}, ["shop", "own:ann"]) == 5
    assert read_to({"shop": 7}, ["shop", "own:ann"]) == 0
    assert read_to({}, []) == 0


def test_laptop_below_a_floor_that_rose_compares_and_one_that_reads_for_the_first_time_does_not() -> None:
    assert is_behind(10, 0, [9, 20])
    assert not is_behind(10, 0, [10, 20])
    assert not is_behind(10, 0, [])
    assert not is_behind(10, 10, [3])


def test_hello_notes_how_far_a_laptop_has_read_and_tells_the_floor() -> None:
    known, ann, _ = edited()
    known.floor = 3

    welcome = hello(known, Hello(ann.author, 1, {}, read=seq_of(1, 2)))

    assert (known.reached, welcome.floor) == ({"ann-pc": seq_of(1, 2)}, 3)


def test_nobody_says_he_has_read_what_is_not_there() -> None:
    known, ann, _ = edited()

    hello(known, Hello(ann.author, 1, {}, read=seq_of(1, 10**9)))

    assert known.reached == {"ann-pc": known.head}


def test_laptop_to_which_nothing_is_news_has_read_all_there_is() -> None:
    known, ann, _ = edited()
    read = known.head
    Pen(known, "bo").contact("d")

    hello(known, Hello(ann.author, 1, {}, read=read), pages.heads(known, "ann"))
    current = known.reached["ann-pc"]
    hello(known, Hello(ann.author, 1, {}, read=read - 1), pages.heads(known, "ann"))

    assert (current, known.reached["ann-pc"]) == (known.head, read - 1)


def test_what_was_read_of_a_lost_tail_does_not_count() -> None:
    known, ann, _ = edited()
    lost = seq_of(1, 900)
    known.begin_epoch()

    hello(known, Hello(ann.author, 2, {}, read=lost))

    assert known.reached == {"ann-pc": seq_of(1, 3)}


# Who wrote which column ----------------------------------------------------------------------------------------------


def test_writers_up_to_the_floor_become_one_that_is_nobody() -> None:
    known, _, _ = edited()

    cut = collapsed(SCHEMA, known.records[C], known.head)

    assert cut.fver == {CREATED: Writer(seq_of(1, 3), "", 0, "")}
    assert replace(cut, fver={}) == replace(known.records[C], fver={})


def test_writers_above_the_floor_stay() -> None:
    known, _, _ = edited()

    cut = collapsed(SCHEMA, known.records[C], seq_of(1, 2))

    assert {column: one.seq for column, one in cut.fver.items()} == {CREATED: seq_of(1, 2), "name": seq_of(1, 3)}


def test_what_one_wrote_alone_in_one_history_stays_his_own() -> None:
    known = shop()
    ann = Pen(known, "ann")
    ann.contact("c")
    ann.write(Op.UPDATE, "contact", "c", {"note": "n1"}, base=1)
    compact(known, [known.head])

    outcome = ann.write(Op.UPDATE, "contact", "c", {"name": "n2"}, base=1)

    assert len(known.records[C].fver) == 2
    assert outcome.result is Result.APPLIED


def test_edit_from_before_the_floor_is_a_conflict_also_where_perhaps_nobody_wrote() -> None:
    known, ann, _ = edited()
    compact(known, [known.head])

    outcome = ann.write(Op.UPDATE, "contact", "c", {"note": "n2", "name": "n3"}, base=seq_of(1, 2))

    assert (outcome.result, set(outcome.columns)) == (Result.CONFLICT, {"note", "name"})
    assert {(one["col"], one["kept"], one["lost"]) for one in inbox(known)} == {
        ("note", "n1", "n2"), ("name", "m1", "n3")
    }  # fmt: skip


def test_the_same_value_is_no_conflict() -> None:
    known, ann, _ = edited()
    compact(known, [known.head])

    outcome = ann.write(Op.UPDATE, "contact", "c", {"name": "m1"}, base=seq_of(1, 2))

    assert (outcome.result, inbox(known)) == (Result.MERGED, [])


def test_edit_of_who_saw_the_row_as_it_stands_is_none_either_however_old_the_row_is() -> None:
    known, ann, _ = edited()
    seen = known.records[C].row_seq
    Pen(known, "bo").contact("d")
    compact(known, [known.head])

    outcome = ann.write(Op.UPDATE, "contact", "c", {"name": "n2"}, base=seen)

    assert (outcome.result, known.records[C].values["name"]) == (Result.APPLIED, "n2")


def test_deletion_from_before_the_floor_is_refused() -> None:
    known, ann, _ = edited()
    compact(known, [known.head])

    outcome = ann.write(Op.DELETE, "contact", "c", base={"contact/c": seq_of(1, 2)})

    assert (outcome.result, known.records[C].dead) == (Result.REFUSED_DELETE, False)


def test_who_deleted_a_row_stays_known() -> None:
    known, _, meg = edited()
    meg.write(Op.DELETE, "contact", "c", base={"contact/c": known.head})
    compact(known, [known.head])

    assert known.records[C].writer("deleted") == Writer(seq_of(1, 4), "meg-1", 2, "meg")
    assert known.records[C].dead


def test_who_named_an_attachment_stays_known_for_it_says_who_may_have_it() -> None:
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    ann.contact("c")
    ann.write(Op.INSERT, "attachment", "f", {"root": "c", "sha256": "a" * 64})
    meg.write(Op.UPDATE, "attachment", "f", {"caption": "x"}, base=known.head)

    compact(known, [known.head])

    assert known.records["attachment", "f"].writer("sha256").user == "ann"


# What left -----------------------------------------------------------------------------------------------------------


def test_exits_are_forgotten_but_not_those_of_what_was_erased_nor_its_id() -> None:
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    for row in ("c", "d"):
        ann.contact(row)
        meg.write(Op.MOVE, "contact", row, {"owner": "bo"}, base=known.head)
    meg.write(Op.PURGE, "contact", "d")

    cut = compact(known, [known.head])

    assert cut == Cut(rows=1, exits=1)
    assert {one.id for one in known.exits} == {"d"}
    assert known.records["contact", "d"].purged
    assert {(one.scope, one.seq) for one in known.exits} == {("own:ann", seq_of(1, 4)), *_told(known)}


def _told(known: Shop) -> set[tuple[str, int]]:
    """To whom the erasure was told besides: who had asked for something and reads the row no more."""
    return {(own(user), known.head) for user in ("ann", "meg")}


def test_exit_above_the_floor_stays() -> None:
    known = shop()
    ann = Pen(known, "ann")
    ann.contact("c")
    Pen(known, "meg").write(Op.MOVE, "contact", "c", {"owner": "bo"}, base=known.head)

    assert compact(known, [seq_of(1, 1)]) == Cut()
    assert len(known.exits) == 1


# The law -------------------------------------------------------------------------------------------------------------

ROWS = ("c1", "c2")
acts = some.lists(
    some.tuples(
        some.sampled_from(["ann", "bo", "meg"]),
        some.sampled_from(["name", "note", "story", "owner", "deleted", "back", "gone", "touch", "said"]),
        some.sampled_from(ROWS),
        some.sampled_from(["ann", "bo"]),
    ),
    max_size=25,
)


def lived(done: list[tuple[str, str, str, str]]) -> Shop:
    """A shop in which this was done, by people who saw all; its laptops read nothing of it here."""
    known = shop()
    pens = {user: Pen(known, user) for user in known.roles}
    for row in ROWS:
        pens["ann"].contact(row)
    for n, (user, what, row, other) in enumerate(done):
        pen, head = pens[user], known.head
        if what == "owner":
            pen.write(Op.MOVE, "contact", row, {"owner": other}, base=head)
        elif what == "touch":
            pen.write(Op.INSERT, "touch", f"t{n % 3}", {"root": row, "note": f"n{n}"}, root_seq=head)
        elif what == "said":
            pen.write(Op.UPDATE, "touch", f"t{n % 3}", {"note": f"n{n}"}, base=head)
        elif what in ("deleted", "back", "gone"):
            op = {"deleted": Op.DELETE, "back": Op.RESTORE, "gone": Op.PURGE}[what]
            base = {f"{one.table}/{one.id}": head for one in known.rows_of(row)}
            pen.write(op, "contact", row, base=base, at=f"d{n}")
        else:
            pen.write(Op.UPDATE, "contact", row, {what: f"v{n}"}, base=head)
    return known


def whole(known: Shop, user: str, cursor: int, limit: int) -> list[pages.Page]:
    """All pages after a cursor."""
    told: list[pages.Page] = []
    cursors = dict.fromkeys(["shop", "own:ann", "own:bo", "own:meg"], cursor)
    while not told or told[-1].more:
        told.append(pages.pull(known, user, cursors, limit))
        cursors = dict(told[-1].cursors)
    return told


@given(done=acts, reached=some.integers(0, 30), ahead=some.integers(0, 5), limit=some.integers(1, 4))
@pytest.mark.parametrize("user", ["ann", "meg"])
def test_pull_after_a_compaction_is_the_pull_before(
    user: str, done: list[tuple[str, str, str, str]], reached: int, ahead: int, limit: int
) -> None:
    known = lived(done)
    floor = min(seq_of(1, reached), known.head)
    cut = copy.deepcopy(known)

    compact(cut, [floor])

    cursor = min(floor + ahead, known.head)
    assert whole(cut, user, cursor, limit) == whole(known, user, cursor, limit)
    assert pages.inventory(cut, user) == pages.inventory(known, user)
    mine, still_mine = (_own(one, cursor, user) for one in (known, cut))
    assert [one[:2] for one in mine] == [one[:2] for one in still_mine]
    assert all(after[2] == before[2] or after[2] <= floor for before, after in zip(mine, still_mine, strict=True))


def _own(known: Shop, cursor: int, user: str) -> list[tuple[int, int, int]]:
    """What one wrote himself: the number of the mutation, that of the row, and the last that somebody else wrote."""
    page = pages.pull(known, user, dict.fromkeys(["shop", "own:ann", "own:bo", "own:meg"], cursor), inc=f"{user}-1")
    return [(one.lsn, one.seq, one.others) for one in writes(page.own)]


@given(done=acts, reached=some.integers(0, 30))
def test_who_reads_for_the_first_time_is_told_the_same_rows_and_every_erasure(
    done: list[tuple[str, str, str, str]], reached: int
) -> None:
    known = lived(done)
    cut = copy.deepcopy(known)

    compact(cut, [min(seq_of(1, reached), known.head)])

    for user in known.roles:
        (before,), (after,) = whole(known, user, 0, 1000), whole(cut, user, 0, 1000)
        assert after.rows == before.rows
        assert {one for one in before.evictions if one.erased} <= set(after.evictions) <= set(before.evictions)


@given(done=acts, reached=some.integers(0, 30))
def test_compacting_twice_is_compacting_once_and_no_number_changes(
    done: list[tuple[str, str, str, str]], reached: int
) -> None:
    known = lived(done)
    seqs = {key: one.row_seq for key, one in known.records.items()}
    compact(known, [min(seq_of(1, reached), known.head)])
    once = dict(known.records), list(known.exits), known.floor

    assert compact(known, [known.floor]) == Cut()
    assert (known.records, known.exits, known.floor) == once
    assert {key: one.row_seq for key, one in known.records.items()} == seqs
