"""Files and functions stay small enough to read (README, "Style")."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path for top in ("crm_desktop", "sync", "installer", "tests") for path in (ROOT / top).rglob("*.py"))
PROGRAM = [path for path in FILES if path.relative_to(ROOT).parts[0] != "tests"]
MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 50
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "stuff", "tools"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_files_are_short_enough() -> None:
    lines = {_name(path): len(path.read_text("utf-8").splitlines()) for path in FILES}

    long = [f"{name} has {count} lines; split it by noun" for name, count in lines.items() if count > MOST_LINES]

    assert not long, "\n".join(long)


def test_functions_are_short_enough() -> None:
    long = [
        f"{_name(path)}:{node.lineno} {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path in PROGRAM
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > MOST_LINES_OF_A_FUNCTION
    ]

    assert not long, "\n".join(long)


def test_every_module_says_what_it_is_for() -> None:
    silent = [_name(path) for path in PROGRAM if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]

    assert not silent, f"without an opening docstring: {silent}"


def test_no_drawer_is_a_name() -> None:
    found = [_name(path) for path in FILES if DRAWERS & set(path.with_suffix("").parts[len(ROOT.parts) :])]

    assert not found, f"a drawer is not a name: {found}"
