"""An erased aggregate is gone: no value of it is left in a row, in the history, in the inbox, or on a laptop."""

from sync.core.mutations import Op, Outcome, Result, Row
from sync.core.overlay import remains
from sync.core.pages import pull
from sync.core.push import rescue
from tests.sync.core.make import Pen, inbox, shop
from tests.sync.core.test_freeze import C, edit


def test_no_value_of_an_erased_aggregate_is_left_on_the_server() -> None:
    known = shop()
    ann, bo, meg = Pen(known, "ann"), Pen(known, "bo"), Pen(known, "meg")
    base = ann.contact("c", phone="secret").seq
    ann.write(Op.INSERT, "touch", "t", {"root": "c", "note": "secret"})
    meg.write(Op.UPDATE, "contact", "c", {"phone": "139"}, base)
    ann.write(Op.UPDATE, "contact", "c", {"phone": "secret too"}, base)
    bo.write(Op.UPDATE, "contact", "c", {"phone": "no secret of his"}, 0)
    bo.write(Op.INSERT, "touch", "u", {"root": "c", "note": "secret of a foreigner"})

    meg.write(Op.PURGE, "contact", "c")
    late = ann.write(Op.INSERT, "touch", "v", {"root": "c", "note": "secret that came late"})
    after = ann.write(Op.UPDATE, "touch", "v", {"note": "secret of one that never came"}, 0)
    rescue(known, ann.author, [ann.frozen(Op.UPDATE, "contact", "c", {"phone": "secret of a thief"}, base)])

    assert [one.reason for one in (late, after)] == ["purged", "purged"]
    assert "secret" not in str(known)
    assert len(inbox(known, "parked")) == 5


def test_the_copy_of_a_conflict_loses_its_value_too() -> None:
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    base = ann.contact("c").seq
    meg.write(Op.UPDATE, "contact", "c", {"phone": "139"}, base)
    meg.write(Op.MOVE, "contact", "c", {"owner": "bo"}, known.head)
    ann.write(Op.UPDATE, "contact", "c", {"phone": "secret"}, base)
    assert "secret" in str(inbox(known))

    meg.write(Op.PURGE, "contact", "c")

    assert "secret" not in str(known)


def test_an_author_who_lost_sight_of_a_row_is_told_that_it_was_erased() -> None:
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    ann.contact("c")
    meg.write(Op.MOVE, "contact", "c", {"owner": "bo"}, known.head)
    cursors = dict.fromkeys(("own:ann", "shop"), known.head)
    assert not pull(known, "ann", cursors).evictions

    meg.write(Op.PURGE, "contact", "c")

    assert [(one.key, one.erased) for one in pull(known, "ann", cursors).evictions] == [(("contact", "c"), True)]


def test_what_the_server_has_forgotten_is_erased_before_it_comes_again() -> None:
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    waits = ann.write(Op.UPDATE, "contact", "c", {"phone": "secret"}, 0)
    assert waits.reason == "unknown row"

    meg.write(Op.PURGE, "contact", "c")

    assert ann.contact("c", phone="secret").reason == "purged"
    assert "secret" not in str(known)


def test_what_waited_for_a_row_is_forgotten_when_it_comes_too_late() -> None:
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    ann.contact("c")
    assert ann.write(Op.UPDATE, "touch", "t", {"note": "secret"}, 0).reason == "unknown row"
    meg.write(Op.PURGE, "contact", "c")

    assert meg.write(Op.INSERT, "touch", "t", {"root": "c", "note": "secret"}).reason == "purged"

    assert "secret" not in str(known)


def test_what_waits_for_a_row_nobody_brings_is_forgotten_by_its_root() -> None:
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    ann.contact("c")
    assert ann.write(Op.UPDATE, "touch", "t", {"note": "secret"}, 0, root="c").reason == "unknown row"

    meg.write(Op.PURGE, "contact", "c")

    assert "secret" not in str(known)
    assert ann.write(Op.UPDATE, "touch", "u", {"note": "secret"}, 0, root="c").reason == "purged"
    assert "secret" not in str(known)
    assert ("touch", "u") not in known.records


def test_what_was_let_in_and_moved_away_is_not_forgotten_with_where_it_hung() -> None:
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    ann.contact("c"), ann.contact("d")
    late = ann.frozen(Op.UPDATE, "touch", "t", {"note": "kept"}, known.head + 9, root="c")
    assert ann.send(late)[0].reason == "unknown row"
    meg.write(Op.INSERT, "touch", "t", {"root": "c"})
    meg.write(Op.MOVE, "touch", "t", {"root": "d"}, known.head)

    meg.write(Op.PURGE, "contact", "c")

    assert known.records["touch", "t"].values["note"] == "kept"
    assert known.answered(late.uid).mutation == late  # type: ignore[union-attr]


def test_whoever_asks_again_is_told_that_it_was_erased_since() -> None:
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    ann.contact("c")
    asked = ann.frozen(Op.INSERT, "touch", "t", {"root": "c", "note": "secret"})
    (first,) = ann.send(asked)
    meg.write(Op.PURGE, "contact", "c")

    (second,) = ann.send(asked)

    assert (first.reason, second.reason, second.seq) == ("", "purged", first.seq)
    assert remains(asked, second, [])[0].op is Op.VOID


def test_nobody_keeps_the_shop_from_making_a_row_whose_id_can_be_guessed() -> None:
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")

    assert ann.write(Op.PURGE, "setting", "s").result is Result.APPLIED
    assert meg.write(Op.INSERT, "setting", "s", {"root": "s"}).result is Result.APPLIED


def test_a_laptop_keeps_the_number_of_what_it_asked_and_no_value() -> None:
    asked = Pen(shop(), "ann").frozen(Op.UPDATE, "contact", "c", {"phone": "secret"}, 5, was={"phone": "secret"})
    covered = [edit(1, C, "phone", "secret", "s")]
    parked = Outcome(1, asked.uid, Result.PARKED, 9, "purged")
    merged = Outcome(1, asked.uid, Result.MERGED, 9, row=Row(*C, 9, {"root": "c"}, purged=True))

    for answer in (parked, merged):
        kept, edits = remains(asked, answer, covered)
        assert "secret" not in str(kept)
        assert (kept.uid, kept.sha256, edits) == (asked.uid, asked.sha256, ())
    assert remains(asked, Outcome(1, asked.uid, Result.APPLIED, 9), covered) == (asked, tuple(covered))


def test_the_erasing_itself_can_be_asked_again_without_any_value() -> None:
    asked = Pen(shop(), "ann").frozen(Op.PURGE, "contact", "c")
    covered = [edit(1, C, "phone", "secret", "s"), edit(2, C, None, op="X")]

    assert remains(asked, Outcome(1, asked.uid, Result.APPLIED, 9), covered) == (asked, (covered[1],))


def test_who_withdrew_somebody_shares_him_again() -> None:
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    base = ann.contact("c", phone="138").seq
    ann.write(Op.INSERT, "touch", "t", {"root": "c", "note": "called"}, root_seq=base)
    meg.write(Op.INSERT, "touch", "m", {"root": "c", "note": "of the manager"}, root_seq=base)
    for table, row in (("touch", "t"), ("contact", "c")):
        ann.write(Op.PURGE, table, row)

    shared = ann.contact("c", phone="139")
    noted = ann.write(Op.INSERT, "touch", "t", {"root": "c", "note": "called again"})

    assert (shared.result, noted.result) == (Result.APPLIED, Result.APPLIED)
    assert known.records["contact", "c"].values["phone"] == "139"
    assert known.records["touch", "t"].values["note"] == "called again"
    assert known.records["touch", "m"].purged
    told = {(row.table, row.id): row for row in pull(known, "meg", {"own:ann": 0}, 9).rows}
    assert not told["contact", "c"].purged


def test_nobody_else_brings_back_what_was_erased_and_no_copy_that_never_erased_it() -> None:
    known = shop()
    ann, meg, copy = Pen(known, "ann"), Pen(known, "meg"), Pen(known, "ann", "ann-2")
    base = ann.contact("c").seq
    ann.write(Op.PURGE, "contact", "c")

    late = [
        meg.write(Op.INSERT, "contact", "c", {"root": "c", "owner": "ann"}),
        copy.write(Op.INSERT, "contact", "c", {"root": "c", "owner": "ann"}),
        ann.write(Op.UPDATE, "contact", "c", {"name": "late"}, base),
        ann.write(Op.INSERT, "touch", "t", {"root": "c"}, root_seq=base),
    ]

    assert [one.reason for one in late] == ["purged"] * 4
    assert known.records["contact", "c"].purged


def test_a_row_brought_back_elsewhere_leaves_where_it_was_erased() -> None:
    known = shop()
    ann = Pen(known, "ann")
    base, other = ann.contact("c").seq, ann.contact("d").seq
    ann.write(Op.INSERT, "touch", "t", {"root": "c", "note": "moved"}, root_seq=base)
    ann.write(Op.PURGE, "touch", "t", root_seq=base)
    ann.write(Op.MOVE, "contact", "d", {"owner": "bo"}, other)
    seen = known.head
    outcome = ann.write(Op.INSERT, "touch", "t", {"root": "d", "note": "shared again"}, root_seq=other)

    page = pull(known, "ann", {"own:ann": seen}, 9)

    assert (outcome.result, known.records["touch", "t"].scope) == (Result.APPLIED, "own:bo")
    assert [one.key for one in page.evictions] == [("touch", "t")]
