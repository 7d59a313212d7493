"""What makes a laptop itself: its key pair and the token of its file, in the key store of the operating system.

They are never in the profile: a copy of the profile alone is not the laptop. Where no key store works they stand in a
file that only its owner may read, which is weaker and therefore said.
"""

import base64
import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

SERVICE = "showroom-crm-sync"
KEY_STORE, FILE = "key store", "file"
KEY_BYTES = 32

Secret = Mapping[str, str]


class DeviceKeys(Protocol):
    """A small secret by the name of a profile."""

    kept_in: str
    """`KEY_STORE`, or `FILE` when the system has none that works."""

    def load(self, profile: str) -> Secret | None:
        """The secret; None when there is none, or the key store does not give it now."""

    def save(self, profile: str, secret: Secret) -> None:
        """Keep it in place of the one before."""

    def remove(self, profile: str) -> None:
        """Destroy it."""


def keep_beside(keys: DeviceKeys, profile: str, **more: str) -> None:
    """Keep some of a profile's secret; whatever else belongs to it stays. Raises OSError when it is not kept."""
    keys.save(profile, {**(keys.load(profile) or {}), **more})


class StoreKeys:
    """In the key store of the operating system."""

    kept_in = KEY_STORE

    def load(self, profile: str) -> Secret | None:
        """What the key store gives."""
        import keyring
        import keyring.errors

        try:
            text = keyring.get_password(SERVICE, profile)
        except keyring.errors.KeyringError:
            return None
        return _read(text)

    def save(self, profile: str, secret: Secret) -> None:
        """Raises OSError when the key store does not keep it."""
        import keyring
        import keyring.errors

        text = json.dumps(dict(secret))
        try:
            keyring.set_password(SERVICE, profile, text)
            kept = keyring.get_password(SERVICE, profile) == text
        except keyring.errors.KeyringError as problem:
            raise OSError("the key store does not work") from problem
        if not kept:  # some answer to everything and keep nothing
            raise OSError("the key store keeps nothing")

    def remove(self, profile: str) -> None:
        """What is not there is removed already."""
        import keyring
        import keyring.errors

        with contextlib.suppress(keyring.errors.KeyringError):
            keyring.delete_password(SERVICE, profile)


class FileKeys:
    """In a file of this user and this machine, outside the profile."""

    kept_in = FILE

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, profile: str) -> Secret | None:
        """What the file holds; None when it is not there or not whole."""
        try:
            return _read(self._file(profile).read_text("utf-8"))
        except (OSError, UnicodeDecodeError):
            return None

    def save(self, profile: str, secret: Secret) -> None:
        """The new file is whole on the disk before it takes the place of the old one."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self._file(profile).with_suffix(".part")
        with open(part, "w", encoding="utf-8", opener=_private) as out:
            out.write(json.dumps(dict(secret)))
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, self._file(profile))

    def remove(self, profile: str) -> None:
        """What is not there is removed already."""
        self._file(profile).unlink(missing_ok=True)

    def _file(self, profile: str) -> Path:
        return self._folder / f"{profile}.json"


class Keys:
    """The key store where it works, else the file; whichever holds the secret is asked, and asked once.

    One is made for each session: a key store may take its time.
    """

    def __init__(self, folder: Path) -> None:
        self._places: tuple[DeviceKeys, ...] = (FileKeys(folder), StoreKeys())
        self._told: dict[str, Secret] = {}
        self.kept_in = KEY_STORE

    def load(self, profile: str) -> Secret | None:
        """The file is asked first: it is only there when the key store did not work, and costs nothing to look for."""
        if profile in self._told:
            return self._told[profile]
        for place in self._places:
            secret = place.load(profile)
            if secret is not None:
                self.kept_in = place.kept_in
                self._told[profile] = secret
                return secret
        return None

    def save(self, profile: str, secret: Secret) -> None:
        """Where it was before; a new one in the key store, or in the file when there is none that works."""
        file, store = self._places
        self._told.pop(profile, None)
        if file.load(profile) is None:
            with contextlib.suppress(OSError):
                store.save(profile, secret)
                self._told[profile], self.kept_in = secret, store.kept_in
                return
        file.save(profile, secret)
        self._told[profile], self.kept_in = secret, file.kept_in

    def remove(self, profile: str) -> None:
        """Everywhere."""
        self._told.pop(profile, None)
        for place in self._places:
            place.remove(profile)


def new_key() -> str:
    """A new Ed25519 private key, as text."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return base64.urlsafe_b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()


def is_key(private: str) -> bool:
    """Whether a text is a private key, which any 32 bytes are: a file may be cut, or somebody's own."""
    try:
        return len(base64.urlsafe_b64decode(private)) == KEY_BYTES
    except ValueError:
        return False


def public_key(private: str) -> str:
    """The half that the server keeps, as text."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(private))
    return base64.urlsafe_b64encode(key.public_key().public_bytes_raw()).decode()


def sign(private: str, message: bytes) -> str:
    """A signature, as text."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return base64.urlsafe_b64encode(
        Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(private)).sign(message)
    ).decode()


def _read(text: str | None) -> Secret | None:
    if not text:
        return None
    with contextlib.suppress(ValueError):
        read = json.loads(text)
        if isinstance(read, dict) and all(isinstance(value, str) for value in read.values()):
            return read
    return None


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
