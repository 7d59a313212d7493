"""A spreadsheet runs a cell that begins with = + - or @; the guard is an apostrophe that import takes off again."""

import re

_RISKY = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guarded(text: str) -> str:
    """The text as it may stand in a CSV cell; exactly undone by `unguarded`."""
    return "'" + text if _RISKY.match(text) else text


def unguarded(text: str) -> str:
    """The text that was guarded; any other text as it is."""
    return text[1:] if _GUARDED.match(text) else text
