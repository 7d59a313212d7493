"""What SQLite writes ahead is folded into the data while the server runs, and not by the request that wrote it."""

import time
from pathlib import Path

from sync.server.storage.folding import OFTEN
from sync.server.storage.sqlite import SqliteEngine

MANY = 200_000
"""Bytes in the data file that only folded rows can make."""


def test_much_that_was_written_stands_in_the_data_soon(tmp_path: Path) -> None:
    engine = SqliteEngine(tmp_path / "shop.db")
    assert engine.file.stat().st_size < MANY

    with engine.writing() as link:
        link.insert("alias", [("s", "i", lsn, f"{lsn:032x}") for lsn in range(2 * OFTEN)])

    until = time.monotonic() + 30
    while engine.file.stat().st_size < MANY and time.monotonic() < until:
        time.sleep(0.02)
    assert engine.file.stat().st_size > MANY
    engine.close()


def test_little_is_not_worth_it(tmp_path: Path) -> None:
    engine = SqliteEngine(tmp_path / "shop.db")
    folded = engine._folding

    with engine.writing() as link:
        link.insert("alias", [("s", "i", 1, "u")])

    assert folded._thread is None
    engine.close()


def test_nothing_is_lost_when_the_server_ends_before_it_is_folded(tmp_path: Path) -> None:
    engine = SqliteEngine(tmp_path / "shop.db")
    with engine.writing() as link:
        link.insert("alias", [("s", "i", lsn, f"{lsn:032x}") for lsn in range(2 * OFTEN)])
    engine.close()

    again = SqliteEngine(tmp_path / "shop.db")
    with again.reading() as link:
        assert link.rows("SELECT count(*) FROM alias WHERE shop = ?", "s") == [(2 * OFTEN,)]
    again.close()
