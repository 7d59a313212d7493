"""The README tells the truth: its map, its commands, its words, its pictures, in both languages."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READMES = ["README.md", "README.zh-CN.md"]


def _text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def _map_of(name: str) -> set[str]:
    """The paths at the start of the lines of the map: the first code block that names `crm_desktop/`."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", _text(name), re.DOTALL | re.MULTILINE)
    block = next(block for block in blocks if re.search(r"^crm_desktop/", block, re.MULTILINE))
    return {line.split()[0].rstrip("/") for line in block.splitlines() if line.strip()}


def _real_folders() -> set[str]:
    """The folders of code and data, and those one step inside the program."""
    tops = {"resources"} | {path.name for path in ROOT.iterdir() if not path.name.startswith(".") and _holds_code(path)}
    inner = {f"crm_desktop/{path.name}" for path in (ROOT / "crm_desktop").iterdir() if _holds_code(path)}
    return tops | inner


def _holds_code(folder: Path) -> bool:
    return folder.is_dir() and any(folder.glob("*.py"))


@pytest.mark.parametrize("readme", READMES)
def test_what_the_map_names_exists(readme: str) -> None:
    missing = [path for path in _map_of(readme) if not (ROOT / path).exists()]

    assert not missing


@pytest.mark.parametrize("readme", READMES)
def test_the_map_names_every_folder(readme: str) -> None:
    assert not _real_folders() - _map_of(readme)


@pytest.mark.parametrize("readme", READMES)
def test_the_two_commands_come_first(readme: str) -> None:
    first_block = re.search(r"```sh\n(.*?)```", _text(readme), re.DOTALL)

    assert first_block is not None
    assert "sh installer/run.sh" in first_block[1]
    assert "sh installer/test.sh" in first_block[1]


@pytest.mark.parametrize("readme", READMES)
def test_every_link_and_picture_exists(readme: str) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)|src=\"([^\"]+)\"", _text(readme))
    local = [a or b for a, b in targets if not (a or b).startswith(("http", "mailto"))]

    assert [target for target in local if not (ROOT / target).exists()] == []


def test_the_glossary_words_are_the_names_in_the_code() -> None:
    from crm_desktop.store import tables

    words = set(re.findall(r"`([A-Z]\w+)`", _text("README.md").split("## Glossary")[1].split("\n## ")[0]))

    assert words, "the glossary names no table"
    assert not [word for word in words if not hasattr(tables, word)]


def test_every_feature_is_in_the_contracts() -> None:
    contracts = tomllib.loads(_text("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    tiers = next(contract["layers"] for contract in contracts if contract["name"].startswith("4 "))
    named = {name.strip() for tier in tiers for name in tier.split("|")}
    real = {path.name for path in (ROOT / "crm_desktop" / "features").iterdir() if (path / "__init__.py").exists()}

    assert named == real


def test_both_readmes_tell_the_same_subcommands() -> None:
    english, chinese = (set(re.findall(r"crm-desktop ([a-z]+)", _text(name))) for name in READMES)

    assert english == chinese


def test_the_changelog_has_a_place_for_the_next_line() -> None:
    assert "## [Unreleased]" in _text("CHANGELOG.md")
