"""A price list of cars: read from any table, judged row by row against the catalogue, reported."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path

from sqlalchemy.orm import Session

from crm_desktop.base import paths
from crm_desktop.base.errors import FileProblem, InvalidInput
from crm_desktop.base.i18n import _, format_money
from crm_desktop.features.catalogue import commands, queries, rules
from crm_desktop.features.catalogue.records import Kept, ModelRecord, NewModel
from crm_desktop.import_export.files import read_grids
from crm_desktop.import_export.grid import Grid
from crm_desktop.import_export.headers import header_key
from crm_desktop.import_export.report import write_rows
from crm_desktop.import_export.verdicts import FileReport, RowVerdict, Verdict
from crm_desktop.store.store import Store

CARS_AT_ONCE = 200
"""So many cars are written in well under the time a save may wait."""
_SEARCHED = 40
_CARRIED = ("brand", "model")
_TOTAL = re.compile(r"(合计|总计|小计|共计|total|subtotal).*", re.IGNORECASE)
_VALUES = tuple(one.name for one in fields(NewModel) if one.name not in rules.NAME_FIELDS)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list: the cars in it (one a colour), or why there is none."""

    sheet: str
    row: int
    name: str
    cars: tuple[NewModel, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class PriceList:
    """A file as it was read; nothing is compared yet."""

    file: str
    lines: list[Line] = field(repr=False)


@dataclass(frozen=True)
class PricePlan:
    """What bringing the list in would do, row by row, and the cars to hand to `bring_in`."""

    report: FileReport
    cars: tuple[NewModel, ...] = field(repr=False)

    def count(self, verdict: Verdict) -> int:
        """How many rows got this verdict."""
        return self.report.count(verdict)


# Reading ---------------------------------------------------------------------------------------------------------


def read_price_list(path: Path) -> PriceList:
    """Every sheet that has a column of models; FileProblem when there is none."""
    lines: list[Line] = []
    found = False
    for grid in read_grids(path):
        header = _header(grid.rows)
        if header is not None:
            found = True
            lines += _lines(grid, *header)
    if not found:
        raise FileProblem(
            _(
                "{file} has no column with models of cars. Name the columns in the first row, for example Brand, "
                "Model, Trim, Colour, List price. Nothing was changed."
            ).format(file=path.name)
        )
    return PriceList(path.name, lines)


@lru_cache
def _words() -> dict[str, str]:
    known: dict[str, str] = {}
    for language in ("en", "zh_CN"):
        path = paths.resources() / "content" / language / "catalogue_headers.toml"
        for meaning, words in tomllib.loads(path.read_text(encoding="utf-8")).items():
            known.update((header_key(word), meaning) for word in words)
    return known


def _header(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]] | None:
    """Where the header stands, and the column of each meaning."""
    best: tuple[int, dict[str, int]] | None = None
    for at, row in enumerate(rows[:_SEARCHED]):
        columns: dict[str, int] = {}
        for place, cell in enumerate(row):
            meaning = _words().get(header_key(cell)) if cell.strip() and len(cell) <= 60 else None
            if meaning:
                columns.setdefault(meaning, place)
        if "series" in columns:  # 车系 above 车型: the series is the model, and the model its trim
            series = columns.pop("series")
            if "model" in columns:
                columns.setdefault("trim", columns["model"])
            columns["model"] = series
        enough = "model" in columns and (len(columns) > 1 or len([c for c in row if c.strip()]) == 1)
        if enough and (best is None or len(columns) > len(best[1])):
            best = at, columns
    return best


def _lines(grid: Grid, at: int, columns: dict[str, int]) -> Iterator[Line]:
    units = {meaning: _unit(grid.rows[at][place]) for meaning, place in columns.items()}
    above: dict[str, str] = {}
    for offset, row in enumerate(grid.rows[at + 1 :]):
        cells = {
            meaning: " ".join(row[place].split()) for meaning, place in columns.items()
            if place < len(row) and row[place].strip()
        }  # fmt: skip
        if any(cell.strip() for cell in row):
            yield _line(grid.sheet, grid.first_number + at + 1 + offset, _carried(cells, above), row, units)


def _carried(cells: dict[str, str], above: dict[str, str]) -> dict[str, str]:
    """A brand or a model that is written once stands for the rows below it."""
    if len(cells) < 2:
        return cells
    for name in _CARRIED:
        if name in cells:
            if above.get(name) != cells[name]:
                above.update({name: cells[name]})
        elif name in above:
            cells[name] = above[name]
    return cells


def _line(
    sheet: str, number: int, cells: dict[str, str], row: Sequence[str], units: Mapping[str, str]
) -> Line:
    name = " ".join(cells[part] for part in rules.NAME_FIELDS if part in cells)
    filled = [cell.strip() for cell in row if cell.strip()]
    if all(_words().get(header_key(cell)) for cell in filled):
        return Line(sheet, number, name, problem=_("This row repeats the header."))
    if _TOTAL.fullmatch(filled[0]):
        return Line(sheet, number, name, problem=_("This row is a total, not a car."))
    if len(filled) == 1 and len(units) > 1:
        return Line(sheet, number, filled[0], problem=_("Only one cell is filled: a heading or a remark, not a car."))
    try:
        return Line(sheet, number, name, _cars(cells, units))
    except InvalidInput as problem:
        return Line(sheet, number, name, problem=str(problem))


def _cars(cells: Mapping[str, str], units: Mapping[str, str]) -> tuple[NewModel, ...]:
    terms: dict[str, int | None] = {}
    for part in ("first", "later"):
        months, km = rules.parse_terms(part, cells.get(part, ""), units.get(part, ""))
        months = rules.parse_terms(part, cells.get(f"{part}_months", ""), "months")[0] or months
        km = rules.parse_terms(part, cells.get(f"{part}_km", ""), "km")[1] or km
        terms |= {f"{part}_months": months, f"{part}_km": km}
    price = rules.parse_price(cells.get("list_price", ""), units.get("list_price", ""))
    names = {part: cells.get(part, "") for part in ("brand", "model", "trim")}
    return tuple(
        rules.clean(NewModel(**names, colour=colour, list_price=price, **terms))  # type: ignore[arg-type]
        for colour in rules.colours_of(cells.get("colour", ""))
    )


def _unit(header: str) -> str:
    """What the head of a column says of its figures: 指导价(万元), 首保(公里)."""
    text = header.casefold()
    if re.search(r"公里|千米|里程|km|mileage", text):
        return "km"
    if re.search(r"月|month", text):
        return "months"
    inside = re.search(r"[(（\[【/](.*)", text)
    told = inside[1] if inside else ""
    return "万" if "万" in told or text.endswith("万") else "元" if re.search(r"元|rmb|cny|¥|￥", told) else ""


# Judging ---------------------------------------------------------------------------------------------------------


def judge_price_list(session: Session, found: PriceList) -> PricePlan:
    """A verdict for every row: new, updated (and what), already so, refused (and why). Nothing is written."""
    known = {rules.key_of(car): car for car in queries.catalogue(session)}
    seen: dict[tuple[str, str, str, str], tuple[int, NewModel]] = {}
    verdicts: list[RowVerdict] = []
    cars: list[NewModel] = []
    for line in found.lines:
        verdict, reason = _judge(line, known, seen)
        verdicts.append(RowVerdict(found.file, line.sheet, line.row, verdict, line.name, reason=reason))
        if verdict in (Verdict.NEW, Verdict.UPDATED):
            cars += line.cars
    return PricePlan(FileReport(found.file, verdicts, "catalogue"), tuple(cars))


def _judge(
    line: Line, known: Mapping[tuple[str, str, str, str], ModelRecord],
    seen: dict[tuple[str, str, str, str], tuple[int, NewModel]],
) -> tuple[Verdict, str]:  # fmt: skip
    if line.problem:
        return Verdict.REFUSED, line.problem
    fresh = {rules.key_of(car): car for car in line.cars}
    for key, car in fresh.items():
        row, before = seen.get(key, (line.row, car))
        if row != line.row and any(getattr(car, name) != getattr(before, name) for name in _VALUES):
            return Verdict.REFUSED, _("Row {row} says something else of the same car.").format(row=row)
    repeated = {key: seen[key][0] for key in fresh if key in seen}
    if len(repeated) == len(fresh):
        return Verdict.DUPLICATE, _("The same as row {row}.").format(row=next(iter(repeated.values())))
    seen.update({key: (line.row, car) for key, car in fresh.items()})
    if any(key not in known for key in fresh):
        return Verdict.NEW, ""
    changes = [change for key, car in fresh.items() for change in _changes(known[key], car)]
    if changes:
        return Verdict.UPDATED, "; ".join(dict.fromkeys(changes))
    return Verdict.DUPLICATE, _("The catalogue has all of this already.")


def _changes(was: ModelRecord, car: NewModel) -> Iterator[str]:
    labels = value_labels()
    for name in _VALUES:
        before, after = getattr(was, name), getattr(car, name)
        if after is not None and after != before:
            shown = [format_money(v) if name == "list_price" else f"{v:,}" for v in (before, after) if v is not None]
            yield f"{labels[name]} {' → '.join(shown)}"
    if not was.active:
        yield _("Offered again")


def value_labels() -> dict[str, str]:
    """What the figures of a car are called."""
    return {
        "list_price": _("List price"), "first_months": _("First service (months)"), "first_km": _("First service (km)"),
        "later_months": _("Later services every (months)"), "later_km": _("Later services every (km)"),
    }  # fmt: skip


# Bringing in -----------------------------------------------------------------------------------------------------


def bring_in(store: Store, cars: Sequence[NewModel], *, file: str) -> Kept:
    """Write what was planned as one undo step, in parts so short that a save never waits long for one."""
    kept, at = commands.NOTHING_KEPT, 0
    with store.long_step(_("Import a price list")) as step:
        while at < len(cars):
            with step.part() as part:
                while at < len(cars):
                    kept = part.write(commands.keep_list, cars[at : at + CARS_AT_ONCE], file=file, before=kept)
                    at += CARS_AT_ONCE
                    if not part.may_go_on:
                        break
    return kept


# Reporting -------------------------------------------------------------------------------------------------------


def write_price_report(report: FileReport, path: Path) -> None:
    """One line for every row of the list, as CSV."""
    failed = _("The report could not be written to {file}: {reason}. Choose another folder.")
    write_rows(path, _("Car"), report.rows, failed)
