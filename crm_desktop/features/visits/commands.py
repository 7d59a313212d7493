"""Planning a visit, ordering the day's route, keying the report back, the manager's mark."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import Refused
from crm_desktop.base.i18n import _
from crm_desktop.features.calendar import commands as calendar
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.contacts import rules as fields
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.team.commands import ask_review, decide_reviews, drop_review, refuse_unless_reviewer
from crm_desktop.features.team.queries import me
from crm_desktop.features.team.records import ReviewKind
from crm_desktop.features.touches import commands as touches
from crm_desktop.features.touches import rules as touch_rules
from crm_desktop.features.touches.records import LoggedTouch, NewTouch, NextFollowUp
from crm_desktop.features.visits.queries import plans
from crm_desktop.features.visits.records import VisitPlan, VisitReport
from crm_desktop.store.tables import FollowUp, Touch, Visit

WELL, AGAIN = "good", "redo"
"""Marks of the shipped list: what a report gets that is approved, and one that is sent back."""


def plan_visit(session: Session, contact_id: str, plan: VisitPlan) -> str:
    """Plan a visit, last of the day's route. Returns its id."""
    follow_up = calendar.plan_follow_up(session, contact_id, _follow_up(plan))
    row = Visit(root=contact_id, follow_up=follow_up, position=_last_place(session, plan) + 1)
    _fill(row, plan)
    session.add(row)
    session.flush()
    return row.id


def edit_visit(session: Session, visit_id: str, plan: VisitPlan) -> None:
    """Change what is planned; day and time too."""
    row = contacts.find_row(session, Visit, visit_id)
    _refuse_if_reported(row)
    calendar.edit_follow_up(session, row.follow_up, _follow_up(plan))
    _fill(row, plan)
    session.flush()


def cancel_visit(session: Session, visit_id: str) -> None:
    """Drop a planned visit; what was prepared stays readable in the history."""
    row = contacts.find_row(session, Visit, visit_id)
    _refuse_if_reported(row)
    follow_up = contacts.find_row(session, FollowUp, row.follow_up)
    follow_up.state = "cancelled"
    session.flush()


def order_route(session: Session, visit_ids: Sequence[str]) -> None:
    """Put the day's visits in this order."""
    rows = {row.id: row for row in session.scalars(select(Visit).where(Visit.id.in_(visit_ids)))}
    for position, visit_id in enumerate(dict.fromkeys(visit_ids), start=1):
        if visit_id in rows:
            rows[visit_id].position = position
    session.flush()


def report_visit(session: Session, visit_id: str, report: VisitReport) -> LoggedTouch:
    """Key the report back: the touch that answers the visit, what was agreed, the next day, in one step."""
    row = contacts.find_row(session, Visit, visit_id)
    _refuse_if_reported(row)
    found = plans.visit(session, visit_id)
    following = None
    if report.next_on is not None:
        following = NextFollowUp(report.next_on, purpose=report.agreed)
    new = NewTouch(
        plans.VISIT, report.result, mood=report.mood, minutes=report.minutes, at=report.at, answers=found.key,
        note="\n".join(part for part in (report.report.strip(), report.agreed.strip()) if part),
    )
    logged = touches.log_touch(session, row.root, new, next_follow_up=following)
    row.report = fields.clean_text("report", report.report)
    row.agreed = fields.clean_text("agreed", report.agreed)
    row.touch, row.reported_at = logged.id, clock.now()
    follow_up = contacts.find_row(session, FollowUp, row.follow_up)
    if follow_up.state == "planned":
        # Nobody was met: the visit is over all the same, and the rhythm asks again.
        follow_up.state, follow_up.touch = "done", logged.id
    session.flush()
    ask_review(session, row.root, ReviewKind.VISIT, row.id)
    return logged


def withdraw_report(session: Session, visit_id: str) -> None:
    """Take a report back: its touch goes, the visit is planned again."""
    row = contacts.find_row(session, Visit, visit_id)
    touch = session.get(Touch, row.touch)
    if touch is not None and touch.deleted is None:
        touches.remove_touch(session, row.touch)
    row.touch, row.report, row.agreed, row.reported_at = "", "", "", None
    row.review, row.review_note, row.reviewed_at = "", "", None
    session.flush()
    drop_review(session, row.root, ReviewKind.VISIT, row.id)


def review_visit(session: Session, visit_id: str, mark: str, *, note: str = "") -> None:
    """The manager's mark on a report; "" takes it off. In a shop nobody else marks."""
    row = contacts.find_row(session, Visit, visit_id)
    if me(session) is not None:
        refuse_unless_reviewer(session)
    if row.reported_at is None:
        raise Refused(_("There is no report to review yet."))
    row.review = fields.clean_choice("review", mark, touch_rules.labels(shop_rules(session).review_marks))
    row.review_note = fields.clean_text("review_note", note)
    row.reviewed_at = clock.now() if row.review else None
    session.flush()
    if row.review:
        decide_reviews(
            session, row.root, ReviewKind.VISIT, row.id, approved=row.review != AGAIN, note=row.review_note)


def _follow_up(plan: VisitPlan) -> NextFollowUp:
    return NextFollowUp(plan.due_on, plan.due_at, plans.VISIT, plan.purpose)


def _fill(row: Visit, plan: VisitPlan) -> None:
    row.place = fields.clean_line("place", plan.place)
    row.people = fields.clean_line("people", plan.people)
    row.preparation = fields.clean_text("preparation", plan.preparation)


def _last_place(session: Session, plan: VisitPlan) -> int:
    last = session.scalar(
        select(func.max(Visit.position))
        .join(FollowUp, FollowUp.id == Visit.follow_up)
        .where(FollowUp.due_on == plan.due_on, Visit.deleted.is_(None))
    )
    return last or 0


def _refuse_if_reported(row: Visit) -> None:
    if row.reported_at is not None:
        raise Refused(_("This visit has its report already. Take the report back first, then change the plan."))
