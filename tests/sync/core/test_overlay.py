"""What a laptop shows while edits are pending, and after each kind of answer."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as some

from sync.core import overlay
from sync.core.journal import Edit, made_and_deleted
from sync.core.mutations import Mutation, Op, Outcome, Result, Row
from sync.core.overlay import Laid, Settled, is_news, lay, settle, unseen
from sync.core.seqs import seq_of

KEY = ("contact", "c")


def row(seq: int, **values: object) -> Row:
    return Row(*KEY, seq, {"root": "c", "deleted": None, **values})  # type: ignore[dict-item]


def edit(n: int, before: object, after: object, column: str = "name", base: int = 5, **more: object) -> Edit:
    return Edit(n, *KEY, column, "U", before, after, base_seq=base, **more)  # type: ignore[arg-type]


def asked(lsn: int = 1, op: Op = Op.UPDATE, **patch: object) -> Mutation:
    return Mutation("i", lsn, f"u{lsn}", *KEY, op, patch, at="2026")  # type: ignore[arg-type]


def answer(seq: int, result: Result = Result.APPLIED, **more: object) -> Outcome:
    return Outcome(1, "u1", result, seq, **more)  # type: ignore[arg-type]


def acknowledge(mutation: Mutation, outcome: Outcome, mine: Row, pending: Sequence[Edit], lost: int = 99) -> Laid:
    """An answer of a server that has the states before one."""
    return overlay.acknowledge(mutation, outcome, mine, pending, lambda seq: min(seq, lost - 1))


def test_a_pulled_row_goes_under_a_pending_edit_and_does_not_move_its_base() -> None:
    laid = lay(row(9, name="theirs", phone="new"), row(5, name="mine", phone="old"), [edit(1, "old", "mine")])

    assert laid.row == row(9, name="mine", phone="new")
    (kept,) = laid.edits
    assert (kept.theirs, kept.theirs_seq, kept.base_seq) == ("theirs", 9, 5)


def test_the_first_state_that_came_over_an_edit_is_kept_with_the_newest_value() -> None:
    once = lay(row(9, name="b"), row(5, name="mine"), [edit(1, "a", "mine")])
    twice = lay(row(12, name=None), once.row, once.edits)

    assert (twice.edits[0].theirs, twice.edits[0].theirs_seq) == (None, 9)


def test_of_states_of_two_epochs_none_came_first() -> None:
    once = lay(row(seq_of(2, 9), name="b"), row(5, name="mine"), [edit(1, "a", "mine")])
    twice = lay(row(seq_of(1, 12), name="c"), once.row, once.edits)

    assert (twice.edits[0].theirs, twice.edits[0].theirs_seq) == ("c", 1)


def test_an_undone_edit_shows_the_newer_value_of_the_server() -> None:
    laid = lay(row(9, name="theirs"), row(5, name="mine"), [edit(1, "old", "mine")])

    assert settle([*laid.edits, edit(2, "mine", "old")]) == Settled("theirs")
    assert settle([edit(1, "old", "mine"), edit(2, "mine", "old")]) == Settled("old")
    assert settle([edit(1, "old", "mine")]) is None


def test_a_null_that_came_over_an_edit_is_a_value_too() -> None:
    laid = lay(row(9, name=None), row(5, name="mine"), [edit(1, "old", "mine")])

    assert settle([*laid.edits, edit(2, "mine", "old")]) == Settled(None)


def test_an_ack_folds_the_patch_and_leaves_row_seq() -> None:
    laid = acknowledge(asked(name="mine"), answer(8), row(5, name="mine"), [edit(1, "old", "mine", inc="i", lsn=1)])

    assert laid.row == row(5, name="mine")
    assert laid.edits == ()


def test_a_fold_over_a_state_the_server_lost_goes_back_to_what_both_have() -> None:
    pending = [edit(1, "old", "mine", inc="i", lsn=1)]

    laid = acknowledge(asked(name="mine"), answer(8), row(5, name="mine"), pending, lost=4)

    assert laid.row == row(3, name="mine")


def test_an_old_ack_does_not_undo_a_newer_pull() -> None:
    pending = [edit(1, "old", "mine", inc="i", lsn=1)]
    laid = lay(row(9, name="theirs"), row(5, name="mine"), pending)

    after = acknowledge(asked(name="mine"), answer(8), laid.row, laid.edits)

    assert after.row == row(9, name="theirs")


def test_what_came_meanwhile_is_handed_on_to_the_next_edit() -> None:
    pending = [edit(1, "old", "mine", inc="i", lsn=1), edit(2, "mine", "again", base=9)]
    laid = lay(row(9, name="theirs"), row(5, name="again"), pending)

    after = acknowledge(asked(name="mine"), answer(8), laid.row, laid.edits)

    assert after.row == row(9, name="again")
    (kept,) = after.edits
    assert (kept.theirs, kept.theirs_seq, kept.base_seq) == ("theirs", 9, 5)


def test_a_refusal_counts_whole_and_keeps_the_other_pending_columns() -> None:
    pending = [edit(1, "old", "mine", inc="i", lsn=1), edit(2, None, "139", column="phone")]
    refused = answer(8, Result.CONFLICT, row=row(7, name="theirs", phone="110"))

    after = acknowledge(asked(name="mine"), refused, row(5, name="mine", phone="139"), pending)

    assert after.row == row(7, name="theirs", phone="139")
    assert after.edits[0].theirs == "110"


def test_the_row_of_a_refusal_counts_also_under_a_lower_number() -> None:
    pending = [edit(1, "old", "mine", inc="i", lsn=1)]
    refused = answer(8, Result.CONFLICT, row=row(7, name="theirs"))

    assert acknowledge(asked(name="mine"), refused, row(12, name="mine"), pending).row == row(7, name="theirs")


def test_a_row_that_left_the_scopes_goes_unless_edits_wait() -> None:
    pending = [edit(1, "old", "mine", inc="i", lsn=1)]
    gone = answer(8, gone=True)

    assert acknowledge(asked(name="mine"), gone, row(5, name="mine"), pending).row is None
    more = [*pending, edit(2, "mine", "again")]
    assert acknowledge(asked(name="mine"), gone, row(5, name="again"), more).row == row(5, name="again")


def test_a_parked_insert_leaves_the_list_until_it_is_let_in() -> None:
    marker = Edit(1, *KEY, None, "I", inc="i", lsn=1)
    parked = answer(8, Result.PARKED, reason="access")

    assert acknowledge(asked(op=Op.INSERT, name="x"), parked, row(0, name="x"), [marker]).row is None


def test_a_refused_deletion_shows_the_row_again() -> None:
    deletion = replace(edit(1, None, "2026", column="deleted", inc="i", lsn=1), op="D")
    refused = answer(8, Result.REFUSED_DELETE, row=row(7, name="edited"))

    after = acknowledge(asked(op=Op.DELETE), refused, row(5, name="old", deleted="2026"), [deletion])

    assert after.row == row(7, name="edited")


def test_an_insert_that_meets_its_row_becomes_edits() -> None:
    marker = Edit(1, *KEY, None, "I")

    laid = lay(row(9, name="theirs", phone="1"), row(0, name="mine", phone="1"), [marker])

    assert laid.row == row(9, name="mine", phone="1")
    assert [(one.column, one.after, one.theirs) for one in laid.edits if one.column] == [("name", "mine", "theirs")]


def test_an_insert_that_meets_its_row_does_not_argue_when_it_was_made() -> None:
    marker = Edit(1, *KEY, None, "I")

    laid = lay(row(9, name="same", created="2026-01"), row(0, name="same", created="2026-02"), [marker])

    assert laid.row == row(9, name="same", created="2026-01")
    assert laid.edits == (marker,)


def test_an_insert_that_somebody_deleted_before_its_answer_came_is_deleted() -> None:
    marker = Edit(1, *KEY, None, "I", inc="i", lsn=1)
    laid = lay(row(9, name="mine", deleted="2026"), row(0, name="mine"), [marker])
    assert laid.row == row(9, name="mine")

    after = acknowledge(asked(op=Op.INSERT, name="mine"), answer(7), laid.row, laid.edits)

    assert after.row == row(9, name="mine", deleted="2026")


def test_a_second_row_over_an_insert_adds_no_second_edits() -> None:
    once = lay(row(9, name="theirs"), row(0, name="mine"), [Edit(1, *KEY, None, "I")])

    twice = lay(row(12, name="newer"), once.row, once.edits)

    assert len(twice.edits) == len(once.edits) == 2
    assert twice.edits[1].theirs == "newer"


def test_a_row_made_and_deleted_here_gives_way_to_the_servers() -> None:
    edits = [Edit(1, *KEY, None, "I"), replace(edit(2, None, "2026", column="deleted"), op="D")]

    assert made_and_deleted(edits)
    assert lay(row(9, name="theirs"), row(0, name="mine", deleted="2026"), edits).row == row(9, name="theirs")


def test_a_removed_row_does_not_come_back_by_a_pull() -> None:
    laid = lay(row(9, name="theirs"), None, [Edit(1, *KEY, None, "X", base_seq=5)])

    assert laid.row is None
    assert laid.edits[0].theirs_seq == 9


def test_only_a_newer_state_is_news() -> None:
    assert is_news(row(9), row(5))
    assert is_news(row(9), None)
    assert not is_news(row(5), row(5))


def test_a_pending_deletion_notes_the_first_state_its_author_did_not_see() -> None:
    deletion = edit(1, None, "2026", column="deleted")

    assert unseen(unseen(deletion, 12), 9).theirs_seq == 9


names = some.sampled_from(["a", "b", "c", None])


@given(some.lists(names, min_size=1, max_size=4), some.lists(names, min_size=1, max_size=4))
def test_laying_twice_is_laying_once(typed: list[str | None], pulled: list[str | None]) -> None:
    chain, shown = [], None
    for n, value in enumerate(typed, 1):
        chain.append(edit(n, shown, value))
        shown = value
    laid = lay(row(9, name=pulled[0]), row(5, name=shown), chain)
    for seq, value in enumerate(pulled[1:], 10):
        laid = lay(row(seq, name=value), laid.row, laid.edits)

    again = lay(row(9 + len(pulled) - 1, name=pulled[-1]), laid.row, laid.edits)

    assert again == laid
    assert laid.row is not None
    assert laid.row.values["name"] == typed[-1]
    assert laid.edits[0].theirs == pulled[-1]
