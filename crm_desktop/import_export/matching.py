"""Who in the profile a row speaks of: by phone, WeChat, VIN, plate, or e-mail and name. One query a key, not a row."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from crm_desktop.base import names
from crm_desktop.import_export.known import Known, Row, folded_name, same_name
from crm_desktop.import_export.merging import changes
from crm_desktop.import_export.person import Incoming
from crm_desktop.store.tables import (
    Attachment,
    Contact,
    ContactWay,
    Customer,
    CustomValue,
    FollowUp,
    Opportunity,
    Tag,
    Touch,
    Vehicle,
)

Key = tuple[str, str]
_CHUNK = 800
_SHORTEST_VIN = 8  # the tail that dealers write; less than that many cars share
_FEW_NAMES = 400
_CERTAIN = frozenset({"id", "mobile", "wechat", "vin", "plate"})


def keys_of(incoming: Incoming) -> list[Key]:
    """What identifies the row's person: certain keys first, then those that also need the name."""
    keys: list[Key] = [("id", incoming.id)] if incoming.id else []
    for way in incoming.ways:
        if way.kind in {"phone", "wechat", "email", "qq"} and way.normal:
            keys.append((key_kind(way.kind, way.normal), way.normal))
    vehicle = incoming.vehicle
    if len(str(vehicle.get("vin", ""))) >= _SHORTEST_VIN:
        keys.append(("vin", str(vehicle["vin"])))
    if plate := names.plate_normal(str(vehicle.get("plate", ""))):
        keys.append(("plate", plate))
    return sorted(keys, key=lambda key: key[0] not in _CERTAIN) if len(keys) > 1 else keys


def key_kind(kind: str, normal: str) -> str:
    """A mobile number is one person's; a landline may be shared, and a number without its area is many people's."""
    if kind != "phone":
        return kind
    mobile = len(normal) == 14 and normal.startswith("+861") and normal[4] in "3456789"
    return "mobile" if mobile else "phone" if normal.startswith("+") else "number"


class People:
    """The people of the profile that rows may speak of, and those the import is making."""

    def __init__(self) -> None:
        self._by_key: dict[Key, list[Known]] = defaultdict(list)
        self._by_name: dict[str, list[Known]] = defaultdict(list)
        self.all: list[Known] = []

    def add(self, known: Known) -> None:
        """Make a person findable."""
        self.all.append(known)
        self._by_key["id", known.id].append(known)
        self._by_name[folded_name(known.name)].append(known)
        self.learn(known)

    def learn(self, known: Known) -> None:
        """Make a person findable by what was added to him."""
        for way in known.ways:
            if normal := way.values["normal"]:
                self._learn(known, (key_kind(way.values["kind"], normal), normal))
        for car in known.vehicles:
            if len(car.values["vin"]) >= _SHORTEST_VIN:
                self._learn(known, ("vin", car.values["vin"]))
            if car.values["plate_normal"]:
                self._learn(known, ("plate", car.values["plate_normal"]))

    def _learn(self, known: Known, key: Key) -> None:
        having = self._by_key[key]
        if known not in having:
            having.append(known)

    def find(self, incoming: Incoming, keys: Sequence[Key], *, as_customer: bool) -> Known | None:
        """The person the row speaks of. Without a key in common: the namesake who has all of it already."""
        for key in keys:
            having = self._by_key.get(key)
            if not having:
                continue
            found = [known for known in having if key[0] in _CERTAIN or _agree(key[0], known, incoming)]
            if found:
                return next((known for known in found if _names_agree(known, incoming)), found[0])
        if keys and keys[-1][0] != "id":  # it comes first, if there is one
            return None  # a namesake who has all of it would have been found by a key
        for known in self._by_name.get(folded_name(incoming.name), ()):
            if not changes(known, incoming, as_customer=as_customer):
                return known
        return None


def _agree(kind: str, known: Known, incoming: Incoming) -> bool:
    """A number without its area says little: the names must be equal."""
    equal = folded_name(known.name) == folded_name(incoming.name)
    return equal if kind == "number" else _names_agree(known, incoming)


def _names_agree(known: Known, incoming: Incoming) -> bool:
    return not incoming.named or known.unnamed or same_name(known.name, incoming.name)


def load_people(session: Session, incomings: Iterable[tuple[Incoming, Sequence[Key]]]) -> People:
    """Everybody in the profile whom one of the rows may speak of."""
    wanted: dict[str, set[str]] = defaultdict(set)
    called: set[str] = set()
    for incoming, keys in incomings:
        for kind, value in keys:
            wanted["phone" if kind in {"mobile", "number"} else kind].add(value)
        called.add(incoming.name)
    ids = set(_ids_by_keys(session, wanted)) | set(_ids_by_name(session, called))
    people = People()
    for known in _load(session, sorted(ids)):
        people.add(known)
    return people


def _ids_by_keys(session: Session, wanted: dict[str, set[str]]) -> Iterator[str]:
    for kind in ("phone", "wechat", "email", "qq"):
        for chunk in _chunks(wanted[kind]):
            yield from session.scalars(
                select(ContactWay.root).where(
                    ContactWay.kind == kind, ContactWay.normal.in_(chunk), ContactWay.deleted.is_(None)
                )
            )
    for column, values in ((Vehicle.vin, wanted["vin"]), (Vehicle.plate_normal, wanted["plate"])):
        for chunk in _chunks(values):
            yield from session.scalars(select(Vehicle.root).where(column.in_(chunk), Vehicle.deleted.is_(None)))
    yield from wanted["id"]


def _ids_by_name(session: Session, called: set[str]) -> Iterator[str]:
    if len(called) <= _FEW_NAMES:
        yield from session.scalars(select(Contact.id).where(Contact.name.in_(called), Contact.deleted.is_(None)))
        return
    rows = session.connection().exec_driver_sql("SELECT id, name FROM contact WHERE deleted IS NULL")
    for row_id, name in rows:
        if name in called:
            yield row_id


def _load(session: Session, ids: list[str]) -> Iterator[Known]:
    for chunk in _chunks(ids):
        found = {
            row.id: Known(Row("contact", dict(row._mapping)))
            for row in session.execute(
                select(*Contact.__table__.columns).where(Contact.id.in_(chunk), Contact.deleted.is_(None))
            )
        }
        _load_parts(session, found, chunk)
        yield from found.values()


def _load_parts(session: Session, found: dict[str, Known], ids: list[str]) -> None:
    for row in _of(session, ContactWay, ids, found, order=ContactWay.position):
        found[row["root"]].ways.append(Row("contact_way", row))
    for row in _of(session, Tag, ids, found):
        found[row["root"]].tags.add(row["name"])
    for row in _of(session, CustomValue, ids, found):
        found[row["root"]].own[row["field"]] = Row("custom_value", row)
    for row in _of(session, Customer, ids, found):
        found[row["root"]].customer = Row("customer", row)
    for row in _of(session, Vehicle, ids, found):
        found[row["root"]].vehicles.append(Row("vehicle", row))
    for row in _of(session, Opportunity, ids, found):
        # The latest open one is spoken of; without one the latest.
        known, made = found[row["root"]], Row("opportunity", row)
        if known.opportunity is None or row["stage"] == "open" or known.opportunity.values["stage"] != "open":
            known.opportunity = made
    _load_past(session, found, ids)


def _load_past(session: Session, found: dict[str, Known], ids: list[str]) -> None:
    for row in _of(session, FollowUp, ids, found):
        found[row["root"]].plans.setdefault(row["due_on"], set()).add(row["purpose"])
    for row in _of(session, Touch, ids, found):
        found[row["root"]].touches.add((row["at"].replace(second=0, microsecond=0), row["note"]))
    for row in _of(session, Attachment, ids, found):
        found[row["root"]].pictures.add(row["sha256"])


def _of(
    session: Session, table: Any, ids: list[str], found: dict[str, Known], *, order: Any = None
) -> Iterator[dict[str, Any]]:
    first = table.id if order is None else order
    query: Select[Any] = (
        select(*table.__table__.columns)
        .where(and_(table.root.in_(ids), table.deleted.is_(None)))
        .order_by(first, table.id)
    )
    return (dict(row._mapping) for row in session.execute(query) if row.root in found)


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    listed = sorted(values)
    return (listed[start : start + _CHUNK] for start in range(0, len(listed), _CHUNK))
