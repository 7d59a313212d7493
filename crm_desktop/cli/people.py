"""search and show: looking people up."""

from argparse import Namespace
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from crm_desktop.base import clock, phone
from crm_desktop.base.i18n import _, format_date, format_moment
from crm_desktop.cli import profiles
from crm_desktop.cli.output import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from crm_desktop.features.contacts.records import ContactCard
    from crm_desktop.features.customers.records import CustomerArchive
    from crm_desktop.features.search.records import SearchResults
    from crm_desktop.features.settings.records import ShopRules
    from crm_desktop.features.touches.records import TimelineEntry

_ALL = 1_000_000


def search(options: Namespace) -> Answer:
    """People found by what is typed: people first, then those in whose notes the words stand."""
    from crm_desktop.features.search import queries

    query = " ".join(options.query)
    with profiles.reading(options) as store:
        found = store.read(queries.find, query, limit=options.limit)
        rest = store.read(_of_notes, found) if len(found.people) < options.limit else []
    hits = [
        {
            "id": hit.id, "name": hit.name, "phones": [plain_phone(number) for number in hit.phones],
            "why": [{"field": str(why.field), "text": why.text} for why in hit.why],
            "customer": hit.is_customer, "status": hit.status, "level": hit.level,
        }
        for hit in found.people
    ]  # fmt: skip
    hits = (hits + rest)[: options.limit]
    if not hits:
        return Answer({"query": query, "results": []}, (_("Nobody was found."), *_not_understood(query)))
    return Answer({"query": query, "results": hits}, tuple(_search_line(hit) for hit in hits))


def _not_understood(query: str) -> list[str]:
    """Filters with a value that is none, like `level:ZZ`: why nobody was found."""
    from crm_desktop.features.customers.rules import parse_filter

    unknown = " ".join(parse_filter(query).unknown)
    return [_("The filter has words that mean nothing here: {words}").format(words=unknown)] if unknown else []


def _of_notes(session: "Session", found: "SearchResults") -> list[dict[str, Any]]:
    """People of the notes found who are not among the people found."""
    from crm_desktop.features.customers.queries import person_rows

    known = {hit.id for hit in found.people}
    notes = {note.contact_id: note for note in reversed(found.notes) if note.contact_id not in known}
    rows = person_rows(session, list(reversed(notes)))
    return [
        {
            "id": row.id, "name": row.name, "phones": [plain_phone(row.phone)] if row.phone else [],
            "why": [{"field": str(notes[row.id].kind), "text": notes[row.id].text}],
            "customer": row.is_customer, "status": row.status, "level": row.level,
        }
        for row in rows
    ]  # fmt: skip


def _search_line(hit: dict[str, Any]) -> str:
    why = next((reason["text"] for reason in hit["why"] if reason["text"] and reason["text"] != hit["name"]), "")
    return "  ".join(filter(None, (hit["id"], hit["level"] or "-", hit["name"], " ".join(hit["phones"]), why)))


def plain_phone(value: str) -> str:
    """A number as other programs want it: 13800138000, +442079460958, else as typed."""
    normal = phone.normal(value)
    local = normal.removeprefix("+86")
    return local if len(local) == 11 and local.startswith("1") and local.isdigit() else (normal or value)


def show(options: Namespace) -> Answer:
    """Everything about one person."""
    with profiles.reading(options) as store:
        archive, timeline, shop = store.read(_whole, options.id)
    document = {
        "contact": _contact(archive.card),
        "customer": _customer(archive),
        "timeline": [_entry(entry) for entry in timeline],
    }
    return Answer(document, tuple(_show_lines(archive, timeline, shop)))


def _whole(session: "Session", text: str) -> "tuple[CustomerArchive, list[TimelineEntry], ShopRules]":
    from crm_desktop.cli import ids
    from crm_desktop.features.customers.queries import archive
    from crm_desktop.features.settings.queries import shop_rules
    from crm_desktop.features.touches.queries import timeline

    contact = ids.person(session, text)
    return archive(session, contact), timeline(session, contact, limit=_ALL), shop_rules(session)


def _contact(card: "ContactCard") -> dict[str, Any]:
    """The person as a document: values as typed, comparable forms beside them."""
    plain = {"ways", "links", "customs", "row_seq", "birthday", "tags"}
    document = {key: value for key, value in asdict(card).items() if key not in plain}
    return document | {
        "birthday": card.birthday.to_json() if card.birthday else None,
        "phones": [plain_phone(way.value) for way in card.phones],
        "emails": [way.value for way in card.ways if way.kind == "email"],
        "ways": [{"kind": way.kind, "value": way.value, "normal": way.normal, "label": way.label} for way in card.ways],
        "tags": list(card.tags),
        "custom": {custom.field: custom.value for custom in card.customs},
        "relations": [{"kind": link.kind, "id": link.other, "name": link.other_name} for link in card.links],
    }


def _customer(archive: "CustomerArchive") -> dict[str, Any] | None:
    if archive.customer is None:
        return None
    due = archive.due
    return _without_seq(asdict(archive.customer)) | {
        "next_due": {"date": due.due, "time": due.due_at, "reason": due.reason} if due else None,
        "completeness": archive.completeness.score,
        "opportunities": [_without_seq(asdict(deal)) for deal in archive.opportunities],
        "vehicles": [_without_seq(asdict(car)) for car in archive.vehicles],
        "commitments": [_without_seq(asdict(promise)) for promise in archive.commitments],
        "follow_ups": [_without_seq(asdict(plan)) for plan in archive.follow_ups],
    }


def _without_seq(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key not in ("row_seq", "contact_id")}


def _entry(entry: "TimelineEntry") -> dict[str, Any]:
    document = asdict(entry) | {"kind": str(entry.kind)}
    if entry.whole_day:
        document["at"] = entry.at.date()
    document.pop("whole_day")
    return document


def _show_lines(archive: "CustomerArchive", timeline: "Iterable[TimelineEntry]", shop: "ShopRules") -> "Iterable[str]":
    from crm_desktop.features.contacts.rules import way_label

    card, part, today = archive.card, archive.customer, clock.today()
    scale = f"{shop.label_of('statuses', part.status)} {part.level}".strip() if part else ""
    yield "  ".join(filter(None, (card.name, card.nickname, scale, card.id)))
    for way in card.ways:
        yield f"  {way_label(way.label) or shop.label_of('way_kinds', way.kind)}: {way.shown}"
    facts = (card.birthday.label() if card.birthday else "", card.company, card.job, card.estate, card.address)
    yield from (f"  {fact}" for fact in (*facts, card.preferences, card.family, card.note) if fact)
    if card.tags:
        yield "  " + " ".join(f"#{tag}" for tag in card.tags)
    for car in archive.vehicles:
        yield "  " + " ".join(filter(None, (car.model, car.shown_plate or car.plate, car.vin)))
    if archive.due:
        yield f"  → {_day(archive.due.due)} {archive.due.reason}"
    for entry in timeline:
        when = _day(entry.at.date()) if entry.whole_day else format_moment(entry.at, today)
        yield f"  {when}  {entry.title}  {entry.text}".rstrip()


def _day(day: date | datetime) -> str:
    return format_date(day if not isinstance(day, datetime) else day.date())
