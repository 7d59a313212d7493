"""A new profile is made whole, or leaves nothing; what others have in its folder is theirs."""

from pathlib import Path

import pytest

from crm_desktop.base.errors import DiskFull, ProfileLocked
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.store import keys, opening
from crm_desktop.store.store import Store


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def fail(*_given: object, **_more: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("step", ["_write", "create_file"])
def test_profile_that_is_not_made_leaves_no_folder(tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys if step == "_write" else opening, step, fail)

    with pytest.raises(DiskFull, match="没有建成客户簿"):
        Store.create(tmp_path / "in" / "new", passphrase=None, derivers=DERIVERS)

    assert names(tmp_path) == []


def test_profile_that_is_not_made_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "pictures").mkdir()
    monkeypatch.setattr(opening, "create_file", fail)

    with pytest.raises(DiskFull):
        Store.create(tmp_path, passphrase=None, derivers=DERIVERS)

    assert names(tmp_path) == ["letter.txt", "pictures"]


def test_profile_another_program_is_making_is_left_alone(tmp_path: Path) -> None:
    held = opening.lock(tmp_path)
    (tmp_path / "keys.json").write_text("theirs", encoding="utf-8")

    with pytest.raises(ProfileLocked):
        Store.create(tmp_path, passphrase=None, derivers=DERIVERS)

    held.release()
    assert names(tmp_path) == ["keys.json", "lock"]
