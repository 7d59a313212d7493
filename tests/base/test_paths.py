"""Where things are kept."""

from pathlib import Path

import pytest

from crm_desktop.base import paths
from crm_desktop.base.preferences import Preferences


def test_one_variable_moves_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_HOME", str(tmp_path / "stick"))

    places = [
        paths.profiles_dir(),
        paths.default_profile(),
        paths.logs_dir(),
        paths.preferences_file(),
        paths.cache_dir(),
    ]

    assert all(tmp_path / "stick" in place.parents for place in places)


def test_where_no_folder_can_be_made_the_places_are_known_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("CRM_HOME", str(tmp_path / "file" / "home"))

    assert paths.default_profile() == tmp_path / "file" / "home" / "profiles" / "default"
    assert Preferences.load().language == ""


def test_without_it_the_users_folders_are_taken(home: Path) -> None:
    assert home in paths.profiles_dir().parents


def test_the_shipped_data_is_found() -> None:
    assert (paths.resources() / "content" / "shop.toml").is_file()
