"""Deciding what waits: each decision is an ordinary edit, journaled, undone and sent like any other."""

import json

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import NotFound, Refused
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.sync import queries, rules
from crm_desktop.features.sync.commands import unrecoverable
from crm_desktop.features.sync.commands.noting import note
from crm_desktop.features.sync.commands.taking_in import take_in
from crm_desktop.features.sync.queries.whose import of_contact
from crm_desktop.features.sync.records import DONE, GONE, MENDED
from crm_desktop.store.tables import Conflict, Parked
from crm_desktop.store.undo import columns
from sync.core.values import Value, same


def take_kept(session: Session, conflict_id: str) -> None:
    """The value that arrived first is to hold: it does already, unless the other one was taken before."""
    _take(session, conflict_id, lost=False)


def take_lost(session: Session, conflict_id: str) -> None:
    """The value that came second is to hold after all; it may be taken at any later time as well."""
    _take(session, conflict_id, lost=True)


def _take(session: Session, conflict_id: str, *, lost: bool) -> None:
    conflict = session.get(Conflict, conflict_id)
    if conflict is None or conflict.deleted is not None:
        raise NotFound(_("This was decided elsewhere and is no longer here."))
    if conflict.col == "deleted":
        _remove_or_keep(session, conflict, removed=lost)
    else:
        _refuse_if_changed(session, conflict)
        for one in (conflict, *_companions(session, conflict)):
            _put(session, one.tbl, one.row, {one.col: one.lost if lost else one.kept})
            one.state = DONE
    conflict.state = DONE
    session.flush()


def _refuse_if_changed(session: Session, conflict: Conflict) -> None:
    """A third value may only give way to somebody who had it on screen; the card says so by its `seen`."""
    about = {"tbl": conflict.tbl, "id": conflict.row}
    if session.execute(text("SELECT 1 FROM journal_seen WHERE tbl = :tbl AND id = :id"), about).first():
        return
    now = _row(session, conflict.tbl, conflict.row).get(conflict.col)
    if not (same(now, conflict.kept) or same(now, conflict.lost)):
        raise Refused(_("This was changed to something else in the meantime. Look at it again, then decide."))


def _companions(session: Session, conflict: Conflict) -> list[Conflict]:
    """The same thing in another form (a number and its comparable form): one decision for all of it."""
    columns = rules.COMPANIONS.get((conflict.tbl, conflict.col), ())
    found = session.query(Conflict).where(
        Conflict.row == conflict.row, Conflict.tbl == conflict.tbl, Conflict.col.in_(columns),
        Conflict.lost_author == conflict.lost_author, Conflict.created == conflict.created,
    )  # fmt: skip
    return list(found)


def _put(session: Session, table: str, row: str, values: dict[str, Value]) -> None:
    """Write columns of one record as they are kept, whatever their type."""
    if not values.keys() <= columns().get(table, set()) - {"id", "row_seq", "created"}:
        raise Refused(_("This version of the program does not know this field. Update it, then try again."))
    now = _row(session, table, row)
    if table in of_contact() and values.get("root"):  # to whom it is to go may be somebody else's by now
        _row(session, "contact", str(values["root"]))
    news = {column: value for column, value in values.items() if not same(now[column], value)}
    if news:
        sets = ", ".join(f'"{column}" = :{column}' for column in news)
        session.execute(text(f'UPDATE "{table}" SET {sets} WHERE id = :id'), {**news, "id": row})


def _row(session: Session, table: str, row: str) -> RowMapping:
    if table not in columns():
        raise Refused(_("This version of the program does not know this field. Update it, then try again."))
    found = session.execute(text(f'SELECT * FROM "{table}" WHERE id = :id'), {"id": row}).mappings().first()
    if found is None:
        raise NotFound(_("This record is no longer on this laptop, so nothing can be put into it."))
    return found


def _remove_or_keep(session: Session, conflict: Conflict, *, removed: bool) -> None:
    """One deleted what the other was changing: remove it again, or let it stay."""
    if conflict.tbl == "contact":
        (contacts.trash if removed else contacts.restore)(session, [conflict.row])
        return
    now = clock.now().isoformat(sep=" ", timespec="microseconds") if removed else None
    if (_row(session, conflict.tbl, conflict.row)["deleted"] is not None) != removed:
        _put(session, conflict.tbl, conflict.row, {"deleted": now})


def settle(session: Session, conflict_id: str) -> None:
    """Take a conflict off the list as it is."""
    _done(session, session.get(Conflict, conflict_id))


def let_go(session: Session, parked_id: str) -> None:
    """Take a change that was not taken off the list."""
    if parked_id.startswith(f"{MENDED}/"):
        _forget_mended(session, int(parked_id.partition("/")[2]))
        return
    if parked_id.startswith(f"{GONE}/"):
        unrecoverable.forget(session, parked_id)
        return
    _done(session, session.get(Parked, parked_id))


def _done(session: Session, row: Conflict | Parked | None) -> None:
    if row is None or row.deleted is not None:
        raise NotFound(_("This was decided elsewhere and is no longer here."))
    row.state = DONE
    session.flush()


def retry(session: Session, parked_id: str) -> None:
    """Make a change that was not taken once more: the server judges it anew."""
    if parked_id.startswith(f"{MENDED}/"):
        _bring_back(session, int(parked_id.partition("/")[2]))
        return
    parked = session.get(Parked, parked_id)
    if parked is None or parked.deleted is not None:
        raise NotFound(_("This was decided elsewhere and is no longer here."))
    patch = queries.patch_of(parked.body)
    if parked.op == "I" and patch:
        take_in(session, parked)
        return
    if parked.op not in ("U", "M") or not patch:
        raise Refused(_("This change cannot be made once more. Make it anew in the archive."))
    _put(session, parked.tbl, parked.row, patch)
    parked.state = DONE
    session.flush()


def _forget_mended(session: Session, number: int) -> None:
    left = [one for one in queries.mended(session) if one != number]
    note(session, {MENDED: json.dumps(left)})
    session.info.setdefault("touched", set()).add("parked")


def _bring_back(session: Session, number: int) -> None:
    """The value that stood here before the shop's was taken: an edit like any other."""
    sql = text("SELECT tbl, id, col, before FROM journal WHERE n = :n")
    found = session.execute(sql, {"n": number}).first() if number in queries.mended(session) else None
    if found is None:
        raise NotFound(_("This was decided elsewhere and is no longer here."))
    table, row, column, before = found
    _put(session, table, row, {column: before})
    _forget_mended(session, number)
    session.flush()
