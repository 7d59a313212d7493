"""The list cache: one row of `derived_person` per living contact, computed in a constant number of queries a batch."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Date, DateTime, String, bindparam, column, delete, func, select
from sqlalchemy.orm import Session

from crm_desktop.base import pinyin
from crm_desktop.base.dates import PartialDate
from crm_desktop.base.i18n import ngettext
from crm_desktop.features.calendar import derived as calendar
from crm_desktop.features.calendar.derived import Standing
from crm_desktop.features.contacts import rules as contacts
from crm_desktop.features.customers import rules
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import Fact, ShopRules
from crm_desktop.store.rows import named
from crm_desktop.store.tables import (
    Commitment,
    Contact,
    ContactWay,
    Customer,
    DerivedDue,
    DerivedPerson,
    Opportunity,
    Vehicle,
)

BATCH = 500
"""People computed at a time."""

DECISIVE = frozenset({"completeness"})
"""Kinds of settings on which everybody's row depends: after a change all are computed anew."""

DUE_ONLY = frozenset(
    {"levels", "statuses", "tiers", "event_rules", "numbers", "days_off", "leave", "national_days"})
"""Kinds of settings on which only depends who is due."""

_WANTED = select(column("value", String)).select_from(func.json_each(bindparam("ids")).table_valued("value"))
_COLUMNS = [c.name for c in DerivedPerson.__table__.columns if c.name != "n"]


def _of(table: Any, *columns: Any) -> Any:
    return select(table.root, *columns).where(table.root.in_(_WANTED), table.deleted.is_(None))


_CONTACTS = select(
    Contact.id,
    Contact.private,
    Contact.name,
    Contact.gender,
    Contact.birthday,
    Contact.company,
    Contact.job,
    Contact.estate,
    Contact.address,
    Contact.ring,
    Contact.closeness,
    Contact.source,
    Contact.preferences,
    Contact.family,
    Contact.occasion,
    Contact.met_on,
    Contact.do_not_contact,
    Contact.consent,
    Contact.created,
).where(Contact.id.in_(_WANTED), Contact.deleted.is_(None))
_CUSTOMERS = _of(
    Customer, Customer.status, Customer.level, Customer.tier, Customer.opened_on, Customer.decision_maker,
).order_by(Customer.created)
_OPPORTUNITIES = _of(
    Opportunity,
    Opportunity.stage,
    Opportunity.model,
    Opportunity.budget_low,
    Opportunity.budget_high,
    Opportunity.payment,
    Opportunity.expected_on,
    Opportunity.use,
    Opportunity.rival,
    Opportunity.concerns,
).order_by(Opportunity.stage.in_(("open", "ordered")), Opportunity.created, Opportunity.id)
_VEHICLES = _of(
    Vehicle, Vehicle.brand, Vehicle.model, Vehicle.plate, Vehicle.vin, Vehicle.insurance_until, Vehicle.delivered_on,
).where(Vehicle.kind == "own").order_by(Vehicle.created, Vehicle.id)
_WAYS = _of(ContactWay, ContactWay.kind, ContactWay.value, ContactWay.normal).order_by(
    ContactWay.position, ContactWay.id
)
_PROMISES = (
    _of(Commitment, func.min(Commitment.due_on).label("due_on"))
    .where(Commitment.state == "open")
    .group_by(Commitment.root)
)
_KNOWN = select(DerivedPerson.id, DerivedPerson.name, DerivedPerson.sort_name).where(DerivedPerson.id.in_(_WANTED))
_UPSERT = (
    f"INSERT INTO derived_person ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) "
    f"ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS if name != 'id')}"
)
_DAYS = frozenset(c.name for c in DerivedPerson.__table__.columns if isinstance(c.type, Date | DateTime))


@dataclass(frozen=True)
class _Shop:
    """What of the shop's rules decides about the list."""

    due: calendar.DueShop
    facts: tuple[Fact, ...]
    scores: dict[tuple[frozenset[str], bool], int] = field(default_factory=dict)

    def score(self, known: frozenset[str], *, is_customer: bool) -> int:
        """Of thousands of people many have told the same things."""
        found = self.scores.get((known, is_customer))
        if found is None:
            found = self.scores[known, is_customer] = rules.score(known, self.facts, is_customer=is_customer)
        return found


def refresh_people(connection: Connection | Session, contact_ids: Iterable[str]) -> None:
    """Compute the rows of these people anew; `n` stays, rows of people who are gone are deleted."""
    wanted = list(dict.fromkeys(contact_ids))
    shop = _shop(connection)
    for start in range(0, len(wanted), BATCH):
        _refresh_batch(connection, wanted[start : start + BATCH], shop)


def rebuild_people(connection: Connection | Session, progress: Callable[[int, int], None] | None = None) -> None:
    """Compute everybody's row anew: after an update of the program or of the shop's rhythms."""
    everybody = (
        connection.execute(select(Contact.id).where(Contact.deleted.is_(None)).order_by(Contact.id)).scalars().all()
    )
    living = select(Contact.id).where(Contact.deleted.is_(None))
    connection.execute(delete(DerivedPerson).where(DerivedPerson.id.not_in(living)))
    connection.execute(delete(DerivedDue).where(DerivedDue.root.not_in(living)))
    shop = _shop(connection)
    for start in range(0, len(everybody), BATCH):
        _refresh_batch(connection, everybody[start : start + BATCH], shop)
        if progress:
            progress(min(start + BATCH, len(everybody)), len(everybody))


def people_rows(connection: Connection | Session, contact_ids: Sequence[str]) -> list[dict[str, Any]]:
    """What the rows of these people should hold, without `n`: `check` compares it with what is there."""
    shop = _shop(connection)
    return _rows(connection, contact_ids, shop, calendar.standings(_driver(connection), contact_ids, shop.due))


def wrong_items(connection: Connection, contact_ids: Sequence[str]) -> int:
    """How many of these people have other due items than their facts ask for."""
    shop = _shop(connection)
    return calendar.wrong_items(connection, contact_ids, calendar.standings(connection, contact_ids, shop.due))


def refresh_due(connection: Connection, contact_ids: Iterable[str], *, everybody: bool = False) -> None:
    """Compute only who is due anew: for changes of the rules that leave the rest of the list as it is."""
    calendar.refresh_due(connection, contact_ids, _shop_rules(connection), everybody=everybody)


def _refresh_batch(connection: Connection | Session, ids: Sequence[str], shop: _Shop) -> None:
    driver = _driver(connection)
    standings = calendar.standings(driver, ids, shop.due)
    rows = _rows(connection, ids, shop, standings)
    gone = set(ids) - {row["id"] for row in rows}
    if gone:
        connection.execute(delete(DerivedPerson).where(DerivedPerson.id.in_(_WANTED)), {"ids": json.dumps(list(gone))})
    if rows:
        # Written as text: binding through the columns' types would take longer than writing.
        driver.exec_driver_sql(_UPSERT, list(zip(*(_stored(name, rows) for name in _COLUMNS), strict=True)))
    calendar.write_items(driver, ids, standings)


def _stored(name: str, rows: list[dict[str, Any]]) -> list[Any]:
    """A column of the rows as the file keeps it."""
    values = [row[name] for row in rows]
    if name not in _DAYS:
        return values
    known = {value: _text_of_day(value) for value in set(values)}
    return [known[value] for value in values]


def _text_of_day(value: date | datetime | None) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="microseconds")
    return value.isoformat() if value else None


def _rows(
    connection: Connection | Session, ids: Sequence[str], shop: _Shop, standings: Mapping[str, Standing]
) -> list[dict[str, Any]]:
    bound = {"ids": json.dumps(list(ids))}
    people = named(connection.execute(_CONTACTS, bound))
    parts = {
        "customer": _last(named(connection.execute(_CUSTOMERS, bound))),
        "opportunity": _last(named(connection.execute(_OPPORTUNITIES, bound))),
        "vehicle": _last(named(connection.execute(_VEHICLES, bound))),
        "promise": _last(named(connection.execute(_PROMISES, bound))),
    }
    ways = _grouped(named(connection.execute(_WAYS, bound)))
    names = {row.id: (row.name, row.sort_name) for row in named(connection.execute(_KNOWN, bound))}
    return [
        _person(
            person,
            {part: rows.get(person.id) for part, rows in parts.items()},
            ways=ways[person.id],
            standing=standings[person.id],
            known_name=names.get(person.id),
            shop=shop,
        )
        for person in people
    ]


def _person(
    person: Any, parts: dict[str, Any], *, ways: list[Any], standing: Standing, known_name: tuple[str, str] | None,
    shop: _Shop,
) -> dict[str, Any]:
    customer = parts["customer"]
    due = standing.items[0] if standing.items else None
    blocked = contacts.blocks_contact(do_not_contact=person.do_not_contact, consent=person.consent)
    birthday = PartialDate.stored(person.birthday)
    known = rules.facts_of(
        person,
        customer=customer,
        opportunity=parts["opportunity"],
        vehicle=parts["vehicle"],
        ways={way.kind for way in ways},
    )
    # Reading out a name costs more than all the rest: a name that did not change keeps its reading.
    sort_name = known_name[1] if known_name and known_name[0] == person.name else pinyin.sort_key(person.name)
    return {
        "id": person.id,
        "private": person.private,
        "is_customer": customer is not None,
        "name": person.name,
        "sort_name": sort_name,
        "subtitle": _subtitle(person, parts),
        "phone": _first_phone(ways),
        "status": customer.status if customer else "",
        "level": customer.level if customer else "",
        "level_rank": standing.level_rank,
        "tier": customer.tier if customer else None,
        "source": person.source,
        "ring": person.ring,
        "closeness": person.closeness,
        "opened_on": customer.opened_on if customer else person.created.date(),
        "last_touch_at": calendar.moment(standing.last_touch),
        "last_effective_on": standing.last_effective,
        "due_on": due.on if due else None,
        "due_at": due.at if due else "",
        "due_rule": due.rule if due else "",
        "due_occurrence": due.occurrence if due else "",
        "cold_on": standing.cold_on,
        "birth_key": birthday.key() if birthday and not blocked else "",
        "promise_on": parts["promise"].due_on if parts["promise"] else None,
        "completeness": shop.score(known, is_customer=customer is not None),
    }


def _subtitle(person: Any, parts: dict[str, Any]) -> str:
    """What tells two people of one name apart: the model wanted, the car owned, the company, the estate."""
    opportunity, car = parts["opportunity"], parts["vehicle"]
    if opportunity is not None and opportunity.model and opportunity.stage in ("open", "ordered"):
        return str(opportunity.model)
    if car is not None:
        own = " ".join(part for part in (car.brand, car.model) if part)
        return " · ".join(part for part in (own, rules.shown_plate(car.plate)) if part)
    work = " · ".join(part for part in (person.company, person.job) if part)
    return work or str(person.estate or (opportunity.model if opportunity else ""))


def _first_phone(ways: list[Any]) -> str:
    return next((contacts.shown_way(way.kind, way.value, way.normal) for way in ways if way.kind == "phone"), "")


def _last(rows: Iterable[Any]) -> dict[str, Any]:
    """By person; of several the one that was put last."""
    return {row.root: row for row in rows}


def _grouped(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.root].append(row)
    return found


def _shop(connection: Connection | Session) -> _Shop:
    shop = _shop_rules(connection)
    return _Shop(calendar.DueShop.of(shop, _driver(connection)), shop.completeness)


def _shop_rules(connection: Connection | Session) -> ShopRules:
    return shop_rules(connection if isinstance(connection, Session) else Session(bind=connection))


def _driver(connection: Connection | Session) -> Connection:
    return connection.connection() if isinstance(connection, Session) else connection


def differences(connection: Connection | Session) -> list[str]:
    """Sentences about cached rows that are missing, wrong or left over; empty when all is well."""
    living = list(
        connection.execute(select(Contact.id).where(Contact.deleted.is_(None)).order_by(Contact.id)).scalars()
    )
    cached = set(connection.execute(select(DerivedPerson.id)).scalars())
    wrong = len(cached ^ set(living))
    columns = [DerivedPerson.__table__.c[name] for name in _COLUMNS]
    shop = _shop(connection)
    for start in range(0, len(living), BATCH):
        part = living[start : start + BATCH]
        kept = {
            row.id: dict(row._mapping)
            for row in connection.execute(
                select(*columns).where(DerivedPerson.id.in_(_WANTED)), {"ids": json.dumps(part)}
            )
        }
        standings = calendar.standings(_driver(connection), part, shop.due)
        rows = _rows(connection, part, shop, standings)
        wrong += sum(1 for row in rows if row["id"] in kept and kept[row["id"]] != row)
    if not wrong:
        return []
    return [ngettext("The list shows {n} person wrongly.", "The list shows {n} people wrongly.", wrong).format(n=wrong)]
