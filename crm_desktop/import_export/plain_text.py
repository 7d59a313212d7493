"""Text as the archive keeps it: composed, without control characters, marks of byte order and outer blanks."""

import re
import unicodedata
from functools import lru_cache

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ufeff]")


@lru_cache(maxsize=8192)  # the same cells stand in thousands of rows
def one_line(text: str) -> str:
    """One line of text."""
    if text.isascii() and text.isalnum():
        return text
    text = _CONTROL.sub("", text.encode("utf-8", "ignore").decode("utf-8"))
    return unicodedata.normalize("NFC", " ".join(text.split()))


@lru_cache(maxsize=8192)
def several_lines(text: str) -> str:
    """Several lines of text."""
    if text.isascii() and text.isalnum():
        return text
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "ignore").decode("utf-8"))
    return unicodedata.normalize("NFC", text.strip())
