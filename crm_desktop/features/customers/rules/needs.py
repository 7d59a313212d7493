"""The needs behind a purchase: what may stand in each field."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import rules as fields
from crm_desktop.features.settings.records import Choice, ShopRules

Value: TypeAlias = str | int | date | None

MONEY = frozenset({"budget_low", "budget_high", "trade_in_value", "quote"})
DAYS = frozenset({
    "expected_on", "ordered_on", "delivered_on", "lost_on", "deliver_on", "revive_on", "frozen_until", "cancelled_on",
})
LINES = frozenset({"model", "colour", "rival", "trade_in"})
LISTS = {"use": "uses", "payment": "payments", "lost_reason": "lost_reasons"}
TEXTS = frozenset({"concerns", "note", "lost_note"})
NEED_FIELDS = MONEY | DAYS | LINES | TEXTS | frozenset(LISTS)

_MOST = 100_000_000_00
"""A hundred million yuan, in fen: more is a slip of the finger."""

_AMOUNT = re.compile(r"[¥￥]?\s*(\d[\d,，]*(?:\.\d+)?)\s*(万|w|k|千|元|块)?(?:元|块)?", re.IGNORECASE)
_UNITS = {"万": 10_000, "w": 10_000, "千": 1000, "k": 1000, "元": 1, "块": 1}


def clean_need(field: str, value: object, *, shop: ShopRules) -> Value:
    """One field of an opportunity, checked and put in order; money in fen."""
    if field in MONEY:
        return _clean_money(field, value)
    if field in DAYS:
        return fields.clean_day(field, value)
    if field in LINES:
        return fields.clean_line(field, value)
    if field in TEXTS:
        return fields.clean_text(field, value)
    if field in LISTS:
        return _code_or_words(field, value, shop.choices(LISTS[field]))
    raise InvalidInput(field, _("A purchase has no field “{field}”.").format(field=field))


def _code_or_words(field: str, value: object, choices: Sequence[Choice]) -> str:
    """A code of the shop's list where the words are on it; other words are kept as typed."""
    text = fields.clean_line(field, value)
    return next((choice.code for choice in choices if text in (choice.code, choice.label)), text)


def parse_money(field: str, typed: str) -> int | None:
    """An amount as people type it, in fen: 128800, 12.88万, ¥128,800. A small bare number means 万 (cars cost that)."""
    text = unicodedata.normalize("NFKC", typed).strip()
    if not text:
        return None
    match = _AMOUNT.fullmatch(text)
    if not match:
        raise InvalidInput(
            field, _("“{text}” is not an amount. Type it like 128800 or 12.88万.").format(text=text[:40])
        )
    number = float(match[1].replace(",", "").replace("，", ""))
    unit = (match[2] or "").casefold()
    factor = _UNITS[unit] if unit else 10_000 if number < 1000 else 1
    return _in_range(field, round(number * factor * 100))


def parse_budget(typed: str) -> tuple[int | None, int | None]:
    """A budget as people type it: 20-23万, 20万, 15万以内, 30万以上."""
    text = (
        unicodedata.normalize("NFKC", typed)
        .strip()
        .replace("至", "-")
        .replace("到", "-")
        .replace("~", "-")
        .replace("—", "-")
    )
    if text.endswith(("以内", "以下")) or text.startswith("<"):
        return None, parse_money("budget", text.strip("<以内下 "))
    if text.endswith(("以上", "+")) or text.startswith(">"):
        return parse_money("budget", text.strip(">以上+ ")), None
    low, dash, high = text.partition("-")
    if not dash:
        amount = parse_money("budget", text)
        return amount, amount
    unit = re.search(r"[万wWkK千]", high)
    if unit and not re.search(r"[万wWkK千元]", low):
        low += unit[0]
    first, second = parse_money("budget", low), parse_money("budget", high)
    if first is not None and second is not None and first > second:
        first, second = second, first
    return first, second


def _clean_money(field: str, value: object) -> int | None:
    if value is None or isinstance(value, str):
        return parse_money(field, value or "")
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidInput(field, _("This is not an amount."))
    return _in_range(field, value)


def _in_range(field: str, fen: int) -> int:
    if not 0 <= fen <= _MOST:
        raise InvalidInput(field, _("This amount cannot be right. Check the number of digits."))
    return fen
