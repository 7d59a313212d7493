"""Whom to choose in a dialog: found as the search finds people; before anything is typed, those last in touch."""

from sqlalchemy.orm import Session

from crm_desktop.features.contacts.records import PersonName
from crm_desktop.features.search.queries.find import find
from crm_desktop.features.search.records import Field, PersonHit

_LAST = (
    "SELECT id, name, subtitle, phone, private, last_touch_at FROM derived_person"
    " WHERE is_customer = {is_customer} AND last_touch_at IS NOT NULL ORDER BY last_touch_at DESC, id DESC LIMIT {most}"
)
_NAMING = frozenset({Field.NAME, Field.PINYIN, Field.PHONE, Field.FILTER})


def people_to_choose(session: Session, typed: str, *, limit: int = 8) -> list[PersonName]:
    """The best matches of what is typed, by name, pinyin, initials, any number, plate or company; with nothing typed
    the people who were last in touch, newest first.
    """
    if not typed.strip():
        return _last_in_touch(session, limit)
    return [_to_choose(hit) for hit in find(session, typed, limit=limit, note_limit=0).people]


def _last_in_touch(session: Session, limit: int) -> list[PersonName]:
    connection, most = session.connection(), int(limit)
    found = [row for is_customer in (1, 0)  # each half stands in the order of an index
             for row in connection.exec_driver_sql(_LAST.format(is_customer=is_customer, most=most))]  # fmt: skip
    found.sort(key=lambda row: (row.last_touch_at, row.id), reverse=True)
    return [PersonName(r.id, r.name, r.subtitle, r.phone, private=bool(r.private)) for r in found[:most]]


def _to_choose(hit: PersonHit) -> PersonName:
    """Beside the name what was typed, where that is neither the name nor the number."""
    where = next((why.text for why in hit.why if why.field not in _NAMING), hit.subtitle)
    number = next((why.text for why in hit.why if why.field is Field.PHONE), next(iter(hit.phones), ""))
    return PersonName(hit.id, hit.name, where, number, private=hit.private)
