"""A spreadsheet runs a cell that begins with = + - or @; the guard is an apostrophe that import takes off again."""

import re

_RISKY = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_FORMULA = re.compile(r'="((?:[^"]|"")*)"')


def guarded(text: str) -> str:
    """The text as it may stand in a CSV cell; exactly undone by `unguarded`."""
    return "'" + text if _RISKY.match(text) else text


def unguarded(text: str) -> str:
    """The text that was guarded, or that another program wrote as ="138…" to keep its digits; any other as it is."""
    if _GUARDED.match(text):
        return text[1:]
    formula = _FORMULA.fullmatch(text)
    return formula[1].replace('""', '"') if formula else text
