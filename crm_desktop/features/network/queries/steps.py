"""The guided path: what this week brought of each step, counted from its rows."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from crm_desktop.base import clock, dates
from crm_desktop.features.network import rules
from crm_desktop.features.network.records import Path, Step
from crm_desktop.features.settings.queries import own_values, shop_rules

_DONE = {
    # Written down this week, out of one's own memory: the first ring, and the circle around me.
    "inventory": "SELECT count(*) FROM contact WHERE deleted IS NULL AND ring IN (1, 3) AND created >= :since "
    "AND created < :until",
    # Reached with one of the three openers.
    "build": "SELECT count(DISTINCT t.root) FROM touch t JOIN contact c ON c.id = t.root AND c.deleted IS NULL "
    "WHERE t.deleted IS NULL AND t.at >= :since AND t.at < :until AND t.opener <> '' AND t.effective = 1",
    # Gained through somebody else.
    "extend": "SELECT count(DISTINCT id) FROM ("
    "SELECT id FROM contact WHERE ring = 2 AND created >= :since AND created < :until "
    "UNION ALL SELECT CASE kind WHEN 'introduced' THEN other ELSE root END FROM relation WHERE deleted IS NULL "
    "AND kind IN ('introduced', 'introducer') AND created >= :since AND created < :until"
    ") JOIN contact USING (id) WHERE contact.deleted IS NULL",
    # Somebody new, met where a chance was made.
    "chances": "SELECT count(*) FROM contact WHERE deleted IS NULL AND created >= :since AND created < :until "
    "AND (occasion NOT IN :no_chance OR ring = 4)",
}


def path(session: Session, *, today: date | None = None) -> Path:
    """The four steps in the week of this day."""
    monday = dates.monday(today or clock.today())
    mine = own_values(session, rules.TARGETS)
    return Path(monday, tuple(
        Step(step.code, step.label, step.hint, _done(session, step.code, monday),
             _target(mine.get(step.code), step.target))
        for step in shop_rules(session).network_steps
    ))  # fmt: skip


def _target(mine: dict[str, Any] | None, shipped: int) -> int:
    target = (mine or {}).get("target")
    return target if isinstance(target, int) else shipped


def _done(session: Session, code: str, monday: date) -> int:
    statement = text(_DONE[code])
    values: dict[str, Any] = {"since": str(monday), "until": str(monday + timedelta(days=7))}
    if ":no_chance" in _DONE[code]:
        statement = statement.bindparams(bindparam("no_chance", expanding=True))
        values["no_chance"] = sorted(rules.NO_CHANCE)
    return int(session.scalar(statement, values) or 0)
