"""Which row of a sheet is the header, and what words people use for each column (data, in resources/content)."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from crm_desktop.base import paths, phone
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.import_export.fields import Field
from crm_desktop.import_export.grid import Grid
from crm_desktop.import_export.one_person_form import read_form
from crm_desktop.import_export.source import SourceKind, SourceRow, SourceTable

_LONGEST_GAP = 200  # empty rows that still count as rows
_SEARCHED = 40  # rows above the header at most
_BRACKETS = re.compile(r"[(\[{【〔<《].*?[)\]}】〕>》]")
_NOISE = re.compile(r"[\s\W_]+")
_DIGITS = re.compile(r"^\d+$|\d{7}")  # a number, or one to call within other words: no header says that
_NUMBER = re.compile(r"(?<=\D)\d{1,2}$|^(?:no)?\d{1,2}(?=\D)")
_PREFIXES = (
    "潜在客户",
    "意向客户",
    "客户",
    "车主",
    "潜客",
    "顾客",
    "用户",
    "会员",
    "本人",
    "个人",
    "联系人",
    "customer",
    "client",
    "contact",
    "owner",
)
PAIR = re.compile(
    r"(phone|e-?mail|website|im|custom field|relation|event|jot|calendar link)"
    r"\s*(\d+)\s*-\s*(type|label|value|service)",
    re.IGNORECASE,
)
"""Google's pairs of columns: `Phone 1 - Type`, `Phone 1 - Value`."""
ADDRESS_PIECE = re.compile(r"address\s*(\d+)\s*-\s*(.+)", re.IGNORECASE)
_ABOVE = frozenset({"〃", "同上", "″", "〃〃"})
_BELOW = re.compile(r"(制表|制单|填表|审核|复核|打印|导出)(人|员|日期|时间)?\s*[:：].*")
_TOTAL = re.compile(
    r"(?:本[页月日周]|当[月日])?(合计|总计|小计|共计|汇总|total|subtotal|grand total)\s*[:：]?.*"
    r"|(?:以上)?共\s*\d+\s*[条人位行户组个](?:记录|数据|客户)?[。.]?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header word means."""

    field: Field
    label: str = ""
    group: str = ""
    part: str = ""


@lru_cache
def words() -> dict[str, Meaning]:
    """Every known header, in its comparable form, both languages at once: files mix them."""
    known: dict[str, Meaning] = {}
    for language in ("en", "zh_CN"):
        path = paths.resources() / "content" / language / "import_headers.toml"
        for key, headers in tomllib.loads(path.read_text(encoding="utf-8")).items():
            name, *rest = key.split(".")
            field = Field(name)
            meaning = Meaning(field, group=rest[0], part=rest[1]) if len(rest) == 2 else Meaning(field, *rest[:1])
            known.update((header_key(header), meaning) for header in headers)
    return known


def known_header(header: str) -> bool:
    """Whether the words of a header mean something to us."""
    text = header.strip()
    return bool(PAIR.fullmatch(text) or ADDRESS_PIECE.fullmatch(text) or meaning_of(text))


def header_key(header: str) -> str:
    """A header as it is compared: without brackets, blanks, marks and case."""
    text = unicodedata.normalize("NFKC", header).casefold()
    return _NOISE.sub("", _BRACKETS.sub("", text)) or _NOISE.sub("", text)


def meaning_of(header: str) -> Meaning | None:
    """What a header means by its words alone."""
    known, key = words(), header_key(header)
    bare = _NUMBER.sub("", key)
    for candidate in dict.fromkeys((key, bare, *_without_prefix(bare))):
        if candidate in known:
            return known[candidate]
    pieces = [piece for piece in re.split(r"[/、|&+或和及]", unicodedata.normalize("NFKC", header)) if piece.strip()]
    if 1 < len(pieces) <= 3:  # "手机/微信", "电话或手机"
        return next((known[header_key(piece)] for piece in pieces if header_key(piece) in known), None)
    return None


def _without_prefix(key: str) -> list[str]:
    return [key.removeprefix(prefix) for prefix in _PREFIXES if key.startswith(prefix) and key != prefix]


def table_of(path: Path, grid: Grid, *, kind: SourceKind) -> SourceTable:
    """The sheet with its header found: rows above it are the preamble, rows below are people."""
    at = _header_row(grid.rows)
    if at is not None and any(looks_like_phone(cell.strip()) for cell in grid.rows[at]):  # no header has a number
        return _one_person(path, grid, kind)
    if at is not None and _second_line(grid.rows, at):
        at += 1
    width = max(map(len, grid.rows), default=0)
    headers = _headers(grid.rows, at, width)
    top = 0 if at is None else at + 1
    rows: list[SourceRow] = []
    above: dict[str, str] = {}
    keys = {header: header_key(header) for header in headers}
    remarks, remarked, blank = _remarks(grid, headers), _unique(_("Cell comments"), headers), 0
    preamble = _preamble(grid.rows[: at or 0])
    for offset, cells in enumerate(grid.rows[top:]):
        values = {header: text for header, cell in zip(headers, cells, strict=False) if (text := cell.strip())}
        above = values = _same_as_above(values, above)
        if remarks and (remark := remarks.get(top + offset)):
            values[remarked] = remark
        repeats = at is not None and values and _repeats(values, keys)
        if repeats and not rows:
            continue  # the second line of a header that is merged over two
        blank = 0 if values else blank + 1
        if blank > _LONGEST_GAP:  # a stray cell far below: the gap is not made of rows
            if blank == _LONGEST_GAP + 1:
                del rows[-_LONGEST_GAP:]
            continue
        rows.append(
            SourceRow(
                grid.first_number + top + offset, values, problem=_problem(values, preamble, repeats=bool(repeats))
            )
        )
    used = tuple(
        header
        for n, header in enumerate(headers)
        if not _generated(header, n) or any(header in row.values for row in rows)
    )
    if any(remarked in row.values for row in rows):
        used = (*used, remarked)
    if grid.bare:
        rows.append(SourceRow(grid.bare[0], {}, problem=_without_value(len(grid.bare))))
    return SourceTable(path, kind, used, rows, sheet=grid.sheet, preamble=preamble)


def _preamble(rows: list[list[str]]) -> tuple[str, ...]:
    """The lines above the header: a title, a day of export."""
    return tuple(filter(None, (" ".join(filter(None, map(str.strip, row))) for row in rows)))


def _same_as_above(values: dict[str, str], above: dict[str, str]) -> dict[str, str]:
    """〃 and 同上 say what stands in the line above; a number so repeated would make one person of two."""
    if _ABOVE.isdisjoint(values.values()):
        return values
    told = {header: above.get(header, "") for header, text in values.items() if text in _ABOVE}
    return values | {header: text for header, text in told.items() if text and not looks_like_phone(text)}


def _one_person(path: Path, grid: Grid, kind: SourceKind) -> SourceTable:
    form = read_form(grid.rows, known_header)
    row = SourceRow(grid.first_number, form.values)
    return SourceTable(path, kind, tuple(form.values), [row], sheet=grid.sheet, preamble=tuple(form.beside))


def _remarks(grid: Grid, headers: list[str]) -> dict[int, str]:
    """What is remarked on the cells of a row, each after the name of its column."""
    lines: dict[int, list[str]] = {}
    for (row, column), text in sorted(grid.remarks.items()):
        name = headers[column] if 0 <= column < len(headers) else _nameless(column)
        lines.setdefault(row, []).append(f"{name}: {text}")
    return {row: "\n".join(told) for row, told in lines.items()}


def _without_value(count: int) -> str:
    return ngettext(
        "{n} formula of this sheet has no value, so its cell was left out. Open the file in Excel or WPS, save it, "
        "then import it again.",
        "{n} formulas of this sheet have no value, so their cells were left out. Open the file in Excel or WPS, save "
        "it, then import it again.", count,
    ).format(n=count)  # fmt: skip


def _repeats(values: dict[str, str], keys: dict[str, str]) -> bool:
    """Whether the line says again what the header says; a number anywhere tells quickly that it does not."""
    if any(text.isdecimal() and keys[header] != text for header, text in values.items() if text.isascii()):
        return False
    return all(_same(header, text) for header, text in values.items())


def _same(header: str, text: str) -> bool:
    one, other = header_key(header), header_key(text)
    return one == other or _NUMBER.sub("", one) == _NUMBER.sub("", other)


def _problem(values: dict[str, str], preamble: tuple[str, ...], *, repeats: bool) -> str:
    if repeats:
        return _("This row repeats the header.")
    first = next(iter(values.values()), "")
    if len(values) == 1 and first in preamble:  # a list printed page by page
        return _("This row repeats the title of the list.")
    if _TOTAL.fullmatch(first) and not any(map(looks_like_phone, values.values())):
        return _("This row is a total, not a person.")
    if _BELOW.fullmatch(first) and not any(map(looks_like_phone, values.values())):
        return _("This row is a remark below the list, not a person.")
    return ""


def _header_row(rows: list[list[str]]) -> int | None:
    scores = [_score(row) for row in rows[:_SEARCHED]]
    best = max(scores, default=0)
    if best >= 2:
        return next(n for n, score in enumerate(scores) if score >= max(2, best / 2))
    for n, row in enumerate(rows[:_SEARCHED]):
        if any(cell.strip() for cell in row):
            if best == 1 and scores[n] == 0 and len([c for c in row if c.strip()]) == 1:
                continue  # a title
            return n if _label_like(row) and (scores[n] or _typed(rows[n + 1 :])) else None
    return None


def _second_line(rows: list[list[str]], at: int) -> bool:
    """Whether the line below names the columns of groups that this line only gathers: 客户信息 over 姓名 and 电话."""
    below = rows[at + 1] if at + 1 < len(rows) else []
    above = [*rows[at], *[""] * len(below)]
    new = 0
    for upper, lower in zip(above, below, strict=False):
        if not lower.strip() or _same(upper, lower):
            continue
        known = known_header(lower)
        if not known and upper.strip() and known_header(upper):
            return False  # what stands under a column that has its name is a value
        new += known
    return new >= 2 and _label_like(below)


def _score(row: list[str]) -> int:
    found = {header_key(cell) for cell in row if cell.strip() and len(cell) <= 60 and known_header(cell)}
    return len(found)


def _label_like(row: list[str]) -> bool:
    cells = [cell.strip() for cell in row if cell.strip()]
    return all(
        len(cell) <= 40 and "@" not in cell and not looks_like_phone(cell) and not _DIGITS.search(cell)
        for cell in cells
    )


def _typed(rows: list[list[str]]) -> bool:
    """Below a header in a language we do not know, some column holds numbers to call or addresses to write to."""
    cells = [cell.strip() for row in rows[:50] for cell in row if cell.strip()]
    return any(looks_like_phone(cell) or "@" in cell for cell in cells)


def looks_like_phone(text: str) -> bool:
    """Whether a cell holds a number to call: not a date, an amount or an id."""
    return bool(re.fullmatch(r"[+\d(（][\d\s()（）\-./+转,]{5,24}", text)) and phone.normal(text).startswith("+")


def _headers(rows: list[list[str]], at: int | None, width: int) -> list[str]:
    own = rows[at] if at is not None else []
    above = rows[at - 1] if at else []
    two_lines = sum(1 for cell in above if cell.strip()) >= 2
    made: list[str] = []
    for n in range(width):
        text = " ".join(own[n].split()) if n < len(own) else ""
        if not text and two_lines and n < len(above):
            text = " ".join(above[n].split())
        made.append(_unique(text or _nameless(n), made))
    return made


def _nameless(n: int) -> str:
    return _("Column {n}").format(n=n + 1)


def _generated(header: str, n: int) -> bool:
    return header == _nameless(n)


def _unique(text: str, taken: list[str]) -> str:
    count, name = 1, text
    while name in taken:
        count += 1
        name = f"{text} ({count})"
    return name
