"""Files of customers who went to somebody else, or were erased: what the shop lacks goes there first, then all goes."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from crm_desktop.base import clock
from crm_desktop.features.sync.commands import run_files
from crm_desktop.store.store import Store
from tests import make
from tests.features.sync.carried import COPY, carry, has, keep, picture
from tests.store.pages import plain
from tests.sync.loopback.office import QUICK, Desk
from tests.sync.server.serving import Served, back_up, restore

NAME = hashlib.sha256(COPY).hexdigest()


def in_the_file(store: Store) -> bytes:
    return plain(store.profile / "blobs.db", store._key)


def hand_on(desk: Desk, person: str, owner: str = "bo") -> None:
    change = text("UPDATE contact SET owner = :owner WHERE id = :id")
    desk.store.write("移交", lambda session: session.execute(change, {"owner": owner, "id": person}))
    desk.sync()


def test_session_that_takes_a_customer_away_takes_his_files_along(ann: Desk, meg: Desk) -> None:
    person = make.customer(ann.store, name="王芳")
    keep(ann, person, "身份证.pdf", COPY), keep(ann, person, "车.png", picture())
    carry(ann), carry(meg)
    before = in_the_file(ann.store)

    hand_on(meg, person)
    ann.sync()

    after = in_the_file(ann.store)
    assert [one in before for one in (COPY[:300], picture()[:300])] == [True, True]
    assert [one in after for one in (COPY[:300], picture()[:300])] == [False, False]
    assert has(meg, meg.value("SELECT id FROM attachment"))


def test_customer_who_was_erased_leaves_no_file_on_any_laptop(ann: Desk, meg: Desk) -> None:
    keep(ann, make.customer(ann.store, name="王芳"), "身份证.pdf", COPY)
    carry(ann), carry(meg)

    ann.store.write("收回", lambda session: session.execute(text("DELETE FROM contact")))
    ann.sync(), meg.sync()

    assert [COPY[:300] in in_the_file(desk.store) for desk in (ann, meg)] == [False, False]


def test_withdrawn_customer_stays_with_his_files_where_he_was_withdrawn_and_nowhere_else(ann: Desk, meg: Desk) -> None:
    keep(ann, make.customer(ann.store, name="王芳"), "身份证.pdf", COPY)
    carry(ann), carry(meg)

    ann.store.write("收回", lambda session: session.execute(text("UPDATE contact SET private = 1")))
    ann.sync(), meg.sync()

    assert [COPY[:300] in in_the_file(desk.store) for desk in (ann, meg)] == [True, False]


def test_file_the_shop_has_not_yet_goes_there_although_its_customer_went_to_somebody_else(ann: Desk, meg: Desk) -> None:
    person = make.customer(ann.store, name="王芳")
    keep(ann, person, "身份证.pdf", COPY)
    ann.sync(), meg.sync()
    hand_on(meg, person)

    ann.sync()
    before = ann.store.blobs.get(NAME)
    run_files(ann.store, patience=QUICK)

    carry(meg)
    assert (before, ann.store.blobs.get(NAME), meg.store.blobs.get(NAME)) == (COPY, None, COPY)


def test_file_of_somebody_who_was_erased_meanwhile_is_not_kept_for_sending(ann: Desk, meg: Desk) -> None:
    keep(ann, make.customer(ann.store, name="王芳"), "身份证.pdf", COPY)
    ann.sync(), meg.sync()
    meg.store.write("删", lambda session: session.execute(text("DELETE FROM contact")))
    meg.sync()

    carry(ann)

    assert COPY[:300] not in in_the_file(ann.store)
    assert ann.rows("SELECT * FROM blob_loose") == []


def file_the_server_lost(ann: Desk, meg: Desk, served: Served, backup: Path) -> str:
    """Meg put a file to Ann's new customer. The server is restored to before both, and she is the first to come."""
    back_up(served, backup)
    person = make.customer(ann.store, name="王芳")
    carry(ann), carry(meg)
    row = keep(meg, person, "身份证.pdf", COPY)
    carry(meg)
    restore(served, backup)
    carry(meg)
    assert meg.rows("SELECT id FROM attachment") == []
    return row


def test_file_whose_row_a_restored_server_lost_is_there_when_the_row_comes_back(
    ann: Desk, meg: Desk, served: Served, tmp_path: Path
) -> None:
    row = file_the_server_lost(ann, meg, served, tmp_path / "yesterday.db")

    carry(ann), carry(meg), carry(ann)

    assert (has(meg, row), has(ann, row)) == (True, True)
    assert meg.rows("SELECT * FROM blob_spared") == []


def test_file_whose_row_never_comes_back_goes_after_a_month(
    ann: Desk, meg: Desk, served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_the_server_lost(ann, meg, served, tmp_path / "yesterday.db")
    meg.store.settle()
    before, today = COPY[:300] in in_the_file(meg.store), clock.today()

    monkeypatch.setattr(clock, "today", lambda: today + timedelta(days=32))
    meg.store.settle()

    assert (before, COPY[:300] in in_the_file(meg.store)) == (True, False)


def test_file_whose_row_came_back_and_was_erased_does_not_stay_a_month(
    ann: Desk, meg: Desk, served: Served, tmp_path: Path
) -> None:
    file_the_server_lost(ann, meg, served, tmp_path / "yesterday.db")
    carry(ann), carry(meg), carry(ann)

    ann.store.write("收回", lambda session: session.execute(text("DELETE FROM contact")))
    ann.sync(), meg.sync()

    assert [COPY[:300] in in_the_file(desk.store) for desk in (ann, meg)] == [False, False]
