"""Reading the catalogue: the list, what completes typing, prices and service terms."""

import json
from typing import Any

from sqlalchemy import Connection, Select, String, bindparam, column, func, select
from sqlalchemy.orm import Session

from crm_desktop.base.errors import NotFound
from crm_desktop.base.i18n import _
from crm_desktop.features.catalogue import rules
from crm_desktop.features.catalogue.records import (
    CatalogueWords,
    LastImport,
    ModelRecord,
    PriceRange,
    ServiceTerms,
)
from crm_desktop.store.prepared import Prepared
from crm_desktop.store.tables import CatalogueModel, LocalValue

LAST_IMPORT = "catalogue_import"
_FIELDS = tuple(ModelRecord.__dataclass_fields__)


def _statement() -> Select[Any]:
    table = CatalogueModel
    return (
        select(*(getattr(table, field) for field in _FIELDS))
        .where(table.deleted.is_(None))
        .order_by(table.position, table.brand, table.model, table.trim, table.colour, table.id)
    )


_NAMES = select(column("value", String)).select_from(func.json_each(bindparam("names")).table_valued("value"))
_OFFERED = Prepared(
    select(CatalogueModel.brand, CatalogueModel.model)
    .where(CatalogueModel.deleted.is_(None), CatalogueModel.active.is_(True)).distinct()
)
# A car's list price is asked for by every archive.
_CALLED = Prepared(_statement().where(CatalogueModel.active.is_(True), CatalogueModel.model.in_(_NAMES)))


def catalogue(session: Session, text: str = "", *, active_only: bool = False) -> list[ModelRecord]:
    """The cars in their order; `text` lets pass those whose name has all its words."""
    cars = _all(session, active_only=active_only)
    wanted = [rules.fold(word) for word in text.split()]
    return [car for car in cars if all(word in rules.fold(car.name) for word in wanted)]


def model(session: Session, model_id: str) -> ModelRecord:
    """One car, to be edited."""
    row = session.execute(_statement().where(CatalogueModel.id == model_id)).first()
    if row is None:
        raise NotFound(_("This car is no longer in the catalogue."))
    return ModelRecord(*tuple(row))


def words(session: Session) -> CatalogueWords:
    """Every brand, model, trim and colour that is offered, each once."""
    columns = (getattr(CatalogueModel, field) for field in rules.NAME_FIELDS)
    return CatalogueWords(*(_each(session, column) for column in columns))


def list_price(session: Session, model: str, *, trim: str = "", colour: str = "") -> PriceRange | None:
    """What the car that somebody typed costs by the list; a range where trim or colour are not told."""
    found = rules.matching(_called(session, model), model=model, trim=trim, colour=colour)
    return rules.price_range(car.list_price for car in found)


def first_service(session: Session, brand: str, model: str, trim: str = "") -> ServiceTerms | None:
    """When this car is serviced first and later; None where the catalogue does not know it."""
    return service_terms(session).of(brand, model, trim)


def service_terms(session: Session | Connection) -> rules.TermsBook:
    """The terms of every car at once, old ones too: for derivations that ask for many cars."""
    return rules.TermsBook(ModelRecord(*tuple(row)) for row in session.execute(_statement()))


def last_import(session: Session) -> LastImport | None:
    """The price list that was brought in last, and whether it was taken back since."""
    kept = session.get(LocalValue, LAST_IMPORT)
    if kept is None:
        return None
    told = json.loads(kept.value)
    undone = session.connection().exec_driver_sql("SELECT undone_by FROM step WHERE id = ?", (told["step"],)).scalar()
    return LastImport(told["file"], told["at"], told["step"], told["new"], told["updated"], undone is not None)


def _all(session: Session, *, active_only: bool) -> list[ModelRecord]:
    statement = _statement()
    if active_only:
        statement = statement.where(CatalogueModel.active.is_(True))
    return [ModelRecord(*tuple(row)) for row in session.execute(statement)]


def _called(session: Session, model: str) -> list[ModelRecord]:
    """The cars that are offered and could be meant by this name: a catalogue may be long, a model's cars are few."""
    offered = _OFFERED.rows(session)
    chosen = {row.model for row in offered if rules.may_be(model, brand=row.brand, model=row.model)}
    if not chosen:
        return []
    return [ModelRecord(*row) for row in _CALLED.rows(session, names=json.dumps(sorted(chosen)))]


def _each(session: Session, column: Any) -> tuple[str, ...]:
    table = CatalogueModel
    found = select(column).where(table.deleted.is_(None), table.active.is_(True), column != "").group_by(column)
    return tuple(session.scalars(found.order_by(func.min(table.position))))
