"""Letting private people out of the laptop, on purpose."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.customers import commands as customers


def promote(session: Session, contact_id: str, *, level: str = "", with_touches: bool = False) -> str:
    """Make a private contact a shop customer; what goes is shown before by `contacts.queries.promotion`."""
    return customers.open_archive(session, contact_id, level=level, with_touches=with_touches)


def share(session: Session, contact_ids: Iterable[str], *, with_touches: bool = False) -> int:
    """Share private contacts with the shop without opening archives. Returns how many."""
    ids = list(dict.fromkeys(contact_ids))
    for contact_id in ids:
        contacts.share(session, contact_id, with_touches=with_touches)
    return len(ids)


def put_in_ring(session: Session, contact_ids: Iterable[str], ring: int | None) -> int:
    """Put people into a ring of the network. Returns how many."""
    ids = list(dict.fromkeys(contact_ids))
    for contact_id in ids:
        contacts.set_field(session, contact_id, "ring", ring)
    return len(ids)
