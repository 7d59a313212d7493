"""A profile becomes one laptop's copy of a shop."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from crm_desktop.base.errors import Refused
from crm_desktop.base.i18n import _
from crm_desktop.store import capture
from crm_desktop.store.replica import state
from crm_desktop.store.replica.incarnation import new_name
from crm_desktop.store.tables import SYNCED

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True)
class Enrolment:
    """What the server answers to an enrolment code, as the file keeps it."""

    user: str
    name: str
    role: str
    device: str
    shop: str
    shop_name: str
    server_id: str
    epoch: int = 1


def enrol(connection: "Connection", told: Enrolment) -> str:
    """Note whose laptop this is, and make him the owner of all that is here. Returns the user.

    Nothing is journaled for it: every row that was made here has an insert that was never sent, and goes whole.
    """
    raw = connection.connection.driver_connection
    before = state.read(raw)
    if before.enrolled and before.server_id != told.server_id:
        raise Refused(_("This profile belongs to a shop already. Nothing was changed; use another profile."))
    capture.drop(connection)
    for table in SYNCED:
        if "owner" in table.__table__.columns:
            connection.exec_driver_sql(f"UPDATE {table.__tablename__} SET owner = ? WHERE owner = ''", (told.user,))
    # What was derived of it, too: without the triggers nobody is told that it changed.
    connection.exec_driver_sql("UPDATE derived_person SET owner = ? WHERE owner = ''", (told.user,))
    capture.install(connection)
    after = before.changed(**asdict(told), inc=before.inc or new_name(), compare=before.enrolled)
    state.write(raw, before, after)
    return told.user
