"""A laptop that was shut out hands over what it has not sent: the manager finds it in the inbox. Then it may end."""

import base64
from collections.abc import Mapping
from typing import Any, Protocol

from sync.client.blobs import Item
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


class FileRescuer(Protocol):
    """The same for attachments."""

    def rescue_files(self, document: Mapping[str, Any], key: bytes) -> Mapping[str, Any]:
        """Keep attachments of a laptop that was shut out, sealed with the shop's key. What became of them."""


class SealedFiles:
    """Takes what `Carrier.bring` brings, letter by letter. Errors as the shop's server raises them for attachments."""

    def __init__(self, server: FileRescuer, key: bytes) -> None:
        self._server, self._key = server, key

    def keep(self, bundle: Mapping[str, bytes]) -> set[str]:
        """Bring several small ones; those that are there now."""
        told = self._server.rescue_files({"blobs": {name: _text(body) for name, body in bundle.items()}}, self._key)
        return {str(name) for name in told.get("kept", ())} & bundle.keys()

    def send_part(self, item: Item, offset: int, body: bytes) -> tuple[int, bool]:
        """A part; how much is there now, and whether that is all."""
        told = self._server.rescue_files({"part": [item.name, offset, item.size, _text(body)]}, self._key)
        return int(told.get("have", 0)), bool(told.get("ready"))


def _text(body: bytes) -> str:
    return base64.b64encode(body).decode()


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
