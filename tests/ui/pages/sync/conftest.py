"""What sessions brought."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from crm_desktop.features.sync.commands import keep_session
from crm_desktop.features.sync.records import SyncSession
from crm_desktop.store import tables
from tests import make

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from crm_desktop.store.store import Store

AT = datetime(2026, 11, 21, 15, 20)


@pytest.fixture
def session_of(store: "Store") -> Callable[..., None]:
    """`session_of(at, sent=3)`: a session that was."""

    def made(at: datetime, **figures: Any) -> None:
        store.write("session", keep_session, SyncSession(at, **figures))

    return made


@pytest.fixture
def person(store: "Store") -> str:
    return make.customer(store, name="王芳")


@pytest.fixture
def conflict(store: "Store", person: str) -> Callable[..., str]:
    """A conflict as the server makes it; about the job of 王芳 unless told otherwise."""

    def made(**changes: Any) -> str:
        about = {
            "root": person, "tbl": "contact", "row": person, "col": "job", "kind": "field", "kept": "",
            "kept_author": "李娜", "lost": "会计", "lost_author": "刘伟", "created": AT, "row_seq": 7, **changes,
        }  # fmt: skip
        return _add(store, tables.Conflict(**about))

    return made


@pytest.fixture
def parked(store: "Store", person: str) -> Callable[..., str]:
    """A change the server could not take."""

    def made(**changes: Any) -> str:
        about = {
            "root": "", "uid": "u1", "tbl": "contact", "row": person, "op": "U", "reason": "access",
            "body": '{"job": "会计"}', "created": AT, "row_seq": 7, **changes,
        }  # fmt: skip
        return _add(store, tables.Parked(**about))

    return made


def _add(store: "Store", row: Any) -> str:
    def add(session: "Session") -> str:
        session.add(row)
        session.flush()
        return str(row.id)

    return store.write("arrives", add)
