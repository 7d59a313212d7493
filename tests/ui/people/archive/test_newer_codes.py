"""A code that only a newer program knows is shown as it came, on every page that meets it, and is not written over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from crm_desktop.features.milestones import commands as milestones
from crm_desktop.features.reviews.glance import reviews_of
from tests import make

NEWER = "of 2031"
CODES = {
    "contact": ("gender", "consent", "how_known", "occasion", "source"), "contact_way": ("kind",),
    "customer": ("status", "level"), "opportunity": ("stage",), "touch": ("kind", "result"),
    "commitment": ("kind", "state"), "follow_up": ("kind",), "vehicle": ("kind",), "review": ("state",),
}  # fmt: skip


@pytest.fixture
def person(store: Any, clock: Any) -> str:
    make.enrolled(store, "li", role="consultant")
    person = make.customer(store, "王芳", owner="li")
    make.opportunity(store, person, model="汉 EV"), make.touch(store, person), make.commitment(store, person)
    make.follow_up(store, person, date(2026, 11, 22)), make.vehicle(store, person)
    store.write("lose", milestones.lose, person, reason="same_price", truth="true", note="差三千")
    return person


@pytest.mark.parametrize(("table", "column"), [(one, column) for one in CODES for column in CODES[one]])
def test_archive_shows_a_person_with_a_code_of_a_newer_program(
    open_archive: Callable[..., Any], store: Any, person: str, table: str, column: str
) -> None:
    change = text(f'UPDATE "{table}" SET "{column}" = :code')
    changed = store.write("", lambda session: session.execute(change, {"code": NEWER}).rowcount)

    view = open_archive(person)

    assert changed
    assert view.header.name.input.text() == "王芳"
    kept = text(f'SELECT DISTINCT "{column}" FROM "{table}"')
    assert store.read(lambda session: session.execute(kept).scalars().all()) == [NEWER]


def test_state_of_a_review_that_is_not_known_is_not_told_as_another(
    open_archive: Callable[..., Any], store: Any, person: str
) -> None:
    store.write("", lambda session: session.execute(text("UPDATE review SET state = :code"), {"code": NEWER}))

    view = open_archive(person)

    (one,) = store.read(reviews_of, person)
    assert view.reviews.text.text() == f"{one.title}：{NEWER}"
    assert not view.reviews.review.isVisible()
