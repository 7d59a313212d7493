"""The data key once more, in a tiny SQLCipher file, so that opening a profile need not load a second cipher library.

What counts are the wraps of `keys.json`. The box is sealed with the same secret; it may be missing, damaged or of
another day: then the wrap is opened, and the box is made anew. It is of use only to who has the secret.
"""

import contextlib
import hmac
import os
import secrets
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from crm_desktop.store.connection import SILENT

NAME = "keys.box"
_PURPOSE = b"showroom-crm keys.box\x01"


def open_box(profile: Path, secret: bytes) -> bytes | None:
    """The data key in the box, or None when there is no box that this secret opens."""
    if not (profile / NAME).exists():
        return None
    with contextlib.suppress(sqlcipher.Error), contextlib.closing(_connect(profile / NAME, secret, "ro")) as box:
        ((key,),) = box.execute("SELECT key FROM box").fetchall()
        return bytes(key)
    return None


def seal(profile: Path, secret: bytes, key: bytes) -> None:
    """Put the data key into a new box; where it cannot be written there is none, and opening takes a little longer."""
    # A name of its own: two programs may open the profile at the same moment.
    part = profile / f"{NAME}.{secrets.token_hex(4)}.part"
    try:
        discard(profile)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with contextlib.closing(_connect(part, secret, "rw")) as box:
            box.execute("CREATE TABLE box (key BLOB NOT NULL)")
            box.execute("INSERT INTO box VALUES (?)", (key,))
        os.replace(part, profile / NAME)
    except (OSError, sqlcipher.Error):
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def discard(profile: Path) -> None:
    """Remove the box: what sealed it shall not open the profile any more."""
    (profile / NAME).unlink(missing_ok=True)


def _connect(file: Path, secret: bytes, mode: str) -> sqlcipher.Connection:
    box = sqlcipher.connect(file.absolute().as_uri() + f"?mode={mode}", uri=True, isolation_level=None)
    try:
        # A secret that does not fit is an answer, nothing to print.
        box.execute(SILENT)
        # A key of its own (RFC 5869, HKDF-Expand): no secret serves two ciphers.
        box.execute(f"PRAGMA key = \"x'{hmac.digest(secret, _PURPOSE, 'sha256').hex()}'\"")
        box.execute("PRAGMA journal_mode = MEMORY")
        box.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        box.close()
        raise
    return box
