"""What a table or a column asks for: long texts are merged by lines, what was noted stays, a way is kept to."""

import pytest

from sync.core.mutations import Op, Result
from sync.core.push import learn
from sync.core.schema import MADE_BY_SERVER, Schema, Table
from sync.core.shop import Shop
from tests.sync.core.make import SCHEMA, Pen, inbox, shop


def told(known: Shop) -> object:
    return known.records["contact", "c"].values["story"]


def with_hobbies() -> Schema:
    """As a later release has it."""
    tables = [table for name, table in SCHEMA.tables.items() if name not in MADE_BY_SERVER]
    return Schema((*tables, Table("hobby", parent="contact")))


def started(text: str) -> tuple[Shop, Pen, Pen, int]:
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    return known, ann, meg, ann.contact("c", story=text).seq


def test_two_changes_of_a_long_text_are_merged() -> None:
    known, ann, meg, base = started("a\nb")
    meg.write(Op.UPDATE, "contact", "c", {"story": "a\nb\nmeg"}, base, was={"story": "a\nb"})

    outcome = ann.write(Op.UPDATE, "contact", "c", {"story": "ann\nb"}, base, was={"story": "a\nb"})

    assert outcome.result is Result.MERGED
    assert outcome.row is not None
    assert outcome.row.values["story"] == told(known) == "ann\nb\nmeg"
    assert not inbox(known)


def test_where_two_change_the_same_line_both_texts_stand_in_the_inbox() -> None:
    known, ann, meg, base = started("a\nb")
    meg.write(Op.UPDATE, "contact", "c", {"story": "meg\nb"}, base, was={"story": "a\nb"})

    outcome = ann.write(Op.UPDATE, "contact", "c", {"story": "ann\nb"}, base, was={"story": "a\nb"})

    assert (outcome.result, outcome.columns) == (Result.CONFLICT, ("story",))
    assert told(known) == "meg\nb"
    assert [(one["kept"], one["lost"]) for one in inbox(known)] == [("meg\nb", "ann\nb")]


def test_a_long_text_without_what_was_there_before_is_one_value() -> None:
    known, ann, meg, base = started("a")
    meg.write(Op.UPDATE, "contact", "c", {"story": "a\nmeg"}, base, was={"story": "a"})

    assert ann.write(Op.UPDATE, "contact", "c", {"story": "a\nann"}, base).result is Result.CONFLICT
    assert told(known) == "a\nmeg"


def test_a_merged_text_is_nobodys_own() -> None:
    """Neither has seen it: the next edit of either, made on what he had before, is merged into it, not laid over it."""
    known, ann, meg, base = started("a")
    meg.write(Op.UPDATE, "contact", "c", {"story": "a\nmeg"}, base, was={"story": "a"})
    ann.write(Op.UPDATE, "contact", "c", {"story": "ann\na"}, base, was={"story": "a"})

    ann.write(Op.UPDATE, "contact", "c", {"story": "ann\nagain\na"}, base, was={"story": "ann\na"})
    meg.write(Op.UPDATE, "contact", "c", {"story": "a\nmeg\nagain"}, base, was={"story": "a\nmeg"})

    assert told(known) == "ann\nagain\na\nmeg\nagain"


def test_a_merge_that_would_be_too_long_is_a_conflict() -> None:
    known, ann, meg, base = started("a")
    meg.write(Op.UPDATE, "contact", "c", {"story": "a\n" + "m" * 70}, base, was={"story": "a"})

    outcome = ann.write(Op.UPDATE, "contact", "c", {"story": "n" * 70 + "\na"}, base, was={"story": "a"})

    assert outcome.result is Result.CONFLICT
    assert told(known) == "a\n" + "m" * 70


@pytest.mark.parametrize("op", [Op.DELETE, Op.MOVE])
def test_what_was_noted_may_be_deleted_and_moved(op: Op) -> None:
    known, ann, _, _ = started("")
    ann.contact("d")
    ann.write(Op.INSERT, "deed", "x", {"root": "c", "said": "yes"})

    patch, base = ({"root": "d"}, known.head) if op is Op.MOVE else ({}, {"deed/x": known.head})

    assert ann.write(op, "deed", "x", patch, base).result is Result.APPLIED


def test_what_was_noted_is_not_changed_and_the_change_waits() -> None:
    known, ann, _, _ = started("")
    seq = ann.write(Op.INSERT, "deed", "x", {"root": "c", "said": "yes"}).seq

    outcome = ann.write(Op.UPDATE, "deed", "x", {"said": "no"}, seq)

    assert (outcome.result, outcome.reason) == (Result.PARKED, "insert only")
    assert outcome.row is not None
    assert outcome.row.values["said"] == "yes"
    assert '"no"' in str(inbox(known, "parked"))


def test_column_of_a_newer_program_is_judged_like_any_other_by_a_server_that_does_not_know_it() -> None:
    """The server may have gone back to its last release: it keeps what it does not know, and gives it to everybody."""
    known, ann, meg, base = started("a")
    ann.write(Op.UPDATE, "contact", "c", {"shoe_size": 43}, base)

    outcome = meg.write(Op.UPDATE, "contact", "c", {"shoe_size": 44, "name": "C"}, base)

    record = known.records["contact", "c"]
    assert (outcome.result, outcome.columns) == (Result.CONFLICT, ("shoe_size",))
    assert (record.values["shoe_size"], record.values["name"]) == (43, "C")
    assert [(one["col"], one["kept"], one["lost"]) for one in inbox(known)] == [("shoe_size", 43, 44)]


def test_row_of_a_table_the_server_does_not_know_is_kept_whole_in_the_inbox_of_its_author() -> None:
    known, ann, _meg, _base = started("a")

    outcome = ann.write(Op.INSERT, "hobby", "h", {"root": "c", "name": "golf"})
    after = ann.write(Op.UPDATE, "contact", "c", {"name": "C"}, known.head)

    (parked,) = (one.values for key, one in known.records.items() if key[0] == "parked")
    assert (outcome.result, outcome.reason, after.result) == (Result.PARKED, "unknown table", Result.APPLIED)
    assert "golf" in str(parked["body"])


def test_row_of_a_table_the_server_learns_is_let_in_with_what_was_changed_at_it_since() -> None:
    known, ann, _meg, _base = started("a")
    ann.write(Op.INSERT, "hobby", "h", {"root": "c", "name": "golf"})
    ann.write(Op.UPDATE, "hobby", "h", {"name": "tennis"})
    known.schema = with_hobbies()

    learn(known)

    assert known.records["hobby", "h"].values["name"] == "tennis"
    assert {one.values["state"] for key, one in known.records.items() if key[0] == "parked"} == {"done"}


def test_row_of_an_unknown_table_is_forgotten_with_the_customer_it_was_of() -> None:
    known, ann, _meg, _base = started("a")
    ann.write(Op.INSERT, "hobby", "h", {"root": "c", "name": "golf"})
    ann.write(Op.PURGE, "contact", "c")
    known.schema = with_hobbies()

    learn(known)

    assert ("hobby", "h") not in known.records
    assert "golf" not in str(known.history)
