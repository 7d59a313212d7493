"""Deciding about rewards: promise, approve, pay, void."""

from datetime import date

from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput, NotFound, Refused
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.contacts import rules as fields
from crm_desktop.features.referrals import queries
from crm_desktop.features.referrals.commands import gifts
from crm_desktop.features.referrals.records import EVENTS, RewardLine, RewardState, Step
from crm_desktop.features.referrals.rules.rewards import reward_id
from crm_desktop.features.settings.queries import me, shop_rules
from crm_desktop.features.touches.rules import labels
from crm_desktop.store.tables import Referral, Reward


def promise(  # noqa: PLR0913 - what is promised, by keyword
    session: Session, referral_id: str, event: str, *, kind: str, amount: int, quantity: int = 1, note: str = ""
) -> str:
    """Promise something else than the rules give, or where no rule gives anything. Returns the key."""
    referral = contacts.find_row(session, Referral, referral_id)
    if event not in EVENTS:
        raise InvalidInput("event", _("A reward is given for a visit, an order or a delivery."))
    row = _row(session, referral_id, event, referral.root)
    if row.state in (RewardState.APPROVED, RewardState.PAID):
        raise Refused(_("This reward is approved already. Take that back first."))
    row.kind = fields.clean_choice("kind", kind, labels(shop_rules(session).reward_kinds)) or "cash"
    row.amount, row.quantity = gifts.fen("amount", amount), gifts.count("quantity", quantity)
    row.rule, row.state, row.promised_on = "", RewardState.PROMISED, clock.today()
    row.note = fields.clean_text("note", note)
    session.flush()
    return f"{referral_id}/{event}"


def approve(session: Session, key: str, *, gift: str = "", by: str = "", note: str = "") -> None:
    """Approve a reward that is due. A gift of the stock may take the place of the amount: its cost then counts."""
    line = _line(session, key)
    if line.state == RewardState.PROMISED:
        raise Refused(_("This reward is not due yet: {name} has not come so far.").format(name=line.name))
    if line.state != RewardState.DUE:
        raise Refused(_("This reward is decided already."))
    row = _kept(session, line)
    if gift:
        gifts.give(session, row, gift)
    row.state, row.due_on, row.approved_on = RewardState.APPROVED, line.due_on, clock.today()
    row.approved_by = fields.clean_line("approved_by", by) or me(session).name
    if note:
        row.note = fields.clean_text("note", note)
    session.flush()


def pay(
    session: Session, key: str, *, evidence: str = "", gift: str = "", paid_on: date | None = None
) -> None:
    """Hand over an approved reward; a gift leaves the stock."""
    line = _line(session, key)
    if line.state == RewardState.PAID:
        raise Refused(_("This reward was paid already."))
    if line.state != RewardState.APPROVED:
        raise Refused(_("Only an approved reward can be paid. Approve it first."))
    if line.fallen:
        raise Refused(_("What this reward was for holds no longer: {name}'s order was taken back. Void it, or note the "
                        "order again.").format(name=line.name))  # fmt: skip
    row = _kept(session, line)
    if gift:
        gifts.give(session, row, gift)
    if row.gift:
        gifts.refuse_if_too_few(session, row)
    row.paid_on = fields.clean_day("paid_on", paid_on, today=clock.today()) or clock.today()
    row.state, row.evidence = RewardState.PAID, fields.clean_text("evidence", evidence)
    session.flush()


def void(session: Session, key: str, *, note: str = "") -> None:
    """This reward is not given. Refused once it was paid."""
    line = _line(session, key)
    if line.state == RewardState.PAID:
        raise Refused(_("This reward was paid already, so it stays in the ledger."))
    row = _kept(session, line)
    row.state, row.note = RewardState.VOID, fields.clean_text("note", note) or row.note
    row.approved_on, row.approved_by = None, ""
    session.flush()


def take_up_again(session: Session, key: str) -> None:
    """A void reward counts again as the rules say."""
    line = _line(session, key)
    if line.state != RewardState.VOID:
        raise Refused(_("This reward is not void."))
    _kept(session, line).state = RewardState.PROMISED
    session.flush()


def _line(session: Session, key: str) -> RewardLine:
    found = queries.reward(session, key)
    if found is None:
        raise NotFound(_("This reward is no longer here: the referral or the rule behind it changed."))
    return found


def _kept(session: Session, line: RewardLine) -> Reward:
    """The row of a reward, made of what the rules say where nobody decided yet."""
    row = _row(session, line.referral, line.event, line.introducer)
    if not line.row:
        row.rule, row.kind, row.amount, row.quantity = line.rule, line.kind, line.amount, line.quantity
        row.promised_on = line.promised_on
    return row


def _row(session: Session, referral_id: str, event: str, introducer: str) -> Reward:
    row_id = reward_id(referral_id, event)
    row = session.get(Reward, row_id)
    if row is None:
        row = Reward(id=row_id, root=introducer, referral=referral_id, event=Step(event), kind="cash",
                     state=RewardState.PROMISED)  # fmt: skip
        session.add(row)
    row.deleted = None
    return row
