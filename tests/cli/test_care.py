"""check, salvage and passphrase by command line."""

from pathlib import Path

import pytest

from tests.store.salvage.damage import overwrite


def test_check_is_clean(crm):
    told = crm("check")

    assert told.code == 0
    assert told.document == {"ok": True, "problems": []}


def test_check_finds_a_wrong_list_and_mends_it(crm, folder: Path):
    from crm_desktop.features.search.derived import DERIVERS
    from crm_desktop.store.store import Store

    store = Store.open(folder, passphrase=None, derivers=DERIVERS)
    with store._transaction() as session:
        session.connection().exec_driver_sql("UPDATE derived_person SET name = 'x' WHERE n = 1")
    store.close()

    broken, mended, after = crm("check"), crm("check", "--rebuild"), crm("check")

    assert broken.code == 1
    assert not broken.document["ok"]
    assert broken.document["problems"]
    assert mended.code == after.code == 0


def test_passphrase_can_be_changed(crm, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CRM_NEW_PASSPHRASE", "新的 secret")
    assert crm("passphrase").document == {"changed": True, "needs_passphrase": True}

    assert crm("check").code == 2
    monkeypatch.setenv("CRM_PASSPHRASE", "新的 secret")
    assert crm("check").code == 0


def test_passphrase_is_not_changed_without_a_new_one(crm):
    assert crm("passphrase").code == 1
    assert crm("check").code == 0


@pytest.mark.parametrize("size", [0, 3000])
def test_a_damaged_file_of_attachments_is_told_apart_and_salvaged(crm, folder: Path, size: int):
    with (folder / "blobs.db").open("r+b") as file:
        file.truncate(size)

    told = crm("check", "--lang", "en").document

    assert not told["ok"]
    assert told["problems"] == ["The file of the attachments is damaged. “salvage” saves what can still be read."]
    assert crm("salvage").code == 0
    assert "salvage" not in str(crm("check", "--lang", "en").document)


def test_a_lost_key_is_said_without_a_way_out_that_needs_it(crm, folder: Path):
    for name in ("keys.json", "keys.copy.json"):
        (folder / name).unlink()

    for command in ("check", "salvage"):
        told = crm(command, "--lang", "en")
        assert told.code == 2
        assert "keys.json" in told.document["error"]
        assert "salvage" not in told.document["error"]


def test_damaged_profile_is_salvaged(crm, folder: Path):
    assert crm("salvage").code == 1  # whole: nothing to do
    overwrite(folder / "data.db", [1])
    told = crm("check", "--lang", "en")
    assert told.code == 2
    assert "salvage" in told.document["error"]

    saved = crm("salvage")

    assert (saved.code, saved.document["lost"], saved.document["connected"]) == (0, 0, False)
    assert saved.document["read"] > 60
    assert Path(saved.document["aside"]).exists()
    assert crm("check").code == 0


@pytest.mark.parametrize(
    "command", ["search 王", "due", "check", "show 王", "undo", "salvage", "import --dry-run FILE"]
)
def test_a_lost_data_file_beside_its_key_is_told(crm, folder: Path, tmp_path: Path, command: str):
    (tmp_path / "people.csv").write_text("姓名\n王芳\n", encoding="utf-8")
    (folder / "data.db").unlink()

    told = crm(*command.replace("FILE", str(tmp_path / "people.csv")).split(), "--lang", "en")

    assert told.code == 2
    assert "data.db" in told.document["error"]
    assert "no profile" not in told.document["error"]
