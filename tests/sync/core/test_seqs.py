"""Numbers of the server over epochs."""

from sync.core.seqs import counted, epoch_of, seq_of


def test_a_later_epoch_is_always_greater() -> None:
    assert seq_of(2, 0) > seq_of(1, 2**40 - 1)
    assert epoch_of(seq_of(3, 12)) == 3


def test_a_base_beyond_the_end_of_its_epoch_counts_as_the_end() -> None:
    ends = {1: seq_of(1, 10)}

    assert counted(seq_of(1, 12), 2, ends) == seq_of(1, 10)
    assert counted(seq_of(1, 7), 2, ends) == seq_of(1, 7)
    assert counted(seq_of(2, 3), 2, ends) == seq_of(2, 3)


def test_a_base_of_an_epoch_that_was_rolled_back_whole_counts_as_the_last_known_end() -> None:
    assert counted(seq_of(2, 5), 3, {1: seq_of(1, 10)}) == seq_of(1, 10)
    assert counted(seq_of(2, 5), 3, {}) == 0


def test_a_row_that_was_never_confirmed_has_no_epoch() -> None:
    assert counted(0, 5, {1: seq_of(1, 10)}) == 0
