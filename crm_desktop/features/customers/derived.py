"""The list cache: one row of `derived_person` per living contact, computed in a constant number of queries a batch."""

import json
from collections import defaultdict, namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, delete, select, text
from sqlalchemy.orm import Session

from crm_desktop.base import pinyin
from crm_desktop.base.dates import PartialDate
from crm_desktop.base.i18n import ngettext
from crm_desktop.features.calendar import derived as calendar
from crm_desktop.features.calendar.derived import Standing
from crm_desktop.features.calendar.queries.facts import rows_of
from crm_desktop.features.contacts import rules as contacts
from crm_desktop.features.customers import rules
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import Fact, ShopRules
from crm_desktop.store.derived import IN_SIGHT
from crm_desktop.store.plain import stretches
from crm_desktop.store.tables import Contact, DerivedDue, DerivedPerson

BATCH = 500
"""People computed at a time."""

DECISIVE = frozenset({"completeness"})
"""Kinds of settings on which everybody's row depends: after a change all are computed anew."""

DUE_ONLY = frozenset(
    {"levels", "statuses", "tiers", "event_rules", "numbers", "days_off", "leave", "national_days"})
"""Kinds of settings on which only depends who is due."""


class Row(NamedTuple):
    """What `derived_person` holds of a person beside `n`, as it is stored: days as text."""

    id: str
    private: int
    is_customer: int
    name: str
    sort_name: str
    subtitle: str
    phone: str
    status: str
    level: str
    level_rank: int
    tier: int | None
    source: str
    ring: int | None
    closeness: int | None
    opened_on: str | None
    last_touch_at: str | None
    last_effective_on: str | None
    due_on: str | None
    due_at: str
    due_rule: str
    due_occurrence: str
    cold_on: str | None
    birth_key: str
    promise_on: str | None
    completeness: int
    owner: str


_COLUMNS = Row._fields
# In plain SQL, days as text: the types of the columns would take longer than the file.
_CONTACT = (
    "id", "private", "name", "gender", "birthday", "company", "job", "estate", "address", "ring", "closeness", "source",
    "preferences", "family", "occasion", "do_not_contact", "consent", "created", "owner",
)  # fmt: skip
_CUSTOMER = ("root", "status", "level", "tier", "opened_on", "decision_maker")
_NEED = (
    "root", "stage", "model", "budget_low", "budget_high", "payment", "expected_on", "use", "rival", "concerns",
)  # fmt: skip
_CAR = ("root", "brand", "model", "plate", "vin")
_WAY = ("root", "kind", "value", "normal")
_Contact, _Customer, _Need, _Car, _Way = (
    getattr(namedtuple("Found", columns), "_make")  # noqa: B009  # the columns are named once, above
    for columns in (_CONTACT, _CUSTOMER, _NEED, _CAR, _WAY)
)


def _of(table: str, columns: Sequence[str], key: str = "root") -> str:
    listed = ", ".join(f'"{name}"' for name in columns)
    return f"SELECT {listed} FROM {table} WHERE {key} {{who}} AND deleted IS NULL"


_IN_SIGHT = IN_SIGHT.format(contact="contact")
_CONTACTS = f"{_of('contact', _CONTACT, 'id')} AND {_IN_SIGHT}"
_CUSTOMERS = f"{_of('customer', _CUSTOMER)} ORDER BY created, id"
_NEEDS = f"{_of('opportunity', _NEED)} ORDER BY stage IN ('open', 'ordered'), created, id"
_CARS = f"{_of('vehicle', _CAR)} AND kind = 'own' ORDER BY created, id"
_WAYS = f"{_of('contact_way', _WAY)} ORDER BY position, id"
_PROMISES = """
    SELECT root, min(due_on) FROM commitment WHERE root {who} AND deleted IS NULL AND state = 'open' GROUP BY root"""
_KNOWN = "SELECT id, name, sort_name FROM derived_person WHERE id {who}"
_KEPT = f"SELECT {', '.join(_COLUMNS)} FROM derived_person WHERE id {{who}}"
_UPSERT = (
    f"INSERT INTO derived_person ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) "
    f"ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS if name != 'id')}"
)

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
    shop = _shop(connection)
    for part, alone in stretches(connection, sorted(set(contact_ids)), BATCH):
        _refresh_batch(connection, part, shop, alone=alone)


def rebuild_people(connection: Connection | Session, progress: Callable[[int, int], None] | None = None) -> None:
    """Compute everybody's row anew: after an update of the program or of the shop's rhythms."""
    living = in_sight()
    everybody = connection.execute(living.order_by(Contact.id)).scalars().all()
    connection.execute(delete(DerivedPerson).where(DerivedPerson.id.not_in(living)))
    connection.execute(delete(DerivedDue).where(DerivedDue.root.not_in(living)))
    shop = _shop(connection)
    for start in range(0, len(everybody), BATCH):
        _refresh_batch(connection, everybody[start : start + BATCH], shop, alone=False)
        if progress:
            progress(min(start + BATCH, len(everybody)), len(everybody))


def in_sight() -> Select[str]:
    """The ids of all whom lists show."""
    return select(Contact.id).where(Contact.deleted.is_(None), text(_IN_SIGHT))


def people_rows(connection: Connection | Session, contact_ids: Sequence[str]) -> dict[str, Row]:
    """What the rows of these people should hold, by id: `check` compares it with what is there."""
    driver, shop = _driver(connection), _shop(connection)
    return {row.id: row for row in _rows(driver, contact_ids, shop, calendar.standings(driver, contact_ids, shop.due))}


def kept_rows(connection: Connection | Session, contact_ids: Sequence[str]) -> dict[str, Row]:
    """What they hold."""
    return {row.id: row for row in map(Row._make, rows_of(_driver(connection), _KEPT, contact_ids))}


def wrong_items(connection: Connection, contact_ids: Sequence[str]) -> int:
    """How many of these people have other due items than their facts ask for."""
    shop = _shop(connection)
    return calendar.wrong_items(connection, contact_ids, calendar.standings(connection, contact_ids, shop.due))


def refresh_due(connection: Connection, contact_ids: Iterable[str], *, everybody: bool = False) -> None:
    """Compute only who is due anew: for changes of the rules that leave the rest of the list as it is."""
    calendar.refresh_due(connection, contact_ids, _shop_rules(connection), everybody=everybody)


def _refresh_batch(connection: Connection | Session, ids: Sequence[str], shop: _Shop, *, alone: bool) -> None:
    driver = _driver(connection)
    standings = calendar.standings(driver, ids, shop.due, everybody=alone)
    rows = _rows(driver, ids, shop, standings, alone=alone)
    gone = set(ids).difference([row.id for row in rows])
    if gone:
        driver.exec_driver_sql(
            "DELETE FROM derived_person WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(gone)),)
        )
    if rows:
        driver.exec_driver_sql(_UPSERT, rows)
    calendar.write_items(driver, ids, standings, everybody=alone)


def _rows(
    driver: Connection, ids: Sequence[str], shop: _Shop, standings: Mapping[str, Standing], *, alone: bool = False
) -> list[Row]:
    def asked(sql: str) -> list[tuple[Any, ...]]:
        return rows_of(driver, sql, ids, everybody=alone)

    customers, needs, cars = (
        {row[0]: make(row) for row in asked(sql)}  # by person; of several the one that was put last
        for sql, make in ((_CUSTOMERS, _Customer), (_NEEDS, _Need), (_CARS, _Car))
    )
    ways: dict[str, list[Any]] = defaultdict(list)
    for row in asked(_WAYS):
        ways[row[0]].append(_Way(row))
    promises = dict(asked(_PROMISES))
    names = {id_: (name, sort_name) for id_, name, sort_name in asked(_KNOWN)}
    return [
        _person(
            person,
            _Parts(customers.get(person.id), needs.get(person.id), cars.get(person.id), promises.get(person.id)),
            ways=ways.get(person.id, ()),
            standing=standings[person.id],
            known_name=names.get(person.id),
            shop=shop,
        )
        for person in map(_Contact, asked(_CONTACTS))
    ]


class _Parts(NamedTuple):
    """What of the archive stands in the list."""

    customer: Any
    opportunity: Any
    vehicle: Any
    promise: str | None


def _person(
    person: Any, parts: _Parts, *, ways: Sequence[Any], standing: Standing, known_name: tuple[str, str] | None,
    shop: _Shop,
) -> Row:
    customer, opportunity, car, promise = parts
    blocked = contacts.blocks_contact(do_not_contact=person.do_not_contact, consent=person.consent)
    birthday = PartialDate.stored(person.birthday) if person.birthday and not blocked else None
    known = rules.facts_of(
        person, customer=customer, opportunity=opportunity, vehicle=car, ways=[way.kind for way in ways])
    # Reading out a name costs more than all the rest: a name that did not change keeps its reading.
    sort_name = known_name[1] if known_name and known_name[0] == person.name else pinyin.sort_key(person.name)
    is_customer = customer is not None
    due_on, due_at, due_rule, due_occurrence, cold_on, last_touch, last_effective = standing.shown
    return Row(
        id=person.id,
        private=person.private,
        is_customer=int(is_customer),
        name=person.name,
        sort_name=sort_name,
        subtitle=_subtitle(person, opportunity, car),
        phone=_first_phone(ways),
        status=customer.status if is_customer else "",
        level=customer.level if is_customer else "",
        level_rank=standing.level_rank,
        tier=customer.tier if is_customer else None,
        source=person.source,
        ring=person.ring,
        closeness=person.closeness,
        opened_on=customer.opened_on if is_customer else person.created[:10],
        last_touch_at=last_touch,
        last_effective_on=last_effective,
        due_on=due_on,
        due_at=due_at,
        due_rule=due_rule,
        due_occurrence=due_occurrence,
        cold_on=cold_on,
        birth_key=birthday.key() if birthday else "",
        promise_on=promise,
        completeness=shop.score(known, is_customer=is_customer),
        owner=person.owner,
    )


def _subtitle(person: Any, opportunity: Any, car: Any) -> str:
    """What tells two people of one name apart: the model wanted, the car owned, the company, the estate."""
    if opportunity is not None and opportunity.model and opportunity.stage in ("open", "ordered"):
        return str(opportunity.model)
    if car is not None:
        own = " ".join(part for part in (car.brand, car.model) if part)
        return " · ".join(part for part in (own, rules.shown_plate(car.plate)) if part)
    work = " · ".join(part for part in (person.company, person.job) if part)
    return work or str(person.estate or (opportunity.model if opportunity else ""))


def _first_phone(ways: Sequence[Any]) -> str:
    return next((contacts.shown_way(way.kind, way.value, way.normal) for way in ways if way.kind == "phone"), "")


def _shop(connection: Connection | Session) -> _Shop:
    shop = _shop_rules(connection)
    return _Shop(calendar.DueShop.of(shop, _driver(connection)), shop.completeness)


def _shop_rules(connection: Connection | Session) -> ShopRules:
    return shop_rules(connection if isinstance(connection, Session) else Session(bind=connection))


def _driver(connection: Connection | Session) -> Connection:
    return connection.connection() if isinstance(connection, Session) else connection


def differences(connection: Connection | Session) -> list[str]:
    """Sentences about cached rows that are missing, wrong or left over; empty when all is well."""
    living = list(connection.execute(in_sight().order_by(Contact.id)).scalars())
    cached = set(connection.execute(select(DerivedPerson.id)).scalars())
    wrong = len(cached ^ set(living))
    for start in range(0, len(living), BATCH):
        part = living[start : start + BATCH]
        kept, wanted = kept_rows(connection, part), people_rows(connection, part)
        wrong += sum(1 for id_, row in wanted.items() if id_ in kept and kept[id_] != row)
    if not wrong:
        return []
    return [ngettext("The list shows {n} person wrongly.", "The list shows {n} people wrongly.", wrong).format(n=wrong)]
