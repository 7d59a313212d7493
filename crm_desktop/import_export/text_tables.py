"""Tables as text: CSV of every dialect, tab-separated lists, lists with a name and a number a line."""

import csv
import io
import re
from collections import Counter

from crm_desktop.import_export.grid import Grid
from crm_desktop.import_export.guard import unguarded
from crm_desktop.import_export.headers import known_header
from crm_desktop.import_export.labelled_lines import read_labelled

_DELIMITERS = ",;\t|，；"
_SAMPLE_LINES = 60
_LONGEST_CELL = 200  # lines one quoted cell may span before its quote counts as a stray one
_CALLED = r"(?:(?:联系)?(?:手机|电话)号?码?|tel|phone|mobile)?[:：.]?\s*"  # 凤三 电话13800138183
_NAME_AND_NUMBER = re.compile(
    rf"\s*(\S.*?)[\s:：,，;；]+{_CALLED}(\+?[\d(][\d\-() ]{{3,}}[\d)])(?:[\s,，;；]+(\S.*?))?\s*",
    re.DOTALL | re.IGNORECASE,
)
_NAME_BESIDE_MOBILE = re.compile(  # 苗二13800138182, 方四（138 0013 8184）老客户
    rf"\s*(\S.*?)\s*[(（]?{_CALLED}(?<!\d)(1[3-9]\d[ \-]?\d{{4}}[ \-]?\d{{4}})(?!\d)[\s,，;；)）]*(\S.*?)?\s*",
    re.IGNORECASE,
)
_NUMBER_FIRST = re.compile(
    r"\s*((?:\+?86[ \-]?)?1[3-9]\d{9})[\s:：,，;；]+([^\s:：,，;；\d]+)(?:[\s,，;；]+(\S.*?))?\s*"
)
_LIST_NUMBER = re.compile(r"^\d{1,3}(?:[.、)）．]\s*|\s+)(?=\D)")
_PADDING = re.compile(r"[^\S\n]{2,}")  # hundreds of blanks of a printed list would be tried in every way
_LONGEST_HEAD = 200  # in so many characters name and number have come
_FEWEST_DIGITS = 7  # of a number that more words follow: else it is an amount or a day


def read_text(text: str) -> Grid:
    """The rows of a text table; a line `sep=;` at the top (Excel's) is obeyed."""
    text = _normal_line_ends(text)
    if labelled := read_labelled(text, known_header):
        return Grid(sheet="", rows=labelled)
    told = re.match(r'"?sep=(.)"?[^\n]*\n', text, re.IGNORECASE)
    if told:
        text = text[told.end() :]
    delimiter = told.group(1) if told else sniff_delimiter(text)
    rows = list(_rows(text, delimiter)) if delimiter else [[line] for line in text.split("\n")]
    if 2 * sum(len(row) > 1 for row in rows) < sum(bool("".join(row).strip()) for row in rows):
        rows = _split_names_and_numbers(text) or rows  # a list, though a line or two hold a tab or a comma
    rows = [[unguarded(cell) for cell in row] for row in rows]
    while rows and len(rows[-1]) <= 1 and not "".join(rows[-1]).strip():
        rows.pop()  # line ends at the end of the file are no rows
    return Grid(sheet="", rows=rows, first_number=2 if told else 1)


def _normal_line_ends(text: str) -> str:
    """CR, CR LF and the doubled CR CR LF that some mailers make."""
    return re.sub(r"\r*\n|\r", "\n", text)


def sniff_delimiter(text: str) -> str:
    """The separator that gives the same number of cells in most lines; "" when no line has two cells."""
    head = "\n".join(text.split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES])
    best, best_score = "", 0.0
    for delimiter in _DELIMITERS:
        if delimiter not in head:
            continue
        widths = Counter(len(row) for row in _rows(head, delimiter) if any(cell.strip() for cell in row))
        wide = {width: count for width, count in widths.items() if width > 1}
        if not wide:
            continue
        width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
        score = count / widths.total() + min(width, 20) / 100
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _rows(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(2**31 - 1)  # a note may be long
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:  # a quote that is never closed, or one inside a cell
        return _tolerant_rows(text, delimiter)
    if any(cell.count("\n") > _LONGEST_CELL for row in rows for cell in row):
        return _tolerant_rows(text, delimiter)
    return rows


def _tolerant_rows(text: str, delimiter: str) -> list[list[str]]:
    """Line by line: a quote that does not close within reach is taken as an ordinary character."""
    lines = text.split("\n")
    rows, at = [], 0
    while at < len(lines):
        taken, row = _one_row(lines, at, delimiter)
        rows.append(row)
        at += taken
    return rows


def _one_row(lines: list[str], at: int, delimiter: str) -> tuple[int, list[str]]:
    quotes = 0
    for taken in range(1, min(_LONGEST_CELL, len(lines) - at) + 1):
        quotes += lines[at + taken - 1].count('"')
        if quotes % 2:
            continue  # a cell is still open
        if quotes == 0:
            break
        text = io.StringIO("\n".join(lines[at : at + taken]), newline="")
        try:
            rows = list(csv.reader(text, delimiter=delimiter, strict=True))
        except csv.Error:
            break  # more lines cannot mend this
        if len(rows) == 1:
            return taken, rows[0]
        break
    plain = csv.reader([lines[at]], delimiter=delimiter, quoting=csv.QUOTE_NONE)
    return 1, next(plain, [])


def _split_names_and_numbers(text: str) -> list[list[str]]:
    """`王芳 13800138000 看车` a line: two or three columns; nothing unless nearly all lines are like that."""
    lines = text.split("\n")
    filled = [line for line in lines if line.strip()]
    found = [_split(line) for line in lines]
    return found if 10 * sum(len(row) > 1 for row in found) >= 7 * len(filled) > 0 else []


def _split(line: str) -> list[str]:
    plain = _PADDING.sub(" ", line)
    parts = _parts(plain[:_LONGEST_HEAD])
    if not parts:
        return [line]
    parts[-1] += plain[_LONGEST_HEAD:]
    name, *rest = parts
    return [_LIST_NUMBER.sub("", name) or name, *rest]


def _parts(line: str) -> list[str]:
    """Name, number and, where there are any, the words behind; nothing for a line of another kind."""
    if turned := _NUMBER_FIRST.fullmatch(line):
        return [part for part in (turned[2], turned[1], turned[3]) if part]
    match = _NAME_AND_NUMBER.fullmatch(line)
    if match is None or (match[3] and sum(char.isdigit() for char in match[2]) < _FEWEST_DIGITS):
        match = _NAME_BESIDE_MOBILE.fullmatch(line)
    return [part for part in match.groups() if part] if match else []
