"""due: whom to call, congratulate or keep a promise to on a day."""

from argparse import Namespace
from datetime import date
from typing import TYPE_CHECKING, Any

from crm_desktop.base import clock
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.cli import profiles
from crm_desktop.cli.output import Answer
from crm_desktop.cli.people import plain_phone

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Item = dict[str, Any]
_ALL = 1_000_000


def due(options: Namespace) -> Answer:
    """Who is due on a day or was before it, whose birthday it is, and what was promised until then."""
    day = options.date or clock.today()
    with profiles.reading(options) as store:
        items = store.read(_items, day)
    shown = ("contact_id", "due", "level", "name", "phone", "reason")
    lines = ["  ".join(str(item[key] or "-") for key in shown) for item in items]
    people = len({item["contact_id"] for item in items})
    count = ngettext("{n} person is due.", "{n} people are due.", people).format(n=people)
    return Answer({"date": day, "items": items}, (*lines, count))


def _items(session: "Session", day: date) -> list[Item]:
    return [*_follow_ups(session, day), *_birthdays(session, day), *_promises(session, day)]


def _follow_ups(session: "Session", day: date) -> list[Item]:
    from crm_desktop.features.calendar.queries import due_items

    return [
        {
            "kind": "follow_up", "contact_id": item.contact_id, "name": item.name, "due": item.due,
            "time": item.due_at, "reason": item.reason, "overdue_days": item.overdue_days, "level": item.level,
            "status": item.status, "phone": plain_phone(item.phone), "key": item.key, "rule": item.rule,
            "title": item.title,
        }
        for item in due_items(session, day, limit=_ALL)
    ]  # fmt: skip


def _birthdays(session: "Session", day: date) -> list[Item]:
    from crm_desktop.features.today.queries import birthdays

    return [
        {
            "kind": "birthday", "contact_id": item.contact_id, "name": item.name, "due": item.on, "time": "",
            "reason": _("Birthday: {day}").format(day=item.label), "overdue_days": 0, "level": item.level,
            "status": item.status, "phone": plain_phone(item.phone), "key": f"birthday/{item.on.year}",
            "rule": "birthday", "title": _("Birthday"),
        }
        for item in birthdays(session, day, days=0, limit=_ALL)
    ]  # fmt: skip


def _promises(session: "Session", day: date) -> list[Item]:
    from crm_desktop.features.commitments.queries import due_commitments
    from crm_desktop.features.customers.queries import person_rows

    promises = [promise for promise in due_commitments(session, day, limit=_ALL) if promise.due_on]
    people = {row.id: row for row in person_rows(session, [promise.contact_id for promise in promises])}
    return [
        {
            "kind": "promise", "contact_id": promise.contact_id, "name": promise.contact_name, "due": promise.due_on,
            "time": "", "reason": _("Promised: {text}").format(text=promise.text),
            "overdue_days": (day - promise.due_on).days if promise.due_on else 0,
            "level": people[promise.contact_id].level if promise.contact_id in people else "",
            "status": people[promise.contact_id].status if promise.contact_id in people else "",
            "phone": plain_phone(promise.phone), "key": f"promise/{promise.id}", "rule": "promise",
            "title": _("Promise"),
        }
        for promise in promises
    ]  # fmt: skip
