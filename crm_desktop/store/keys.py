"""The data key of a profile: random, wrapped by a passphrase, the system's key store, or (on purpose) nothing."""

import base64
import contextlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from crm_desktop.base.errors import KeyLost, ProfileProblem, WrongPassphrase
from crm_desktop.base.i18n import _
from crm_desktop.store import key_box
from crm_desktop.store.connection import connect

KEY_BYTES = 32
KEYRING_SERVICE = "showroom-crm"
COPIES = ("keys.json", "keys.copy.json")
# OWASP's argon2id advice is 46 MiB, t=1; we take more memory and passes, about 0.1 s on a slow laptop.
STRONG = {"time_cost": 3, "memory_cost": 64 * 1024, "parallelism": 2}
# Without a passphrase there is nothing to slow down.
OPEN = {"time_cost": 1, "memory_cost": 8 * 1024, "parallelism": 1}


def create_key(profile: Path, *, passphrase: str | None, in_keyring: bool = False) -> bytes:
    """Make the data key of a new profile, write its wrapped form and return it.

    `passphrase` None or "" with `in_keyring` False is the profile that opens without asking.
    """
    key = os.urandom(KEY_BYTES)
    wraps = [_wrap(key, passphrase or "")] if not in_keyring else [_wrap_in_keyring(key)]
    if in_keyring and passphrase:
        wraps.append(_wrap(key, passphrase))
    _write(profile, wraps)
    return key


def load_key(profile: Path, passphrase: str | None) -> bytes:
    """The data key. Tries the open wrap, then the system's key store, then the passphrase.

    Raises WrongPassphrase when a passphrase is wanted and this one (or none) does not fit, KeyLost when the
    key file cannot be read.
    """
    copies = _copies(profile)
    keys = [key for wraps in copies if (key := _key_in(profile, wraps, passphrase)) is not None]
    if len(copies) > 1:  # one of them may be another profile's
        fitting = [key for key in keys if _fits(profile, key)]
        keys = fitting or (keys if passphrase or len(keys) == len(copies) else [])
    if keys:
        return keys[0]
    if any(w["by"] == "passphrase" for wraps in copies for w in wraps):
        raise WrongPassphrase(_("The passphrase does not open this profile. Nothing was changed; try again."))
    raise ProfileProblem(
        _("The key of this profile is kept by the system's key store, and it did not give it. Unlock it and try again.")
    )


def needs_passphrase(profile: Path) -> bool:
    """True when the profile cannot be opened without asking the user."""
    wraps = _read(profile)
    return not any(w["by"] in ("nothing", "keyring") for w in wraps)


def change_passphrase(profile: Path, key: bytes, passphrase: str | None) -> None:
    """Wrap the data key anew; the data itself is not touched. None or "" means: open without asking."""
    _write(profile, [_wrap(key, passphrase or "")])


def move_to_keyring(profile: Path, key: bytes) -> None:
    """Keep the data key in the system's key store from now on."""
    _write(profile, [_wrap_in_keyring(key)])


def destroy(profile: Path) -> None:
    """Nothing opens the profile any more, nor its backups: they have the same key. What is gone already stays gone."""
    for wrap in _all_wraps(profile):
        if wrap["by"] == "keyring":
            _forget_in_keyring(str(wrap["name"]))
    for file in sorted(profile.glob("keys.*")):
        # A disk may keep the old blocks all the same; what is left is of use only to who has the secret.
        with contextlib.suppress(OSError), file.open("r+b") as out:
            out.write(os.urandom(file.stat().st_size))
            out.flush()
            os.fsync(out.fileno())
        file.unlink(missing_ok=True)
    settle_folder(profile)


def settle_folder(folder: Path) -> None:
    """What was put into a folder, or removed from it, is so on the disk; where a folder can be asked for that."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _all_wraps(profile: Path) -> list[dict[str, object]]:
    """Of both copies: they differ when a change was cut off between them."""
    wraps: list[dict[str, object]] = []
    for name in COPIES:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            wraps += [one for one in json.loads((profile / name).read_text("utf-8"))["wraps"] if one["by"]]
    return wraps


def _key_in(profile: Path, wraps: list[dict[str, object]], passphrase: str | None) -> bytes | None:
    for wrap in sorted(wraps, key=_order):
        secret = _secret(wrap, passphrase)
        key = _open(profile, wrap, secret) if secret else None
        if key is not None:
            return key
    return None


def _fits(profile: Path, key: bytes) -> bool:
    try:
        connect(profile / "data.db", key, read_only=True).close()
    except sqlcipher.Error:
        return False
    return True


def _order(wrap: dict[str, object]) -> int:
    return ("nothing", "keyring", "passphrase").index(str(wrap["by"]))


def _secret(wrap: dict[str, object], passphrase: str | None) -> bytes | None:
    """What the wrap was made with, or None when it cannot be had now."""
    if wrap["by"] == "keyring":
        return _from_keyring(str(wrap["name"]))
    if wrap["by"] == "passphrase" and not passphrase:
        return None
    return _stretch("" if wrap["by"] == "nothing" else str(passphrase), wrap)


def _open(profile: Path, wrap: dict[str, object], secret: bytes) -> bytes | None:
    key = key_box.open_box(profile, secret)
    if key is None:
        key = _unwrap(secret, str(wrap["key"]))
        if key is not None:
            key_box.seal(profile, secret, key)
    return key


def _wrap(key: bytes, passphrase: str) -> dict[str, object]:
    cost = STRONG if passphrase else OPEN
    wrap: dict[str, object] = {"by": "passphrase" if passphrase else "nothing", "kdf": "argon2id", **cost}
    wrap["salt"] = base64.b64encode(os.urandom(16)).decode()
    wrap["key"] = _wrapped(_stretch(passphrase, wrap), key)
    return wrap


def _wrap_in_keyring(key: bytes) -> dict[str, object]:
    import keyring
    import keyring.errors

    secret, name = os.urandom(KEY_BYTES), os.urandom(8).hex()
    try:
        keyring.set_password(KEYRING_SERVICE, name, base64.b64encode(secret).decode())
        kept = _from_keyring(name) == secret
    except keyring.errors.KeyringError:
        kept = False
    if not kept:
        raise ProfileProblem(_("This system has no key store that works. Choose a passphrase instead."))
    return {"by": "keyring", "name": name, "key": _wrapped(secret, key)}


def _from_keyring(name: str) -> bytes | None:
    import keyring
    import keyring.errors

    try:
        text = keyring.get_password(KEYRING_SERVICE, name)
    except keyring.errors.KeyringError:
        return None
    return base64.b64decode(text) if text else None


def _forget_in_keyring(name: str) -> None:
    import keyring
    import keyring.errors

    # Without its wrap a secret that a locked key store keeps opens nothing.
    with contextlib.suppress(keyring.errors.KeyringError):
        keyring.delete_password(KEYRING_SERVICE, name)


def _stretch(passphrase: str, wrap: dict[str, object]) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    def number(name: str) -> int:
        return int(str(wrap[name]))

    return hash_secret_raw(
        passphrase.encode(),
        base64.b64decode(str(wrap["salt"])),
        time_cost=number("time_cost"),
        memory_cost=number("memory_cost"),
        parallelism=number("parallelism"),
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def _wrapped(secret: bytes, key: bytes) -> str:
    from cryptography.hazmat.primitives.keywrap import aes_key_wrap

    return base64.b64encode(aes_key_wrap(secret, key)).decode()


def _unwrap(secret: bytes, wrapped: str) -> bytes | None:
    from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

    try:
        return aes_key_unwrap(secret, base64.b64decode(wrapped))
    except InvalidUnwrap:
        return None


def _write(profile: Path, wraps: list[dict[str, object]]) -> None:
    text = json.dumps({"version": 1, "wraps": wraps}, indent=1)
    # First of all: after a change what opened the profile before opens nothing. The next start seals a new box.
    key_box.discard(profile)
    # Two copies: a lost key file is lost data. The second is written only when the first is whole on disk.
    for name in COPIES:
        part = profile / f"{name}.part"
        with open(part, "w", encoding="utf-8", opener=_private) as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, profile / name)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _read(profile: Path) -> list[dict[str, object]]:
    return _copies(profile)[0]


def _copies(profile: Path) -> list[list[dict[str, object]]]:
    """The wraps of each copy that can be read; of one where both say the same, as they nearly always do."""
    found: list[list[dict[str, object]]] = []
    readers: list[Callable[[], str]] = [
        lambda name=name: (profile / name).read_text("utf-8")  # type: ignore[misc]
        for name in COPIES
    ]
    for read in readers:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            document = json.loads(read())
            if document["version"] == 1 and all(w["by"] and w["key"] for w in document["wraps"]):
                found += [document["wraps"]] if document["wraps"] not in found else []
    if found:
        return found
    raise KeyLost(
        _(
            "The key file of this profile is missing or damaged. The data is still there but cannot be opened; "
            "put keys.json back from a backup."
        )
    )
