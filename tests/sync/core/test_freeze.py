"""The journal becomes mutations: in which order, on which base, and what is not sent at all."""

import itertools
from dataclasses import replace

from sync.core.freeze import Frozen, Local, freeze, is_too_large
from sync.core.journal import DROPPED, Edit
from sync.core.mutations import Op, Row, body_of
from sync.core.values import hash_of
from sync.protocol import MOST_PUSH_BYTES
from tests.sync.core.make import SCHEMA

C, T = ("contact", "c"), ("touch", "t")


def contact(seq: int = 5, **values: object) -> Row:
    return Row(*C, seq, {"root": "c", "owner": "ann", "deleted": None, **values})  # type: ignore[dict-item]


def touch(seq: int = 6, **values: object) -> Row:
    return Row(*T, seq, {"root": "c", "deleted": None, **values})  # type: ignore[dict-item]


def edit(
    n: int,
    key: tuple[str, str],
    column: str | None,
    before: object = None,
    after: object = None,
    base: int = 5,
    op: str = "U",
    **more: object,
) -> Edit:
    return Edit(n, *key, column, op, before, after, base_seq=base, at="2026-11-28", **more)  # type: ignore[arg-type]


def frozen(rows: list[Row], edits: list[Edit], **more: object) -> Frozen:
    aggregates: dict[str, frozenset[tuple[str, str]]] = {}
    for row in rows:
        aggregates[row.root] = aggregates.get(row.root, frozenset()) | {row.key}
    local = Local(SCHEMA, {row.key: row for row in rows}, tuple(edits), in_aggregate=aggregates, **more)  # type: ignore[arg-type]
    uids = itertools.count()
    return freeze(local, "i", 7, lambda: f"uid{next(uids)}")


def test_an_insert_goes_whole_and_before_its_children() -> None:
    rows = [touch(0, note="hi"), contact(0, name="Li")]
    edits = [edit(1, T, None, op="I"), edit(2, C, None, op="I"), edit(3, C, "name", "L", "Li", base=0)]

    made = frozen(rows, edits).mutations

    assert [(one.lsn, one.op, one.key) for one in made] == [(7, Op.INSERT, C), (8, Op.INSERT, T)]
    assert dict(made[0].patch) == {"root": "c", "owner": "ann", "name": "Li"}
    assert all(one.sha256 == hash_of(body_of(one)) for one in made)


def test_a_child_says_which_state_of_its_root_it_was_added_to() -> None:
    (made,) = frozen([contact(5), touch(0)], [edit(1, T, None, op="I")]).mutations

    assert made.root_seq == 5


def test_an_update_says_where_its_row_hangs_before_it_is_moved() -> None:
    edits = [edit(1, T, "root", "c", "d"), edit(2, T, "note", "a", "b")]

    update, move = frozen([replace(touch(5, note="b"), values={"root": "d", "note": "b"})], edits).mutations

    assert (update.op, update.root, move.op, move.root) == (Op.UPDATE, "c", Op.MOVE, "")
    assert frozen([contact(5)], [edit(1, C, "name", "a", "b")]).mutations[0].root == ""


def test_several_edits_of_a_column_are_one_with_the_first_base() -> None:
    edits = [edit(1, C, "name", "a", "b", base=5), edit(2, C, "name", "b", "c", base=9)]

    made = frozen([contact(9, name="c")], edits)

    (mutation,) = made.mutations
    assert (mutation.op, dict(mutation.patch), dict(mutation.base)) == (Op.UPDATE, {"name": "c"}, {"name": 5})
    assert {(one.n, one.lsn) for one in made.edits} == {(1, 7), (2, 7)}


def test_the_base_counts_a_frozen_edit_that_is_not_answered() -> None:
    edits = [edit(1, C, "name", "a", "b", base=5, inc="i", lsn=3), edit(2, C, "name", "b", "c", base=9)]

    (mutation,) = frozen([contact(9, name="c")], edits).mutations

    assert dict(mutation.base) == {"name": 5}


def test_what_comes_to_nothing_is_not_sent() -> None:
    made = frozen([contact(name="a")], [edit(1, C, "name", "a", "b"), edit(2, C, "name", "b", "a")])

    assert not made.mutations
    assert {one.lsn for one in made.edits} == {DROPPED}
    assert made.shown == {C: {"name": "a"}}


def test_what_comes_to_nothing_shows_what_came_meanwhile() -> None:
    first = replace(edit(1, C, "name", "a", "b"), theirs="c", theirs_seq=9)

    assert frozen([contact(9, name="a")], [first, edit(2, C, "name", "b", "a")]).shown == {C: {"name": "c"}}


def test_a_deletion_goes_last_and_says_all_it_deletes() -> None:
    edits = [edit(1, C, "deleted", None, "2026", op="D"), edit(2, T, "note", "a", "b", base=6)]

    made = frozen([contact(5, deleted="2026"), touch(6, note="b")], edits).mutations

    assert [one.op for one in made] == [Op.UPDATE, Op.DELETE]
    assert dict(made[1].base) == {"contact/c": 5, "touch/t": 6}
    assert (made[1].at, dict(made[1].patch)) == ("2026", {})


def test_a_deletion_does_not_count_what_came_in_under_it() -> None:
    deletion = replace(edit(1, C, "deleted", None, "2026", op="D"), theirs_seq=8)

    (made,) = frozen([contact(5, deleted="2026"), touch(9)], [deletion]).mutations

    assert dict(made.base) == {"contact/c": 5, "touch/t": 7}


def test_a_deletion_does_not_count_what_a_pending_edit_hid() -> None:
    edits = [edit(1, T, "note", "a", "b", base=6, inc="i", lsn=3), edit(2, C, "deleted", None, "2026", op="D")]

    made = frozen([contact(5, deleted="2026"), touch(9, note="b")], edits).mutations

    assert dict(made[-1].base) == {"contact/c": 5, "touch/t": 6}


def test_deleted_is_never_a_column_of_a_patch() -> None:
    deleted = frozen([contact(deleted="2026")], [edit(1, C, "deleted", None, "2026", op="D")]).mutations
    restored = frozen([contact()], [edit(1, C, "deleted", "2026", None, op="R")]).mutations

    assert [one.op for one in (*deleted, *restored)] == [Op.DELETE, Op.RESTORE]
    assert not deleted[0].patch
    assert not restored[0].patch


def test_a_move_is_a_mutation_of_its_own_before_the_deletion_of_the_root_it_leaves() -> None:
    other = Row("contact", "d", 5, {"root": "d", "owner": "ann", "deleted": None})
    edits = [
        edit(1, C, "deleted", None, "2026", op="D"),
        edit(2, T, "root", "c", "d", base=6),
        edit(3, T, "note", "a", "b", base=6),
    ]

    made = frozen(
        [contact(deleted="2026"), other, replace(touch(), values={"root": "d", "note": "b"})], edits
    ).mutations

    assert [(one.op, one.key) for one in made] == [(Op.UPDATE, T), (Op.MOVE, T), (Op.DELETE, C)]
    assert dict(made[1].patch) == {"root": "d"}


def test_made_and_deleted_stays_here_with_all_that_hangs_on_it() -> None:
    edits = [edit(1, C, None, op="I"), edit(2, T, None, op="I"), edit(3, C, "deleted", None, "2026", op="D", base=0)]

    made = frozen([contact(0, deleted="2026"), touch(0)], edits)

    assert not made.mutations
    assert not made.edits
    again = frozen([contact(0), touch(0)], [*edits, edit(4, C, "deleted", "2026", None, op="R", base=0)])
    assert [one.op for one in again.mutations] == [Op.INSERT, Op.INSERT]


def test_private_rows_are_never_frozen_and_go_whole_when_promoted() -> None:
    edits = [edit(1, C, None, op="I"), edit(2, T, None, op="I")]
    rows = [contact(0, private=1, name="Li"), touch(0)]

    assert not frozen(rows, edits, private=frozenset({C, T})).mutations
    promoted = frozen([contact(0, private=0, name="Li"), touch(0)], edits, private=frozenset({T})).mutations
    assert [one.patch["name"] for one in promoted] == ["Li"]


def test_removed_for_good_is_a_purge_unless_it_was_never_sent() -> None:
    (made,) = frozen([], [edit(1, C, None, op="X")]).mutations
    assert made.op is Op.PURGE

    never = frozen([], [edit(1, C, None, op="I"), edit(2, C, None, op="X", base=0)])
    assert not never.mutations
    assert {one.lsn for one in never.edits} == {DROPPED}

    for sent in ({"base": 9}, {"base": 0, "theirs_seq": 9}):
        met = frozen([], [edit(1, C, None, op="I"), edit(2, C, None, op="X", **sent)])  # type: ignore[arg-type]
        assert [one.op for one in met.mutations] == [Op.PURGE]


def test_an_edit_of_a_row_that_was_erased_meanwhile_is_still_judged() -> None:
    edits = [edit(1, C, None, op="I"), edit(2, C, "name", "a", "b", base=0)]

    made = frozen([], edits)

    assert [(one.op, dict(one.patch)) for one in made.mutations] == [(Op.UPDATE, {"name": "b"})]
    assert {(one.n, one.lsn) for one in made.edits} == {(1, DROPPED), (2, 7)}


def test_removed_and_inserted_again_is_an_edit_of_the_row_that_was_there() -> None:
    edits = [edit(1, C, None, op="X", base=5), edit(2, C, None, op="I", base=0)]

    (made,) = frozen([contact(0, name="new", created="2026")], edits).mutations

    assert made.op is Op.UPDATE
    assert made.base["name"] == 5
    assert "created" not in made.patch


def test_an_answered_journal_sends_nothing() -> None:
    assert not frozen([contact()], [edit(1, C, "name", "a", "b", inc="i", lsn=3)]).mutations


def test_a_text_that_is_too_much_for_a_push_goes_without_what_stood_there_before() -> None:
    before, after = "旧" * 100_000, "新" * 100_000
    one = edit(1, C, "story", before, after, saw_before=True)

    (made,) = frozen([contact(5, story=after)], [one]).mutations
    (short,) = frozen([contact(5, story="new")], [edit(1, C, "story", "old", "new", saw_before=True)]).mutations

    assert (made.was, made.patch) == ({}, {"story": after})
    assert len(made.body) < MOST_PUSH_BYTES
    assert made.sha256 == hash_of(made.body)
    assert short.was == {"story": "old"}


def test_only_what_would_be_sent_makes_a_row_too_large() -> None:
    row = contact(5, story="长" * 200_000, name="Li")

    assert is_too_large(row, [edit(1, C, "story", "", row.values["story"])])
    assert is_too_large(row, [edit(1, C, None, op="I")])
    assert not is_too_large(row, [edit(1, C, "name", "L", "Li")])
    assert not is_too_large(contact(5, story="x" * 500_000), [edit(1, C, None, op="I")])
    assert is_too_large(contact(5, story="\x00" * 90_000), [edit(1, C, None, op="I")])
