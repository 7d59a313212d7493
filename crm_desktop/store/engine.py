"""SQLAlchemy over one connection to a SQLCipher file."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from crm_desktop.store.connection import APART_CACHE, connect, known_errors


def make_engine(path: Path, key: bytes, *, create: bool = False, read_only: bool = False) -> Engine:
    """An engine over exactly one connection, opened when first used; transactions are IMMEDIATE unless read-only."""
    return engine_over(partial(connect, path, key, create=create, read_only=read_only), read_only=read_only)


def engine_over(opened: Callable[[], Any], *, read_only: bool) -> Engine:
    """The same over a connection that `opened` gives."""
    # Given to the pool, so that dispose() closes it: a connection left to the collector would keep the WAL alive.
    engine = create_engine("sqlite://", module=sqlcipher, creator=opened, poolclass=StaticPool)
    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


@contextmanager
def apart(path: Path, key: bytes) -> Iterator[Engine]:
    """A read-only engine beside the store's own, for somebody who reads through whole tables."""
    engine = make_engine(path, key, read_only=True)
    try:
        with known_errors(path.parent), engine.connect() as connection:
            connection.exec_driver_sql(APART_CACHE)
        yield engine
    finally:
        engine.dispose()
