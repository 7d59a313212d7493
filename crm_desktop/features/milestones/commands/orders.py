"""An order."""

from datetime import date

from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import rules as fields
from crm_desktop.features.customers.records import Stage
from crm_desktop.features.customers.rules import clean_need
from crm_desktop.features.milestones.commands.turn import begin, day_of, finish
from crm_desktop.features.milestones.records import NOTHING_ELSE, Aftermath, Event
from crm_desktop.features.settings.queries import shop_rules


def order(  # noqa: PLR0913 - an order's whole description, by keyword
    session: Session, contact_id: str, *, deal: str = "", on: date | None = None, deliver_on: date | None = None,
    quote: int | None = None, model: str = "", aftermath: Aftermath = NOTHING_ELSE,
) -> str:  # fmt: skip
    """The customer ordered; until the delivery he is kept informed. Returns the purchase's id."""
    turn = begin(session, Event.ORDER, contact_id, deal=deal)
    row, shop = turn.purchase(), shop_rules(session)
    ordered_on = day_of("ordered_on", on)
    planned = fields.clean_day("deliver_on", deliver_on)
    if planned is not None and planned < ordered_on:
        raise InvalidInput("deliver_on", _("The delivery cannot be before the order."))
    row.stage, row.ordered_on, row.deliver_on = Stage.ORDERED.value, ordered_on, planned
    row.frozen_until = None
    if quote is not None:
        row.quote = clean_need("quote", quote, shop=shop)  # type: ignore[assignment]  # money is an int or None
    if model.strip():
        row.model = fields.clean_line("model", model)
    return finish(turn, aftermath)
