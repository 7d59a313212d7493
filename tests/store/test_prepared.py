"""Prepared selects give what the session gives."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, union_all

from crm_desktop.store.prepared import Prepared
from crm_desktop.store.tables import Commitment, Contact
from tests import make

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from crm_desktop.store.store import Store

_PROMISES = (Commitment.id, Commitment.text, Commitment.due_on, Commitment.created, Commitment.closed_on)
_OF_PERSON = select(*_PROMISES).where(Commitment.root == bindparam("root"), Commitment.deleted.is_(None))


def test_values_are_of_the_same_types_as_the_sessions(store: "Store") -> None:
    person = make.contact(store, name="王秀英")
    make.commitment(store, person, due_on=date(2026, 12, 1))

    def both(session: "Session") -> tuple[list[Any], list[Any]]:
        plain = [tuple(row) for row in session.execute(_OF_PERSON, {"root": person})]
        return plain, Prepared(_OF_PERSON).rows(session, root=person)

    plain, found = store.read(both)

    assert [tuple(row) for row in found] == plain
    assert found[0].due_on == date(2026, 12, 1)
    assert isinstance(found[0].created, datetime)
    assert found[0].closed_on is None


def test_constants_of_the_statement_need_not_be_given(store: "Store") -> None:
    make.contact(store, name="王秀英")
    make.contact(store, name="李建国")
    both = Prepared(union_all(*(select(Contact.name).where(Contact.name == name) for name in ("王秀英", "李建国"))))

    assert [row.name for row in store.read(both.rows)] == ["王秀英", "李建国"]


def test_the_first_of_none_is_none(store: "Store") -> None:
    assert store.read(Prepared(_OF_PERSON).first, root="nobody") is None
