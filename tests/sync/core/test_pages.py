"""The feed in pages: nothing skipped, nothing foreign, no child before its root; and what only a comparison finds."""

import pytest

from sync.core.mutations import Op
from sync.core.pages import compare, fetch, inventory, pull
from sync.core.seqs import seq_of
from sync.core.shop import Shop
from tests.sync.core.make import Pen, shop


def everything(known: Shop, user: str, limit: int) -> tuple[dict[tuple[str, str], int], list[tuple[str, str]]]:
    """All pages from the start: each row's state, and the rows in the order they came."""
    cursors: dict[str, int] = {}
    states: dict[tuple[str, str], int] = {}
    order: list[tuple[str, str]] = []
    while True:
        page = pull(known, user, cursors, limit)
        states |= {row.key: row.row_seq for row in page.rows}
        order += [row.key for row in page.rows]
        cursors = dict(page.cursors)
        if not page.more:
            return states, order


def full() -> Shop:
    known = shop()
    ann, bo, meg = Pen(known, "ann"), Pen(known, "bo"), Pen(known, "meg")
    for n in range(4):
        base = ann.contact(f"c{n}").seq
        for m in range(3):
            ann.write(Op.INSERT, "touch", f"t{n}{m}", {"root": f"c{n}"})
        ann.write(Op.UPDATE, "contact", f"c{n}", {"name": f"n{n}"}, base)
        bo.contact(f"b{n}")
    meg.write(Op.MOVE, "contact", "c1", {"owner": "bo"}, known.head)
    meg.write(Op.INSERT, "setting", "s", {"root": "s"})
    return known


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 100])
@pytest.mark.parametrize("user", ["ann", "bo", "meg"])
def test_any_cut_of_the_pages_brings_the_same_rows(user: str, limit: int) -> None:
    known = full()

    states, order = everything(known, user, limit)

    assert states == inventory(known, user)
    roots = {key: known.records[key].root for key in order}
    for place, key in enumerate(order):
        assert any(one[1] == roots[key] for one in order[: place + 1]), f"{key} came before its root"


def test_a_moved_customer_is_not_cut_in_two() -> None:
    known = full()
    moved = max(record.row_seq for record in known.records.values() if record.root == "c1")

    page = pull(known, "bo", {"own:bo": moved - 1, "shop": known.head}, 1)

    assert {row.id for row in page.rows} == {"c1", "t10", "t11", "t12"}


def test_who_lost_a_row_is_told_its_id_only() -> None:
    known = full()

    page = pull(known, "ann", {"own:ann": known.head - 3, "shop": 0})

    assert {eviction.id for eviction in page.evictions} == {"c1", "t10", "t11", "t12"}
    assert not any(row.root == "c1" for row in page.rows)
    assert not pull(known, "meg", {}).evictions


def test_moved_away_and_back_between_two_pulls_is_no_eviction() -> None:  # 21
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    cursor = ann.contact("c").seq
    meg.write(Op.MOVE, "contact", "c", {"owner": "bo"}, known.head)
    meg.write(Op.MOVE, "contact", "c", {"owner": "ann"}, known.head)

    page = pull(known, "ann", {"own:ann": cursor, "shop": cursor})

    assert not page.evictions
    assert [row.id for row in page.rows] == ["c"]


def test_nothing_new_is_an_empty_page_at_the_head() -> None:
    known = full()
    cursors = dict(pull(known, "ann", {}).cursors)

    page = pull(known, "ann", cursors)

    assert (page.rows, page.evictions, page.more) == ((), (), False)
    assert set(page.cursors.values()) == {known.head}


def test_a_fetch_obeys_the_scopes() -> None:
    known = full()

    told = fetch(known, "ann", [("contact", "c0"), ("touch", "t10"), ("contact", "b0"), ("contact", "none")])

    assert [row.id for row in told.rows] == ["c0"]


def test_a_row_whose_tail_was_rolled_back_is_found_by_comparing_only() -> None:
    known = full()
    mine = inventory(known, "ann")
    mine["contact", "c0"] = seq_of(1, 999)
    mine["contact", "lost"] = seq_of(1, 998)
    del mine["touch", "t01"]

    found = compare(inventory(known, "ann"), mine)

    assert found.fetch == {("contact", "c0"), ("touch", "t01")}
    assert found.drop == {("contact", "lost")}
