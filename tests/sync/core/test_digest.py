"""Two sides find where they differ by sums of ranges, whatever the ids look like and wherever the difference is."""

from hypothesis import given
from hypothesis import strategies as some

from sync.core.digest import (
    LEAF,
    PARTS,
    Held,
    Range,
    by_table,
    inventory,
    narrow,
    seq_sum,
    sum_of,
    whole,
    within,
)  # fmt: skip
from sync.core.values import Key

States = dict[Key, int]
ids = some.text("0123456789abcdef-王", min_size=1, max_size=4)
states = some.dictionaries(
    some.tuples(some.sampled_from(["contact", "touch"]), ids), some.integers(1, 2**62), max_size=60
)
TABLES = ("contact", "touch")


def compared(mine: States, theirs: States, leaf: int) -> tuple[States, int, int]:
    """What a laptop learns of the server's states, in how many requests, and how many states were told."""
    held, other = by_table(mine, TABLES), by_table(theirs, TABLES)
    asked, leaves, requests = whole(held), list[Range](), 0
    while asked:
        requests += 1
        assert requests < 20
        found = narrow(held, [(one, sum_of(other, one)) for one in asked], leaf)
        leaves += found.leaves
        asked = list(found.split)
    told = {(one[0], row): seq for one in leaves for row, seq in within(other, one).items()}
    return inventory(held, leaves, told), requests, len(told)


@given(states, states, some.integers(1, 5))
def test_a_comparison_finds_what_the_other_side_holds(mine: States, theirs: States, leaf: int) -> None:
    assert compared(mine, theirs, leaf)[0] == theirs


@given(states)
def test_equal_sides_are_told_no_state(held: States) -> None:
    assert compared(held, held, 1)[1:] == (1, 0)


@given(some.permutations([("a", 1), ("b", 2), ("c", 3)]))
def test_a_sum_does_not_depend_on_the_order(rows: list[tuple[str, int]]) -> None:
    assert seq_sum(rows) == seq_sum([("a", 1), ("b", 2), ("c", 3)])


@given(states, some.integers(1, 20))
def test_the_parts_of_a_range_hold_each_of_its_rows_once(held: States, leaf: int) -> None:
    mine: Held = by_table(held, TABLES)
    other = by_table({key: seq + 1 for key, seq in held.items()}, TABLES)

    found = narrow(mine, [(one, sum_of(other, one)) for one in whole(mine)], leaf)

    rows = [(one[0], row) for one in (*found.split, *found.leaves) for row in within(mine, one)]
    assert sorted(rows) == sorted(held)


def test_one_row_among_many_is_found_in_few_requests_and_few_states() -> None:
    mine = {("contact", f"{n * 7919 % 100_000:05}"): n + 1 for n in range(100_000)}
    theirs = {**mine, ("contact", "54321"): 2**60}

    found, requests, told = compared(mine, theirs, LEAF)

    assert found == theirs
    assert requests <= 4
    assert told <= LEAF * PARTS


def test_a_laptop_without_rows_is_told_them_all_at_once() -> None:
    theirs = {("contact", str(n)): 1 for n in range(1000)}

    assert compared({}, theirs, LEAF) == (theirs, 1, 1000)
