"""The data key, when one of its two files is another's."""

import shutil
from pathlib import Path

import pytest

from crm_desktop.base.errors import Refused, WrongPassphrase
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.store.store import Store


def made(profile: Path, passphrase: str | None) -> Path:
    Store.create(profile, passphrase=passphrase, derivers=DERIVERS).close()
    return profile


@pytest.mark.parametrize("theirs", [None, "their words"])
@pytest.mark.parametrize("ours", [None, "our words"])
@pytest.mark.parametrize("name", ["keys.json", "keys.copy.json"])
def test_a_key_file_of_another_profile_hinders_nothing_while_the_other_is_ours(
    tmp_path: Path, name: str, ours: str | None, theirs: str | None
) -> None:
    own, other = made(tmp_path / "own", ours), made(tmp_path / "other", theirs)
    shutil.copy(other / name, own / name)

    for read_only in (True, False):
        Store.open(own, passphrase=ours, derivers=DERIVERS, read_only=read_only).close()


def test_a_wrong_passphrase_is_told_also_beside_a_key_file_of_another_profile(tmp_path: Path) -> None:
    own, other = made(tmp_path / "own", "our words"), made(tmp_path / "other", None)
    shutil.copy(other / "keys.json", own / "keys.json")

    with pytest.raises(WrongPassphrase):
        Store.open(own, passphrase=None, derivers=DERIVERS)


def test_a_lost_data_file_beside_its_key_is_told(tmp_path: Path) -> None:
    profile = made(tmp_path / "own", None)
    (profile / "data.db").unlink()

    for read_only in (True, False):
        with pytest.raises(Refused, match="数据文件"):
            Store.open(profile, passphrase=None, derivers=DERIVERS, read_only=read_only)
