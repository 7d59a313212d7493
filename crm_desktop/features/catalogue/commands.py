"""Changing the catalogue: one car, or a whole price list in one step."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput, NotFound
from crm_desktop.base.i18n import _
from crm_desktop.base.ids import new_id, shop_data_id
from crm_desktop.features.catalogue import rules
from crm_desktop.features.catalogue.queries import LAST_IMPORT
from crm_desktop.features.catalogue.records import Kept, NewModel
from crm_desktop.features.team.queries import refuse_unless_mine_to_change
from crm_desktop.store.tables import CatalogueModel, LocalValue

_FIELDS = tuple(field.name for field in fields(NewModel))
NOTHING_KEPT = Kept(0, 0, 0, 0)


def add_model(session: Session, new: NewModel) -> str:
    """Put a car into the catalogue; the same one twice is refused. Returns its id."""
    refuse_unless_mine_to_change(session)
    car = rules.clean(new)
    if _known(session).get(rules.key_of(car)) is not None:
        raise InvalidInput("model", _("This car is in the catalogue already."))
    row = _insert(session, car, position=_next_position(session))
    session.flush()
    return row.id


def edit_model(session: Session, model_id: str, new: NewModel) -> None:
    """Correct a car."""
    refuse_unless_mine_to_change(session)
    row, car = _find(session, model_id), rules.clean(new)
    other = _known(session).get(rules.key_of(car))
    if other is not None and other.id != model_id:
        raise InvalidInput("model", _("This car is in the catalogue already."))
    _write(row, car, only_filled=False)
    session.flush()


def set_active(session: Session, model_ids: Iterable[str], *, active: bool) -> int:
    """Offer cars, or offer them no longer; what is known of them stays. Returns how many changed."""
    refuse_unless_mine_to_change(session)
    changed = 0
    for model_id in dict.fromkeys(model_ids):
        row = _find(session, model_id)
        changed += row.active != active
        row.active = active
    session.flush()
    return changed


def keep_list(session: Session, cars: Sequence[NewModel], *, file: str = "", before: Kept = NOTHING_KEPT) -> Kept:
    """Bring a price list in: new cars are added, known ones updated; an empty cell of the list changes nothing.

    `before`: what the parts of the same list before this one did.
    """
    refuse_unless_mine_to_change(session)
    listed, position = [rules.clean(car) for car in cars], _next_position(session)
    by_id = _rows_for(session, listed)
    known = {rules.key_of(row): row for row in by_id.values() if row.deleted is None}
    new, updated, same = before.new, before.updated, before.same
    for car in listed:
        row = known.get(rules.key_of(car))
        if row is None:
            known[rules.key_of(car)] = _insert(session, car, position=position, by_id=by_id)
            position, new = position + 1, new + 1
        elif _write(row, car, only_filled=True):
            updated += 1
        else:
            same += 1
    session.flush()
    kept = Kept(int(session.info.get("step", 0)), new, updated, same)
    if file:
        told = {"file": file, "at": clock.now().isoformat(sep=" ", timespec="minutes"), **asdict(kept)}
        session.merge(LocalValue(key=LAST_IMPORT, value=json.dumps(told, ensure_ascii=False)))
    return kept


def _rows_for(session: Session, cars: Iterable[NewModel]) -> dict[str, CatalogueModel]:
    """The rows these cars are or were, by id: of a large catalogue only what is meant."""
    wanted = {rules.key_of(car) for car in cars}
    names = select(*(getattr(CatalogueModel, name) for name in ("id", "deleted", *rules.NAME_FIELDS)))
    ids = {row.id for row in session.execute(names) if row.deleted is None and rules.key_of(row) in wanted}
    ids |= {_id_of(key) for key in wanted}
    return {row.id: row for row in session.scalars(select(CatalogueModel).where(CatalogueModel.id.in_(sorted(ids))))}


def _id_of(key: tuple[str, ...]) -> str:
    return shop_data_id("catalogue_model", "/".join(key))


def _find(session: Session, model_id: str) -> CatalogueModel:
    row = session.get(CatalogueModel, model_id)
    if row is None or row.deleted is not None:
        raise NotFound(_("This car is no longer in the catalogue."))
    return row


def _known(session: Session) -> dict[tuple[str, str, str, str], CatalogueModel]:
    rows = session.scalars(select(CatalogueModel).where(CatalogueModel.deleted.is_(None)))
    return {rules.key_of(row): row for row in rows}


def _insert(
    session: Session, car: NewModel, *, position: int, by_id: dict[str, CatalogueModel] | None = None
) -> CatalogueModel:
    """A new row, or the tombstoned one of that name back to life; `by_id`: the rows, where they are read already."""
    row_id = _id_of(rules.key_of(car))
    row = session.get(CatalogueModel, row_id) if by_id is None else by_id.get(row_id)
    if row is not None and row.deleted is None:
        row, row_id = None, new_id()  # the car that had this name was given another one since
    if row is None:
        row = CatalogueModel(id=row_id, root=row_id, position=position, active=True, **asdict(car))
        session.add(row)
    else:
        row.deleted, row.active, row.position = None, True, position
        _write(row, car, only_filled=False)
    if by_id is not None:
        by_id[row.id] = row
    return row


def _write(row: CatalogueModel, car: NewModel, *, only_filled: bool) -> bool:
    """Whether anything changed."""
    changed = only_filled and not row.active
    if changed:
        row.active = True  # the list offers it again
    for field in _FIELDS:
        value = getattr(car, field)
        if value == getattr(row, field) or (only_filled and (value is None or field in rules.NAME_FIELDS)):
            continue
        setattr(row, field, value)
        changed = True
    return changed


def _next_position(session: Session) -> int:
    last = session.scalar(select(func.max(CatalogueModel.position)).where(CatalogueModel.deleted.is_(None)))
    return 0 if last is None else last + 1
