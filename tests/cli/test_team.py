"""reassign and the hand-over pack by command line."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.store.store import Store
from tests import make


@pytest.fixture
def people(folder: Path) -> list[str]:
    store = Store.open(folder, passphrase=None, derivers=DERIVERS)
    make.enrolled(store, "chen", role="manager")
    found = [make.customer(store, f"客户{n}", f"137000011{n:02}", owner="li") for n in range(2)]
    store.close()
    return found


def test_customers_go_to_a_colleague_and_back(crm, people: list[str]):
    planned = crm("reassign", "wang", *people, "--dry-run")
    assert planned.document["going"] == people

    told = crm("reassign", "wang", *people)

    assert told.code == 0
    assert told.document["to"] == "wang"
    assert crm("reassign", "wang", *people, "--dry-run").document["there"] == 2
    assert crm("undo").code == 0
    assert crm("reassign", "wang", *people, "--dry-run").document["there"] == 0
    assert crm("check").document["ok"]


def test_who_is_no_colleague_gets_nobody(crm, people: list[str]):
    assert crm("reassign", "zhou", *people).code == 1


def test_the_pack_is_written(crm, people: list[str], tmp_path: Path):
    crm("reassign", "wang", *people)

    told = crm("print", "hand-over", *people, "--to", str(tmp_path / "pack.pdf"))

    assert told.document["pages"] == len(PdfReader(tmp_path / "pack.pdf").pages) == 3
