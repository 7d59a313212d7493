"""What stands in an encrypted file, free pages among it: for tests that look whether something is left."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVED, SALT = 4096, 80, 16
LOG_HEAD, FRAME_HEAD = 32, 24


def plain(file: Path, key: bytes) -> bytes:
    """Every page of the file and of its log, decrypted one by one."""
    body = file.read_bytes()
    pages = [body[start : start + PAGE] for start in range(0, len(body), PAGE)]
    found = [_decrypted(page, key, SALT if number == 0 else 0) for number, page in enumerate(pages)]
    log = file.with_name(f"{file.name}-wal")
    frames = log.read_bytes()[LOG_HEAD:] if log.exists() else b""
    for start in range(0, len(frames), FRAME_HEAD + PAGE):
        page = frames[start + FRAME_HEAD : start + FRAME_HEAD + PAGE]
        found += [_decrypted(page, key, 0), _decrypted(page, key, SALT)]
    return b"".join(found)


def _decrypted(page: bytes, key: bytes, start: int) -> bytes:
    vector = page[PAGE - RESERVED : PAGE - RESERVED + 16]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return decryptor.update(page[start : PAGE - RESERVED]) + decryptor.finalize()
