"""A file from before the events: its losses and levels are told and proposed for, nothing is changed."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crm_desktop.features.customers.queries import archive
from crm_desktop.features.milestones import commands, glance
from crm_desktop.store.store import Store
from tests.conftest import derivers
from tests.store import test_migrate as old

if TYPE_CHECKING:
    from tests.conftest import FrozenClock

_DEAL = dict.fromkeys(("colour", "use", "payment", "trade_in", "rival", "concerns", "lost_note", "note"), "")
LOST = ("opportunity", {"id": "d1", "root": "p1", "stage": "lost", "model": "汉 EV", "lost_on": "2026-11-01",
                        "lost_reason": "own_slow", **_DEAL})  # fmt: skip


def test_an_old_file_keeps_its_loss_and_gets_proposals(
    tmp_path: Path, clock: "FrozenClock", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(old, "OLD_ROWS", [*old.OLD_ROWS, LOST])
    old.at_the_first_schema(tmp_path / "p")

    store = Store.open(tmp_path / "p", passphrase=None, derivers=derivers())

    deal = store.read(archive, "p1").opportunities[0]
    assert (deal.stage, deal.lost_truth, deal.frozen_until, deal.cancelled_on) == ("lost", "", None, None)
    found = store.read(glance.proposals_of, "p1", date(2026, 11, 22))
    assert [(one.code, one.after) for one in found] == [("level_stale", "B")]
    store.write("No", commands.decline, "p1", found[0].key)
    assert store.read(glance.proposals_of, "p1", date(2026, 11, 22)) == ()
    deriver = next(one for one in store.derivers if one.name == "proposals")
    assert store.read(lambda s: deriver.problems(s.connection())) == []
    store.close()
