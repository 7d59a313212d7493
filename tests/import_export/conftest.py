"""Files and what the profile holds after an import."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from crm_desktop.import_export.exchange import import_files
from crm_desktop.import_export.verdicts import ImportReport
from crm_desktop.store.store import Store


@pytest.fixture
def people_file(tmp_path: Path) -> Callable[..., Path]:
    """`people_file("姓名,电话", "王芳,138…", name="a.csv")`."""

    def write(*lines: str, name: str = "people.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def bring(store: Store, people_file: Callable[..., Path]) -> Callable[..., ImportReport]:
    """Import lines of a table."""

    def run(*lines: str, as_: str | None = None, name: str = "people.csv") -> ImportReport:
        return import_files(store, [people_file(*lines, name=name)], as_=as_)

    return run


@pytest.fixture
def rows(store: Store) -> Callable[..., list[dict[str, Any]]]:
    """The living rows of a table, in the order they were made."""

    def fetch(table: str, *, everything: bool = False) -> list[dict[str, Any]]:
        where = "" if everything else "WHERE deleted IS NULL"
        query = text(f'SELECT * FROM "{table}" {where} ORDER BY rowid')
        return store.read(lambda session: [dict(row._mapping) for row in session.execute(query)])

    return fetch


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    """new, updated, duplicate, refused of the first file; they add up to its rows."""
    told = report.to_json()["files"][0]
    found = (told["new"], told["updated"], told["duplicate"], len(told["refused"]))
    assert sum(found) == told["rows"]
    return found


@pytest.fixture
def verdicts() -> Callable[[ImportReport], tuple[int, int, int, int]]:
    """The four counts of a report."""
    return counts
