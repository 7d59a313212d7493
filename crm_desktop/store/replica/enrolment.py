"""A profile becomes one laptop's copy of a shop."""

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from crm_desktop.base.errors import Refused
from crm_desktop.base.i18n import _
from crm_desktop.store import capture
from crm_desktop.store.replica import state, tending
from crm_desktop.store.replica.incarnation import new_name
from crm_desktop.store.replica.schema import PERSONAL_SETTINGS
from crm_desktop.store.replica.shapes import LEAVING, shapes
from crm_desktop.store.tables import Table
from sync.core.access import MANAGER

if TYPE_CHECKING:
    from sqlalchemy import Connection

RULES_BEFORE = "rules_before"
"""In `sync_state`: the rules a consultant had made for himself before he joined the shop, as JSON."""
_PERSONAL = ", ".join(f"'{kind}'" for kind in sorted(PERSONAL_SETTINGS))


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
    for table in Table.metadata.sorted_tables:  # the people's list, which is derived, keeps the owner too
        if "owner" in table.columns:
            connection.exec_driver_sql(f'UPDATE "{table.name}" SET owner = ? WHERE owner = \'\'', (told.user,))
    capture.install(connection)
    if told.role != MANAGER and not before.enrolled:
        _give_way(raw)
    after = before.changed(**asdict(told), inc=before.inc or new_name(), compare=before.enrolled)
    if not before.enrolled and _knows_any(raw):
        # Whose laptop it was is lost, and its rows are not: what the shop has besides is not told by reading on, nor
        # what became of edits whose note is lost, too.
        after = after.changed(compare=True, tended="never", share=tending.EVERY)
    state.write(raw, before, after)
    return told.user


def _knows_any(raw: Any) -> bool:
    """Whether rows are here that came from a shop, or went to one."""
    return any(raw.execute(f'SELECT 1 FROM "{one}" WHERE row_seq > 0 LIMIT 1').fetchone() for one in shapes())


def _give_way(raw: Any) -> None:
    """In a shop its rules hold, and only the manager changes them: one's own are kept aside, to be looked up.

    One's own cars and gifts stay on this laptop and are not sent: prices and rewards refer to them.
    """
    mine = f"row_seq = 0 AND kind NOT IN ({_PERSONAL})"
    rules = raw.execute(f"SELECT kind, key, value FROM setting WHERE {mine} AND deleted IS NULL ORDER BY kind, key")
    kept = [{"kind": kind, "key": key, "value": value} for kind, key, value in rules.fetchall()]
    if kept:
        text = json.dumps(kept, ensure_ascii=False)
        raw.execute("INSERT OR REPLACE INTO sync_state VALUES (?, ?)", (RULES_BEFORE, text))
    for table in ("setting", "rule_change"):
        # The number changes with the removal: the triggers note nothing, but what is derived is made anew.
        raw.execute(f"UPDATE {table} SET row_seq = {LEAVING} WHERE {mine}")
        raw.execute(f"UPDATE journal SET lsn = 0 WHERE lsn IS NULL AND tbl = '{table}' AND id IN "
                    f"(SELECT id FROM {table} WHERE row_seq = {LEAVING})")  # fmt: skip
        raw.execute(f"DELETE FROM {table} WHERE row_seq = {LEAVING}")
    raw.execute("UPDATE journal SET lsn = 0 WHERE lsn IS NULL AND tbl IN ('catalogue_model', 'gift')")
    _take_own_marks_off(raw)


def _take_own_marks_off(raw: Any) -> None:
    """In a shop only the manager marks reports, and the server takes no other mark. What was noted with it stays."""
    marked = "WHERE row_seq = 0 AND (review <> '' OR review_note <> '' OR reviewed_at IS NOT NULL)"
    report = "CASE review_note WHEN '' THEN report ELSE ltrim(report || char(10) || review_note, char(10)) END"
    ids = [row for (row,) in raw.execute(f"SELECT id FROM visit {marked}")]
    raw.execute(f"UPDATE visit SET report = {report}, review = '', review_note = '', reviewed_at = NULL, "
                f"row_seq = row_seq + 1 {marked}")  # fmt: skip
    # The journal notes neither: the inserts of these rows are still open, and say what they hold by then.
    raw.executemany("UPDATE visit SET row_seq = row_seq - 1 WHERE id = ?", [(row,) for row in ids])
