"""Numbers of the server over epochs."""

from functools import partial

from sync.core.seqs import MOST_TOLD, counted, epoch_of, learned, lowest, seq_of


def test_a_later_epoch_is_always_greater() -> None:
    assert seq_of(2, 0) > seq_of(1, 2**40 - 1)
    assert epoch_of(seq_of(3, 12)) == 3


def test_a_base_beyond_the_end_of_its_epoch_counts_as_the_end() -> None:
    origins = {2: seq_of(1, 10)}

    assert counted(seq_of(1, 12), 2, origins) == seq_of(1, 10)
    assert counted(seq_of(1, 7), 2, origins) == seq_of(1, 7)
    assert counted(seq_of(2, 13), 2, origins) == seq_of(2, 13)


def test_a_base_of_an_epoch_that_was_rolled_back_whole_counts_as_where_that_epoch_began() -> None:
    """An older backup first, then a newer one: what the newer one has beyond the older was not seen."""
    origins = {2: seq_of(1, 10), 3: seq_of(1, 20)}

    assert counted(seq_of(2, 15), 3, origins) == seq_of(1, 10)
    assert counted(seq_of(1, 15), 3, origins) == seq_of(1, 15)
    assert counted(seq_of(1, 25), 3, origins) == seq_of(1, 20)
    assert counted(seq_of(2, 15), 4, {**origins, 4: seq_of(2, 12)}) == seq_of(2, 12)


def test_the_lowest_of_several_states_is_the_one_that_has_least_in_common_with_what_counts() -> None:
    known = partial(counted, epoch=3, origins={2: seq_of(1, 10), 3: seq_of(1, 20)})

    assert lowest([seq_of(1, 15), seq_of(2, 15)], known) == seq_of(2, 15)
    assert lowest([seq_of(1, 7), seq_of(2, 15), seq_of(3, 21)], known) == seq_of(1, 7)


def test_a_base_of_an_epoch_nobody_knows_counts_as_nothing_seen() -> None:
    assert counted(seq_of(2, 15), 3, {3: seq_of(1, 10)}) == 0


def test_a_row_that_was_never_confirmed_has_no_epoch() -> None:
    assert counted(0, 5, {2: seq_of(1, 10)}) == 0


def test_what_is_told_of_epochs_is_of_those_that_are_not_known() -> None:
    told = {2: seq_of(1, 3), 3: seq_of(1, 10), 4: seq_of(4, 1), 9: seq_of(1, 1)}

    assert learned(told, {2: seq_of(1, 5)}, 4) == {3: seq_of(1, 10)}


def test_of_epochs_without_end_only_the_last_are_believed() -> None:
    told = {one: seq_of(one - 1, 1) for one in range(2, 1000)}

    assert list(learned(told, {}, 2000)) == list(range(1000 - MOST_TOLD, 1000))
