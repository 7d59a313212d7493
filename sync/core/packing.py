"""Documents and bytes: JSON under zstd, and the checks of the smallest things in them."""

import base64
import json
from typing import Any

import orjson

from sync import protocol

LEVEL = 1
"""Pages and pushes are no larger than under 3, and several times as quick."""


class Malformed(ValueError):
    """What came over the wire is not what the protocol says; the reason is for the log of whoever sent it."""


def pack(document: Any) -> bytes:
    """A document as it travels."""
    return squeeze(spell(document))


def squeeze(body: bytes) -> bytes:
    """Bytes under zstd, with a checksum: a cut or damaged body is found."""
    import zstandard  # here: a laptop loads this file with its pages, and zstd when it syncs

    return zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compress(body)


def spell(document: Any) -> bytes:
    """A document as JSON. Text that is no Unicode (half a surrogate pair) survives as well, more slowly."""
    try:
        return orjson.dumps(document)
    except TypeError:
        return json.dumps(document, allow_nan=False, separators=(",", ":")).encode()


def unpack(body: bytes, most: int = protocol.MOST_BODY_BYTES) -> Any:
    """The document in a body."""
    return read(expand(body, most))


def expand(body: bytes, most: int = protocol.MOST_BODY_BYTES) -> bytes:
    """The bytes under zstd, never more than the limit, whatever the frame says of itself."""
    import zstandard

    try:
        if zstandard.frame_content_size(body) > most:
            raise Malformed(protocol.TOO_LARGE)
        return zstandard.ZstdDecompressor().decompress(body, max_output_size=most, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise Malformed(f"not packed as it should be: {error}") from error


def read(body: bytes) -> Any:
    """The document in plain JSON."""
    try:
        return orjson.loads(body)
    except ValueError:
        pass
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"no JSON: {error}") from error


def text(value: Any, *, least: int = 1, most: int = protocol.LONGEST_NAME) -> str:
    """A name: printable, neither empty nor endless."""
    if not is_text(value, least=least, most=most):
        raise Malformed("no name")
    return value  # type: ignore[no-any-return]


def is_text(value: Any, *, least: int = 1, most: int = protocol.LONGEST_NAME) -> bool:
    """Whether a value is a name."""
    return type(value) is str and least <= len(value) <= most and value.isprintable()


def decoded(value: Any) -> bytes:
    """The bytes of a text in base64."""
    if type(value) is not str:
        raise Malformed("no bytes")
    try:
        return base64.b64decode(value, validate=True)
    except ValueError as error:  # binascii.Error is one; text that is no ASCII is another
        raise Malformed("no bytes") from error


def integer(value: Any, *, least: int = 0, most: int = 2**63 - 1) -> int:
    """A whole number in its bounds; true is none."""
    if type(value) is not int or not least <= value <= most:
        raise Malformed("no number")
    return value
