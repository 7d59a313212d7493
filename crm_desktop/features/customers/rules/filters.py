"""The filter of a list as it is typed: `level:H due:today tag:"two words" 王`."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from crm_desktop.features.customers.records import Filter, Level, Status

_KEYS = {
    "level": "level", "级别": "level", "意向": "level", "意向级别": "level",
    "status": "status", "状态": "status",
    "tier": "tier", "等级": "tier", "价值": "tier", "价值等级": "tier",
    "tag": "tag", "标签": "tag",
    "source": "source", "来源": "source",
    "ring": "ring", "圈": "ring", "人脉圈": "ring",
    "owner": "owner", "顾问": "owner", "销售顾问": "owner",
    "due": "due", "到期": "due", "回访": "due",
    "is": "is", "只看": "is",
}
_DUE = {
    "today": "today",
    "今天": "today",
    "今日": "today",
    "overdue": "overdue",
    "逾期": "overdue",
    "week": "week",
    "本周": "week",
    "7天": "week",
    "none": "none",
    "无": "none",
}
_NONE = {"none", "无", "-", "未定"}
_TOKEN = re.compile(r'(?:"[^"]*"|[^\s"])+|"')


def parse_filter(typed: str) -> Filter:
    """What a filter text means; words that are no condition are text, conditions without sense are reported."""
    plain = typed.replace("：", ":").replace("“", '"').replace("”", '"').replace("\u3000", " ")
    found = Filter()
    words: list[str] = []
    for token in _TOKEN.findall(plain):
        key, colon, value = token.partition(":")
        name = _KEYS.get(key.casefold()) if colon and not token.startswith('"') else None
        if name is None:
            words.append(token.replace('"', ""))
            continue
        values = _values(value) if name in ("tag", "source", "owner") else _values(unicodedata.normalize("NFKC", value))
        better = _apply(found, name, values) if values else None
        found = better or replace(found, unknown=(*found.unknown, token))
    return replace(found, text=" ".join(word for word in words if word))


def format_filter(wanted: Filter) -> str:
    """The text that `parse_filter` reads as this filter."""
    parts = [
        _part("level", (level or "none" for level in wanted.levels)),
        _part("status", wanted.statuses),
        _part("tier", (str(tier) for tier in wanted.tiers)),
        _part("tag", wanted.tags),
        _part("source", wanted.sources),
        _part("owner", wanted.owners),
        _part("ring", (str(ring) for ring in wanted.rings)),
        f"due:{wanted.due}" if wanted.due else "",
        "is:cold" if wanted.cold else "",
        " ".join(f'"{word}"' if ":" in word else word for word in wanted.text.split()),
    ]
    return " ".join(part for part in parts if part)


def _values(value: str) -> list[str]:
    found = re.findall(r'"([^"]*)"|([^",，、]+)', value)
    return [text for text in ((quoted or bare).strip() for quoted, bare in found) if text]


def _apply(found: Filter, name: str, values: list[str]) -> Filter | None:
    """The filter with one condition more, or nothing when a value has no sense."""
    match name:
        case "level":
            levels = {"" if v.casefold() in _NONE else v.upper() for v in values}
            return replace(found, levels=found.levels | levels) if levels <= set(Level) else None
        case "status":
            statuses = {v.upper() for v in values}
            return replace(found, statuses=found.statuses | statuses) if statuses <= set(Status) else None
        case "tier" | "ring":
            return _with_numbers(found, name, values)
        case "tag":
            return replace(found, tags=found.tags | set(values))
        case "source":
            return replace(found, sources=found.sources | set(values))
        case "owner":
            return replace(found, owners=found.owners | set(values))
        case "due":
            due = _due(values[0])
            return replace(found, due=due) if due and len(values) == 1 else None
    return replace(found, cold=True) if values in (["cold"], ["变冷"]) else None


def _with_numbers(found: Filter, name: str, values: list[str]) -> Filter | None:
    if not all(value in {"1", "2", "3", "4"} for value in values):
        return None
    numbers = frozenset(int(value) for value in values)
    return (
        replace(found, tiers=found.tiers | numbers) if name == "tier" else replace(found, rings=found.rings | numbers)
    )


def _due(value: str) -> str:
    word = _DUE.get(value.casefold())
    if word:
        return word
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return ""


def _part(key: str, values: Iterable[str]) -> str:
    found = sorted(values)
    return f"{key}:{','.join(_quoted(value) for value in found)}" if found else ""


def _quoted(value: str) -> str:
    return f'"{value}"' if re.search(r"[\s,，、:]", value) else value
