"""A profile with what a session would have brought."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from crm_desktop.store import tables
from tests import make

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from crm_desktop.store.store import Store

AT = datetime(2026, 11, 20, 15, 20)


@pytest.fixture
def person(store: "Store") -> str:
    return make.customer(store, name="王芳")


@pytest.fixture
def conflict(store: "Store", person: str) -> Callable[..., str]:
    """A conflict as the server makes it; about the name of 王芳 unless told otherwise."""

    def made(**changes: Any) -> str:
        about = {
            "root": person, "tbl": "contact", "row": person, "col": "name", "kind": "field", "kept": "王芳",
            "kept_author": "李娜", "lost": "王方", "lost_author": "赵强", "created": AT, "row_seq": 7, **changes,
        }  # fmt: skip

        def add(session: "Session") -> str:
            row = tables.Conflict(**about)
            session.add(row)
            session.flush()
            return row.id

        return store.write("arrives", add)

    return made


@pytest.fixture
def parked(store: "Store", person: str) -> Callable[..., str]:
    """A parked change as the server makes it."""

    def made(**changes: Any) -> str:
        about = {
            "root": "", "uid": "u1", "tbl": "contact", "row": person, "op": "U", "reason": "access",
            "body": '{"name": "王方"}', "created": AT, "row_seq": 7, **changes,
        }  # fmt: skip

        def add(session: "Session") -> str:
            row = tables.Parked(**about)
            session.add(row)
            session.flush()
            return row.id

        return store.write("arrives", add)

    return made
