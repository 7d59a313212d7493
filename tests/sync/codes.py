"""A shop's server with the shipped schema, and enrolment codes as its command line prints them."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sync.core.document import schema_from
from sync.server.opening import SHIPPED
from sync.server.storage.sqlite import SqliteEngine
from tests.sync.server.serving import Served

if TYPE_CHECKING:
    from crm_desktop.store.store import Store


@contextmanager
def serving(file: Path) -> Iterator[Served]:
    """A server in a thread, over this file."""
    engine = SqliteEngine(file)
    with Served(engine, schema_from(json.loads(SHIPPED.read_text("utf-8")))).running() as running:
        yield running
    engine.close()


def code_for(served: Served, user: str, **changes: str) -> str:
    """A fresh code for a user."""
    held = {"url": served.url, "fingerprint": "", "shop": served.shop, "user": user, **changes}
    held.setdefault("secret", served.registry.code(served.shop, user))
    return base64.urlsafe_b64encode(json.dumps(held).encode()).decode().rstrip("=")


def in_step(store: "Store", served: Served) -> "Store":
    """Make it Ann's, with one customer the shop has too."""
    from crm_desktop.features.sync.commands import enrol, run_sync
    from tests import make

    make.customer(store, name="王芳")
    enrol(store, code_for(served, "ann"), device_name="笔记本")
    run_sync(store)
    return store
