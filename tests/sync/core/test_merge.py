"""The server's one decision, case by case (numbers: the edge cases of the protocol)."""

from dataclasses import replace

import pytest

from sync.core.handshake import Hello, hello
from sync.core.mutations import Op, Result, voided
from sync.core.push import MOST_MUTATIONS, EpochChanged, Fork, Gap, Revoked, push, rescue
from sync.core.shop import Author
from tests.sync.core.make import Pen, inbox, shop


def test_different_fields_are_both_kept() -> None:  # 8
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    base = ann.contact("c").seq

    first = ann.write(Op.UPDATE, "contact", "c", {"name": "Li"}, base)
    second = meg.write(Op.UPDATE, "contact", "c", {"phone": "139"}, base)

    assert (first.result, second.result) == (Result.APPLIED, Result.APPLIED)
    assert known.records["contact", "c"].values["name"] == "Li"
    assert known.records["contact", "c"].values["phone"] == "139"
    assert not inbox(known)


def test_of_two_values_the_first_stays_and_both_stand_in_the_inbox() -> None:  # 9
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    base = ann.contact("c").seq
    ann.write(Op.UPDATE, "contact", "c", {"name": "Li"}, base)

    outcome = meg.write(Op.UPDATE, "contact", "c", {"name": "Wang", "phone": "139"}, base)

    assert (outcome.result, outcome.columns) == (Result.CONFLICT, ("name",))
    assert outcome.row is not None
    assert (outcome.row.values["name"], outcome.row.values["phone"]) == ("Li", "139")
    (conflict,) = inbox(known)
    assert (conflict["kept"], conflict["lost"], conflict["kept_author"], conflict["lost_author"]) == (
        "Li", "Wang", "ann", "meg",
    )  # fmt: skip


def test_when_a_row_was_made_is_no_reason_for_a_conflict() -> None:
    known = shop()
    ann, bo = Pen(known, "ann"), Pen(known, "bo")
    ann.write(Op.INSERT, "script", "s", {"title": "T", "created": "2026-01-01"})

    outcome = bo.write(Op.INSERT, "script", "s", {"title": "T", "created": "2026-02-02"})

    assert outcome.result is Result.MERGED
    assert known.records["script", "s"].values["created"] == "2026-01-01"
    assert not inbox(known)


def test_the_same_value_twice_is_no_conflict() -> None:  # 10
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    base = ann.contact("c").seq
    ann.write(Op.UPDATE, "contact", "c", {"name": "Li"}, base)

    assert meg.write(Op.UPDATE, "contact", "c", {"name": "Li"}, base).result is Result.MERGED
    assert not inbox(known)


def test_own_edits_on_an_old_base_follow_each_other() -> None:
    known = shop()
    ann = Pen(known, "ann")
    base = ann.contact("c").seq

    results = {ann.write(Op.UPDATE, "contact", "c", {"name": f"Li {n}"}, base).result for n in range(3)}

    assert results == {Result.APPLIED}


def test_who_makes_a_row_again_has_not_seen_what_he_wrote_into_it_himself() -> None:
    """It left his laptop, and comes back out of a file from before."""
    known = shop()
    ann = Pen(known, "ann")
    base = ann.contact("c", name="Wang").seq
    ann.write(Op.UPDATE, "contact", "c", {"name": "Li", "phone": "139"}, base)
    ann.write(Op.MOVE, "contact", "c", {"owner": "bo"}, base)

    outcome = ann.contact("c", name="Wang")

    kept = known.records["contact", "c"]
    assert (outcome.result, kept.scope, kept.values["name"]) == (Result.CONFLICT, "own:bo", "Li")
    assert ("Li", "Wang") in [(one.get("kept"), one["lost"]) for one in inbox(known)]


def test_a_copy_of_the_file_does_not_own_what_the_other_copy_did_later() -> None:  # 26, 27
    known = shop()
    ann, copy = Pen(known, "ann"), Pen(known, "ann", inc="ann-2")
    base = ann.contact("c").seq
    hello(known, Hello(copy.author, 1, {}, parent="ann-1", parent_lsn=1))
    ann.write(Op.UPDATE, "contact", "c", {"name": "Li"}, base)

    before_the_copy = copy.write(Op.UPDATE, "contact", "c", {"phone": "139"}, 0)
    after_it = copy.write(Op.UPDATE, "contact", "c", {"name": "Wang"}, base)

    assert (before_the_copy.result, after_it.result) == (Result.APPLIED, Result.CONFLICT)


@pytest.mark.parametrize("deletion_first", [True, False])
def test_an_edit_beats_a_deletion_in_both_orders(deletion_first: bool) -> None:  # 13
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    base = ann.contact("c").seq
    deletion = ann.frozen(Op.DELETE, "contact", "c", base={"contact/c": base}, at="2026")
    edit = meg.frozen(Op.UPDATE, "contact", "c", {"name": "Li"}, base)

    order = [(ann, deletion), (meg, edit)] if deletion_first else [(meg, edit), (ann, deletion)]
    outcomes = [pen.send(one)[0] for pen, one in order]

    assert outcomes[1].result is (Result.RESURRECTED if deletion_first else Result.REFUSED_DELETE)
    assert not known.records["contact", "c"].dead
    assert known.records["contact", "c"].values["name"] == "Li"
    assert len(inbox(known)) == 1


def test_a_deletion_does_not_swallow_a_new_child() -> None:  # 56
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    base = ann.contact("c").seq
    meg.write(Op.INSERT, "touch", "t", {"root": "c", "note": "called"})

    deletion = ann.write(Op.DELETE, "contact", "c", base={"contact/c": base}, at="2026")

    assert deletion.result is Result.REFUSED_DELETE
    assert not known.records["contact", "c"].dead


@pytest.mark.parametrize("op", [Op.INSERT, Op.MOVE])
def test_a_child_that_comes_to_a_deleted_root_brings_it_back(op: Op) -> None:  # 14
    known = shop()
    ann = Pen(known, "ann")
    base = ann.contact("c").seq
    ann.contact("other")
    if op is Op.MOVE:
        ann.write(Op.INSERT, "touch", "t", {"root": "other", "note": "called"})
    ann.write(Op.DELETE, "contact", "c", base={"contact/c": base}, at="2026")
    assert known.records["contact", "c"].dead

    outcome = ann.write(op, "touch", "t", {"root": "c"}, 0)

    assert outcome.result is Result.RESURRECTED
    assert not known.records["contact", "c"].dead
    assert inbox(known)[0]["kind"] == "resurrected"


def test_an_erased_row_stays_erased_and_keeps_no_value() -> None:  # 15
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    base = ann.contact("c", phone="139").seq
    ann.write(Op.INSERT, "touch", "t", {"root": "c", "note": "secret"})
    meg.write(Op.PURGE, "contact", "c")

    outcome = ann.write(Op.UPDATE, "contact", "c", {"name": "secret"}, base)

    assert (outcome.result, outcome.reason) == (Result.PARKED, "purged")
    everything = f"{known.records} {known.history[:2]}"
    assert "139" not in everything
    assert "secret" not in everything


def test_a_moved_customer_leaves_whole_in_one_number() -> None:  # 19, 22
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    base = ann.contact("c").seq
    ann.write(Op.INSERT, "touch", "t", {"root": "c"})

    moved = meg.write(Op.MOVE, "contact", "c", {"owner": "bo"}, base)

    assert {known.records["contact", "c"].scope, known.records["touch", "t"].scope} == {"own:bo"}
    assert {(one.seq, one.scope, one.id) for one in known.exits} == {
        (moved.seq, "own:ann", "c"),
        (moved.seq, "own:ann", "t"),
    }


def test_edits_from_before_the_move_count_and_show_nothing() -> None:  # 20
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    base = ann.contact("c").seq
    meg.write(Op.MOVE, "contact", "c", {"owner": "bo"}, base)

    outcome = ann.write(Op.UPDATE, "contact", "c", {"name": "Li"}, base)

    assert (outcome.result, outcome.gone, outcome.row) == (Result.APPLIED, True, None)
    assert known.records["contact", "c"].values["name"] == "Li"


def test_a_conflict_in_a_foreign_scope_shows_its_author_no_foreign_value() -> None:
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    base = ann.contact("c").seq
    meg.write(Op.MOVE, "contact", "c", {"owner": "bo"}, base)
    meg.write(Op.UPDATE, "contact", "c", {"name": "hidden"}, base)

    ann.write(Op.UPDATE, "contact", "c", {"name": "Li"}, base)

    copies = [record for record in known.records.values() if record.scope == "own:ann"]
    assert len(copies) == 1
    assert copies[0].values["lost"] == "Li"
    assert "hidden" not in str(copies[0].values)


def test_what_was_erased_keeps_nobody_from_deleting_its_customer() -> None:
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    base = ann.contact("c").seq
    ann.write(Op.INSERT, "touch", "t", {"root": "c", "note": "to be private"}, root_seq=base)
    ann.write(Op.PURGE, "touch", "t")

    answer = meg.write(Op.DELETE, "contact", "c", None, {"contact/c": base})

    assert answer.result is Result.APPLIED
    assert known.records["contact", "c"].dead


def test_who_never_had_access_is_parked() -> None:
    known = shop()
    ann, bo = Pen(known, "ann"), Pen(known, "bo")
    base = ann.contact("c").seq

    assert bo.write(Op.UPDATE, "contact", "c", {"name": "x"}, base).reason == "access"
    assert bo.write(Op.INSERT, "touch", "t", {"root": "c"}, root_seq=base).reason == "access"
    assert bo.write(Op.INSERT, "contact", "d", {"root": "d", "owner": "nobody"}).reason == "access"
    assert bo.write(Op.INSERT, "setting", "s", {"root": "s"}).reason == "access"
    assert bo.write(Op.INSERT, "script", "s", {"root": "s"}).result is Result.APPLIED
    assert [one["reason"] for one in inbox(known, "parked")] == ["access"] * 4


def test_one_bad_mutation_blocks_no_other() -> None:  # 33
    known = shop()
    ann = Pen(known, "ann")
    base = ann.contact("c", stage="new").seq
    batch = [
        ann.frozen(Op.UPDATE, "contact", "c", {"name": "x" * 21}, base),
        ann.frozen(Op.UPDATE, "contact", "c", {"stage": "lost"}, base),
        ann.frozen(Op.UPDATE, "contact", "c", {"stage": "won"}, base),
        ann.frozen(Op.UPDATE, "nothing", "n", {"a": 1}, base),
    ]

    outcomes = ann.send(*batch)

    assert [one.reason for one in outcomes] == ["name is too long", "stage cannot follow", "", "unknown row"]
    assert known.records["contact", "c"].values["stage"] == "won"


def test_a_child_waits_for_its_root_and_is_let_in_with_it() -> None:
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    waiting = meg.write(Op.INSERT, "touch", "t", {"root": "c", "note": "called"})
    edit = meg.write(Op.UPDATE, "touch", "t", {"note": "called twice"}, 0)
    assert (waiting.reason, edit.reason) == ("unknown root", "unknown row")

    ann.contact("c")

    assert known.records["touch", "t"].values["note"] == "called twice"
    assert known.records["touch", "t"].scope == "own:ann"
    assert [one["state"] for one in inbox(known, "parked")] == ["done", "done"]


def test_the_same_shop_data_from_two_laptops_merges_with_base_0() -> None:
    known = shop()
    ann, bo = Pen(known, "ann"), Pen(known, "bo")
    ann.write(Op.INSERT, "script", "s", {"root": "s", "title": "Hello", "body": "a"})

    outcome = bo.write(Op.INSERT, "script", "s", {"root": "s", "title": "Hello", "body": "b"})

    assert (outcome.result, outcome.columns) == (Result.CONFLICT, ("body",))


def test_a_repeated_push_changes_nothing_and_gets_the_old_answer() -> None:  # 1, 6
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    base = ann.contact("c").seq
    edit = ann.frozen(Op.UPDATE, "contact", "c", {"name": "Li"}, base)
    (first,) = ann.send(edit)
    meg.write(Op.UPDATE, "contact", "c", {"name": "Wang"}, first.seq)

    (again,) = ann.send(edit)

    assert (again.seq, again.result) == (first.seq, first.result)
    assert known.records["contact", "c"].values["name"] == "Wang"
    assert len({entry.mutation.uid for entry in known.history}) == len(known.history) == 3


def test_a_resent_mutation_is_known_under_another_number() -> None:
    known = shop()
    ann, copy = Pen(known, "ann"), Pen(known, "ann", inc="ann-2")
    base = ann.contact("c").seq
    edit = ann.frozen(Op.UPDATE, "contact", "c", {"name": "Li"}, base)
    (first,) = ann.send(edit)
    (again,) = copy.send(replace(edit, inc="ann-2", lsn=1))

    assert (again.lsn, again.seq) == (1, first.seq)
    assert len(known.history) == 2


def test_a_number_used_for_something_else_is_a_fork_and_changes_nothing() -> None:
    known = shop()
    ann = Pen(known, "ann")
    base = ann.contact("c").seq
    ann.lsn = 0
    head = known.n

    with pytest.raises(Fork):
        ann.write(Op.UPDATE, "contact", "c", {"name": "Li"}, base)
    assert known.n == head


def test_a_missing_number_is_a_gap() -> None:
    known = shop()
    ann = Pen(known, "ann")
    ann.lsn = 4

    with pytest.raises(Gap):
        ann.contact("c")


def test_another_epoch_and_a_revoked_device_are_turned_away() -> None:
    known = shop()
    ann = Pen(known, "ann")
    edit = ann.frozen(Op.INSERT, "contact", "c", {"root": "c", "owner": "ann"})
    with pytest.raises(EpochChanged):
        push(known, ann.author, 2, [edit])
    known.revoked.add("ann-pc")

    with pytest.raises(Revoked):
        ann.send(edit)
    with pytest.raises(Revoked):
        hello(known, Hello(ann.author, 1, {}))
    assert rescue(known, ann.author, [edit]) == 1
    assert rescue(known, ann.author, [edit]) == 0
    assert ("contact", "c") not in known.records
    assert inbox(known, "parked")[0]["reason"] == "revoked"


def test_another_users_device_is_turned_away() -> None:
    known = shop()
    ann = Pen(known, "ann")

    with pytest.raises(Revoked):
        push(known, Author("meg", "ann-pc", "ann-1"), 1, [ann.frozen(Op.INSERT, "contact", "c", {"root": "c"})])


def test_changed_bytes_are_parked() -> None:
    known = shop()
    ann = Pen(known, "ann")
    frozen = ann.frozen(Op.INSERT, "contact", "c", {"root": "c", "owner": "ann"})
    (outcome,) = ann.send(replace(frozen, at="later", body=b""))

    assert (outcome.result, outcome.reason) == (Result.PARKED, "damaged")
    assert MOST_MUTATIONS == 2000


def test_a_void_is_kept_in_the_history_and_changes_nothing() -> None:
    known = shop()
    ann = Pen(known, "ann")

    (outcome,) = ann.send(voided(ann.frozen(Op.INSERT, "contact", "c", {"root": "c", "owner": "ann"})))

    assert outcome.result is Result.APPLIED
    assert not known.records
    assert known.history[0].mutation.sha256
