"""Keeping files with people."""

from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import FileProblem
from crm_desktop.base.i18n import _
from crm_desktop.features.attachments import rules
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.contacts import rules as fields
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.store.tables import Attachment


def add_file(
    session: Session, contact_id: str, name: str, *, data: bytes, private: bool | None = None, note: str = ""
) -> str:
    """Keep a file with a person; private as long as the person is, unless said otherwise."""
    contact = contacts.find(session, contact_id)
    rules.refuse_empty(len(data))
    rules.refuse_too_big(len(data), shop_rules(session).numbers.attachment_mb * 2**20)
    file_name = rules.clean_file_name(name)
    mime = rules.mime_of(file_name, data)
    small = rules.thumbnail(data) if mime.startswith("image/") else None
    blobs = session.info["blobs"]
    row = Attachment(
        root=contact_id, name=file_name, mime=mime, size=len(data), sha256=blobs.put(data),
        thumbnail=blobs.put(small) if small else "", note=fields.clean_line("note", note),
        private=contact.private if private is None else private or contact.private,
    )
    session.add(row)
    session.flush()
    return row.id


def set_photo(session: Session, contact_id: str, name: str, *, data: bytes) -> str:
    """Keep a picture and show it as the person's photograph."""
    row_id = add_file(session, contact_id, name, data=data)
    use_as_photo(session, row_id)
    return row_id


def use_as_photo(session: Session, attachment_id: str) -> None:
    """Show a kept picture as the person's photograph."""
    row = contacts.find_row(session, Attachment, attachment_id)
    if not row.thumbnail:
        raise FileProblem(_("This file is not a picture that can be shown. It stays among the files."))
    contacts.find(session, row.root).photo = attachment_id
    session.flush()


def edit_file(session: Session, attachment_id: str, *, name: str, note: str = "") -> None:
    """Rename a file or note what it is."""
    row = contacts.find_row(session, Attachment, attachment_id)
    row.name, row.note = rules.clean_file_name(name), fields.clean_line("note", note)
    session.flush()


def remove_file(session: Session, attachment_id: str) -> None:
    """Take a file off a person; undo brings it back."""
    row = contacts.find_row(session, Attachment, attachment_id)
    row.deleted = clock.now()
    contact = contacts.find(session, row.root)
    if contact.photo == attachment_id:
        contact.photo = ""
    session.flush()
