"""Views for reports: every row, with its types and the whole of its texts, whatever a program wrote into it."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sync.server.registry import Registry
from sync.server.storage.engine import Engine
from sync.server.storage.postgres import PostgresEngine
from tests.sync.server.shell import Laptop, run, serving

Report = Callable[..., list[tuple[Any, ...]]]

ODD = {
    "half": ("a\ud83d", "a\ufffd"), "other half": ("\ude00b", "\ufffdb"), "a pair": ("\ud83d\ude00王", "\U0001f600王"),
    "half and a pair": ("\ud83d\ud83d\ude00", "\ufffd\U0001f600"), "no half": ("\ud7ff\ud83d", "\ud7ff\ufffd"),
    "typed": (r"\u0000 \ud83d", r"\u0000 \ud83d"), "number 0": ("\0\0王", "\ufffd\ufffd王"),
    "number 0 and a half": ("王\0\ud83d", "王\ufffd\ufffd"), "at the end": ("王\0", "王\ufffd"),
    "strokes": ("\\\\\0\\", "\\\\\ufffd\\"), "long": ("王" * 200 + "\0王", "王" * 200 + "\ufffd王"),
    "signs": ('"\n\t\x01\0"', '"\n\t\x01\ufffd"'),
}  # fmt: skip


@pytest.fixture
def report(engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Report:
    """What a report of the customers shows, of rows that were written with these values."""
    where = ["--database", engine.url] if isinstance(engine, PostgresEngine) else ["--data", str(tmp_path)]

    def made(columns: str, *rows: dict[str, Any], ascii_only: bool = True) -> list[tuple[Any, ...]]:
        shop = Registry(engine, lambda: "", time.time).add_shop("展厅")
        bodies = [json.dumps({"root": f"c{n}", **row}, ensure_ascii=ascii_only).encode() for n, row in enumerate(rows)]
        with engine.writing() as link:
            link.upsert(
                "record",
                [(shop, "contact", f"c{n}", f"c{n}", "shop", n, body, b"{}", None, 0) for n, body in enumerate(bodies)],
            )
        run(capsys, "views", "--create", *where)
        with engine.reading() as link:
            return link.rows(f"SELECT {columns} FROM v_contact ORDER BY sync_seq")

    return made


def test_views_show_the_rows_with_their_types(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(data):
        ann = Laptop(run(capsys, "enrol", "王芳", "--data", data))
        with ann.asking() as hers:
            ann.hello(hers)
            ann.contact(hers, "c1")
    assert "CREATE VIEW" in run(capsys, "views", "--create", "--data", data)
    run(capsys, "views", "--create", "--data", data)

    with contextlib.closing(sqlite3.connect(data / "shop.db")) as file:
        rows = file.execute("SELECT id, sync_scope, name, ring, note FROM v_contact").fetchall()
    assert rows == [("c1", "own:王芳", "王c1", 1, None)]


def test_a_row_is_shown_with_its_numbers_and_what_is_empty(report: Report) -> None:
    told = report("id, name, ring, note", {"name": "a\x00王", "ring": 3, "owner": None})

    assert told == [("c0", "a\ufffd王", 3, None)]


@pytest.mark.parametrize("case", ODD)
def test_a_text_is_shown_whole(case: str, report: Report) -> None:
    name, shown = ODD[case]

    assert report("name, note", {"name": name, "note": "王"}) == [(shown, "王")]


def test_a_text_in_its_own_letters_is_shown_whole(report: Report) -> None:
    """As the server spells them: only what has no letter is spelled by its number."""
    assert report("name", {"name": "王\0" * 100 + "é"}, ascii_only=False) == [("王\ufffd" * 100 + "é",)]


def test_what_is_no_number_is_none_in_a_report_of_postgres(
    postgres: PostgresEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = Registry(postgres, lambda: "", time.time).add_shop("展厅")
    odd = ["abc", "", 1.5, {"f": "inf"}, {"b": "AP8="}, 2**70, 7]
    bodies = [json.dumps({"root": f"c{n}", "ring": value}).encode() for n, value in enumerate(odd)]
    with postgres.writing() as link:
        link.upsert(
            "record",
            [(shop, "contact", f"c{n}", f"c{n}", "shop", n, body, b"{}", None, 0) for n, body in enumerate(bodies)],
        )

    run(capsys, "views", "--create", "--database", postgres.url)

    with postgres.reading() as link:
        rows = link.rows("SELECT ring FROM v_contact ORDER BY sync_seq")
    assert rows == [(None,), (None,), (None,), (None,), (None,), (None,), (7,)]
