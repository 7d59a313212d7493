"""Takes the typed filters (level:H due:today) out of a query and makes them a condition on the list cache."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy.orm import Session

from crm_desktop.features.customers.records import Filter
from crm_desktop.features.customers.rules.filters import parse_filter
from crm_desktop.features.search.queries.candidates import Restriction
from crm_desktop.features.settings.queries import shop_rules

_KINDS = {"is:customer": 1, "is:network": 0, "只看:客户": 1, "只看:人脉": 0}
WEEK = timedelta(days=6)


def restriction_of(session: Session, text: str, today: date) -> tuple[str, Restriction]:
    """The text without its filters, and the condition they make; without a colon nothing is a filter."""
    if ":" not in text and "：" not in text:
        return text, Restriction()
    wanted = parse_filter(text)
    parts = [
        *_columns(wanted),
        *_tags(wanted),
        *_sources(session, wanted),
        *_due(wanted.due, today),
        *_kind(wanted.unknown),
    ]
    if wanted.cold:
        parts.append(Restriction("p.cold_on <= ?", (today.isoformat(),)))
    sql = " AND ".join(part.sql for part in parts)
    return wanted.text, Restriction(sql, tuple(value for part in parts for value in part.values))


def _columns(wanted: Filter) -> list[Restriction]:
    """One of several values of a column, as the filter names them."""
    columns: tuple[tuple[str, Collection[object]], ...] = (
        ("level", wanted.levels),
        ("status", wanted.statuses),
        ("tier", wanted.tiers),
        ("ring", wanted.rings),
    )
    found = [_one_of(f"p.{column}", values) for column, values in columns if values]
    if wanted.levels or wanted.statuses or wanted.tiers:
        found.append(Restriction("p.is_customer = 1"))
    return found


def _one_of(column: str, values: Collection[object]) -> Restriction:
    plain = tuple(sorted(str(value) if isinstance(value, str) else value for value in values))  # type: ignore[type-var]
    return Restriction(f"{column} IN ({','.join('?' * len(plain))})", plain)


def _tags(wanted: Filter) -> list[Restriction]:
    if not wanted.tags:
        return []
    names = tuple(sorted(wanted.tags))
    marks = ",".join("?" * len(names))
    return [Restriction(f"p.id IN (SELECT root FROM tag WHERE name IN ({marks}) AND deleted IS NULL)", names)]


def _sources(session: Session, wanted: Filter) -> list[Restriction]:
    """A source by its code or by its name in the shop's list."""
    if not wanted.sources:
        return []
    typed = {source.casefold() for source in wanted.sources}
    known = {choice.code for choice in shop_rules(session).sources if choice.label.casefold() in typed}
    return [_one_of("p.source", known | wanted.sources)]


def _due(due: str, today: date) -> list[Restriction]:
    day = today.isoformat()
    if not due:
        return []
    if due == "none":
        return [Restriction("p.due_on IS NULL")]
    if due == "overdue":
        return [Restriction("p.due_on < ?", (day,))]
    if due == "week":
        return [Restriction("p.due_on <= ?", ((today + WEEK).isoformat(),))]
    if due == "today":
        return [Restriction("p.due_on <= ?", (day,))]
    return [Restriction("p.due_on = ?", (due,))]


def _kind(unknown: tuple[str, ...]) -> list[Restriction]:
    wanted = {_KINDS[word.casefold()] for word in unknown if word.casefold() in _KINDS}
    return [Restriction("p.is_customer = ?", (kind,)) for kind in sorted(wanted)] if len(wanted) == 1 else []
