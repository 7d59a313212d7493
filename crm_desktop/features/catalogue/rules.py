"""How a price, a service term and the name of a car are understood, and which cars of the catalogue are meant."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Protocol, TypeVar

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.features.catalogue.records import NewModel, PriceRange, ServiceTerms
from crm_desktop.features.settings.rules import clean_line

NAME_FIELDS = ("brand", "model", "trim", "colour")
TERMS = ("first_months", "first_km", "later_months", "later_km")
MOST_PRICE = 100_000_000_00
MOST_MONTHS = 240
MOST_KM = 1_000_000
_WAN = 10_000
_BARE_WAN = 1000  # a bare number below this is a price in 万: cars cost that
_BARE_MONTHS = 120  # a bare number up to this is months, a larger one kilometres

_UNITS = {"": 1, "元": 1, "块": 1, "万": _WAN, "万元": _WAN, "w": _WAN, "k": 1000, "千": 1000}
_AMOUNT = re.compile(r"(?:¥|rmb|cny|人民币)?(\d+(?:\.\d+)?)(万元|万|w|k|千|元|块)?(?:元|rmb|cny|人民币|整|起|/辆|/台)?")
_RANGE = re.compile(r"\d[^\d.]*[-~—–至到][^\d.]*\d")
_NOTHING = frozenset({"-", "--", "—", "——", "/", "\\", "无", "暂无", "待定", "待公布", "未公布", "tbd",
                       "tba", "n/a", "na"})  # fmt: skip
_MONTHS = re.compile(r"(\d+(?:\.\d+)?|半|一|两)(?:个)?(月|年|month|months|mo|year|years|yr|yrs)")
_KM = re.compile(r"(\d+(?:\.\d+)?)(万|k|千)?(?:公里|千米|km)")
_BARE = re.compile(r"(\d+(?:\.\d+)?)(万|k)?")
_WORDS = {"半": Decimal("0.5"), "一": Decimal(1), "两": Decimal(2)}
_MARKS = re.compile(r"[\s\W_]+")


class Named(Protocol):
    """Anything that has the four parts of a car's name."""

    @property
    def brand(self) -> str:
        """The maker's mark."""

    @property
    def model(self) -> str:
        """The series."""

    @property
    def trim(self) -> str:
        """How it is equipped."""

    @property
    def colour(self) -> str:
        """What it is painted."""


N = TypeVar("N", bound=Named)


# Checking --------------------------------------------------------------------------------------------------------


def clean(new: NewModel) -> NewModel:
    """One car with every field checked; InvalidInput says which is wrong and why."""
    names = {field: clean_line(field, getattr(new, field), longest=80) for field in NAME_FIELDS}
    if not names["model"]:
        raise InvalidInput("model", _("A car needs at least the name of its model."))
    for field in TERMS:
        _check(field, getattr(new, field), most=MOST_MONTHS if field.endswith("months") else MOST_KM)
    if new.list_price is not None and not 0 < new.list_price <= MOST_PRICE:
        raise InvalidInput("list_price", _("This price cannot be right. Check the number of digits."))
    return replace(new, **names)  # type: ignore[arg-type]  # names of texts only


def _check(field: str, value: int | None, *, most: int) -> None:
    if value is not None and not 0 < value <= most:
        raise InvalidInput(field, _("This must lie between 1 and {most}.").format(most=f"{most:,}"))


# Reading cells ---------------------------------------------------------------------------------------------------


def parse_price(text: str, unit: str = "") -> int | None:
    """A list price in fen: 159800, 15.98万, ¥159,800元. `unit` is what the column's head says: 万 or 元.

    Without any unit a small number means 万. A range, or two prices, is refused: a car has one list price.
    """
    plain = _plain(text)
    if not plain or plain in _NOTHING:
        return None
    if _RANGE.search(plain):
        raise InvalidInput(
            "list_price",
            _("“{text}” is a range. Give every trim a row of its own, with one price.").format(text=text[:40]),
        )
    match = _AMOUNT.fullmatch(plain)
    if not match:
        problem = _("“{text}” is not a price. Write it like 159800 or 15.98万.").format(text=text[:40])
        raise InvalidInput("list_price", problem)
    number, said = Decimal(match[1]), match[2] or ""
    factor = _UNITS[said] if said else _column_factor(number, unit)
    fen = round(number * factor * 100)  # a spreadsheet may hold 15.979999999999999
    if not 0 < fen <= MOST_PRICE:
        raise InvalidInput("list_price", _("This price cannot be right. Check the number of digits."))
    return fen


def _column_factor(number: Decimal, unit: str) -> int:
    # A column in 万 with 159800 in it was typed in yuan all the same: no car costs 1.6 thousand million.
    if unit == "万":
        return _WAN if number < _WAN else 1
    return 1 if unit == "元" and number >= _BARE_WAN else _WAN if number < _BARE_WAN else 1


def parse_terms(field: str, text: str, unit: str = "") -> tuple[int | None, int | None]:
    """Months and km of one cell: 6个月/5000公里, 1年或1万公里, 7500 km. A bare number follows the head's `unit`."""
    plain = _plain(text)
    if not plain or plain in _NOTHING:
        return None, None
    months = [_months_of(number, word) for number, word in _MONTHS.findall(plain)]
    km = [_km_of(number, word) for number, word in _KM.findall(plain)]
    if not months and not km and (bare := _BARE.fullmatch(plain)):
        amount = _km_of(bare[1], bare[2])
        if unit == "km" or (unit != "months" and amount > _BARE_MONTHS):
            km = [amount * (_WAN if unit == "km" and amount < 10 else 1)]
        else:
            months = [amount]
    if len(months) > 1 or len(km) > 1 or not (months or km) or _RANGE.search(plain):
        raise _no_term(field, text)
    return _whole(field, months, text), _whole(field, km, text)


def _months_of(number: str, word: str) -> Decimal:
    amount = _WORDS.get(number) or Decimal(number)
    return amount * (12 if word[0] in "年y" else 1)


def _km_of(number: str, word: str) -> Decimal:
    return Decimal(number) * {"万": _WAN, "k": 1000, "千": 1000}.get(word, 1)


def _whole(field: str, found: Sequence[Decimal], text: str) -> int | None:
    if not found:
        return None
    if found[0] != int(found[0]):
        raise _no_term(field, text)
    return int(found[0])


def _no_term(field: str, text: str) -> InvalidInput:
    return InvalidInput(
        field, _("“{text}” is not a service term. Write it like 6 months, 5000 km, or both.").format(text=text[:40])
    )


def colours_of(text: str) -> tuple[str, ...]:
    """The colours of a cell that lists several; a slash stands in the name of a two-tone colour and stays."""
    found = (" ".join(part.split()) for part in re.split(r"[、,，;；\n]", text))
    return tuple(dict.fromkeys(part for part in found if part)) or ("",)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"(?<=\d)[,，](?=\d{3})|\s", "", folded)


# Finding ---------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """A name as it is compared: without blanks, marks and case."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text).casefold())


def key_of(car: Named) -> tuple[str, str, str, str]:
    """What makes two entries the same car."""
    return fold(car.brand), fold(car.model), fold(car.trim), fold(car.colour)


def matching(cars: Iterable[N], *, brand: str = "", model: str, trim: str = "", colour: str = "") -> list[N]:
    """The cars meant by what somebody typed: exactly by name, else by the longest model the text begins with.

    Brand, trim and colour narrow the choice where they are known here; an unknown one is no reason to find nothing.
    """
    wanted = fold(model)
    if not wanted:
        return []
    every = list(cars)
    listed = [car for car in every if not brand or not car.brand or fold(brand) == fold(car.brand)] or every
    named = [car for car in listed if wanted in (fold(car.model), fold(car.brand + car.model))]
    if not named:
        named = _by_beginning(listed, wanted, fold(brand))
    named = _narrowed(named, lambda car: bool(trim) and fold(car.trim) == fold(trim))
    return _narrowed(named, lambda car: bool(colour) and fold(car.colour) == fold(colour))


def may_be(typed: str, *, brand: str, model: str) -> bool:
    """Whether what somebody typed could begin with this model: what `matching` then looks at closely."""
    wanted, name = fold(typed), fold(model)
    return bool(wanted and name) and wanted.startswith((name, fold(brand + model)))


def _by_beginning(cars: Sequence[N], wanted: str, brand: str) -> list[N]:
    """宋 PLUS DM-i 112KM 领先型 is the model 宋 PLUS DM-i; what stands behind must be one of its trims.

    Else 海豹 DM-i, which the catalogue does not know, would cost what 海豹 costs.
    """
    best: list[N] = []
    length, rest = 0, ""
    for text in {wanted, wanted.removeprefix(brand)}:
        for car in cars:
            for name in {fold(car.model), fold(car.brand + car.model)}:
                if not name or not text.startswith(name) or len(name) < length:
                    continue
                if len(name) > length:
                    best, length, rest = [], len(name), text[len(name) :]
                best.append(car)
    if not rest:
        return best
    fits = [car for car in best if fold(car.trim) and (fold(car.trim) in rest or rest in fold(car.trim))]
    return _narrowed(fits, lambda car: fold(car.trim) == rest)


def _narrowed(cars: list[N], holds: Callable[[N], bool]) -> list[N]:
    return [car for car in cars if holds(car)] or cars


class HasTerms(Named, Protocol):
    """A car of which service terms may be known."""

    @property
    def first_months(self) -> int | None:
        """Months to the first service."""

    @property
    def first_km(self) -> int | None:
        """Km to the first service."""

    @property
    def later_months(self) -> int | None:
        """Months between later ones."""

    @property
    def later_km(self) -> int | None:
        """Km between later ones."""


class TermsBook:
    """The service terms of all cars, for many questions: one is answered from memory the second time."""

    def __init__(self, cars: Iterable[HasTerms]) -> None:
        self._cars = [car for car in cars if any(getattr(car, field) is not None for field in TERMS)]
        self._known: dict[tuple[str, str, str], ServiceTerms | None] = {}

    def of(self, brand: str, model: str, trim: str = "") -> ServiceTerms | None:
        """The terms of this car; None where the catalogue knows none."""
        asked = (brand, model, trim)
        if asked not in self._known:
            found = matching(self._cars, brand=brand, model=model, trim=trim)
            self._known[asked] = ServiceTerms(*(getattr(found[0], field) for field in TERMS)) if found else None
        return self._known[asked]


def price_range(prices: Iterable[int | None]) -> PriceRange | None:
    """The lowest and the highest of the prices that are known."""
    known = [price for price in prices if price is not None]
    return PriceRange(min(known), max(known)) if known else None
