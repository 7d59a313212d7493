"""Appointments of a calendar file into planned contacts: whose they are, a verdict for each, written in one step.

Read again, the same appointment is known by its UID: moved in the other calendar, it moves here.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, format_date
from crm_desktop.base.ids import new_id
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.contacts import rules as fields
from crm_desktop.features.touches.rules import PLANNED
from crm_desktop.import_export.appointment_owner import owner_of
from crm_desktop.import_export.calendar_files import Appointment, read_appointments
from crm_desktop.import_export.verdicts import FileReport, ImportPreview, ImportReport, RowVerdict, Verdict
from crm_desktop.store.store import Store
from crm_desktop.store.tables import FollowUp, ImportBatch

_NAMES = uuid.UUID("5b1f6f0e-1f7b-5c0b-9a43-3c6f2a1f0d7e")
_PURPOSE = 1000
_CALL, _VISIT = "call", "visit"


@dataclass(frozen=True, slots=True)
class PlannedAppointment:
    """What becomes of one appointment, and the row it is or will be."""

    appointment: Appointment
    row_id: str
    verdict: Verdict
    reason: str
    contact_id: str = ""


def preview_calendar(session: Session, path: Path) -> list[PlannedAppointment]:
    """The verdict on every appointment of the file; nothing is written."""
    today = clock.today()
    return [_judged(session, one, today) for one in read_appointments(path, today=today)]


def preview_calendars(session: Session, paths: Sequence[Path]) -> ImportPreview:
    """The verdicts on several calendars, in the shape the wizard shows."""
    reports = [report_of(path, preview_calendar(session, path)) for path in paths]
    return ImportPreview([], [], None, reports, None)


def report_of(path: Path, planned: Sequence[PlannedAppointment]) -> FileReport:
    """The counts of one calendar file, in the shape of every import."""
    rows = [
        RowVerdict(path.name, "", one.appointment.row, one.verdict, one.appointment.summary, one.contact_id, one.reason)
        for one in planned
    ]
    return FileReport(path.name, rows, "appointments")


def import_calendars(store: Store, paths: Sequence[Path]) -> ImportReport:
    """Read, judge and write: one undo step, and a batch that `undo_import` takes back."""
    batch = new_id()
    return ImportReport(batch, store.write(_("Import of appointments"), _import_all, paths, batch))


def _import_all(session: Session, paths: Sequence[Path], batch: str) -> list[FileReport]:
    reports = []
    for path in paths:
        planned = []
        for one in preview_calendar(session, path):
            planned.append(_written(session, one) if one.verdict in (Verdict.NEW, Verdict.UPDATED) else one)
        reports.append(report_of(path, planned))
    told = {"complete": True, "files": [report.to_json() for report in reports]}
    text = json.dumps(told, ensure_ascii=False)
    session.execute(insert(ImportBatch).values(id=batch, at=clock.now(), step=session.info["step"], report=text))
    return reports


def _judged(session: Session, one: Appointment, today: date) -> PlannedAppointment:
    known = _known(session, one)
    row_id = known.id if known else _row_id(one)
    verdict, reason, contact_id = _verdict(session, one, known, today)
    return PlannedAppointment(one, row_id, verdict, reason, contact_id)


def _row_id(one: Appointment) -> str:
    return uuid.uuid5(_NAMES, one.uid or f"{one.summary}/{one.on}/{one.at}").hex


def _known(session: Session, one: Appointment) -> FollowUp | None:
    """The row this appointment is here: our own export names it, another calendar's is named by its UID."""
    rule, _slash, own = one.key.partition("/")
    row = session.get(FollowUp, own) if rule == PLANNED else None
    row = row or session.get(FollowUp, _row_id(one))
    return row if row is not None and row.deleted is None else None


def _verdict(session: Session, one: Appointment, known: FollowUp | None, today: date) -> tuple[Verdict, str, str]:
    if one.on is None:
        return Verdict.REFUSED, _("This event has no day that can be read."), ""
    if one.cancelled:
        return Verdict.REFUSED, _("This appointment was cancelled in the other calendar."), ""
    if known is not None and (known.state != "planned" or (known.due_on, known.due_at) == (one.on, one.at)):
        return Verdict.DUPLICATE, _("This appointment is here already."), known.root
    if one.on < today:
        return Verdict.REFUSED, _("This appointment is over: {day}.").format(day=format_date(one.on)), ""
    if known is not None:
        moved = _("Moved from {before} to {after}.").format(before=format_date(known.due_on), after=format_date(one.on))
        return Verdict.UPDATED, moved, known.root
    if one.key and one.contact_id:
        return Verdict.DUPLICATE, _("The rules of the shop ask for this contact already."), one.contact_id
    found = owner_of(session, one)
    if not found.contact_id:
        return Verdict.REFUSED, found.doubt, ""
    return Verdict.NEW, _("Planned for {day}.").format(day=format_date(one.on)), found.contact_id


def _written(session: Session, planned: PlannedAppointment) -> PlannedAppointment:
    one = planned.appointment
    assert one.on is not None
    row = session.get(FollowUp, planned.row_id)
    kind = _VISIT if one.place else _CALL
    if row is None:
        try:
            contacts.refuse_if_blocked(session, planned.contact_id)
        except UserError as problem:
            return PlannedAppointment(one, planned.row_id, Verdict.REFUSED, str(problem), planned.contact_id)
        row = FollowUp(id=planned.row_id, root=planned.contact_id, kind=kind, purpose=_purpose(one), due_on=one.on)
        session.add(row)
    elif row.deleted is not None:
        row.deleted, row.state = None, "planned"
        row.kind, row.purpose = kind, _purpose(one)
    row.due_on, row.due_at = one.on, one.at
    session.flush()
    return planned


def _purpose(one: Appointment) -> str:
    text = "\n".join(part for part in (one.summary, one.place, one.text) if part)
    if len(text) > _PURPOSE:
        text = text[: _PURPOSE - 1] + "…"
    return fields.clean_text("purpose", text)
