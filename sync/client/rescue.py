"""A laptop that was shut out hands over what it has not sent: the manager finds it in the inbox."""

from typing import Protocol

from sync.client.session import Replica
from sync.core.mutations import Mutation, Outcome, Result
from sync.core.shop import Author


class Rescuer(Protocol):
    """What of the server still listens to a laptop that was shut out."""

    def rescue(self, author: Author, epoch: int, batch: list[Mutation]) -> int:
        """Keep the rest of a laptop. How many of it were new."""


def deliver_rest(replica: Replica, server: Rescuer) -> int:
    """Send everything that waits, once. Private rows never wait, so they never go. Returns how many were sent."""
    sent = 0
    replica.freeze()
    while True:
        author, batch = replica.batch()
        if not batch:
            return sent
        server.rescue(author, replica.place()[1], list(batch))
        sent += len(batch)
        replica.acknowledge(batch, [Outcome(one.lsn, one.uid, Result.PARKED, 0, "revoked") for one in batch])
