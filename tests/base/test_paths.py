"""Where things are kept."""

from pathlib import Path

import pytest

from crm_desktop.base import paths


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


def test_without_it_the_users_folders_are_taken(home: Path) -> None:
    assert home in paths.profiles_dir().parents


def test_the_shipped_data_is_found() -> None:
    assert (paths.resources() / "content" / "shop.toml").is_file()
