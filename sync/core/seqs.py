"""The numbers of the server: an epoch and a counter in one integer, so a later epoch is always greater.

Numbers of a lost tail can never be mistaken for new ones, for no epoch is used twice.
"""

from collections.abc import Mapping

COUNTER_BITS = 40


def seq_of(epoch: int, n: int) -> int:
    """The n-th change of an epoch."""
    return epoch << COUNTER_BITS | n


def epoch_of(seq: int) -> int:
    """The epoch a number was given in; 0 for rows the server never confirmed."""
    return seq >> COUNTER_BITS


def counted(base: int, epoch: int, ends: Mapping[int, int]) -> int:
    """A base as it counts today: what lies beyond the end of its epoch was lost, and counts as that end."""
    if base <= 0 or epoch_of(base) >= epoch:
        return base
    known = [ends[one] for one in ends if one <= epoch_of(base)]
    return min(base, max(known, default=0))
