"""How a shipped form and the shop's changes make one design, and what a change may be."""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.features.forms.records import CheckList, Column, Design

KIND = "forms"
LONGEST_LABEL = 40
LONGEST_POINT = 80
MOST_POINTS = 40
MOST_SIGNATURES = 6
_DISTRICT = re.compile(r"(?:.*?[省市])?(.{1,8}?[区县镇旗])")
_COLUMN, _CHECKS = "column:", "checks:"

Changes = Mapping[str, Mapping[str, Any]]
"""The shop's changes of one form: "" (the form itself), "column:CODE", "checks:CODE" → what is changed."""


def key_of(form: str, part: str = "", code: str = "") -> str:
    """The key of a setting: one row each for the form, a column, a list of points."""
    return f"{form}/{part}:{code}" if part else form


def changes_of(form: str, settings: Iterable[tuple[str, str]]) -> Changes:
    """Of all (key, JSON text) those that concern this form; what cannot be read is ignored."""
    found: dict[str, Mapping[str, Any]] = {}
    for key, text in settings:
        name, _slash, part = key.partition("/")
        if name == form and isinstance(value := _decoded(text), dict):
            found[part] = value
    return found


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def design(
    form: str, structure: Mapping[str, Any], labels: Mapping[str, Any], changes: Changes, *,
    wanted: Collection[str] = (),
) -> Design:  # fmt: skip
    """The form as the shop wants it; labels are those of the language of the moment.

    `wanted`: columns that are shipped hidden and shown here, unless the shop hides them.
    """
    own, words, shipped = changes.get("", {}), labels.get(form, {}), structure[form]
    signed = labels.get("signatures", {})
    signatures = tuple(str(signed.get(code, code)) for code in shipped.get("signatures", ()))
    return Design(
        code=form,
        title=_line(own.get("title"), words.get("title", form)),
        columns=_columns(shipped.get("columns", ()), words.get("columns", {}), changes, wanted),
        signatures=_lines(own.get("signatures"), signatures),
        checks=tuple(_checks(entry, words, changes) for entry in shipped.get("checks", ())),
        landscape=bool(shipped.get("landscape", False)),
        lines=int(shipped.get("lines", 0)),
    )


def _columns(
    shipped: Sequence[Mapping[str, Any]], labels: Mapping[str, str], changes: Changes, wanted: Collection[str]
) -> tuple[Column, ...]:
    found: list[tuple[int, int, Column]] = []
    for place, entry in enumerate(shipped):
        code = entry["code"]
        change = changes.get(_COLUMN + code, {})
        hidden = change.get("hidden", entry.get("hidden", False) and code not in wanted)
        column = Column(
            code, _line(change.get("label"), labels.get(code, code)), int(entry.get("weight", 10)),
            str(entry.get("align", "left")), bool(entry.get("sum", False)), shown=not hidden,
        )
        position = change.get("position")
        found.append((position if isinstance(position, int) else place, place, column))
    return tuple(column for _position, _place, column in sorted(found, key=lambda entry: entry[:2]))


def _checks(entry: Mapping[str, Any], words: Mapping[str, Any], changes: Changes) -> CheckList:
    code, change = entry["code"], changes.get(_CHECKS + entry["code"], {})
    names = words.get("points", {})
    shipped = tuple(str(names.get(point, point)) for point in entry.get("points", ()))
    return CheckList(
        code, _line(change.get("title"), words.get("checks", {}).get(code, code)), _lines(change.get("points"), shipped)
    )


def _line(own: Any, shipped: Any) -> str:
    return own if isinstance(own, str) and own.strip() else str(shipped)


def _lines(own: Any, shipped: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(str, own)) if isinstance(own, list) else shipped


def checked_line(field: str, text: str, *, longest: int = LONGEST_LABEL) -> str:
    """One line that may stand on a form; InvalidInput when it is empty or too long."""
    line = " ".join(text.split())
    if not line:
        raise InvalidInput(field, _("Enter a name."))
    if len(line) > longest:
        raise InvalidInput(field, _("This is too long. Keep it under {most} characters.").format(most=longest))
    return line


def checked_lines(field: str, lines: Sequence[str], *, most: int, longest: int = LONGEST_LABEL) -> list[str]:
    """Several lines, empty ones left out; InvalidInput when there are too many or one is too long."""
    kept = [checked_line(field, line, longest=longest) for line in lines if line.strip()]
    if len(kept) > most:
        raise InvalidInput(field, _("These are too many lines. Keep it to {most}.").format(most=most))
    return kept


def area(estate: str, address: str) -> str:
    """Where somebody lives, in a word: the housing estate, else the district."""
    found = _DISTRICT.match(address)
    return estate.strip() or (found[1] if found else address.strip())


def refuse_without_columns(columns: Sequence[Column]) -> None:
    """A table needs at least one column."""
    if not any(column.shown for column in columns):
        raise InvalidInput("columns", _("At least one column has to stay."))


def with_parts(columns: Sequence[Column], code: str, parts: Sequence[str]) -> tuple[Column, ...]:
    """The columns, one of them made of narrow cells."""
    return tuple(replace(column, parts=tuple(parts)) if column.code == code else column for column in columns)
