"""What sync costs in the data file: capture of edits, freezing, taking in rows of the server. Under SQLCipher.

How long a save waits for it: `sync_saves`. Floors: the same statements on the same table without triggers, and the bare
statement that keeps the same bytes.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.line import Line, least
from tests.bench.processes import answer_of

ROWS = 10_000
ROUNDS = 5


def measure(_profile: Path) -> list[Line]:
    """On a profile of its own: nothing else is in it, so that the statements are what is measured."""
    told = answer_of("sync_store.py")
    capture = told["updated"] - told["bare updated"]
    return [
        Line("capture, one updated row", None, 1000 * capture / ROWS, "<= 20 us", 20, "us"),
        _beside(told, "inserted", "capture, bulk insert of a 30-column table", 2.2),
        _beside(told, "applied", "10,000 rows of the server taken in, without the search index", 4),
        _beside(told, "again", "10,000 rows of the server that only have a new number", 20),
        _beside(told, "frozen", "10,000 new rows frozen, beside their bare bodies", 20),
    ]


def _beside(told: dict[str, float], name: str, what: str, most: float) -> Line:
    floor = told[f"bare {name}"]
    return Line(what, floor, told[name], f"<= {most} x", most * floor)


def main() -> None:
    """Every figure beside its floor, in turns."""
    rounds: list[dict[str, float]] = []
    for number in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            rounds.append(_Round(Path(folder) / "profile", number).figures)
    print(json.dumps({name: least([one[name] for one in rounds]) for name in rounds[0]}))


class _Round:
    """One profile, filled and measured."""

    def __init__(self, folder: Path, number: int) -> None:
        from crm_desktop.store.replica.enrolment import Enrolment
        from crm_desktop.store.store import Store

        self.figures: dict[str, float] = {}
        self._token = ""
        self._store = Store.create(folder, passphrase=None, derivers=())
        self._store.enrol(Enrolment("ann", "Ann", "consultant", "pc", "shop", "Shop", "server"))
        self._replica = self._store.replica(self)
        self._contacts()
        for bare in (True, False) if number % 2 else (False, True):
            self._capture(bare=bare)
        self._freeze()
        self._apply()
        self._store.close()

    def load(self) -> str:
        """The key store."""
        return self._token

    def save(self, token: str) -> None:
        """The key store."""
        self._token = token

    def _timed(self, name: str, work: Callable[[], Any]) -> Any:
        begun = time.perf_counter()
        result = work()
        self.figures[name] = (time.perf_counter() - begun) * 1000
        return result

    def _in_one(self, name: str, sql: str, rows: list[tuple[Any, ...]], *, bare: bool) -> None:
        """One transaction of one statement for every row."""
        from crm_desktop.store import capture

        with self._store._transaction() as session:
            connection = session.connection()
            if bare:
                capture.drop(connection)
            raw: Any = connection.connection.driver_connection
            self._timed(f"bare {name}" if bare else name, lambda: raw.executemany(sql, rows))
            if bare:
                capture.install(connection)
            connection.exec_driver_sql("DELETE FROM derived_stale")

    def _contacts(self) -> None:
        from crm_desktop.store.replica.shapes import shapes

        shape = shapes()["contact"]
        rows = [_row(shape, f"{n:032x}", f"{n:032x}", 0) for n in range(ROWS)]
        self._in_one("", shape.insert, rows, bare=True)

    def _capture(self, *, bare: bool) -> None:
        """The wide table with its children's foreign keys: 30 columns, as an opportunity has."""
        from crm_desktop.store.replica.shapes import shapes

        shape = shapes()["opportunity"]
        kind = "b" if bare else "c"
        rows = [_row(shape, f"{kind}{n:031x}", f"{n:032x}", 0) for n in range(ROWS)]
        self._in_one("inserted", shape.insert, rows, bare=bare)
        changed = [(f"n{n}", row[0]) for n, row in enumerate(rows)]
        self._in_one("updated", "UPDATE opportunity SET note = ? WHERE id = ?", changed, bare=bare)

    def _freeze(self) -> None:
        """What was inserted with capture goes; beside it the bare statement that keeps the same bodies."""

        def freeze() -> None:
            while self._replica.freeze():
                pass

        self._timed("frozen", freeze)
        with self._store._transaction() as session:
            raw: Any = session.connection().connection.driver_connection
            kept = raw.execute("SELECT inc, lsn, uid, tbl, id, op, body, sha256 FROM sync_outbox").fetchall()
            assert len(kept) == ROWS, len(kept)
            raw.execute("CREATE TABLE bare (inc, lsn, uid, tbl, id, op, body, sha256, PRIMARY KEY (inc, lsn))")
            values = json.dumps
            texts = [json.loads(one[6]) for one in kept]

            def bare() -> None:
                for text in texts:
                    values(text, sort_keys=True, ensure_ascii=False)
                raw.executemany("INSERT INTO bare VALUES (?, ?, ?, ?, ?, ?, ?, ?)", kept)

            self._timed("bare frozen", bare)
            raw.execute("DROP TABLE bare")

    def _apply(self) -> None:
        from crm_desktop.store.replica.shapes import shapes
        from sync.core.mutations import Row
        from sync.core.pages import Page

        shape = shapes()["opportunity"]
        bare = [_row(shape, f"d{n:031x}", f"{n:032x}", 1 << 40) for n in range(ROWS)]
        self._in_one("applied", shape.insert, bare, bare=True)

        def page(seq: int) -> Page:
            rows = [
                Row("opportunity", f"e{n:031x}", seq, dict(zip(shape.columns, row[2:], strict=True)))
                for n, row in enumerate(bare)
            ]
            return Page(tuple(rows), (), {"own:ann": seq}, more=False)

        first, second = page(1 << 40), page(2 << 40)
        self._timed("applied", lambda: self._replica.apply(first))
        numbered = [(5, row[0]) for row in bare]
        self._in_one("again", "UPDATE opportunity SET row_seq = ? WHERE id = ?", numbered, bare=True)
        self._timed("again", lambda: self._replica.apply(second))


def _row(shape: Any, row: str, root: str, seq: int) -> tuple[Any, ...]:
    values = {
        **shape.blank, "root": root, "created": "2026-01-01 00:00:00.000000", "note": "客户对报价有兴趣，下周回访",
        "private": 0, "owner": "ann",
    }  # fmt: skip
    return (row, seq, *map(values.get, shape.columns))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    main()
