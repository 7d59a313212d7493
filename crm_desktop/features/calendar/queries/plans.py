"""Reading what a person planned or moved."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from crm_desktop.base.errors import NotFound
from crm_desktop.base.i18n import _
from crm_desktop.features.calendar.records import FollowUpRecord
from crm_desktop.store.prepared import Prepared
from crm_desktop.store.tables import DerivedDue, FollowUp

_FOLLOW_UP = (
    FollowUp.id, FollowUp.row_seq, FollowUp.root, FollowUp.rule, FollowUp.occurrence, FollowUp.due_on, FollowUp.due_at,
    FollowUp.kind, FollowUp.purpose, FollowUp.state, FollowUp.created,
)
# A moved item is open only while its rule asks for it: the derived items know.
_PLANNED_WITH = Prepared(
    select(*_FOLLOW_UP)
    .where(
        FollowUp.root == bindparam("root"), FollowUp.state == "planned", FollowUp.deleted.is_(None),
        (FollowUp.rule == "planned")
        | FollowUp.id.in_(select(DerivedDue.plan).where(DerivedDue.root == bindparam("root"))),
    )
    .order_by(FollowUp.due_on, FollowUp.due_at, FollowUp.id)
)


def follow_ups(session: Session, contact_id: str) -> list[FollowUpRecord]:
    """What is planned with a person, the next first."""
    return [FollowUpRecord(*row) for row in _PLANNED_WITH.rows(session, root=contact_id)]


def follow_up(session: Session, follow_up_id: str) -> FollowUpRecord:
    """One kept follow-up."""
    row = session.execute(select(*_FOLLOW_UP).where(FollowUp.id == follow_up_id, FollowUp.deleted.is_(None))).first()
    if row is None:
        raise NotFound(_("This entry is no longer here. It may have been removed in the meantime."))
    return FollowUpRecord(*tuple(row))
