"""Who may write what. A laptop may ask for anything; the server decides, whatever program asks."""

import pytest

from sync.core.mutations import Op, Outcome, Result
from sync.core.schema import Schema, Table
from sync.core.shop import Shop
from tests.sync.core.make import SCHEMA, Pen, inbox, shop

TABLES = (
    *(table for name, table in SCHEMA.tables.items() if name not in ("conflict", "parked")),
    Table("review", parent="contact"),
    Table("visit", parent="contact"),
)


def known() -> Shop:
    """The small shop, with what managers answer in it."""
    made = shop()
    made.schema = Schema(TABLES)
    return made


def refused(outcome: Outcome) -> bool:
    return (outcome.result, outcome.reason) == (Result.PARKED, "access")


def test_a_consultant_cannot_approve_what_he_asked_for() -> None:
    one = known()
    ann, meg = Pen(one, "ann"), Pen(one, "meg")
    ann.contact("c")
    asked = ann.write(Op.INSERT, "review", "r", {"root": "c", "state": "asked", "asked_by": "ann", "decided_by": ""})

    forged = [
        ann.write(Op.UPDATE, "review", "r", {"state": "approved"}, asked.seq),
        ann.write(Op.UPDATE, "review", "r", {"decided_by": "meg", "decided_on": "2026-11-28"}, asked.seq),
        ann.write(Op.UPDATE, "review", "r", {"note": "well done"}, asked.seq),
        ann.write(Op.INSERT, "review", "r", {"root": "c", "state": "approved"}),
        ann.write(Op.INSERT, "review", "r2", {"root": "c", "state": "approved", "decided_by": "meg"}),
        ann.write(Op.MOVE, "review", "r", {"root": "c", "state": "approved"}, asked.seq),
    ]

    assert all(map(refused, forged))
    assert one.records["review", "r"].values["state"] == "asked"
    assert ("review", "r2") not in one.records
    assert meg.write(Op.UPDATE, "review", "r", {"state": "approved", "decided_by": "meg"}, asked.seq).seq
    assert one.records["review", "r"].values["state"] == "approved"


def test_a_consultant_asks_anew_and_says_again_what_stands_there() -> None:
    one = known()
    ann, meg = Pen(one, "ann"), Pen(one, "meg")
    ann.contact("c")
    asked = ann.write(Op.INSERT, "review", "r", {"root": "c", "state": "asked", "decided_by": "", "decided_on": None})
    answer = {"state": "rejected", "decided_by": "meg", "note": "why?"}
    sent_back = meg.write(Op.UPDATE, "review", "r", answer, asked.seq)

    again = ann.write(Op.UPDATE, "review", "r", {"state": "rejected", "note": "why?"}, sent_back.seq)
    anew = ann.write(
        Op.UPDATE, "review", "r", {"state": "asked", "decided_by": "", "decided_on": None, "asked_by": "ann"},
        sent_back.seq,
    )  # fmt: skip

    assert (again.result, anew.result) == (Result.APPLIED, Result.APPLIED)
    assert one.records["review", "r"].values["state"] == "asked"


def test_the_mark_on_a_report_is_the_managers() -> None:
    one = known()
    ann, meg = Pen(one, "ann"), Pen(one, "meg")
    ann.contact("c")
    made = ann.write(Op.INSERT, "visit", "v", {"root": "c", "report": "went well", "review": "", "review_note": ""})

    assert refused(ann.write(Op.UPDATE, "visit", "v", {"review": "well"}, made.seq))
    assert refused(ann.write(Op.INSERT, "visit", "v2", {"root": "c", "review": "well"}))
    assert ann.write(Op.UPDATE, "visit", "v", {"report": "went very well"}, made.seq).result is Result.APPLIED
    marked = meg.write(Op.UPDATE, "visit", "v", {"review": "well", "reviewed_at": "2026-11-28"}, made.seq)
    back = ann.write(Op.UPDATE, "visit", "v", {"review": "", "review_note": "", "reviewed_at": None}, marked.seq)
    assert (marked.result, back.result) == (Result.APPLIED, Result.APPLIED)


@pytest.mark.parametrize("op", [Op.INSERT, Op.UPDATE, Op.DELETE, Op.PURGE])
def test_a_consultant_changes_no_data_of_the_shop(op: Op) -> None:
    one = known()
    ann, meg = Pen(one, "ann"), Pen(one, "meg")
    made = meg.write(Op.INSERT, "setting", "s", {"key": "levels", "value": "H A B"})
    base = {"setting/s": made.seq} if op is Op.DELETE else made.seq

    assert refused(ann.write(op, "setting", "s", {"value": "mine"} if op in (Op.INSERT, Op.UPDATE) else None, base))
    assert one.records["setting", "s"].values["value"] == "H A B"
    assert not one.records["setting", "s"].dead
    assert refused(ann.write(Op.INSERT, "setting", "another", {"value": "mine"}))


@pytest.mark.parametrize("op", [Op.UPDATE, Op.MOVE, Op.INSERT])
def test_no_op_takes_a_colleagues_customer_or_gives_one_to_the_shop(op: Op) -> None:
    one = known()
    ann, bo = Pen(one, "ann"), Pen(one, "bo")
    ann.contact("c")
    base = bo.contact("b").seq

    assert refused(bo.write(op, "contact", "c", {"root": "c", "owner": "bo"}, base))
    assert refused(bo.write(op, "contact", "b", {"root": "b", "owner": ""}, base))
    assert (one.records["contact", "c"].scope, one.records["contact", "b"].scope) == ("own:ann", "own:bo")
    given = bo.write(Op.MOVE, "contact", "b", {"owner": "ann"}, base)
    assert (given.result, one.records["contact", "b"].scope) == (Result.APPLIED, "own:ann")


def test_a_new_customer_handed_over_before_he_was_sent_arrives_with_all_that_is_his() -> None:
    one = known()
    ann = Pen(one, "ann")

    given = ann.write(Op.INSERT, "contact", "c", {"root": "c", "owner": "bo", "name": "c"})
    called = ann.write(Op.INSERT, "touch", "t", {"root": "c", "note": "called"})
    changed = ann.write(Op.UPDATE, "touch", "t", {"note": "called twice"})
    closed = ann.write(Op.DELETE, "touch", "t")

    assert [answer.result for answer in (given, called, changed, closed)] == [Result.APPLIED] * 4
    assert [answer.gone for answer in (given, called)] == [True, True]
    assert {one.records[key].scope for key in (("contact", "c"), ("touch", "t"))} == {"own:bo"}


def test_what_follows_a_gift_is_taken_from_the_giver_alone() -> None:
    one = known()
    ann, cy = Pen(one, "ann"), Pen(one, "cy")
    one.roles["cy"] = "consultant"
    ann.write(Op.INSERT, "contact", "c", {"root": "c", "owner": "bo", "name": "c"})

    assert refused(cy.write(Op.INSERT, "touch", "t", {"root": "c", "note": "guessed"}))
    assert refused(cy.write(Op.UPDATE, "contact", "c", {"name": "guessed"}))
    other_copy = Pen(one, "ann", "ann-2")
    assert refused(other_copy.write(Op.UPDATE, "contact", "c", {"name": "of another copy"}))


def test_who_entered_a_customer_does_not_erase_him_once_he_is_a_colleagues() -> None:
    one = known()
    ann, meg = Pen(one, "ann"), Pen(one, "meg")
    base = ann.contact("c").seq
    ann.write(Op.INSERT, "touch", "t", {"root": "c", "note": "called"}, root_seq=base)
    meg.write(Op.MOVE, "contact", "c", {"owner": "bo"}, one.head)

    assert refused(ann.write(Op.PURGE, "touch", "t"))
    assert refused(ann.write(Op.PURGE, "contact", "c"))
    assert not one.records["contact", "c"].purged


def test_nobody_is_given_a_customer_who_does_not_work_in_the_shop() -> None:
    one = known()

    assert refused(Pen(one, "ann").write(Op.INSERT, "contact", "c", {"root": "c", "owner": "zoe", "name": "c"}))


@pytest.mark.parametrize("op", [Op.UPDATE, Op.MOVE, Op.INSERT])
def test_naming_a_root_of_ones_own_opens_nobody_elses_row(op: Op) -> None:
    one = known()
    ann, bo = Pen(one, "ann"), Pen(one, "bo")
    ann.contact("c")
    ann.write(Op.INSERT, "touch", "t", {"root": "c", "note": "secret"})
    base = bo.contact("b").seq

    stolen = bo.write(op, "touch", "t", {"root": "b", "note": "guessed"}, base)

    assert refused(stolen)
    assert (stolen.row, stolen.gone) == (None, True)
    assert one.records["touch", "t"].values == {"root": "c", "note": "secret", "deleted": None}


def test_a_parked_card_of_a_colleague_is_not_settled_by_anybody_else() -> None:
    one = known()
    ann, bo = Pen(one, "ann"), Pen(one, "bo")
    ann.write(Op.INSERT, "setting", "s", {"value": "mine"})
    (card,) = inbox(one, "parked")
    seq = one.records["parked", str(card["root"])].row_seq

    assert refused(bo.write(Op.UPDATE, "parked", str(card["root"]), {"state": "done"}, seq))
    assert ann.write(Op.UPDATE, "parked", str(card["root"]), {"state": "done"}, seq).result is Result.APPLIED
