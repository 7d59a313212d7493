"""close-day: the evening in one document."""

from argparse import Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from crm_desktop.base import clock
from crm_desktop.base.i18n import _, format_date, ngettext
from crm_desktop.cli import profiles
from crm_desktop.cli.output import Answer
from crm_desktop.cli.people import plain_phone

if TYPE_CHECKING:
    from crm_desktop.features.calendar.records import DueItem
    from crm_desktop.features.day_close.records import DaySummary

_ALL = 1_000_000


def close_day(options: Namespace) -> Answer:
    """Close a day and tell what changed, what is unlogged and what tomorrow brings."""
    from crm_desktop.features.day_close import commands, queries

    day = options.date or clock.today()
    if options.dry_run:
        with profiles.reading(options) as store:
            summary = store.read(queries.day_summary, day, limit=_ALL)
    else:
        with profiles.writing(options) as store:
            store.write(_("Close the day"), commands.close_day, day, note=options.note)
            summary = store.read(queries.day_summary, day, limit=_ALL)
    return Answer(_document(summary), tuple(_lines(summary)))


def _document(summary: "DaySummary") -> dict[str, Any]:
    return {
        "date": summary.day,
        "closed_at": summary.closed_at,
        "note": summary.note,
        "figures": asdict(summary.figures),
        "changes": [
            {"contact_id": line.contact_id, "name": line.name, "at": line.at, "kind": line.sort, "text": line.text}
            for line in summary.changes
        ],
        "unlogged": [
            {
                "contact_id": item.contact_id, "name": item.name, "due": item.due, "time": item.due_at,
                "kind": item.kind, "purpose": item.purpose, "phone": plain_phone(item.phone),
            }
            for item in summary.unlogged
        ],
        "still_due": [_due(item) for item in summary.still_due],
        "tomorrow": {"date": summary.next_day, "items": [_due(item) for item in summary.tomorrow]},
    }  # fmt: skip


def _due(item: "DueItem") -> dict[str, Any]:
    return {
        "contact_id": item.contact_id, "name": item.name, "due": item.due, "time": item.due_at,
        "reason": item.reason, "overdue_days": item.overdue_days,
    }  # fmt: skip


def _lines(summary: "DaySummary") -> list[str]:
    done = summary.figures.touches
    logged = ngettext("{n} contact logged, {real} of them real.", "{n} contacts logged, {real} of them real.", done)
    lines = [
        format_date(summary.day),
        logged.format(n=done, real=summary.figures.effective),
        *(f"  {line.at:%H:%M}  {line.name}  {line.text}" for line in summary.changes),
    ]  # fmt: skip
    if summary.unlogged:
        lines.append(_("Appointments without a result:"))
        lines += [f"  {item.due} {item.due_at}  {item.name}  {item.purpose}".rstrip() for item in summary.unlogged]
    lines.append(
        ngettext("{n} person is still due.", "{n} people are still due.", summary.still_due_total).format(
            n=summary.still_due_total
        )
    )
    lines.append(_("Tomorrow, {day}:").format(day=format_date(summary.next_day)))
    lines += [f"  {item.due_at or '     '}  {item.name}  {item.reason}" for item in summary.tomorrow]
    return lines
