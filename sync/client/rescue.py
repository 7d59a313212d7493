"""A laptop that was shut out hands over what it has not sent: the manager finds it in the inbox. Then it may end."""

from typing import Protocol

from sync.client.errors import DeviceRevoked
from sync.client.session import Replica
from sync.core.handshake import Hello, Welcome
from sync.core.mutations import Mutation, Outcome, Result
from sync.core.shop import Author
from sync.protocol import LEAVER, STOLEN

WIPES = frozenset({LEAVER, STOLEN})


class Rescuer(Protocol):
    """What of the server still listens to a laptop that was shut out."""

    def rescue(self, author: Author, epoch: int, batch: list[Mutation], key: bytes) -> int:
        """Keep the rest of a laptop, sealed with the shop's key. How many of it were new."""


class Greeter(Protocol):
    """Who answers a signed hello."""

    def hello(self, said: Hello) -> Welcome:
        """Start of every session."""


def deliver_rest(replica: Replica, server: Rescuer, key: bytes) -> int:
    """Send everything that waits, once, sealed for the shop. Private rows never wait, so they never go.

    Returns how many were sent.
    """
    sent, more = 0, True
    while more:
        more = replica.freeze()
        while (waiting := replica.batch())[1]:
            author, batch = waiting
            server.rescue(author, replica.place()[1], list(batch), key)
            sent += len(batch)
            replica.acknowledge(batch, [Outcome(one.lsn, one.uid, Result.PARKED, 0, "revoked") for one in batch])
    return sent


def wipe_meant(replica: Replica, server: Greeter) -> str:
    """Whether this laptop is to end: asked once more, in a request it has signed, after the rest was delivered.

    "leaver", "stolen", or empty: let in again meanwhile, or told something this version does not know.
    """
    try:
        server.hello(replica.hello())
    except DeviceRevoked as told:
        return told.wipe if told.wipe in WIPES else ""
    return ""
