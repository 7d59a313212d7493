"""Values as SQLite keeps them, and the one way they become bytes.

No type is lost on the way: 1 and 1.0 stay two values, bytes stay bytes, and an infinity survives JSON.
"""

import base64
import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any, TypeAlias

import orjson

Value: TypeAlias = int | float | str | bytes | None
Patch: TypeAlias = Mapping[str, Value]
Key: TypeAlias = tuple[str, str]
"""A row: its table and its id."""


def same(one: Value, other: Value) -> bool:
    """Whether two values are one value of one type. Not a number equals itself here: it is nothing to send."""
    if type(one) is not type(other):
        return False
    return one == other or (one != one and other != other)


def to_wire(value: Value) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, bytes):
        return {"b": base64.b64encode(value).decode("ascii")}
    if isinstance(value, float) and not math.isfinite(value):
        return {"f": repr(value)}
    return value


def from_wire(value: Any) -> Value:
    """The value that `to_wire` wrote."""
    if isinstance(value, dict):
        return base64.b64decode(value["b"]) if "b" in value else float(value["f"])
    if value is None or isinstance(value, int | float | str):
        return value
    raise TypeError(f"{type(value).__name__} is no value of a row")


def canonical(document: Mapping[str, Any], *, floats: bool = True) -> bytes:
    """One document has one spelling, so its hash can stand for it. Without floats it is written faster, the same."""
    if not floats:
        try:
            return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
        except TypeError:  # text that is no Unicode, numbers beyond 64 bits
            pass
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "surrogatepass")


def hash_of(body: bytes) -> str:
    """What tells two bodies apart."""
    return hashlib.sha256(body).hexdigest()
