"""From settings to a server that can be served."""

import gc
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from sync.core.document import schema_from
from sync.core.packing import read, spell
from sync.core.push import learn
from sync.server import logs
from sync.server.app import application
from sync.server.doors import Doors
from sync.server.registry import Registry
from sync.server.service import Service
from sync.server.settings import Settings
from sync.server.storage import references
from sync.server.storage.engine import Engine

SCHEMA, TABLES = "schema", "tables"
LAYOUT, NAMING = 4, 3
"""Of the tables; whoever changes them adds one, and the statements that bring older data along.

Since NAMING it is noted which rows name which attachments. Since 4 a shop may be compacted: an older program would not
tell the laptops.
"""
SHIPPED = Path(__file__).parents[1] / "schema.json"


class NotPossible(Exception):
    """Said to whoever typed the command."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The parts of a server over one database."""

    engine: Engine
    registry: Registry
    service: Service

    def close(self) -> None:
        """Let the database go."""
        self.engine.close()


def must_be_there(settings: Settings) -> None:
    """Data is made by who begins with it, not by who asks for it: its folder may have been mistyped."""
    if not settings.database and not settings.file.exists():
        begin = "To begin: crm-sync-server shop add NAME. Another folder: --data"
        raise NotPossible(f"There is no data in {settings.data}. {begin}")


def must_be_ours(settings: Settings) -> None:
    """What another program made is not touched."""
    from sync.server.storage.sqlite import is_of_another

    if not settings.database and is_of_another(settings.file):
        raise NotPossible(f"{settings.file} is of another program. Nothing was changed: --data names the folder.")


def wall() -> str:
    """When it is, to be shown."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def opened(settings: Settings) -> Opened:
    """The database of the settings: the file, made if it is not there, or PostgreSQL."""
    engine = _engine(settings)
    registry = Registry(engine, wall, time.time)
    layout = int(registry.kept("layout", str(LAYOUT).encode))
    if layout > LAYOUT:
        engine.close()
        raise NotPossible("The data was made by a newer version of this program. Nothing was changed.")
    schema = schema_from(document_of(registry))
    if layout < NAMING:
        references.complete(engine, schema)
    if layout < LAYOUT:
        registry.keep("layout", str(LAYOUT).encode())
    service = Service(engine, schema, wall)
    _learn(registry, service)
    return Opened(engine, registry, service)


def _learn(registry: Registry, service: Service) -> None:
    """What a newer program sent before this release knew its tables is judged now, once."""
    tables = sorted(service.schema.tables)
    if read(registry.setting(TABLES) or b"[]") == tables:
        return
    for shop, _name in registry.shops():
        with service.engine.writing() as link:
            stored = service.opened(link, shop, locked=True)
            learn(stored)
            if stored.changed:
                stored.flush(wall())
    registry.keep(TABLES, spell(tables))


def _engine(settings: Settings) -> Engine:
    if settings.database:
        from sync.server.storage.postgres import NoAddress, PostgresEngine

        try:
            return PostgresEngine(settings.database)
        except NoAddress as error:  # a password may stand in what was typed
            told = "The database cannot be used: this is no address of one. postgresql://USER@HOST/NAME"
            raise NotPossible(told) from error
    from sync.server.storage.sqlite import SqliteEngine

    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except (FileExistsError, NotADirectoryError) as error:
        raise NotPossible(f"{settings.data} is no folder: --data names the folder of the data.") from error
    must_be_ours(settings)
    # The keys of the shop are in it, whoever may look into the folder.
    os.close(os.open(settings.file, os.O_RDWR | os.O_CREAT, 0o600))
    return SqliteEngine(settings.file)


def document_of(registry: Registry) -> dict[str, Any]:
    """The schema document of this release; what somebody accepted stands before it."""
    accepted = registry.setting(SCHEMA)
    tables = {one["name"]: one for one in read(SHIPPED.read_bytes())["tables"]}
    for one in read(accepted)["tables"] if accepted else ():
        tables[one["name"]] = {**tables.get(one["name"], {}), **one}
    return {"tables": list(tables.values())}


def rest_seldom() -> None:
    """What a request makes is let go by counting. Looking for circles among so many values takes a sixth of the time,
    and what the program itself is made of need not be looked at again.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def worker() -> FastAPI:
    """The application of one of several processes, with its own lines in the log."""
    logs.set_up(Settings().log_level)
    return served()


def served() -> FastAPI:
    """The application for uvicorn's workers, which read their settings from the environment."""
    settings = Settings()
    parts = opened(settings)
    rest_seldom()
    doors = Doors(parts.service, parts.registry, min_rev=settings.min_rev)
    return application(doors, open_metrics=settings.open_metrics)
