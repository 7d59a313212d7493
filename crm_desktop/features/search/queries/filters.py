"""Takes the typed filters (level:H due:today) out of a query and makes them a condition on the list cache."""

from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import Session

from crm_desktop.features.customers.queries.people import conditions_of
from crm_desktop.features.customers.rules.filters import parse_filter
from crm_desktop.features.search.queries.candidates import Restriction

_KINDS = {"is:customer": True, "is:network": False, "只看:客户": True, "只看:人脉": False}


def restriction_of(session: Session, text: str, today: date) -> tuple[str, Restriction]:
    """The text without its filters, and the condition they make; without a colon nothing is a filter."""
    if ":" not in text and "：" not in text:
        return text, Restriction()
    wanted = parse_filter(text)
    conditions = conditions_of(session, replace(wanted, text=""), is_customer=_kind(wanted.unknown), today=today)
    return wanted.text, Restriction(_sql(session, conditions))


def _kind(unknown: tuple[str, ...]) -> bool | None:
    """Customers or the others, where one of the two was asked for."""
    asked = {_KINDS[word.casefold()] for word in unknown if word.casefold() in _KINDS}
    return asked.pop() if len(asked) == 1 else None


def _sql(session: Session, conditions: list[ColumnElement[bool]]) -> str:
    """The conditions as text, for the index is asked by hand; values are quoted by the dialect."""
    if not conditions:
        return ""
    compiled = and_(*conditions).compile(
        dialect=session.get_bind().dialect, compile_kwargs={"literal_binds": True, "include_table": True}
    )
    return str(compiled)
