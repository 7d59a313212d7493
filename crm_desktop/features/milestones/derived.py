"""The open proposals (`derived_proposal`), kept true inside each transaction: a handful of queries a batch.

Computed from the list cache, which the deriver before this one has just brought up to date.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, String, bindparam, column, delete, func, insert, select, text
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import rules as contacts
from crm_desktop.features.milestones import rules
from crm_desktop.features.milestones.records import Answer, Deal, LevelStep, ProposalFacts
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.store.derived import Progress, postpone
from crm_desktop.store.rows import named
from crm_desktop.store.tables import (
    Contact,
    DerivedPerson,
    DerivedProposal,
    Opportunity,
    ProposalAnswer,
    ScaleChange,
    Setting,
)

BATCH = 500
SAMPLE = 300
AT_ONCE = 2_000
CONCERNED = frozenset({"contact", "customer", "touch", "scale_change", "opportunity", "proposal_answer", "merge"})
"""Tables of which a change may begin or end a proposal."""
DECISIVE = ("levels", "statuses", "tiers", "numbers")
"""Kinds of settings on which everybody's proposals depend."""

_WANTED = select(column("value", String)).select_from(func.json_each(bindparam("ids")).table_valued("value"))
_COLUMNS = [c for c in DerivedProposal.__table__.columns if c.name != "n"]
_PEOPLE = select(
    DerivedPerson.id, DerivedPerson.status, DerivedPerson.level, DerivedPerson.level_rank, DerivedPerson.opened_on,
    DerivedPerson.last_effective_on, DerivedPerson.tier, Contact.do_not_contact, Contact.consent,
).join(Contact, Contact.id == DerivedPerson.id).where(
    DerivedPerson.id.in_(_WANTED), DerivedPerson.is_customer.is_(True), DerivedPerson.opened_on.is_not(None))
_STEPS = select(
    ScaleChange.root, ScaleChange.at, ScaleChange.scale, ScaleChange.before, ScaleChange.after
).where(
    ScaleChange.root.in_(_WANTED), ScaleChange.scale.in_(("level", "status")), ScaleChange.deleted.is_(None)
).order_by(ScaleChange.root, ScaleChange.at, ScaleChange.id)
_DEALS = select(
    Opportunity.root, Opportunity.id, Opportunity.stage, Opportunity.deliver_on, Opportunity.lost_on,
    Opportunity.revive_on, Opportunity.frozen_until,
).where(Opportunity.root.in_(_WANTED), Opportunity.deleted.is_(None)).order_by(
    Opportunity.root, Opportunity.created.desc(), Opportunity.id.desc())
_ANSWERS = select(
    ProposalAnswer.root, ProposalAnswer.code, ProposalAnswer.occurrence, ProposalAnswer.state, ProposalAnswer.at
).where(ProposalAnswer.root.in_(_WANTED), ProposalAnswer.deleted.is_(None)).order_by(ProposalAnswer.id)
# The people lead, each with the few touches after the last real contact: CROSS JOIN keeps SQLite from turning it round.
_ATTEMPTS = text(
    "SELECT p.id, count(*), max(t.at) FROM json_each(:ids) j CROSS JOIN derived_person p ON p.id = j.value "
    "CROSS JOIN touch t ON t.root = p.id AND t.at >= coalesce(date(p.last_effective_on, '+1 day'), '') "
    "WHERE t.deleted IS NULL AND t.effective = 0 AND t.result NOT IN ('', 'none') GROUP BY p.id"
)


class Proposals:
    """Keeps what is proposed for each customer."""

    def create(self, connection: Connection) -> None:
        """Its table is one of the schema's."""

    def refresh(self, connection: Connection, stale: Mapping[str, set[str]], roots: set[str]) -> None:
        """Bring up to date what hangs on these rows."""
        settings = list(stale.get("setting", ()))
        if settings and _rules_changed(connection, settings):
            people = connection.execute(select(func.count()).select_from(DerivedPerson)).scalar_one()
            if people <= AT_ONCE:
                self.rebuild(connection)
            else:
                postpone(connection, "proposals", "SELECT root FROM customer WHERE deleted IS NULL")
        elif not stale or not CONCERNED.isdisjoint(stale):
            _refresh(connection, sorted(roots))

    def rebuild(self, connection: Connection, progress: Progress | None = None) -> None:
        """Make everything anew."""
        connection.execute(delete(DerivedProposal))
        customers = select(DerivedPerson.id).where(DerivedPerson.is_customer.is_(True)).order_by(DerivedPerson.id)
        everybody = connection.execute(customers).scalars().all()
        shop = _shop(connection)
        for start in range(0, len(everybody), BATCH):
            rows = proposal_rows(connection, everybody[start : start + BATCH], shop)
            if rows:
                connection.execute(insert(DerivedProposal), rows)
            if progress:
                progress(min(start + BATCH, len(everybody)), len(everybody))
        connection.exec_driver_sql("ANALYZE derived_proposal")

    def problems(self, connection: Connection) -> list[str]:
        """Differences between what is kept and what the rows say, in a sample."""
        sample = connection.execute(
            select(DerivedPerson.id).order_by(DerivedPerson.n % 83, DerivedPerson.n.desc()).limit(SAMPLE)
        ).scalars().all()  # fmt: skip
        kept = _kept(connection, sample)
        wanted: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
        for row in proposal_rows(connection, sample, _shop(connection)):
            wanted[row["root"]].add(tuple(row[c.name] for c in _COLUMNS))
        wrong = sum(kept.get(root, set()) != wanted.get(root, set()) for root in sample)
        orphans = DerivedProposal.root.not_in(select(DerivedPerson.id))
        wrong += connection.execute(select(func.count()).select_from(DerivedProposal).where(orphans)).scalar_one()
        return [_("The proposals for {count} people are not as they should be.").format(count=wrong)] if wrong else []


def proposal_rows(connection: Connection, ids: Sequence[str], shop: ShopRules) -> list[dict[str, Any]]:
    """What the table should hold for these people."""
    bound = {"ids": json.dumps(list(ids))}
    people = named(connection.execute(_PEOPLE, bound))
    if not people:
        return []
    steps, deals = _grouped(connection, _STEPS, bound), _grouped(connection, _DEALS, bound)
    answers = _grouped(connection, _ANSWERS, bound)
    attempts = {row[0]: (row[1], row[2]) for row in connection.execute(_ATTEMPTS, bound)}
    found = []
    for person in people:
        facts = _facts(
            person, steps[person.id], deals[person.id], answers=answers[person.id], tried=attempts.get(person.id))
        for one in rules.proposals(facts, shop):
            found.append({
                "root": person.id, "code": str(one.code), "occurrence": one.occurrence, "from_on": one.from_on,
                "scale": one.scale, "before": one.before, "after": one.after, "base_on": one.base_on,
                "number": one.number, "level_rank": person.level_rank,
            })  # fmt: skip
    return found


def _facts(
    person: Any, steps: Sequence[Any], deals: Sequence[Any], *, answers: Sequence[Any], tried: tuple[int, str] | None
) -> ProposalFacts:
    levels = tuple(LevelStep(row.at.date(), row.before, row.after) for row in steps if row.scale == "level")
    since = next((row.at.date() for row in reversed(steps) if row.scale == "status"), None)
    return ProposalFacts(
        status=person.status, level=person.level, opened_on=person.opened_on, tier=person.tier,
        last_effective=person.last_effective_on,
        status_since=since, level_steps=levels, attempts=tried[0] if tried else 0,
        last_attempt=_day(tried[1]) if tried else None,
        blocked=contacts.blocks_contact(do_not_contact=person.do_not_contact, consent=person.consent),
        deals=tuple(Deal(*tuple(row)[1:]) for row in deals),
        answers=tuple(Answer(row.code, row.occurrence, row.state, row.at.date()) for row in answers),
    )  # fmt: skip


def _refresh(connection: Connection, roots: list[str]) -> None:
    shop = _shop(connection)
    for start in range(0, len(roots), BATCH):
        part = roots[start : start + BATCH]
        kept = _kept(connection, part)
        rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in proposal_rows(connection, part, shop):
            rows[row["root"]].append(row)
        changed = [
            root for root in part
            if kept.get(root, set()) != {tuple(row[c.name] for c in _COLUMNS) for row in rows.get(root, ())}
        ]  # fmt: skip
        if changed:
            bound = {"ids": json.dumps([root for root in changed if root in kept])}
            connection.execute(delete(DerivedProposal).where(DerivedProposal.root.in_(_WANTED)), bound)
            fresh = [row for root in changed for row in rows.get(root, ())]
            if fresh:
                connection.execute(insert(DerivedProposal), fresh)


def _kept(connection: Connection, roots: Sequence[str]) -> dict[str, set[tuple[Any, ...]]]:
    found: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    rows = select(*_COLUMNS).where(DerivedProposal.root.in_(_WANTED))
    for row in connection.execute(rows, {"ids": json.dumps(list(roots))}):
        found[row.root].add(tuple(row))
    return found


def _grouped(connection: Connection, statement: Any, bound: dict[str, str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in named(connection.execute(statement, bound)):
        found[row.root].append(row)
    return found


def _rules_changed(connection: Connection, settings: Iterable[str]) -> bool:
    changed = select(Setting.id).where(Setting.id.in_(list(settings)), Setting.kind.in_(DECISIVE))
    return connection.execute(changed.limit(1)).first() is not None


def _shop(connection: Connection) -> ShopRules:
    return shop_rules(Session(bind=connection))


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).date()
