"""People by id, by the beginning of an id, and by the id they had before a merge."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base.errors import NotFound, Refused
from crm_desktop.base.i18n import _
from crm_desktop.features.duplicates import queries as duplicates
from crm_desktop.store.tables import Contact


def person(session: Session, text: str) -> str:
    """The id of the living contact meant by `text`."""
    wanted = text.strip().casefold()
    if not wanted.isprintable():  # bytes that are no characters, as a shell may give them: no id has such
        raise NotFound(_("There is no person with the id “{id}”.").format(id=text))
    found = duplicates.resolve(session, wanted)
    if _lives(session, found):
        return found
    begins = Contact.id.startswith(wanted, autoescape=True) if wanted else Contact.id == ""
    living = select(Contact.id).where(begins, Contact.deleted.is_(None)).order_by(Contact.id).limit(2)
    beginning = list(session.scalars(living))
    if len(beginning) > 1:
        raise Refused(_("Several people have an id that begins with “{id}”. Type more of it.").format(id=text))
    if not beginning:
        raise NotFound(_("There is no person with the id “{id}”.").format(id=text))
    return beginning[0]


def people(session: Session, texts: list[str]) -> list[str]:
    """The same for several, in their order; who is named twice comes once."""
    return list(dict.fromkeys(person(session, text) for text in texts))


def _lives(session: Session, contact_id: str) -> bool:
    return session.scalar(select(Contact.id).where(Contact.id == contact_id, Contact.deleted.is_(None))) is not None
