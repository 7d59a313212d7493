"""No answer is longer than a laptop reads, none is empty, and what did not go in is named."""

from sync.core import portions
from sync.core.mutations import Op, Outcome, Result
from sync.core.pages import Page, fetch, inventory, pull
from sync.core.portions import end_of, how_many, size_of
from sync.core.push import push
from sync.core.shop import Shop
from sync.protocol import MOST_PUSH_BYTES, MOST_ROW_BYTES
from tests.sync.core.make import Pen, shop

NOTE = "记" * 1000
ROOM = 10_000
"""For three such notes."""


def noted(many: int) -> tuple[Shop, Pen]:
    """A customer of Ann's with long notes."""
    known = shop()
    ann = Pen(known, "ann")
    ann.contact("c")
    for n in range(many):
        ann.write(Op.INSERT, "touch", f"t{n}", {"root": "c", "note": NOTE})
    return known, ann


def weight(page: Page) -> int:
    return sum(size_of(row.values) for row in page.rows)


def test_a_page_ends_where_its_bytes_do() -> None:
    known, _ = noted(7)
    cursors: dict[str, int] = {}
    told: list[Page] = []
    while not told or told[-1].more:
        told.append(pull(known, "ann", cursors, size=ROOM))
        cursors = dict(told[-1].cursors)

    assert [len(page.rows) for page in told] == [4, 3, 1]
    assert [weight(page) <= ROOM for page in told] == [True] * 3
    assert all(page.cursors["own:ann"] == max(row.row_seq for row in page.rows) for page in told[:-1])
    assert {row.key for page in told for row in page.rows} == inventory(known, "ann").keys()


def test_a_row_that_is_longer_than_an_answer_comes_alone() -> None:
    known, _ = noted(3)

    page = pull(known, "ann", {"own:ann": known.records["contact", "c"].row_seq}, size=100)

    assert ([row.id for row in page.rows], page.more, page.rest) == (["t0"], True, ())


def test_of_a_moved_customer_what_does_not_go_in_is_named_and_no_page_ends_inside_the_number() -> None:
    known, _ = noted(6)
    Pen(known, "meg").write(Op.MOVE, "contact", "c", {"owner": "bo"}, known.head)

    page = pull(known, "bo", {}, size=ROOM)

    assert not page.more
    assert page.cursors["own:bo"] == known.head
    assert weight(page) <= ROOM
    assert {row.key for row in page.rows} | set(page.rest) == {
        ("contact", "c"),
        *(("touch", f"t{n}") for n in range(6)),
    }
    assert page.rows[0].id == "c"


def test_a_root_for_which_there_is_no_room_is_named() -> None:
    known, ann = noted(1)
    before = known.head
    ann.write(Op.UPDATE, "contact", "c", {"longer": NOTE * 2}, known.head)

    page = pull(known, "ann", {}, 1, size=4000)

    assert ([row.id for row in page.rows], page.rest) == (["t0"], (("contact", "c"),))
    assert page.cursors["own:ann"] == before


def test_a_fetch_is_through_when_nothing_is_left_to_ask() -> None:
    known, _ = noted(5)
    asked, came = [("touch", f"t{n}") for n in range(5)], set[str]()
    while asked:
        told = fetch(known, "ann", asked, 100)
        came |= {row.id for row in told.rows}
        asked = [key for key in told.rest if key[1] not in came]

    assert came == {"c", "t0", "t1", "t2", "t3", "t4"}


def test_a_push_is_answered_as_far_as_the_rows_of_the_answers_go_in() -> None:
    known, ann = noted(4)
    bo = Pen(known, "meg")
    seen = known.head
    for n in range(4):
        ann.write(Op.UPDATE, "touch", f"t{n}", {"mood": "good"}, seen)
    batch = [bo.frozen(Op.UPDATE, "touch", f"t{n}", {"mood": "bad"}, seen) for n in range(4)]

    first = portions.answers(bo.send(*batch), 7000)
    again = portions.answers(push(known, bo.author, known.epoch, batch[len(first) :]), 7000)

    assert [one.result for one in (*first, *again)] == [Result.CONFLICT] * 4
    assert [one.lsn for one in (*first, *again)] == [one.lsn for one in batch]


def test_there_is_always_an_answer() -> None:
    assert len(portions.answers([Outcome(1, "u", Result.APPLIED, 1)], 0)) == 1
    assert how_many([5, 5], 1) == 1
    assert end_of([(1, 5), (2, 5)], 1) == 1
    assert end_of([(1, 5)], 1) is None


def test_many_edits_do_not_make_a_row_that_no_answer_could_bring() -> None:
    known, ann = noted(0)
    long = "x" * (MOST_PUSH_BYTES - 1000)
    taken = [ann.write(Op.UPDATE, "contact", "c", {f"column{n}": long}, known.head).result for n in range(12)]

    assert set(taken) == {Result.APPLIED, Result.PARKED}
    assert size_of(known.records["contact", "c"].values) <= MOST_ROW_BYTES
    assert ann.write(Op.UPDATE, "contact", "c", {"name": "n"}, known.head).result is Result.APPLIED
