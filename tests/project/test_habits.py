"""Habits of the code that no linter knows: colours, waiting, dialogs, traces of a machine."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UI = sorted((ROOT / "crm_desktop" / "ui").rglob("*.py"))
CODE = sorted(path for top in ("crm_desktop", "sync") for path in (ROOT / top).rglob("*.py"))
CONTENT = ROOT / "resources" / "content"


def _lines_with(pattern: str, paths: list[Path], *, besides: tuple[str, ...] = ()) -> list[str]:
    wanted = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in paths
        if not path.relative_to(ROOT).as_posix().startswith(besides)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if wanted.search(line)
    ]


@pytest.mark.parametrize(
    "pattern",
    [r"[\"']#[0-9a-fA-F]{3,8}[\"']", r"\bsetStyleSheet\(", r"\bQColor\(\s*[\d\"']", r"\bQFont\(\s*[\"']"],
    ids=["hex colour", "style sheet", "literal QColor", "named font"],
)
def test_colours_and_fonts_come_from_the_theme(pattern: str) -> None:
    found = _lines_with(pattern, UI, besides=("crm_desktop/ui/theme/",))

    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "pattern", [r"\.exec_?\(\s*\)", r"\bprocessEvents\(", r"\bsleep\("], ids=["exec", "processEvents", "sleep"]
)
def test_the_window_never_blocks(pattern: str) -> None:
    # The one event loop of the program stands in app.py. The tour draws pictures; nobody sits before it.
    found = _lines_with(pattern, UI, besides=("crm_desktop/ui/tour/",))

    assert not found, "\n".join(found)


def test_broad_excepts_stand_where_they_may() -> None:
    places = ("crm_desktop/ui/lanes", "crm_desktop/app.py", "crm_desktop/cli", "sync/client/engine")

    found = _lines_with(r"except (BaseException|Exception)\b(?!.*# )", CODE, besides=places)

    assert not [line for line in found if "BaseException" not in line], "\n".join(found)


def test_no_todo_is_left_behind() -> None:
    assert not _lines_with(r"#\s*(TODO|FIXME|XXX|HACK)\b(?!.*#\d)", CODE)


def _keys(value: object, path: str = "") -> set[str]:
    """The shape of a content file: tables and lists by the `code`, `key` or place of their entries."""
    if isinstance(value, dict):
        return {f"{path}.{key}" for key in value} | {k for key, v in value.items() for k in _keys(v, f"{path}.{key}")}
    if isinstance(value, list):
        named = [
            str(entry.get("code") or entry.get("key") or place) if isinstance(entry, dict) else str(place)
            for place, entry in enumerate(value)
        ]
        return {k for name, entry in zip(named, value, strict=True) for k in _keys(entry, f"{path}[{name}]")}
    return set()


def test_shop_data_is_the_same_in_both_languages() -> None:
    chinese, english = (
        {path.name: _keys(tomllib.loads(path.read_text("utf-8"))) for path in (CONTENT / code).glob("*.toml")}
        for code in ("zh_CN", "en")
    )

    # The words in people's files are not translations of each other; the fields behind them are the same.
    for shapes in (chinese, english):
        for name in ("import_headers.toml", "import_values.toml", "catalogue_headers.toml"):
            shapes[name] = {key.split(".")[1].partition("[")[0] for key in shapes[name]}

    assert chinese.keys() == english.keys()
    differences = {name: sorted(chinese[name] ^ english[name]) for name in english if chinese[name] != english[name]}
    assert not differences


def test_every_dependency_says_why() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    block = text[text.index("dependencies = [") : text.index("[build-system]")]

    silent = [line for line in block.splitlines() if re.match(r'\s+"', line) and "#" not in line]

    assert not silent, f"named without its reason: {silent}"


def _tracked() -> list[Path]:
    try:
        listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this copy of the tree is not a repository")
    return [path for name in listed.splitlines() if (path := ROOT / name).is_file()]


def test_no_tracked_file_knows_the_machine_it_was_made_on() -> None:
    traces = re.compile(rb"/home/[a-z]|/root/|/Users/[a-z]|\\Users\\[a-z]|/work/|pythonhosted|pypi\.org|npmjs\.org")
    found = [
        f"{path.relative_to(ROOT)}: {match.group().decode()}"
        for path in _tracked()
        if path.name != "uv.lock" and path.suffix not in {".ttf", ".png", ".pdf"} and path != Path(__file__).resolve()
        if (match := traces.search(path.read_bytes()))
    ]

    assert not found, "\n".join(found)


def test_no_big_file_is_tracked_but_the_fonts() -> None:
    found = [p.relative_to(ROOT).as_posix() for p in _tracked() if p.stat().st_size > 1_500_000 and p.suffix != ".ttf"]

    assert not found
