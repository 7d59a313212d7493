"""Tips given to colleagues and peers and received from them."""

from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts.commands import find, find_row
from crm_desktop.features.contacts.rules import clean_choice, clean_day, clean_line, clean_text
from crm_desktop.features.network import rules
from crm_desktop.features.network.records import NewTip
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.store.tables import Tip


def record_tip(session: Session, new: NewTip, *, tip_id: str = "") -> str:
    """Keep a tip, or change one. It is private while one of its ends is."""
    partner, about = find(session, new.partner), find(session, new.about) if new.about else None
    if about is not None and about.id == partner.id:
        raise InvalidInput("about_name", _("A tip is about somebody else than the one it came from or went to."))
    name = clean_line("about_name", new.about_name)
    if about is None and not name:
        raise InvalidInput("about_name", _("Say whom the tip is about."))
    row = find_row(session, Tip, tip_id) if tip_id else Tip(private=False)
    row.root, row.direction = partner.id, rules.clean_direction(new.direction)
    row.about, row.about_name = about.id if about else "", "" if about else name
    row.day = clean_day("day", new.day, today=clock.today()) or clock.today()
    row.outcome, row.note = _outcome(session, new.outcome), clean_text("note", new.note)
    # A tip that stayed private when its partner was shared stays so.
    row.private = row.private or partner.private or bool(about and about.private)
    session.add(row)
    session.flush()
    return row.id


def set_outcome(session: Session, tip_id: str, outcome: str) -> None:
    """What came of a tip."""
    find_row(session, Tip, tip_id).outcome = _outcome(session, outcome)
    session.flush()


def remove_tip(session: Session, tip_id: str) -> None:
    """Forget a tip."""
    find_row(session, Tip, tip_id).deleted = clock.now()
    session.flush()


def _outcome(session: Session, outcome: str) -> str:
    return clean_choice("outcome", outcome, {one.code: one.label for one in shop_rules(session).tip_outcomes})
