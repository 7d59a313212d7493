"""Answering a proposal: accepting does the change, declining is remembered; never is anything changed silently."""

from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput, Refused
from crm_desktop.base.i18n import _
from crm_desktop.features.calendar import commands as calendar
from crm_desktop.features.customers import commands as customers
from crm_desktop.features.milestones import glance, rules
from crm_desktop.features.milestones.commands.answers import remember
from crm_desktop.features.milestones.commands.endings import freeze, out_of_contact
from crm_desktop.features.milestones.commands.revival import revive
from crm_desktop.features.milestones.records import TALK, Aftermath, Key, Proposal
from crm_desktop.features.touches.records import NextFollowUp

REVIVED_LEVEL = "C"


def accept(session: Session, contact_id: str, key: Key, *, choice: str = "") -> None:
    """Do what is proposed, with the proposal as the reason. `choice`: the level, where the consultant chooses it."""
    one = glance.proposal(session, contact_id, key)
    if one.opens:
        raise Refused(_("This needs more than a yes: open the dialog and fill in what is missing."))
    if one.scale == "level":
        _set_level(session, one, choice)
    elif one.scale == TALK:
        calendar.plan_follow_up(session, contact_id, NextFollowUp(clock.today(), purpose=one.reason))
        remember(session, contact_id, key, "accepted")
    else:
        _set_status(session, one)


def decline(session: Session, contact_id: str, key: Key) -> None:
    """Leave everything as it is; this occurrence is not proposed again."""
    glance.proposal(session, contact_id, key)
    remember(session, contact_id, key, "declined")


def _set_level(session: Session, one: Proposal, choice: str) -> None:
    level = one.after or choice
    if not level:
        raise InvalidInput("level", _("Choose the level: how soon does this customer buy?"))
    remember(session, one.contact_id, one.key, "accepted")
    customers.set_level(session, one.contact_id, level, reason=rules.reason_code(one.code))


def _set_status(session: Session, one: Proposal) -> None:
    aftermath = Aftermath(proposal=one.key)
    if one.after == "F2":
        freeze(session, one.contact_id, aftermath=aftermath)
    elif one.after == "L":
        out_of_contact(session, one.contact_id, aftermath=aftermath)
    else:
        revive(session, one.contact_id, REVIVED_LEVEL, aftermath=aftermath)
