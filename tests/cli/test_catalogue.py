"""The catalogue by command line."""

from pathlib import Path

import pytest


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    path = tmp_path / "prices.csv"
    path.write_text("品牌,车型,配置,指导价\n小鹏,G6,长续航,19.98万\n小鹏,G6,性能版,20-25万\n", encoding="utf-8")
    return path


def test_a_price_list_comes_in_and_goes_out_again(crm, prices: Path):
    before = len(crm("catalogue").document["models"])

    told = crm("catalogue", "import", prices)
    assert told.code == 0
    assert (told.document["new"], len(told.document["refused"])) == (1, 1)
    cars = crm("catalogue").document["models"]
    assert len(cars) == before + 1
    assert cars[-1]["list_price"] == 199_800_00

    assert crm("catalogue", "import", "--undo").document == {"file": "prices.csv", "undone": True}
    assert len(crm("catalogue").document["models"]) == before
    assert crm("catalogue", "import", "--undo").code == 1


def test_a_dry_run_only_says_what_would_happen(crm, prices: Path):
    before = crm("catalogue").document

    told = crm("catalogue", "import", prices, "--dry-run")

    assert (told.code, told.document["dry_run"], told.document["new"]) == (0, True, 1)
    assert crm("catalogue").document == before


def test_wrong_usage_is_told(run, crm, folder: Path, tmp_path: Path):
    assert crm("catalogue", "import").code == 2
    assert crm("catalogue", "--dry-run").code == 2
    assert crm("catalogue", "import", tmp_path / "none.xlsx").code == 1


def test_people_read_the_reasons(run, folder: Path, prices: Path):
    told = run("catalogue", "import", prices, "--profile", folder, "--lang", "en")

    assert "prices.csv: 2 rows, 1 new" in told.out
    assert "row 3" in told.err
    assert "is a range" in told.err
