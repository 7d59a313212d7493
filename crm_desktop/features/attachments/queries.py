"""Reading files kept with people."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from crm_desktop.base.errors import FileProblem, NotFound
from crm_desktop.base.i18n import _
from crm_desktop.features.attachments.records import AttachmentRecord, Elsewhere
from crm_desktop.store.blobs import Blobs
from crm_desktop.store.prepared import Prepared
from crm_desktop.store.tables import Attachment

_COLUMNS = (
    Attachment.id,
    Attachment.row_seq,
    Attachment.root,
    Attachment.name,
    Attachment.mime,
    Attachment.size,
    Attachment.sha256,
    Attachment.thumbnail,
    Attachment.note,
    Attachment.private,
    Attachment.created,
)
_OF_PERSON = Prepared(
    select(*_COLUMNS)
    .where(Attachment.root == bindparam("root"), Attachment.deleted.is_(None))
    .order_by( Attachment.created.desc(), Attachment.id.desc())
)


def attachments(session: Session, contact_id: str) -> list[AttachmentRecord]:
    """The files of a person, last added first."""
    return [AttachmentRecord(*row) for row in _OF_PERSON.rows(session, root=contact_id)]


def attachment(session: Session, attachment_id: str) -> AttachmentRecord:
    """One file, without its bytes."""
    row = session.execute(select(*_COLUMNS).where(Attachment.id == attachment_id, Attachment.deleted.is_(None))).first()
    if row is None:
        raise NotFound(_("This entry is no longer here. It may have been removed in the meantime."))
    return AttachmentRecord(*row)


def lying_elsewhere(session: Session, contact_id: str) -> Elsewhere:
    """Which files of a person have their bytes at the shop only, and which of those were asked for."""
    files = [file for file in attachments(session, contact_id) if file.row_seq > 0]
    blobs = _blobs(session)
    missing = blobs.missing({file.sha256 for file in files})
    if not missing:
        return Elsewhere()
    wanted = blobs.wanted()
    return Elsewhere(
        frozenset(file.id for file in files if file.sha256 in missing),
        frozenset(file.id for file in files if file.sha256 in missing & wanted),
    )


def content(session: Session, attachment_id: str) -> bytes:
    """The bytes of a file, as they were given."""
    data = _blobs(session).get(attachment(session, attachment_id).sha256)
    if data is None:
        raise FileProblem(
            _("The content of this file is not on this laptop. The entry is kept; bring the file back from a backup.")
        )
    return data


def thumbnail(session: Session, attachment_id: str) -> bytes | None:
    """A small JPEG of a photograph, or nothing."""
    found = attachment(session, attachment_id).thumbnail
    return _blobs(session).get(found) if found else None


def _blobs(session: Session) -> Blobs:
    blobs = session.info["blobs"]
    assert isinstance(blobs, Blobs)
    return blobs
