"""What ends a hope, or rests it: loss, freeze, out of contact, an order taken back."""

from datetime import date

from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import rules as fields
from crm_desktop.features.customers.records import Stage
from crm_desktop.features.milestones import rules
from crm_desktop.features.milestones.commands.turn import begin, day_of, finish
from crm_desktop.features.milestones.records import NOTHING_ELSE, Aftermath, Event
from crm_desktop.features.milestones.rules.losses import clean_coming_day
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.team.commands import ask_review
from crm_desktop.features.team.records import ReviewKind
from crm_desktop.features.touches.rules import labels


def lose(  # noqa: PLR0913 - a loss's whole description, by keyword
    session: Session, contact_id: str, *, reason: str, truth: str = "", note: str = "", deal: str = "",
    on: date | None = None, revive_on: date | None = None, aftermath: Aftermath = NOTHING_ELSE,
) -> str:  # fmt: skip
    """The deal is lost, for a reason of the shop's list; on `revive_on` the customer is asked again.

    Returns the purchase's id.
    """
    shop = shop_rules(session)
    code = fields.clean_choice("lost_reason", reason, labels(shop.lost_reasons))
    if not code:
        raise InvalidInput("lost_reason", _("A loss needs a reason. Choose one of the list."))
    turn = begin(session, Event.LOSE, contact_id, deal=deal)
    row, day = turn.purchase(), day_of("lost_on", on)
    if row.stage == Stage.ORDERED:
        row.cancelled_on = day
    row.stage, row.lost_on, row.frozen_until = Stage.LOST.value, day, None
    row.lost_reason, row.lost_truth = code, rules.clean_truth(truth)
    row.lost_note = fields.clean_text("lost_note", note)
    row.revive_on = clean_coming_day("revive_on", revive_on, today=day) or rules.revival_day(day, shop)
    ask_review(session, contact_id, ReviewKind.LOSS, row.id)
    return finish(turn, aftermath)


def freeze(
    session: Session, contact_id: str, *, until: date | None = None, note: str = "",
    aftermath: Aftermath = NOTHING_ELSE,
) -> str:  # fmt: skip
    """The customer rests: not now, but later. Returns the purchase's id."""
    turn = begin(session, Event.FREEZE, contact_id)
    today = clock.today()
    day = clean_coming_day("frozen_until", until, today=today) or rules.freeze_day(today, shop_rules(session))
    turn.purchase().frozen_until = day
    return finish(turn, aftermath, reason=fields.clean_line("note", note))


def out_of_contact(
    session: Session, contact_id: str, *, note: str = "", aftermath: Aftermath = NOTHING_ELSE
) -> str:
    """Nobody reaches the customer any more; he is asked once, later. Returns the purchase's id, or ""."""
    turn = begin(session, Event.OUT_OF_CONTACT, contact_id)
    if turn.deal is not None:
        turn.deal.frozen_until = None
    return finish(turn, aftermath, reason=fields.clean_line("note", note))


def cancel_order(
    session: Session, contact_id: str, *, deal: str = "", on: date | None = None, note: str = "",
    aftermath: Aftermath = NOTHING_ELSE,
) -> str:  # fmt: skip
    """The order was taken back; the customer is asked once why. Returns the purchase's id."""
    turn = begin(session, Event.CANCEL_ORDER, contact_id, deal=deal)
    row, day = turn.purchase(), day_of("cancelled_on", on)
    if row.ordered_on is not None and day < row.ordered_on:
        raise InvalidInput("cancelled_on", _("The order cannot be cancelled before it was placed."))
    row.stage, row.cancelled_on = Stage.CANCELLED.value, day
    return finish(turn, aftermath, reason=fields.clean_line("note", note))
