"""The manager's answer, and asking once more."""

from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput, NotFound, Refused
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import rules as fields
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.team.commands import ask_anew, decide, refuse_unless_reviewer
from crm_desktop.features.team.queries import me
from crm_desktop.features.team.records import ReviewKind
from crm_desktop.features.visits import commands as visits
from crm_desktop.store.tables import Review


def approve(session: Session, review_id: str, note: str = "") -> None:
    """It was right; a report gets the mark for well done."""
    _answer(session, review_id, approved=True, note=fields.clean_text("note", note))


def send_back(session: Session, review_id: str, note: str) -> None:
    """It is to be mended: the note says what."""
    words = fields.clean_text("note", note)
    if not words:
        raise InvalidInput("note", _("Write what is to be done: the consultant reads it."))
    _answer(session, review_id, approved=False, note=words)


def ask_again(session: Session, review_id: str) -> None:
    """It is mended: the manager looks once more."""
    row, mine = _find(session, review_id), me(session)
    if mine is None or row.asked_by != mine.user:
        raise Refused(_("Only who asked may ask again."))
    ask_anew(row)
    session.flush()


def _answer(session: Session, review_id: str, *, approved: bool, note: str) -> None:
    refuse_unless_reviewer(session)
    row = _find(session, review_id)
    if row.kind == ReviewKind.VISIT:
        visits.review_visit(session, row.of, _mark(session, approved=approved), note=note)
    decide(session, row, approved=approved, note=note)


def _mark(session: Session, *, approved: bool) -> str:
    """The shop's mark for a report that is fine, or is to be done again."""
    codes = [mark.code for mark in shop_rules(session).review_marks]
    wanted = visits.WELL if approved else visits.AGAIN
    return wanted if wanted in codes else (codes[:1] if approved else codes[-1:] or [""])[0]


def _find(session: Session, review_id: str) -> Review:
    row = session.get(Review, review_id)
    if row is None or row.deleted is not None:
        raise NotFound(_("This entry is no longer here. It may have been removed in the meantime."))
    return row
