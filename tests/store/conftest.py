"""Fixtures of the store's own tests: a bare profile without business."""

import pytest

from crm_desktop.store import capture, migrate
from crm_desktop.store.engine import make_engine
from crm_desktop.store.store import Store


@pytest.fixture
def bare(tmp_path):
    store = Store.create(tmp_path / "bare", passphrase=None, derivers=())
    yield store
    store.close()


@pytest.fixture
def file_of_revision(tmp_path, monkeypatch):
    """`file_of_revision("0001")`: an engine on a file with the schema of an older version, to fill with raw SQL.

    `migrate.upgrade(connection, "0001", ())` afterwards brings it to today's.
    """
    engines = []

    def make(revision):
        engine = make_engine(tmp_path / f"at_{revision}.db", bytes(32), create=True)
        engines.append(engine)
        with monkeypatch.context() as patch, engine.begin() as connection:
            patch.setattr(migrate, "HEAD", revision)
            patch.setattr(capture, "install", lambda _connection: None)  # triggers belong to today's tables
            migrate.upgrade(connection, "", ())
        return engine

    yield make
    for engine in engines:
        engine.dispose()
