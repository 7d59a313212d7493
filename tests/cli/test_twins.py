"""duplicates, merge and undo by command line."""

from pathlib import Path

import pytest

from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.store.store import Store
from tests import make


@pytest.fixture
def twins(folder: Path) -> tuple[str, str]:
    """One person entered twice."""
    store = Store.open(folder, passphrase=None, derivers=DERIVERS)
    first = make.customer(store, "欧阳娜", "13700001111")
    second = make.contact(store, "欧阳姐", "137 0000 1111", note="常去湖边")
    store.close()
    return first, second


def test_duplicates_name_both_and_why(crm, twins: tuple[str, str]):
    told = crm("duplicates")

    assert told.code == 0
    pair = next(pair for pair in told.document["pairs"] if {pair["a"], pair["b"]} == set(twins))
    assert pair["verdict"] == "certain"
    assert "same_phone" in pair["why"]
    assert {pair["verdict"] for pair in told.document["pairs"]} <= {"certain", "probable"}


def test_merge_makes_one_of_two(crm, twins: tuple[str, str]):
    keep, other = twins

    told = crm("merge", keep, other)

    assert told.code == 0
    assert told.document["keep"] == keep
    assert "常去湖边" in crm("show", keep).document["contact"]["note"]
    assert crm("check").document == {"ok": True, "problems": []}


def test_merged_id_leads_to_the_survivor(crm, twins: tuple[str, str]):
    keep, other = twins
    crm("merge", keep, other)

    assert crm("show", other).document["contact"]["id"] == keep


def test_undo_takes_a_merge_back(crm, twins: tuple[str, str]):
    keep, other = twins
    crm("merge", keep, other)

    told = crm("undo")

    assert told.code == 0
    assert told.document["undone"]
    assert crm("show", other).document["contact"]["name"] == "欧阳姐"
    assert crm("check").code == 0


def test_merging_somebody_with_himself_is_refused(crm, twins: tuple[str, str]):
    told = crm("merge", twins[0], twins[0])

    assert told.code == 1
    assert told.document["error"]


def test_merging_with_nobody_is_refused(crm, twins: tuple[str, str]):
    assert crm("merge", twins[0], "ffff").code == 1


def test_nothing_to_undo_exits_with_1(crm):
    told = crm("undo")  # filling with demo data is not undoable

    assert told.code == 1
    assert told.document["error"]
