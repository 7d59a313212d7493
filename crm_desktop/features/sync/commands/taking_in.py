"""What a laptop had added and the shop did not take: whoever may takes it in, as it was added."""

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import NotFound, Refused
from crm_desktop.base.i18n import _
from crm_desktop.features.sync import queries
from crm_desktop.features.sync.queries.whose import of_contact
from crm_desktop.features.sync.records import DONE, OPEN
from crm_desktop.store.replica.shapes import shapes
from crm_desktop.store.tables import Parked
from sync.core.schema import MADE_BY_SERVER
from sync.core.values import Patch


def take_in(session: Session, parked: Parked) -> None:
    """Add it here, under the id it has; with a person all that waits of him. What was undone comes back.

    Raises Refused where it is here already or this version does not know it, NotFound where its person is not here.
    """
    _add(session, parked.tbl, parked.row, queries.patch_of(parked.body))
    parked.state = DONE
    for one, patch in _of_person(session, parked) if parked.tbl == "contact" else ():
        if not _is_here(session, one.tbl, one.row):
            _add(session, one.tbl, one.row, patch)
        one.state = DONE
    session.flush()


def _of_person(session: Session, parked: Parked) -> list[tuple[Parked, Patch]]:
    """In the order of the tables: what hangs on a record comes after it."""
    waiting = session.query(Parked).where(
        Parked.op == "I", Parked.state == OPEN, Parked.deleted.is_(None), Parked.tbl.in_(_taken_in() & of_contact()),
        Parked.body.contains(parked.row),
    )  # fmt: skip
    told = [(one, queries.patch_of(one.body)) for one in waiting]
    order = list(shapes())
    return sorted(
        [(one, patch) for one, patch in told if patch.get("root") == parked.row],
        key=lambda pair: (order.index(pair[0].tbl), pair[0].created, pair[0].id),
    )


def _taken_in() -> frozenset[str]:
    return frozenset(shapes()) - MADE_BY_SERVER


def _is_here(session: Session, table: str, row: str) -> bool:
    living = text(f'SELECT 1 FROM "{table}" WHERE id = :id AND deleted IS NULL')
    return session.execute(living, {"id": row}).first() is not None


def _add(session: Session, table: str, row: str, patch: Patch) -> None:
    shape = shapes().get(table)
    if shape is None or table not in _taken_in() or not patch.keys() <= set(shape.columns):
        raise Refused(_("This change cannot be made once more. Make it anew in the archive."))
    if _is_here(session, table, row):
        raise Refused(_("This is here already. Take it off the list."))
    root = str(patch.get("root") or row)
    living = "SELECT 1 FROM contact WHERE id = :root AND row_seq >= 0"
    if table in of_contact() and session.execute(text(living), {"root": root}).first() is None:
        raise NotFound(_("The person this belongs to is not here. Take in the person first."))
    if session.execute(text(f'UPDATE "{table}" SET deleted = NULL WHERE id = :id RETURNING 1'), {"id": row}).first():
        return
    made = clock.now().isoformat(sep=" ", timespec="microseconds")
    values = {"created": made, **{name: value for name, value in shape.empty.items() if value is not None}, **patch}
    columns = [*values, "id", "row_seq"]
    listed, marks = ", ".join(f'"{name}"' for name in columns), ", ".join(f":{name}" for name in columns)
    try:
        session.execute(
            text(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})'),
            {**values, "root": root, "id": row, "row_seq": 0},
        )
    except IntegrityError as error:
        raise Refused(_("This change cannot be made once more. Make it anew in the archive.")) from error
