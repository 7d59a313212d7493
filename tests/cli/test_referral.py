"""ask and referrals by command line."""

from pathlib import Path

import pytest

from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.store.store import Store
from tests import make


@pytest.fixture
def owner(folder: Path) -> str:
    store = Store.open(folder, passphrase=None, derivers=DERIVERS)
    one = make.customer(store, "欧阳娜", "13700001111", status="D")
    store.close()
    return one


def test_ask_without_a_result_shows_how_to_ask(crm, owner: str):
    told = crm("ask", owner)

    assert (told.code, told.document["situation"], told.document["blocked"]) == (0, "owner", False)
    assert told.document["script"]["beats"]


def test_ask_with_a_name_is_noted_and_listed(crm, owner: str):
    told = crm("ask", owner, "--situation", "owner", "--result", "named", "--name", "李雷", "--phone", "13800002222")
    listed = crm("referrals").document

    assert told.code == 0
    line = next(line for line in listed["pipeline"] if line["introducer"] == owner)
    assert (line["name"], line["step"]) == ("李雷", "named")
    assert any(node["id"] == owner and node["children"][0]["name"] == "李雷" for node in listed["tree"])
    assert any(one["introducer"] == owner and one["state"] == "promised" for one in listed["rewards"])
    assert sum(row["named"]["count"] for row in listed["yields"]) >= 1


def test_a_second_ask_within_the_cool_down_is_refused(crm, owner: str):
    crm("ask", owner, "--result", "later")
    again = crm("ask", owner, "--result", "named")

    assert again.code == 1
    assert "error" in again.document
    assert crm("ask", owner).document["blocks"][0]["code"] == "cool_down"
    crm("undo")
    assert crm("ask", owner, "--result", "refused").code == 0


def test_the_statement_is_printed_of_a_month_and_of_people(crm, owner: str, tmp_path: Path):
    crm("ask", owner, "--result", "named", "--name", "李雷")
    month, account = tmp_path / "month.pdf", tmp_path / "account.xlsx"

    assert crm("print", "referral-statement", "--month", "2026-11", "--to", str(month)).code == 0
    told = crm("print", "referral-statement", owner, "--to", str(account))

    assert (told.code, told.document["people"]) == (0, 1)
    assert month.read_bytes().startswith(b"%PDF")
    assert account.exists()
