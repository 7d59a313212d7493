"""Back in progress: after a loss, a rest, a silence, a cancelled order; or an owner who buys again."""

from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.features.customers import commands as customers
from crm_desktop.features.customers.records import Level, Stage
from crm_desktop.features.milestones.commands.turn import Turn, begin, finish
from crm_desktop.features.milestones.records import NOTHING_ELSE, Aftermath, Event
from crm_desktop.features.milestones.rules import reason_code
from crm_desktop.features.team.commands import drop_losses

WISHES = (
    "model", "colour", "use", "budget_low", "budget_high", "payment", "trade_in", "trade_in_value", "rival", "concerns",
    "quote", "note",
)  # fmt: skip
"""What of a lost purchase is still worth knowing when the customer comes back."""


def revive(session: Session, contact_id: str, level: str, *, aftermath: Aftermath = NOTHING_ELSE) -> str:
    """The customer is in progress again, at this level. Returns the purchase's id.

    What was lost or cancelled stays as it was; a new purchase begins with its wishes.
    """
    if not level or level not in set(Level):
        raise InvalidInput("level", _("Choose the level: how soon does this customer buy?"))
    turn = begin(session, Event.REVIVE, contact_id)
    if turn.deal is None:
        _begin_anew(turn)
    turn.purchase().frozen_until = None
    drop_losses(session, contact_id)
    found = finish(turn, aftermath)
    key = aftermath.proposal
    customers.set_level(session, contact_id, level, reason=reason_code(key.code) if key else Event.REVIVE.value)
    return found


def _begin_anew(turn: Turn) -> None:
    before = next((one for one in turn.others if one.stage in (Stage.LOST, Stage.CANCELLED)), None)
    row = turn.purchase()
    # An owner's last purchase was a success: what he wants next is another question.
    if before is not None and before is turn.others[0]:
        for field in WISHES:
            setattr(row, field, getattr(before, field))
    turn.session.flush()


