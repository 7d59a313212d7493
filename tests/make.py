"""Factories: rows with believable defaults, written through the store: `make.customer(store, level="H")`."""

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from crm_desktop.base import clock, names, phone
from crm_desktop.base.ids import new_id
from crm_desktop.store import tables

if TYPE_CHECKING:
    from crm_desktop.store.store import Store

EFFECTIVE = {"answered", "met", "replied"}


def _add(store: "Store", *rows: tables.Table) -> str:
    """One write, one undo step; the id of the first row."""

    def add(session: Session) -> str:
        for row in rows:
            session.add(row)
            session.flush()  # parents before children
        return str(rows[0].id)  # type: ignore[attr-defined]

    return store.write("make", add)


def _ways(root: str, numbers: list[str], wechat: str, email: str) -> list[tables.Table]:
    found = [("phone", number, phone.normal(number)) for number in numbers]
    if wechat:
        found.append(("wechat", wechat, names.wechat_normal(wechat)))
    if email:
        found.append(("email", email, email.casefold()))
    return [
        tables.ContactWay(root=root, kind=kind, value=value, normal=normal, position=place)
        for place, (kind, value, normal) in enumerate(found)
    ]


def _person(name: str, *, numbers: str | list[str], columns: dict[str, Any]) -> list[tables.Table]:
    columns = dict(columns)
    wechat, email, tags = columns.pop("wechat", ""), columns.pop("email", ""), columns.pop("tags", ())
    root = columns.pop("id", None) or new_id()
    rows: list[tables.Table] = [tables.Contact(id=root, root=root, name=name, **columns)]
    rows += _ways(root, [numbers] if isinstance(numbers, str) and numbers else list(numbers), wechat, email)
    rows += [tables.Tag(root=root, name=tag) for tag in tags]
    return rows


def contact(
    store: "Store", name: str = "王芳", phone: str | list[str] = "13800138000", **columns: Any
) -> str:
    """A private contact of the network; also takes `wechat`, `email`, `tags`. Its id."""
    return _add(store, *_person(name, numbers=phone, columns=columns))


def customer(
    store: "Store", name: str = "王芳", phone: str | list[str] = "13800138000", *,
    level: str = "A", status: str = "P", **columns: Any,
) -> str:
    """A shop customer: a contact with an open archive; columns of either table. The contact's id."""
    archive = set(tables.Customer.__table__.columns.keys()) - {"id", "root", "created", "deleted"}
    own = {key: columns.pop(key) for key in list(columns) if key in archive}
    own.setdefault("opened_on", clock.today())
    people = _person(name, numbers=phone, columns={"private": False, **columns})
    root = people[0].id  # type: ignore[attr-defined]
    return _add(store, *people, tables.Customer(root=root, level=level, status=status, **own))


def touch(
    store: "Store", contact_id: str, kind: str = "call", *,
    result: str = "answered", at: datetime | None = None, **columns: Any,
) -> str:
    """One contact event, effective if its result is; private if the person is."""
    columns.setdefault("effective", result in EFFECTIVE)
    if "private" not in columns:
        columns["private"] = store.read(lambda session: session.get_one(tables.Contact, contact_id).private)
    at = at or clock.now()
    return _add(store, tables.Touch(root=contact_id, kind=kind, result=result, at=at, **columns))


def follow_up(store: "Store", contact_id: str, due_on: date | None = None, **columns: Any) -> str:
    """A planned contact, today unless said."""
    return _add(store, tables.FollowUp(root=contact_id, due_on=due_on or clock.today(), **columns))


def vehicle(store: "Store", contact_id: str, *, plate: str = "", vin: str = "", **columns: Any) -> str:
    """A car of the person's own unless `kind` says otherwise."""
    columns.setdefault("plate_normal", names.plate_normal(plate))
    return _add(store, tables.Vehicle(root=contact_id, plate=plate, vin=names.vin_normal(vin), **columns))


def commitment(
    store: "Store", contact_id: str, text: str = "送脚垫一套", *, due_on: date | None = None, **columns: Any
) -> str:
    """An open promise."""
    return _add(store, tables.Commitment(root=contact_id, text=text, due_on=due_on, **columns))


def opportunity(store: "Store", contact_id: str, model: str = "汉 EV", **columns: Any) -> str:
    """One open purchase intent."""
    return _add(store, tables.Opportunity(root=contact_id, model=model, **columns))


def relation(store: "Store", contact_id: str, other: str, kind: str = "friend", **columns: Any) -> str:
    """A typed link from one person to another."""
    return _add(store, tables.Relation(root=contact_id, other=other, kind=kind, **columns))


def tag(store: "Store", contact_id: str, name: str) -> str:
    """One tag on one person."""
    return _add(store, tables.Tag(root=contact_id, name=name))


def conflict(store: "Store", person: str, **columns: Any) -> str:
    """A conflict about a person as the server makes it."""
    about = {
        "root": person, "tbl": "contact", "row": person, "kind": "field", "kept_author": "李娜", "row_seq": 7,
        **columns,
    }  # fmt: skip
    return _add(store, tables.Conflict(**about))


def parked(store: "Store", person: str, **columns: Any) -> str:
    """A change of a person as the server makes it when it could not take it."""
    about = {
        "root": "", "uid": "u1", "tbl": "contact", "row": person, "op": "U", "reason": "access", "row_seq": 7,
        **columns,
    }  # fmt: skip
    return _add(store, tables.Parked(**about))


COLLEAGUES = (("chen", "陈经理", "manager"), ("li", "李娜", "consultant"), ("wang", "王强", "consultant"))


def enrolled(store: "Store", user: str, *, role: str, colleagues: str | None = None) -> None:
    """The laptop belongs to this user of a shop with a manager, two consultants and one who left."""
    everybody = [{"user": code, "name": name, "role": of} for code, name, of in COLLEAGUES]
    everybody.append({"user": "zhou", "name": "周明", "role": "consultant", "active": False})
    listed = json.dumps(everybody, ensure_ascii=False) if colleagues is None else colleagues
    name = next((one[1] for one in COLLEAGUES if one[0] == user), user)
    told(store, user=user, name=name, role=role, shop_name="城东店", colleagues=listed)


def told(store: "Store", **state: str) -> None:
    """What the server told this laptop, as a sync writes it down."""

    def write(session: Session) -> None:
        for key, value in state.items():
            session.connection().exec_driver_sql("INSERT OR REPLACE INTO sync_state VALUES (?, ?)", (key, value))
        session.info["touched"] = {"setting"}

    store.write("enrol", write)


def own(store: "Store", table: str, row: str, user: str) -> None:
    """Make somebody the owner of a row."""

    def write(session: Session) -> None:
        session.connection().exec_driver_sql(f'UPDATE "{table}" SET owner = ? WHERE id = ?', (user, row))

    store.write("own", write)
