"""People as they leave the profile, read in chunks: memory does not grow with the number of people."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from crm_desktop.base import phone
from crm_desktop.base.i18n import _
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.store.tables import (
    Attachment,
    Contact,
    ContactWay,
    Customer,
    FollowUp,
    OfContact,
    Opportunity,
    Tag,
    Touch,
    Vehicle,
)

_CHUNK = 500
Values = dict[str, Any]


@dataclass
class PersonOut:
    """One person with what an export of people shows."""

    contact: Values
    ways: list[Values] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    customer: Values = field(default_factory=dict)
    opportunity: Values = field(default_factory=dict)
    vehicle: Values = field(default_factory=dict)
    follow_up: Values = field(default_factory=dict)
    touch: Values = field(default_factory=dict)
    photo: Values = field(default_factory=dict)

    def values_of(self, kind: str) -> list[str]:
        """The values of all ways of one kind, in order."""
        return [way["value"] for way in self.ways if way["kind"] == kind]


def people_out(
    session: Session, ids: Sequence[str] | None = None, *, with_private: bool = False
) -> Iterator[PersonOut]:
    """These people, or everybody, in a stable order. What is private stays here unless it is asked for."""
    for chunk in _id_chunks(session, ids):
        yield from _load(session, chunk, with_private=with_private)


def count_out(session: Session, ids: Sequence[str] | None = None) -> int:
    """How many people an export will have at most."""
    if ids is not None:
        return len(ids)
    return len(session.execute(select(Contact.id).where(Contact.deleted.is_(None))).all())


def private_among(session: Session, ids: Sequence[str] | None = None) -> frozenset[str]:
    """Those of these people, or of everybody, who are private."""
    found = session.scalars(select(Contact.id).where(Contact.private.is_(True), Contact.deleted.is_(None)))
    return frozenset(found) if ids is None else frozenset(found) & frozenset(ids)


def _id_chunks(session: Session, ids: Sequence[str] | None) -> Iterator[list[str]]:
    if ids is not None:
        unique = list(dict.fromkeys(ids))
        for start in range(0, len(unique), _CHUNK):
            yield unique[start : start + _CHUNK]
        return
    last = ""
    while True:
        query = (
            select(Contact.id).where(Contact.deleted.is_(None), Contact.id > last).order_by(Contact.id).limit(_CHUNK)
        )
        chunk = list(session.scalars(query))
        if not chunk:
            return
        yield chunk
        last = chunk[-1]


def _load(session: Session, ids: list[str], *, with_private: bool) -> Iterator[PersonOut]:
    query = select(*Contact.__table__.columns).where(Contact.id.in_(ids), Contact.deleted.is_(None))
    if not with_private:
        query = query.where(Contact.private.is_(False))
    found = {row.id: PersonOut(dict(row._mapping)) for row in session.execute(query)}
    parts = {table: _parts(session, table, ids) for table in (ContactWay, Tag, Customer, Opportunity, Vehicle)}
    plans, touches = _next_plans(session, ids), _last_touches(session, ids, with_private=with_private)
    wanted = [person.contact["photo"] for person in found.values() if person.contact["photo"]]
    photos = _photos(session, wanted, with_private=with_private)
    for contact_id in ids:
        person = found.get(contact_id)
        if person is None:
            continue  # private, or deleted in the meantime
        person.ways = sorted(parts[ContactWay][contact_id], key=lambda way: (way["position"], way["id"]))
        person.tags = list(dict.fromkeys(tag["name"] for tag in parts[Tag][contact_id]))
        person.customer = next(iter(parts[Customer][contact_id]), {})
        person.opportunity = _spoken_of(parts[Opportunity][contact_id])
        person.vehicle = next((car for car in parts[Vehicle][contact_id] if car["kind"] == "own"), {})
        person.follow_up, person.touch = plans.get(contact_id, {}), touches.get(contact_id, {})
        person.photo = photos.get(person.contact["photo"], {})
        yield person


def _parts(session: Session, table: type[OfContact], ids: list[str]) -> dict[str, list[Values]]:
    then = text("tag.rowid") if table is Tag else table.id  # the ids of tags say nothing of when they were put on
    query = select(*table.__table__.columns).where(table.root.in_(ids), table.deleted.is_(None))
    query = query.order_by(table.created, then)
    found: dict[str, list[Values]] = defaultdict(list)
    for row in session.execute(query):
        found[row.root].append(dict(row._mapping))
    return found


def _spoken_of(opportunities: list[Values]) -> Values:
    """The latest open one; without one the latest."""
    chosen: Values = {}
    for one in opportunities:
        if not chosen or one["stage"] == "open" or chosen["stage"] != "open":
            chosen = one
    return chosen


def _next_plans(session: Session, ids: list[str]) -> dict[str, Values]:
    query = (
        select(FollowUp.root, FollowUp.due_on, FollowUp.due_at, FollowUp.purpose)
        .where(FollowUp.root.in_(ids), FollowUp.deleted.is_(None), FollowUp.state == "planned")
        .order_by(FollowUp.due_on.desc(), FollowUp.id.desc())
    )
    return {row.root: dict(row._mapping) for row in session.execute(query)}  # the earliest comes last and stays


def _last_touches(session: Session, ids: list[str], *, with_private: bool) -> dict[str, Values]:
    query = (
        select(Touch.root, Touch.at, Touch.note)
        .where(Touch.root.in_(ids), Touch.deleted.is_(None), Touch.effective.is_(True))
        .order_by(Touch.at, Touch.id)
    )
    if not with_private:  # of a shared person, too, earlier touches may have stayed private
        query = query.where(Touch.private.is_(False))
    return {row.root: dict(row._mapping) for row in session.execute(query)}


def _photos(session: Session, ids: list[str], *, with_private: bool) -> dict[str, Values]:
    if not ids:
        return {}
    query = select(Attachment.id, Attachment.sha256, Attachment.mime).where(
        Attachment.id.in_(ids), Attachment.deleted.is_(None)
    )
    if not with_private:
        query = query.where(Attachment.private.is_(False))
    return {row.id: dict(row._mapping) for row in session.execute(query)}


def table_row(person: PersonOut, shop: ShopRules) -> dict[str, str]:
    """The cells of one person by the keys of `export_headers.toml`."""
    contact, need, car = person.contact, person.opportunity, person.vehicle
    phones = [_shown_phone(value) for value in person.values_of("phone")]
    cells: dict[str, Any] = {
        **{
            key: contact[key]
            for key in (
                "id",
                "name",
                "birthday",
                "nickname",
                "company",
                "job",
                "estate",
                "address",
                "met_on",
                "preferences",
                "family",
                "note",
            )
        },
        "phone": phones[0] if phones else "",
        "other_phones": "; ".join(phones[1:]),
        **{kind: "; ".join(person.values_of(kind)) for kind in ("wechat", "email", "qq", "web")},
        "other_way": "; ".join(person.values_of("other")),
        "gender": _label(shop, "genders", contact["gender"]),
        "source": _label(shop, "sources", contact["source"]),
        "tags": "; ".join(person.tags),
        "do_not_contact": _("yes") if contact["do_not_contact"] else "",
        **{key: person.customer.get(key) for key in ("level", "tier", "opened_on")},
        "status": _label(shop, "statuses", person.customer.get("status")),
        **{key: need.get(key) for key in ("model", "colour", "trade_in", "rival", "concerns", "expected_on")},
        "use": _label(shop, "uses", need.get("use")),
        "payment": _label(shop, "payments", need.get("payment")),
        "budget": _budget(need.get("budget_low"), need.get("budget_high")),
        "quote": _amount(need.get("quote")),
        **{
            key: car.get(key) for key in ("brand", "plate", "vin", "bought_on", "mileage", "insurer", "insurance_until")
        },
        "own_car": car.get("model"),
        "follow_on": " ".join(
            filter(None, (str(person.follow_up.get("due_on", "")), person.follow_up.get("due_at", "")))
        ),
        "follow_purpose": person.follow_up.get("purpose"),
        "touch_on": person.touch["at"].isoformat(sep=" ", timespec="minutes") if person.touch else "",
        "touch_note": person.touch.get("note"),
    }
    return {key: "" if value is None else str(value) for key, value in cells.items()}


def _label(shop: ShopRules, kind: str, code: str | None) -> str:
    return shop.label_of(kind, code) if code else ""


def _shown_phone(value: str) -> str:
    """Without the plus of the own country, which a spreadsheet would take for a sum."""
    normal = phone.normal(value)
    return (
        phone.display(value).replace(" ", "") if normal.startswith("+86") and value.lstrip().startswith("+") else value
    )


def _amount(fen: int | None) -> str:
    if fen is None:
        return ""
    return f"{fen // 100}" if fen % 100 == 0 else f"{fen / 100:.2f}"


def _budget(low: int | None, high: int | None) -> str:
    if low is not None and high is not None:
        return _amount(low) if low == high else f"{_amount(low)}-{_amount(high)}"
    if low is None and high is None:
        return ""
    return f"≥{_amount(low)}" if low is not None else f"≤{_amount(high)}"


def shop_of(session: Session) -> ShopRules:
    """The shop's lists, for labels."""
    return shop_rules(session)
