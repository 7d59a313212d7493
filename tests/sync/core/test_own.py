"""What a laptop wrote itself comes back as numbers (R15), and whole where it has not seen all of the row."""

from sync.core.mutations import Op, body_of, thawed
from sync.core.own import Run, last_write, own_document, own_from, runs, writes
from sync.core.pages import pull
from sync.core.shop import Shop, Writer
from tests.sync.core.make import Pen, shop


def page(known: Shop, inc: str = "ann-1") -> tuple[tuple[Run, ...], set[str]]:
    found = pull(known, "ann", {}, inc=inc)
    return found.own, {row.id for row in found.rows if row.table != "conflict"}


def test_new_rows_of_ones_own_come_as_one_run() -> None:
    known = shop()
    ann = Pen(known, "ann")
    first, *_others = (ann.contact(f"c{n}") for n in range(3))

    assert page(known) == ((Run(1, first.seq, 3),), set())


def test_they_come_whole_to_another_copy_and_to_who_does_not_say_who_asks() -> None:
    known = shop()
    Pen(known, "ann").contact("c")

    assert page(known, "ann-2") == ((), {"c"})
    assert page(known, "") == ((), {"c"})


def test_what_somebody_else_wrote_before_is_told_to_be_compared() -> None:
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    made = ann.contact("c")
    theirs = meg.write(Op.UPDATE, "contact", "c", {"story": "x"}, made.seq)
    mine = ann.write(Op.UPDATE, "contact", "c", {"name": "n"}, made.seq)

    assert page(known) == ((Run(2, mine.seq, 1, theirs.seq),), set())


def test_a_row_somebody_else_wrote_to_last_comes_whole() -> None:
    known = shop()
    made = Pen(known, "ann").contact("c")
    Pen(known, "meg").write(Op.UPDATE, "contact", "c", {"name": "n"}, made.seq)

    assert page(known) == ((), {"c"})


def test_a_root_whose_deletion_was_taken_back_by_its_child_comes_whole() -> None:
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    made = ann.contact("c")
    meg.write(Op.DELETE, "contact", "c", base={"contact/c": made.seq}, at="2026-01-01")
    child = ann.write(Op.INSERT, "touch", "t", {"root": "c"}, root_seq=made.seq)

    assert page(known) == ((Run(2, child.seq, 1),), {"c"})


def test_what_a_move_took_along_comes_whole() -> None:
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    made = ann.contact("c")
    ann.write(Op.INSERT, "touch", "t", {"root": "c"})
    meg.write(Op.MOVE, "contact", "c", {"owner": "bo"}, made.seq)
    meg.write(Op.MOVE, "contact", "c", {"owner": "ann"}, known.head)

    assert page(known) == ((), {"c", "t"})


def test_the_deletion_of_a_row_counts_as_somebody_elses() -> None:
    deleted = {"": Writer(5, "i", 1, "ann"), "deleted": Writer(7, "i", 2, "ann")}

    assert last_write(7, deleted, "i") is None


def test_runs_travel_as_they_are() -> None:
    told = (Run(1, 10, 3), Run(4, 13, 1, 9), Run(5, 20, 2))

    assert own_from(own_document(told)["own"]) == told
    assert runs(writes(told)) == told
    assert own_document(()) == {}


def test_one_base_of_all_columns_is_told_once() -> None:
    ann = Pen(shop(), "ann")
    one = ann.frozen(Op.UPDATE, "contact", "c", {"name": "n", "story": "s"}, 7)
    two = ann.frozen(Op.UPDATE, "contact", "c", {"name": "n", "story": "s"}, {"name": 7, "story": 8})

    assert b'"b":{"":7}' in body_of(one)
    assert b'"b":{"name":7,"story":8}' in body_of(two)
    for asked in (one, two):
        assert thawed(asked.inc, asked.lsn, asked.uid, body_of(asked)) == asked
