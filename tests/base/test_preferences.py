"""What this device remembers survives bad files."""

import json
import os
from pathlib import Path

from crm_desktop.base.preferences import Preferences


def test_a_first_start_has_defaults(tmp_path: Path) -> None:
    preferences = Preferences.load(tmp_path / "p.json")

    assert (preferences.language, preferences.theme) == ("", "system")
    assert preferences.get("window", [1, 2]) == [1, 2]


def test_what_is_set_is_there_the_next_time(tmp_path: Path) -> None:
    Preferences.load(tmp_path / "sub" / "p.json").set("theme", "dark")

    assert Preferences.load(tmp_path / "sub" / "p.json").theme == "dark"


def test_unknown_keys_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    file.write_text('{"from a later version": [1], "theme": 7}', encoding="utf-8")

    preferences = Preferences.load(file)
    preferences.set("language", "en")

    assert preferences.theme == "system"
    assert json.loads(file.read_text(encoding="utf-8"))["from a later version"] == [1]


def test_a_damaged_file_is_kept_aside(tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    file.write_text('{"theme": "da', encoding="utf-8")

    assert Preferences.load(file).theme == "system"
    assert [aside.read_text() for aside in tmp_path.glob("p.damaged-*.json")] == ['{"theme": "da']


def test_saving_to_an_impossible_place_only_says_no(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    preferences = Preferences.load(tmp_path / "file" / "p.json")

    assert preferences.save() is False


def test_a_file_nested_without_end_is_kept_aside(tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    file.write_text('{"a":' * 100_000, encoding="utf-8")

    assert Preferences.load(file).theme == "system"
    assert len(list(tmp_path.glob("p.damaged-*.json"))) == 1


def test_a_folder_whose_name_is_no_text_is_remembered(tmp_path: Path) -> None:
    file, folder = tmp_path / "p.json", os.fsdecode(b"/caf\xe9")

    Preferences.load(file).set("profile", folder)

    assert Preferences.load(file).text("profile") == folder
