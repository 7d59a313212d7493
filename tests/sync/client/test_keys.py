"""Where a laptop's key is kept, and what it signs."""

import base64
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import keyring.errors
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.client.keys import FILE, KEY_STORE, Keys, new_key, public_key, sign

SECRET = {"key": "k", "token": "t"}


class Memory(keyring.backend.KeyringBackend):
    """A key store that works."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise keyring.errors.KeyringLocked
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise keyring.errors.KeyringLocked
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.kept.pop((service, username), None)


@pytest.fixture
def store() -> Iterator[Memory]:
    before = keyring.get_keyring()
    made = Memory()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def test_secret_is_kept_in_the_key_store(store: Memory, tmp_path: Path) -> None:
    keys = Keys(tmp_path / "devices")
    keys.save("p", SECRET)

    assert Keys(tmp_path / "devices").load("p") == SECRET
    assert keys.kept_in == KEY_STORE
    assert not (tmp_path / "devices").exists()


def test_without_a_key_store_it_is_a_file_of_its_owner(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "devices")
    keys.save("p", SECRET)

    file = tmp_path / "devices" / "p.json"
    assert keys.kept_in == FILE
    assert Keys(tmp_path / "devices").load("p") == SECRET
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_key_store_that_is_locked_at_first_is_a_file_for_good(store: Memory, tmp_path: Path) -> None:
    store.locked = True
    Keys(tmp_path).save("p", SECRET)
    store.locked = False
    Keys(tmp_path).save("p", {"key": "k2"})

    assert Keys(tmp_path).load("p") == {"key": "k2"}
    assert store.kept == {}


def test_locked_key_store_gives_nothing(store: Memory, tmp_path: Path) -> None:
    Keys(tmp_path).save("p", SECRET)
    store.locked = True

    assert Keys(tmp_path).load("p") is None


def test_secret_of_another_profile_is_another(store: Memory, tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    keys.save("p", SECRET)

    assert keys.load("q") is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"key": 1}', "\x00"])
def test_damaged_file_gives_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "p.json").write_text(text, "utf-8")

    assert Keys(tmp_path).load("p") is None


def test_removed_secret_is_gone_everywhere(store: Memory, tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    keys.save("p", SECRET)
    keys.remove("p")
    keys.remove("p")

    assert keys.load("p") is None
    assert store.kept == {}


def test_signature_is_of_the_key_whose_public_half_is_told() -> None:
    private = new_key()

    signature = sign(private, b"said")

    Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(public_key(private))).verify(
        base64.urlsafe_b64decode(signature), b"said"
    )
    assert new_key() != private


def test_key_store_is_asked_once_in_a_session(store: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Keys(tmp_path).save("p", {"key": "k"})
    asked: list[str] = []
    give = store.get_password
    monkeypatch.setattr(store, "get_password", lambda service, name: (asked.append(name), give(service, name))[1])
    keys = Keys(tmp_path)

    assert keys.load("p") == keys.load("p") == {"key": "k"}
    keys.remove("p")

    assert asked == ["p"]
    assert keys.load("p") is None
