"""When a session stops and asks: a server without any row, a large part of a table on its way out."""

import pytest

from sync.core.brakes import EMPTY, MOST_ROWS, VANISHING, Brake, emptied, vanishing

HELD = {"contact": {"a": 7, "b": 0}, "touch": {"t": 9}}


def test_a_server_without_any_row_is_suspicious_to_a_laptop_with_confirmed_ones() -> None:
    told = [(("contact", "", ""), (0, 0)), (("touch", "", ""), (0, 0))]

    assert emptied(HELD, told) == Brake(EMPTY, 2, 2)
    assert emptied({"contact": {"b": 0}}, told) is None
    assert emptied({}, told) is None


def test_a_server_with_any_row_is_none_that_was_emptied() -> None:
    assert emptied(HELD, [(("contact", "", ""), (0, 0)), (("touch", "", ""), (1, 5))]) is None


@pytest.mark.parametrize(
    ("rows", "of", "stops"),
    [(MOST_ROWS, MOST_ROWS, False), (MOST_ROWS + 1, MOST_ROWS + 1, True), (301, 1000, True), (300, 1000, False)],
)
def test_many_rows_and_a_large_part_of_a_table_must_be_meant(rows: int, of: int, stops: bool) -> None:
    found = vanishing({"contact": rows, "touch": 3}, {"contact": of, "touch": 3})

    assert found == (Brake(VANISHING, rows, of, "contact") if stops else None)
