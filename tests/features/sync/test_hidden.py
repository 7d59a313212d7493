"""Who belongs to somebody else by now is on no list, while an edit made here still waits to be judged."""

from typing import TYPE_CHECKING

import pytest

from crm_desktop.features.customers.queries import customer_page
from crm_desktop.features.customers.records import Filter
from crm_desktop.features.search.queries import find
from crm_desktop.store.replica.book import Book
from tests import make
from tests.conftest import derivers

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from crm_desktop.store.store import Store


def hide(session: "Session", person: str, *, hidden: bool) -> None:
    """As a page of the server does it that takes the person away, and the answer after it."""
    book = Book(session.connection().connection.driver_connection, {("contact", person)}, lambda _point: None)
    (book.hidden.add if hidden else book.hidden.discard)(("contact", person))
    book.close()


def listed(store: "Store") -> list[str]:
    return [row.name for row in store.read(customer_page, Filter()).rows]


@pytest.mark.usefixtures("clock")
def test_hidden_person_is_on_no_list_until_judged(store: "Store") -> None:
    person = make.customer(store, name="王芳", phone="13912345678")
    make.customer(store, name="李强")

    store.write("hide", hide, person, hidden=True)

    assert listed(store) == ["李强"]
    assert store.read(find, "13912345678").people == ()
    due = "SELECT count(*) FROM derived_due WHERE root = ?"
    assert store.read(lambda session: session.connection().exec_driver_sql(due, (person,)).scalar()) == 0
    assert [text for one in derivers() for text in store.read(lambda session, one=one: one.problems(
        session.connection()))] == []  # fmt: skip

    store.write("judged", hide, person, hidden=False)

    assert sorted(listed(store)) == sorted(["李强", "王芳"])
    assert len(store.read(find, "13912345678").people) == 1
