"""Logging what happened, with everything that follows from it, in one step."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.contacts import rules as fields
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.touches import queries, rules
from crm_desktop.features.touches.records import LoggedTouch, NewTouch, NextFollowUp, OpenPlan
from crm_desktop.store.tables import Contact, Customer, DerivedDue, FollowUp, Reception, ScaleChange, Touch


@dataclass(frozen=True)
class _Clock:
    """Where the customer's rhythm stands after a touch."""

    rule: str
    occurrence: str


def log_touch(
    session: Session, contact_id: str, new: NewTouch, *, next_follow_up: NextFollowUp | None = None
) -> LoggedTouch:
    """Write the touch, close what it answers, move the status on, plan what comes next."""
    contact = contacts.find(session, contact_id)
    shop = shop_rules(session)
    if rules.is_outgoing(new.kind, shop):
        contacts.refuse_if_blocked(session, contact_id)
    touch = Touch(root=contact_id, private=contact.private)
    _fill(touch, new, shop)
    touch.follow_key = new.answers or _due_by(session, contact_id, touch)
    session.add(touch)
    session.flush()
    closed = _close_answered(session, touch, answers=new.answers) if touch.effective else ()
    if touch.effective and not new.answers and _claims_open_plan(touch.follow_key, closed):
        touch.follow_key = ""  # a talk in the morning is no answer to the visit of the afternoon
    customer = _customer(session, contact_id)
    before = customer.status if customer else ""
    if customer is not None and touch.effective:
        _move_on(session, customer, touch)
    planned = _plan_next(session, contact, customer, next_follow_up) if next_follow_up else ""
    return LoggedTouch(touch.id, touch.effective, closed, planned, before, customer.status if customer else "")


def edit_touch(session: Session, touch_id: str, new: NewTouch) -> None:
    """Correct a logged touch; rhythm and due items are reckoned anew from what is then true."""
    touch = contacts.find_row(session, Touch, touch_id)
    if new.at is None:
        new = replace(new, at=touch.at)
    _fill(touch, new, shop_rules(session))
    if new.answers:
        touch.follow_key = new.answers
    session.flush()
    _open_again(session, touch)
    if touch.effective:
        _close_answered(session, touch, answers=touch.follow_key)


def set_note(session: Session, touch_id: str, note: str) -> None:
    """Change only what was noted."""
    contacts.find_row(session, Touch, touch_id).note = fields.clean_text("note", note)
    session.flush()


def remove_touch(session: Session, touch_id: str) -> None:
    """Take a touch off the timeline; what it had closed is open again."""
    touch = contacts.find_row(session, Touch, touch_id)
    touch.deleted = clock.now()
    # A reception taken off the timeline was no reception: its line leaves the register too.
    session.execute(update(Reception).where(Reception.touch == touch_id, Reception.deleted.is_(None))
                    .values(deleted=touch.deleted))  # fmt: skip
    _open_again(session, touch)
    session.flush()


def _open_again(session: Session, touch: Touch) -> None:
    """What this touch had closed, unless another real contact answered it too."""
    closed = session.scalars(
        select(FollowUp).where(
            FollowUp.root == touch.root, FollowUp.touch == touch.id, FollowUp.state == "done",
            FollowUp.deleted.is_(None))
    ).all()
    if not closed:
        return
    others = dict(
        session.execute(
            select(Touch.follow_key, Touch.id).where(
                Touch.root == touch.root, Touch.id != touch.id, Touch.effective.is_(True), Touch.follow_key != "",
                Touch.deleted.is_(None))
        ).all()
    )  # fmt: skip
    for follow_up in closed:
        planned = follow_up.rule == rules.PLANNED
        key = rules.follow_key(follow_up.rule, follow_up.id if planned else follow_up.occurrence)
        follow_up.touch = others.get(key, "")
        follow_up.state = "done" if follow_up.touch else "planned"
    session.flush()


def _fill(touch: Touch, new: NewTouch, shop: ShopRules) -> None:
    touch.kind = fields.clean_choice("kind", new.kind, rules.labels(shop.touch_kinds)) or "note"
    given = fields.clean_choice("result", new.result, rules.labels(shop.touch_results))
    touch.result = rules.result_of(touch.kind, given, shop)
    touch.opener = fields.clean_choice("opener", new.opener, rules.labels(shop.openers))
    touch.at = rules.clean_moment(new.at, now=clock.now())
    touch.mood = fields.clean_number("mood", new.mood, low=1, high=5)
    touch.minutes = fields.clean_number("minutes", new.minutes, low=0, high=1440)
    touch.note = fields.clean_text("note", new.note)
    touch.script = fields.clean_line("script", new.script)
    touch.script_version = max(0, new.script_version) if touch.script else 0
    touch.effective = rules.is_effective(touch.result, shop) if new.effective is None else new.effective


def _due_by(session: Session, contact_id: str, touch: Touch) -> str:
    """The earliest item that was due on the day of the touch: what it tries to answer when nobody says."""
    due = session.execute(
        select(DerivedDue.rule, DerivedDue.occurrence, DerivedDue.due_on, DerivedDue.due_at, DerivedDue.kind)
        .where(DerivedDue.root == contact_id, DerivedDue.due_on <= touch.at.date())
        .order_by(DerivedDue.due_on, DerivedDue.due_at == "", DerivedDue.due_at, DerivedDue.n)
    )
    for row in due:
        if not rules.is_too_early(row.due_on, row.due_at, row.kind, touch_kind=touch.kind, at=touch.at):
            return rules.follow_key(row.rule, row.occurrence)
    return ""


def _claims_open_plan(key: str, closed: tuple[str, ...]) -> bool:
    rule, _slash, plan = key.partition("/")
    return rule == rules.PLANNED and plan not in closed


def _close_answered(session: Session, touch: Touch, *, answers: str) -> tuple[str, ...]:
    """The kept follow-ups that are done by an effective touch: the one it names, its chain, and what was due."""
    closed = []
    rows = session.scalars(
        select(FollowUp).where(
            FollowUp.root == touch.root, FollowUp.state == "planned", FollowUp.deleted.is_(None))
    ).all()
    chained = _chained(session, touch, touch.follow_key) if rows else frozenset()
    for row in rows:
        key = rules.follow_key(row.rule, row.id if row.rule == rules.PLANNED else row.occurrence)
        plan = OpenPlan(row.rule, row.occurrence, row.due_on, row.due_at, row.kind)
        own = key == answers or (key == touch.follow_key and row.rule != rules.PLANNED)
        if own or row.id in chained or rules.is_answered(plan, touch_kind=touch.kind, at=touch.at):
            row.state, row.touch = "done", touch.id
            closed.append(row.id)
    session.flush()
    return tuple(closed)


def _chained(session: Session, touch: Touch, key: str) -> frozenset[str]:
    """Moved steps of the chain of this item that are due by the touch."""
    rule, _slash, occurrence = key.partition("/")
    chain = (
        select(DerivedDue.chain)
        .where(DerivedDue.root == touch.root, DerivedDue.rule == rule, DerivedDue.occurrence == occurrence)
        .scalar_subquery()
    )
    steps = select(DerivedDue.plan).where(
        DerivedDue.root == touch.root, DerivedDue.chain == chain, DerivedDue.chain != "", DerivedDue.plan != "",
        DerivedDue.due_on <= touch.at.date())
    return frozenset(session.scalars(steps))


def _move_on(session: Session, customer: Customer, touch: Touch) -> None:
    """A new customer whose level is known is in progress after the first real contact.

    Without a level the customer stays new and is asked again soon: a level is never guessed.
    """
    if customer.status != "N" or not customer.level:
        return
    session.add(ScaleChange(
        root=customer.root, at=touch.at, scale="status", before="N", after="P", reason="first_contact"))
    customer.status = "P"
    session.flush()


def _plan_next(session: Session, contact: Contact, customer: Customer | None, plan: NextFollowUp) -> str:
    due_on = rules.clean_plan_day(plan.due_on, today=clock.today())
    turn = _turn(session, customer) if customer else None
    row = None
    if turn is not None:
        row = session.scalar(
            select(FollowUp).where(
                FollowUp.root == contact.id, FollowUp.rule == turn.rule, FollowUp.occurrence == turn.occurrence,
                FollowUp.state == "planned", FollowUp.deleted.is_(None))
        )
    if row is None:
        row = FollowUp(
            root=contact.id, rule=turn.rule if turn else rules.PLANNED, occurrence=turn.occurrence if turn else ""
        )
        session.add(row)
    row.due_on, row.due_at = due_on, rules.clean_time("due_at", plan.due_at)
    row.kind, row.purpose = plan.kind or "call", fields.clean_text("purpose", plan.purpose)
    session.flush()
    return row.id


def _turn(session: Session, customer: Customer) -> _Clock | None:
    """The turn of the rhythm that the customer is in now, or nothing where no rule asks."""
    cadence = rules.cadence_of(customer.status, customer.level, queries.cadences(session))
    if cadence is None or cadence.once:
        return None
    last = session.scalar(
        select(func.max(Touch.at)).where(
            Touch.root == customer.root, Touch.effective.is_(True), Touch.deleted.is_(None))
    )
    since = session.scalar(
        select(func.max(ScaleChange.at)).where(
            ScaleChange.root == customer.root, ScaleChange.scale == "status", ScaleChange.deleted.is_(None))
    )
    anchor = rules.clock_start(
        customer.status, opened_on=customer.opened_on, last_effective=_day(last), status_since=_day(since))
    return _Clock(
        rules.cadence_rule(customer.status, touched=last is not None), rules.occurrence(customer.status, anchor)
    )


def _customer(session: Session, contact_id: str) -> Customer | None:
    return session.scalar(select(Customer).where(Customer.root == contact_id, Customer.deleted.is_(None)))


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
