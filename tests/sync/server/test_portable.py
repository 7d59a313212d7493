"""A copy of the data as rows: whole, of either database and for either, put back under a new epoch."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from sync.core.mutations import Op
from sync.core.seqs import seq_of
from sync.server import cli, portable
from sync.server.opening import NotPossible
from sync.server.storage import readers
from sync.server.storage.engine import Engine
from sync.server.storage.postgres import PostgresEngine
from sync.server.storage.sqlite import SqliteEngine
from sync.server.storage.tables import TABLES
from tests.sync.core.make import SCHEMA
from tests.sync.server.serving import Served
from tests.sync.server.shell import run
from tests.sync.server.test_blobs import BODY, add, keeper


def filled(engine: Engine) -> None:
    """A shop with customers, an attachment, an erased one, a conflict of two laptops; compacted up to its first row."""
    with Served(engine, SCHEMA).running() as served:
        ann, meg = keeper(served, "ann", BODY), served.laptop("meg")
        meg.hello()
        add(ann, BODY)
        ann.contact("gone")
        ann.push(ann.frozen(Op.PURGE, "contact", "gone"))
        meg.push(meg.frozen(Op.UPDATE, "contact", "c", {"name": "她\0"}, base=1))
        ann.push(ann.frozen(Op.UPDATE, "contact", "c", {"name": "他"}, base=1))
    with engine.writing() as link:
        readers.keep_floor(link, served.shop, seq_of(1, 1))


def rows_of(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    with engine.reading() as link:
        return {
            name: sorted(map(repr, link.rows(f"SELECT {', '.join(table.columns)} FROM {name}")))
            for name, table in TABLES.items()
        }


@pytest.mark.parametrize(("source", "target"), [("sqlite", "postgres"), ("postgres", "sqlite")])
def test_every_row_of_one_database_is_in_the_other_afterwards(
    source: str, target: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portable, "MANY", 2), monkeypatch.setattr(portable, "FEW", 1)
    one, other = (request.getfixturevalue(kind) for kind in (source, target))
    filled(one), filled(other)
    copy = tmp_path / "copy.zst"

    portable.write(one, copy)
    portable.check(copy)
    with other.writing() as link:
        portable.fill(link, copy)

    assert all(rows_of(one)[name] for name in ("record", "history", "blob_part", "blob_had", "device", "reader"))
    assert rows_of(other) == rows_of(one)
    assert any(str(seq_of(1, 1)) in row for row in rows_of(other)["setting"])
    assert stat.S_IMODE(os.stat(copy).st_mode) == 0o600


def test_copy_is_of_one_moment_although_the_server_goes_on(sqlite: SqliteEngine, tmp_path: Path) -> None:
    filled(sqlite)
    before = rows_of(sqlite)
    pages = portable._pages

    def interrupted(link: Any, table: Any) -> Any:
        if table.name == "record":  # the shop's counter was read before
            with sqlite.writing() as other:
                other.run("UPDATE shop SET n = n + 1")
                other.run("DELETE FROM record")
        return pages(link, table)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(portable, "_pages", interrupted)
        portable.write(sqlite, tmp_path / "copy.zst")
    with sqlite.writing() as link:
        portable.fill(link, tmp_path / "copy.zst")

    assert rows_of(sqlite) == before


@pytest.mark.parametrize("harm", ["cut", "flipped", "line", "end", "newer", "other columns", "no copy"])
def test_copy_that_is_not_whole_is_refused_and_nothing_changes(
    sqlite: SqliteEngine, tmp_path: Path, harm: str
) -> None:
    import zstandard

    filled(sqlite)
    copy = tmp_path / "copy.zst"
    portable.write(sqlite, copy)
    before, body = rows_of(sqlite), copy.read_bytes()
    lines = zstandard.ZstdDecompressor().stream_reader(body).read().splitlines(keepends=True)
    packed = zstandard.ZstdCompressor(write_checksum=True).compress
    copy.write_bytes({
        "cut": body[:-40], "flipped": body[:200] + bytes([body[200] ^ 255]) + body[201:],
        "line": packed(b"".join(lines[:3] + lines[4:])), "end": packed(b"".join(lines[:-1])),
        "newer": packed(b"".join([lines[0].replace(b'"format":1', b'"format":2'), *lines[1:]])),
        "other columns": packed(b"".join([lines[0].replace(b'"row_seq"', b'"seq"'), *lines[1:]])),
        "no copy": packed(b"null"),
    }[harm])  # fmt: skip

    with pytest.raises(NotPossible):
        portable.check(copy)
    with pytest.raises(NotPossible), sqlite.writing() as link:
        portable.fill(link, copy)

    assert rows_of(sqlite) == before


# The commands --------------------------------------------------------------------------------------------------------


@pytest.fixture
def database(postgres: PostgresEngine, tmp_path: Path) -> tuple[str, ...]:
    """Where the commands find it."""
    postgres.close()
    return ("--database", postgres.url, "--data", str(tmp_path / "data"))


def shop_of(capsys: pytest.CaptureFixture[str], *where: object) -> str:
    run(capsys, "shop", "add", "展厅", *where)
    run(capsys, "user", "add", "展厅", "王芳", *where)
    return run(capsys, "user", "list", "展厅", *where)


def test_database_is_copied_and_put_back_under_a_new_epoch(
    capsys: pytest.CaptureFixture[str], database: tuple[str, ...], tmp_path: Path
) -> None:
    before = shop_of(capsys, *database)
    copy = Path(run(capsys, "backup", *database).strip())
    run(capsys, "user", "add", "展厅", "李伟", *database)

    first = run(capsys, "restore", copy, *database)
    after = run(capsys, "user", "list", "展厅", *database)
    second = run(capsys, "restore", copy, *database)

    assert (copy.suffix, first, second, after) == (".zst", "展厅\tepoch 2\n", "展厅\tepoch 3\n", before)
    assert len(list((tmp_path / "data" / "backups").glob("shop-before-*.zst"))) >= 1


def test_who_was_shut_out_since_the_copy_stays_so(
    capsys: pytest.CaptureFixture[str], database: tuple[str, ...], postgres: PostgresEngine, tmp_path: Path
) -> None:
    filled(postgres)
    postgres.close()
    copy = tmp_path / "copy.zst"
    run(capsys, "backup", copy, *database)
    with postgres.writing() as link:
        device = str(link.rows("SELECT id FROM device ORDER BY id")[0][0])
        link.run("UPDATE device SET state = 'revoked', wipe = 'stolen' WHERE id = ?", device)
    postgres.close()

    run(capsys, "restore", copy, *database)

    with postgres.reading() as link:
        assert link.rows("SELECT id FROM device WHERE state = 'revoked' AND wipe = 'stolen'") == [(device,)]


def test_shop_moves_from_its_file_into_a_database_and_back(
    capsys: pytest.CaptureFixture[str], database: tuple[str, ...], tmp_path: Path
) -> None:
    before = shop_of(capsys, "--data", tmp_path / "file")
    run(capsys, "backup", tmp_path / "there.zst", "--data", tmp_path / "file")

    run(capsys, "restore", tmp_path / "there.zst", *database)
    there = run(capsys, "user", "list", "展厅", *database)
    run(capsys, "backup", tmp_path / "back.zst", *database)
    run(capsys, "restore", tmp_path / "back.zst", "--data", tmp_path / "again")

    assert (there, run(capsys, "user", "list", "展厅", "--data", tmp_path / "again")) == (before, before)


def test_database_that_is_served_is_not_put_back(
    capsys: pytest.CaptureFixture[str], database: tuple[str, ...], postgres: PostgresEngine
) -> None:
    before = shop_of(capsys, *database)
    copy = run(capsys, "backup", *database).strip()
    with postgres.reading() as link:
        link.rows("SELECT 1")

    status = cli.main(["restore", copy, *database])

    said = capsys.readouterr().err
    postgres.close()
    assert (status, "is running with this database" in said) == (1, True)
    assert run(capsys, "user", "list", "展厅", *database) == before
    assert run(capsys, "restore", copy, *database) == "展厅\tepoch 2\n"


def test_file_copy_is_no_copy_for_a_database(
    capsys: pytest.CaptureFixture[str], database: tuple[str, ...], data: Path, tmp_path: Path
) -> None:
    run(capsys, "backup", tmp_path / "copy.db", "--data", data)

    assert cli.main(["restore", str(tmp_path / "copy.db"), *database]) == 1
    assert ".zst" in capsys.readouterr().err
