"""The numbers of the server: an epoch and a counter in one integer, so a later epoch is always greater.

Numbers of a lost tail can never be mistaken for new ones, for no epoch is used twice.
"""

from collections.abc import Callable, Iterable, Mapping

from sync.protocol import MOST_EPOCH

COUNTER_BITS = 40
MOST_N: int = 2**COUNTER_BITS - 1
ROOM = 2**30
"""More numbers than one transaction can take: an epoch with fewer left counts as full."""
MOST_TOLD = 100
"""So many epochs a laptop is believed to have seen that are no part of the server's history; the last ones."""


class UsedUp(Exception):
    """There is no number, or no epoch, after this one: nothing was changed."""


def seq_of(epoch: int, n: int) -> int:
    """The n-th change of an epoch."""
    return epoch << COUNTER_BITS | n


def epoch_of(seq: int) -> int:
    """The epoch a number was given in; 0 for rows the server never confirmed."""
    return seq >> COUNTER_BITS


def counted(base: int, epoch: int, origins: Mapping[int, int]) -> int:
    """A base as it counts today: the last state that its history and that of this epoch have in common.

    `origins` says of every epoch after which number it began. Backups need not be brought back in their order, so a
    base may come from an epoch that is no part of the history that counts now.
    """
    if base <= 0 or epoch_of(base) == epoch:
        return base
    ends: dict[int, int] = {}
    while epoch in origins:
        end = origins[epoch]
        epoch = epoch_of(end)
        ends[epoch] = end
    while base and epoch_of(base) not in ends:
        base = origins.get(epoch_of(base), 0)
    return min(base, ends.get(epoch_of(base), 0))


def lowest(states: Iterable[int], counted: Callable[[int], int]) -> int:
    """The state of several that has least in common with the history that counts now.

    Of one history that is the smallest. But a state that was rolled back has the greater number of the later epoch, and
    may stand before a smaller one that counts.
    """
    different = set(states)
    return different.pop() if len(different) == 1 else min(different, key=lambda state: (counted(state), state))


def epoch_after(epoch: int) -> int:
    """The next one."""
    if epoch >= MOST_EPOCH:
        raise UsedUp(epoch)
    return epoch + 1


def learned(told: Mapping[int, int], origins: Mapping[int, int], newest: int) -> dict[int, int]:
    """What somebody else has seen of epochs up to the newest that are no part of the history with these origins."""
    fresh = {
        one: began for one, began in told.items() if one not in origins and 0 <= epoch_of(began) < one <= newest
    }
    return {one: fresh[one] for one in sorted(fresh)[-MOST_TOLD:]}
