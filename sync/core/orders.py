"""The order to end a laptop, signed with a key of its shop: nobody else gives one, and none is good for another laptop.

Ed25519 over which server says it, to which laptop, what is to be done, and the number of the very request it answers.
"""

import base64
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PURPOSE = "showroom-crm wipe\x01"


@dataclass(frozen=True, slots=True)
class Order:
    """What is signed."""

    server_id: str
    device: str
    wipe: str
    request: str
    """The number of the laptop's request: it is good once."""

    @property
    def spelled(self) -> bytes:
        """As bytes. None of the parts holds a line break."""
        return "\n".join((PURPOSE, self.server_id, self.device, self.wipe, self.request)).encode()


def new_key() -> bytes:
    """The private half of a shop's key."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_of(private: bytes) -> str:
    """The half that laptops are told, as text."""
    return _text(Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw())


def signed(private: bytes, order: Order) -> str:
    """Its signature, as text."""
    return _text(Ed25519PrivateKey.from_private_bytes(private).sign(order.spelled))


def is_from(public: str, order: Order, signature: str) -> bool:
    """Whether the shop with this key gave this order."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
        key.verify(base64.b64decode(signature, validate=True), order.spelled)
    except (InvalidSignature, ValueError):
        return False
    return True


def _text(body: bytes) -> str:
    return base64.b64encode(body).decode()
