"""5,000 rows of .xlsx into a fresh profile, against reading the file plus bare inserts of the same rows."""

import json
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.line import Line, least
from tests.bench.processes import answer_of

ROUNDS, ROWS = 5, 5000


def measure(_profile: Path) -> list[Line]:
    """In a process of its own, warm."""
    found = answer_of("importing.py")
    return [Line(f"import {ROWS:,} rows of .xlsx", found["floor"], found["figure"], "<= 5 x", 5 * found["floor"])]


def workbook(file: Path) -> None:
    """What a dealership's list looks like, made of demo people."""
    from datetime import date

    from openpyxl import Workbook

    from crm_desktop.features.demo.records import World
    from crm_desktop.features.demo.rules.lives import Crowd
    from crm_desktop.features.demo.rules.material import material

    lists = [("walk_in",), ("meal",), ("full",), ("commute",), ("own_other",)]
    world = World(date(2026, 11, 22), ROWS, 3, "zh_CN", *lists)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("客户")
    sheet.append(["姓名", "手机号码", "级别", "意向车型", "公司", "小区", "备注"])
    crowd = Crowd(world, material("zh_CN"))
    for batch in crowd.batches():
        models = {row[1]: row[4] for row in batch.rows["opportunity"]}
        levels = {row[1]: row[4] for row in batch.rows["customer"]}
        phones = {row[1]: row[4] for row in reversed(batch.rows["contact_way"]) if row[3] == "phone"}
        for row in batch.rows["contact"]:
            person = row[0]
            found = [table.get(person, "") for table in (phones, levels, models)]
            sheet.append([row[4], *found, row[8], row[10], row[18]])
    book.save(file)


def read(file: Path) -> list[list[Any]]:
    """The file as rows, by the reader the program uses."""
    from python_calamine import CalamineWorkbook

    return list(CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python())


def bare(file: Path, profile: Path) -> None:
    """Read, and insert contact, phone, customer and opportunity into the same encrypted tables, nothing else."""
    from crm_desktop.base.ids import new_id
    from crm_desktop.store import capture
    from crm_desktop.store.store import Store

    rows = read(file)[1:]
    store = Store.open(profile, passphrase=None, derivers=())
    stamp = "2026-11-22 10:00:00.000000"
    with store._transaction() as session:
        connection = session.connection()
        capture.drop(connection)
        people = [(new_id(), *row) for row in rows]

        def insert(table: str, given: dict[str, list[Any]]) -> None:
            filled = _defaults(table, len(people)) | given
            columns, places = ", ".join(f'"{name}"' for name in filled), ", ".join("?" * len(filled))
            values = list(zip(*filled.values(), strict=True))
            connection.exec_driver_sql(f"INSERT INTO {table} ({columns}) VALUES ({places})", values)

        ids = [one[0] for one in people]
        same = {"created": [stamp] * len(people)}
        columns = {"name": 1, "company": 5, "estate": 6, "note": 7}
        texts = {name: [str(one[place]) for one in people] for name, place in columns.items()}
        insert("contact", same | {"id": ids, "root": ids} | texts)
        children = (("contact_way", "value", 2), ("customer", "level", 3), ("opportunity", "model", 4))
        for table, column, place in children:
            own = {"id": [new_id() for _ in people], "root": ids, column: [str(one[place]) for one in people]}
            insert(table, same | own)
    store.close()


def _defaults(table: str, count: int) -> dict[str, list[Any]]:
    from crm_desktop.store.tables import Table

    filled = {}
    for column in Table.metadata.tables[table].columns:
        if not column.nullable and column.server_default is None and column.name not in ("id", "root", "created"):
            default = getattr(column.default, "arg", None)
            known = {"kind": "phone", "opened_on": "2026-11-22"}.get(column.name, "")
            filled[column.name] = [known if default is None or callable(default) else default] * count
    return filled


def main() -> None:
    """Print both in milliseconds."""
    from crm_desktop.features.search.derived import DERIVERS
    from crm_desktop.import_export.exchange import import_files
    from crm_desktop.store.store import Store

    floors, figures = [], []
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "客户.xlsx"
        workbook(file)
        for number in range(ROUNDS + 1):
            for made in ("bare", "whole"):
                Store.create(Path(place) / f"{made}{number}", passphrase=None, derivers=DERIVERS).close()
            store = Store.open(Path(place) / f"whole{number}", passphrase=None, derivers=DERIVERS)
            begun = time.perf_counter()
            report = import_files(store, [file])
            figures.append((time.perf_counter() - begun) * 1000)
            assert sum(len(one.rows) for one in report.files) == ROWS
            store.close()
            begun = time.perf_counter()
            bare(file, Path(place) / f"bare{number}")
            floors.append((time.perf_counter() - begun) * 1000)
    print(json.dumps({"floor": least(floors[1:]), "figure": least(figures[1:])}))


if __name__ == "__main__":
    main()
