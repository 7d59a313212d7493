"""What is due and why, in plain SQL: the first page shows it."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_desktop.features.calendar import rules
from crm_desktop.features.calendar.records import Due, DueCounts, DueItem, Facts
from crm_desktop.features.settings.glance import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.team.queries import named, team, whose, whose_root
from crm_desktop.features.team.rules import owner_shown
from crm_desktop.features.touches import rules as touches
from crm_desktop.store.plain import day, plain

if TYPE_CHECKING:
    from crm_desktop.store.plain import Source


class Item(NamedTuple):
    """What an item is told from: a row of `derived_due`, and of its person from the list cache."""

    root: str
    rule: str
    occurrence: str
    due_on: date
    due_at: str
    kind: str
    plan: str
    base_on: date
    chain: str
    name: str
    is_customer: bool
    level: str
    status: str
    tier: int | None
    phone: str
    subtitle: str
    opened_on: date | None
    last_effective_on: date | None
    private: bool
    owner: str


_OF_ITEM = "d.root, d.rule, d.occurrence, d.due_on, d.due_at, d.kind, d.plan, d.base_on, d.chain"
_OF_PERSON = (
    "p.name, p.is_customer, p.level, p.status, p.tier, p.phone, p.subtitle, p.opened_on, p.last_effective_on, "
    "p.private, p.owner"
)
_WANTED = "IN (SELECT value FROM json_each(:ids))"
_PURPOSES = f"SELECT id, purpose FROM follow_up WHERE id {_WANTED} AND purpose <> ''"
_LAST_WORDS = (
    f"SELECT root, note, max(at || id) FROM touch WHERE root {_WANTED} AND note <> '' AND deleted IS NULL GROUP BY root"
)


def due_items(
    session: "Source", on: date, *, limit: int = 100, offset: int = 0, only_on: bool = False,
    owners: Sequence[str] = (),
) -> list[DueItem]:  # fmt: skip
    """Items due until that day, longest overdue first; with `only_on` those of the day itself.

    `owners`: only those of these consultants' customers.
    """
    # First only their numbers, from the index of their order: nothing is sorted but the items of one day.
    source, reach = plain(session), {"on": on.isoformat(), "limit": limit, "offset": offset} | named(owners)
    first = source.rows(
        f"SELECT n FROM derived_due INDEXED BY dd_due WHERE due_on {'=' if only_on else '<='} :on"
        f"{whose_root(owners)} "
        "ORDER BY due_on, CASE due_at WHEN '' THEN '99' ELSE due_at END, level_rank, n LIMIT :limit OFFSET :offset",
        **reach,
    )
    numbers = [row[0] for row in first]
    rows = {
        row[0]: _item_of(row[1:])
        for row in source.rows(
            f"SELECT d.n, {_OF_ITEM}, {_OF_PERSON} FROM derived_due d JOIN derived_person p ON p.id = d.root "
            f"WHERE d.n {_WANTED}",
            ids=json.dumps(numbers),
        )
    }
    return items_of_rows(session, [rows[n] for n in numbers if n in rows], today=on)


def due_of_people(session: "Source", contact_ids: Sequence[str], on: date) -> list[DueItem]:
    """Items of these people due until that day: what a list shows of them after one of them changed."""
    rows = plain(session).rows(
        f"SELECT {_OF_ITEM}, {_OF_PERSON} FROM derived_due d JOIN derived_person p ON p.id = d.root "
        f"WHERE d.root {_WANTED} AND d.due_on <= :on ORDER BY d.due_on, d.n",
        ids=json.dumps(list(contact_ids)), on=on.isoformat(),
    )  # fmt: skip
    return items_of_rows(session, [_item_of(row) for row in rows], today=on)


def count_due(session: "Source", on: date, *, owners: Sequence[str] = ()) -> DueCounts:
    """How many items are overdue, due on that day, and due in the six days after; and how many people are overdue."""
    last = on + min(timedelta(days=6), date.max - on)  # the calendar ends with the year 9999
    days = {"today": on.isoformat(), "last": last.isoformat()} | named(owners)
    items = f"SELECT count(*) FROM derived_due WHERE {whose_root(owners, '')}due_on"
    people = f"SELECT count(*) FROM derived_person WHERE {whose(owners, '')}due_on"
    parts = f"({items} < :today), ({items} = :today), ({items} > :today AND due_on <= :last), ({people} < :today)"
    return DueCounts(*plain(session).rows(f"SELECT {parts}", **days)[0])


def _item_of(row: tuple[Any, ...]) -> Item:
    item = Item(*row)
    return item._replace(
        due_on=date.fromisoformat(row[3]), base_on=date.fromisoformat(row[7]), is_customer=bool(item.is_customer),
        private=bool(item.private), opened_on=day(row[16]), last_effective_on=day(row[17]),
    )  # fmt: skip


def items_of_rows(session: "Source", rows: Sequence[Any], *, today: date) -> list[DueItem]:
    """Records of rows like `Item`, in their order, with purpose and last words."""
    if not rows:
        return []
    shop, known = shop_rules(session), team(session)
    people = json.dumps(list({row.root for row in rows}))
    words = {person: note for person, note, _at in plain(session).rows(_LAST_WORDS, ids=people)}
    purposes = purposes_of(session, rows)
    return [
        _item(
            row, shop, purpose=purposes.get(row.plan, ""), last_note=words.get(row.root, ""), today=today,
            owner=owner_shown(known, row.owner))
        for row in rows
    ]


def purposes_of(session: "Source", rows: Sequence[Any]) -> dict[str, str]:
    """What was noted as the purpose of what somebody planned or moved, by the id of the plan."""
    plans = [row.plan for row in rows if row.plan]
    return dict(plain(session).rows(_PURPOSES, ids=json.dumps(plans))) if plans else {}


def words_of(row: Any, shop: ShopRules, *, today: date, purpose: str = "") -> rules.Words:
    """Title and reason of a row like `Item`."""
    moved = bool(row.plan) and row.rule != touches.PLANNED
    due = Due(row.due_on, row.due_at, row.rule, row.occurrence, base_on=row.base_on, moved=moved, kind=row.kind)
    facts = Facts(
        is_customer=row.is_customer,
        status=row.status,
        level=row.level,
        tier=row.tier,
        opened_on=row.opened_on,
        last_effective=row.last_effective_on,
    )
    return rules.words(due, facts, shop, today=today, purpose=purpose)


def _item(row: Any, shop: ShopRules, *, purpose: str, last_note: str, today: date, owner: str) -> DueItem:
    said = words_of(row, shop, today=today, purpose=purpose)
    return DueItem(
        contact_id=row.root,
        name=row.name,
        due=row.due_on,
        due_at=row.due_at,
        rule=row.rule,
        occurrence=row.occurrence,
        reason=said.reason,
        overdue_days=rules.overdue_days(row.due_on, today=today),
        is_customer=row.is_customer,
        level=row.level,
        status=row.status,
        tier=row.tier,
        phone=row.phone,
        subtitle=row.subtitle,
        purpose=purpose,
        kind=row.kind,
        last_effective_on=row.last_effective_on,
        last_note=last_note,
        title=said.title,
        chain=row.chain,
        private=row.private,
        owner=owner,
    )
