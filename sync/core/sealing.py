"""Sealing for the shop: what a shut-out laptop hands over is read by nobody on its way to the server's data.

X25519 with a key of its own for every letter, HKDF-SHA256, ChaCha20-Poly1305.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.core.packing import Malformed

PURPOSE = b"showroom-crm rescue\x01"
PUBLIC_BYTES = 32
ONCE = bytes(12)
"""The key serves one letter, so its number may always be the same."""


def new_key() -> bytes:
    """The private half of a shop's key."""
    return X25519PrivateKey.generate().private_bytes_raw()


def public_of(private: bytes) -> bytes:
    """The half that laptops are told."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal(public: bytes, body: bytes, device: str) -> bytes:
    """A letter that only the shop opens, and only as one of this device."""
    mine = X25519PrivateKey.generate()
    said = mine.public_key().public_bytes_raw()
    secret = mine.exchange(X25519PublicKey.from_public_bytes(public))
    return said + _cipher(secret, said + public).encrypt(ONCE, body, device.encode())


def unseal(private: bytes, letter: bytes, device: str) -> bytes:
    """What is in a letter of this device; raises Malformed when it is not one, or not whole."""
    said, sealed = letter[:PUBLIC_BYTES], letter[PUBLIC_BYTES:]
    try:
        secret = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(said))
        return _cipher(secret, said + public_of(private)).decrypt(ONCE, sealed, device.encode())
    except (InvalidTag, ValueError) as error:
        raise Malformed("not sealed for this shop") from error


def _cipher(secret: bytes, both: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt=None, info=PURPOSE + both).derive(secret))
