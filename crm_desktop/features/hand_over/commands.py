"""Handing customers over: one step however many, taken back by one Undo."""

import json
from collections.abc import Sequence

from sqlalchemy import String, column, func, select, update
from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput, Refused
from crm_desktop.base.i18n import _
from crm_desktop.features.hand_over import queries
from crm_desktop.features.hand_over.records import HandOver
from crm_desktop.features.team import rules
from crm_desktop.features.team.queries import team
from crm_desktop.store.tables import Contact


def reassign(session: Session, contact_ids: Sequence[str], to: str) -> HandOver:
    """Make a colleague the consultant of these people; private ones and those who are his already stay as they are."""
    known = team(session)
    if known.me is None:
        raise Refused(_("Customers are handed over within a shop: enrol this laptop at its server first."))
    if to not in {one.user for one in rules.takers(known)}:
        raise InvalidInput("to", _("Choose a colleague who works in the shop."))
    found = queries.hand_over(session, contact_ids, to)
    if found.not_mine:
        raise Refused(_("Only the manager hands over customers of other consultants. Nothing was changed."))
    if not found.going:
        raise Refused(
            _("None of these people can be handed over: they are private, or belong to this colleague already."))
    listed = func.json_each(json.dumps(found.going)).table_valued("value")
    chosen = select(column("value", String)).select_from(listed)
    session.execute(
        update(Contact).where(Contact.id.in_(chosen)).values(owner=to)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    return found
