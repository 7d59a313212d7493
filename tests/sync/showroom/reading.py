"""Everything the pages and the paper read, on one laptop: whatever came together there, no page may fall over it."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from crm_desktop.base import clock
from crm_desktop.features.calendar import queries as calendar
from crm_desktop.features.calls import queries as calls
from crm_desktop.features.contacts import queries as contacts
from crm_desktop.features.customers import queries as customers
from crm_desktop.features.customers.records import Filter
from crm_desktop.features.day_close import queries as day_close
from crm_desktop.features.duplicates import queries as duplicates
from crm_desktop.features.forms import queries as forms
from crm_desktop.features.forms.records import FORMS
from crm_desktop.features.hand_over import queries as hand_over
from crm_desktop.features.milestones import queries as milestones
from crm_desktop.features.network import queries as network
from crm_desktop.features.reception import queries as reception
from crm_desktop.features.referrals import queries as referrals
from crm_desktop.features.relationship_map import queries as relationship_map
from crm_desktop.features.reminders import queries as reminders
from crm_desktop.features.scripts import queries as scripts
from crm_desktop.features.search import queries as search
from crm_desktop.features.sync import queries as sync
from crm_desktop.features.sync.queries.history import history
from crm_desktop.features.today import queries as today_queries
from crm_desktop.features.touches import queries as touches
from crm_desktop.features.visits import queries as visits

if TYPE_CHECKING:
    from crm_desktop.store.store import Store

SHOWN = ("customer", "opportunity")
"""Rows of a person that are shown by themselves: somebody in the trash is not looked at."""


def wrong_of(store: Store) -> list[str]:
    """What could not be read."""
    found: list[str] = []
    for name, read in _reads(store):
        try:
            read()
        except Exception:  # noqa: BLE001 - whatever it is, the page would not come
            found.append(f"{name}: {traceback.format_exc(limit=-3)}")
    return found


def _reads(store: Store) -> Iterator[tuple[str, Callable[[], Any]]]:
    day, read = clock.today(), store.read
    people = read(lambda session: list(session.execute(text("SELECT id FROM contact WHERE deleted IS NULL")).scalars()))
    span = {"first": day - timedelta(45), "last": day + timedelta(45), "today": day}
    pages: dict[str, Callable[[], Any]] = {
        "today": lambda: read(today_queries.today_board, day),
        "customers": lambda: read(search.people_page, Filter(text="")),
        "found": lambda: [read(search.find, word) for word in ("王", "wang", "1380", "level:H", "ann")],
        "calendar": lambda: read(calendar.entries, **span),
        "overdue": lambda: read(calendar.overdue_entries, day),
        "workload": lambda: read(calendar.workload, **span),
        "rings": lambda: read(network.rings),
        "groups": lambda: [read(network.group, one.key) for one in read(network.groups)],
        "path": lambda: read(network.path),
        "partners": lambda: [read(network.partners), read(network.tips), read(network.yields)],
        "referrals": lambda: [read(referrals.overview), read(referrals.tree), read(referrals.ledger_of)],
        "statement": lambda: [read(referrals.shop_statement, day.replace(day=1)), read(referrals.gifts)],
        "register": lambda: [read(reception.register, day), read(reception.still_here, day)],
        "scripts": lambda: read(scripts.library, day),
        "duplicates": lambda: read(duplicates.duplicate_pairs),
        "map": lambda: read(relationship_map.network),
        "day's end": lambda: [read(day_close.day_summary, day), read(day_close.day_close, day)],
        "reminders": lambda: read(reminders.waiting, day),
        "trash": lambda: read(contacts.trashed),
        "inbox": lambda: [read(sync.conflicts), read(sync.parked), read(sync.state), read(sync.sessions)],
        "visits": lambda: [read(visits.visits_of_day, day), read(visits.open_reports, day)],
        "reports": lambda: read(visits.reported_visits),
        "sheets": lambda: [read(visits.visit_sheets, people, day), read(visits.archive_cards, people, day)],
        "pack": lambda: read(hand_over.pack, people, day),
    }
    yield from pages.items()
    for form in FORMS:
        yield form, lambda form=form: read(forms.forms, form, day, people)  # type: ignore[misc]
    parts: dict[str, Callable[[str], Any]] = {
        "archive": lambda one: read(customers.archive, one), "timeline": lambda one: read(touches.timeline, one),
        "history": lambda one: read(history, one), "promotion": lambda one: read(contacts.promotion, one),
        "call": lambda one: read(calls.call_sheet, one, day), "asks": lambda one: read(referrals.of_person, one),
        "sheet": lambda one: read(milestones.plan_lines, one),
    }  # fmt: skip
    for name, part in parts.items():
        yield name, lambda part=part: [part(one) for one in people]  # type: ignore[misc]
