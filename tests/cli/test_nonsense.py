"""What nobody would type on purpose: a script's empty variable, a file in place of a folder, words out of order."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.base import paths

Run = Callable[..., Any]
CODE = "eyJ1cmwiOiJodHRwOi8vMTI3LjAuMC4xOjkiLCJzZWNyZXQiOiJ4In0"
"""Of a server that is away."""


@pytest.fixture
def person(crm: Run) -> str:
    return str(crm("search", "王").document["results"][0]["id"])


@pytest.mark.parametrize("command", [("due",), ("demo", "--add"), ("demo", "--people", "1"), ("check",)])
def test_empty_profile_is_not_the_usual_one(run: Run, command: tuple[str, ...]) -> None:
    told = run(*command, "--profile", "", "--lang", "en")

    assert (told.code, "“--profile” is empty" in told.err) == (2, True)
    assert not paths.default_profile().exists()


@pytest.mark.parametrize("words", [("tour", "--out", ""), ("import", ""), ("import", "--dry-run", " ")])
def test_empty_name_is_not_the_folder_one_stands_in(
    run: Run, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert run(*words, "--profile", tmp_path / "p").code == 2

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [("conflicts", "--take", ""), ("conflicts", "--keep", ""), ("map", "--around", "")])
def test_empty_id_is_nobodys(crm: Run, words: tuple[str, ...], tmp_path: Path) -> None:
    told = crm(*words, *(("--to", tmp_path / "map.png") if words[0] == "map" else ()))

    assert (told.code, list(told.document)) == (1, ["error"])


def test_ids_may_stand_behind_the_options(run: Run, folder: Path, person: str, tmp_path: Path) -> None:
    target = tmp_path / "card.pdf"

    told = run("print", "archive-card", "--to", target, person, "--profile", folder)

    assert (told.code, target.exists()) == (0, True)


def test_price_list_may_stand_behind_the_options(run: Run, folder: Path, tmp_path: Path) -> None:
    cars = tmp_path / "cars.csv"
    cars.write_text("品牌,车型,指导价\n比亚迪,汉 EV,200000\n", encoding="utf-8")

    told = run("catalogue", "import", "--dry-run", cars, "--profile", folder)

    assert told.code == 0, told.err


def test_words_on_both_sides_of_an_option_are_searched_together(crm: Run) -> None:
    assert crm("search", "王", "--limit", "3", "zzzz").document == crm("search", "王", "zzzz", "--limit", "3").document


def test_what_is_no_option_is_named_wherever_it_stands(run: Run, folder: Path) -> None:
    told = run("search", "王", "--bogus", "--profile", folder, "--lang", "en")

    assert (told.code, "--bogus" in told.err) == (2, True)


def test_option_without_its_value_takes_no_word_for_it(run: Run) -> None:
    told = run("print", "day-plan", "--to", "--lang", "en")

    assert (told.code, "--to: expected one argument" in told.err) == (2, True)


def test_words_behind_two_strokes_are_words(run: Run, folder: Path) -> None:
    assert run("search", "--profile", folder, "--", "--limit").code == 0


def test_what_may_be_left_out_is_not_asked_for(run: Run) -> None:
    told = run("print", "--lang", "en")

    assert (told.code, "ID" in told.err.splitlines()[-1]) == (2, False)


@pytest.mark.parametrize("words", [
    ("due", "--profile", "~nobody-of-that-name/p"), ("import", "~nobody-of-that-name/x.csv"),
    ("export", "--to", "~nobody-of-that-name/x.csv"), ("catalogue", "import", "~nobody-of-that-name/x.csv"),
])  # fmt: skip
def test_home_of_nobody_is_a_place_that_is_not_there(run: Run, folder: Path, words: tuple[str, ...]) -> None:
    given = words if "--profile" in words else (*words, "--profile", folder)

    told = run(*given, "--lang", "en")

    assert told.code in (1, 2)
    assert "went wrong" not in told.err


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("command", [("demo", "--people", "1"), ("enrol", CODE)])
def test_file_in_place_of_the_profile_is_named(
    run: Run, command: tuple[str, ...], inside: bool, tmp_path: Path
) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("mine", encoding="utf-8")

    told = run(*command, "--profile", file / "p" if inside else file, "--lang", "en")

    assert (told.code, "is a file, not a folder" in told.err, "letter.txt" in told.err) == (2, True, True)


def test_name_that_is_too_long_for_a_profile_is_said(run: Run, tmp_path: Path) -> None:
    told = run("demo", "--people", "1", "--profile", tmp_path / ("a" * 300), "--lang", "en")

    assert (told.code, "is too long" in told.err) == (2, True)


@pytest.mark.parametrize("name", ["data.db", "blobs.db"])
def test_folder_in_place_of_a_file_of_the_profile_is_named(run: Run, folder: Path, name: str) -> None:
    shutil.move(folder / name, folder / "aside")
    (folder / name).mkdir()

    told = run("check", "--profile", folder, "--lang", "en")

    assert (told.code in (1, 2), f"{name} is a folder, not a file" in told.err) == (True, True)
