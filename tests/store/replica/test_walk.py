"""Freezing in many short transactions: what stays here is not looked at anew in each of them."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from crm_desktop.store.replica import freezing
from crm_desktop.store.replica.replica import Options
from tests import make
from tests.store.replica.shop import Laptop, Server, opened


def test_private_people_are_passed_once_for_all_that_goes_up(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    sendable = freezing._sendable

    def counted(raw: Any, edits: list[Any], met: freezing.Found) -> Any:
        looked.append(len(edits))
        return sendable(raw, edits, met)

    ann = Laptop(opened(tmp_path / "ann"), server, options=Options(mutations=5, frozen=5))
    for number in range(60):
        make.contact(ann.store, name=f"private {number}", private=True)
    shared = [make.contact(ann.store, name=f"shared {number}", private=False) for number in range(60)]
    open_edits = int(str(ann.value("SELECT count(*) FROM journal WHERE lsn IS NULL")))
    monkeypatch.setattr(freezing, "_sendable", counted)
    monkeypatch.setattr(freezing, "_WALK", 5)

    assert ann.sync()

    assert {row for (table, row) in server.shop.records if table == "contact"} == set(shared)
    assert sum(looked) < 5 * open_edits  # at first, to be sure at the end, and whether anything came meanwhile
    ann.store.close()


def test_what_is_deleted_goes_after_everything_else_also_in_many_transactions(server: Server, tmp_path: Path) -> None:
    ann = Laptop(opened(tmp_path / "ann"), server, options=Options(mutations=2, frozen=2))
    gone = make.contact(ann.store, name="gone", private=False)
    assert ann.sync()
    delete = text("UPDATE contact SET deleted = '2026-01-02 00:00:00.000000' WHERE id = :row")
    ann.store.write("Delete", lambda s: s.execute(delete, {"row": gone}))
    kept = [make.contact(ann.store, name=f"kept {number}", private=False) for number in range(7)]

    assert ann.sync()

    order = [entry.mutation.id for entry in server.shop.history if entry.mutation.table == "contact"]
    assert set(kept) < set(order)
    assert order[-1] == gone
    ann.store.close()
