"""Reading people."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, and_, bindparam, func, literal, or_, select, text, union_all
from sqlalchemy.orm import Session

from crm_desktop.base import phone
from crm_desktop.base.dates import PartialDate
from crm_desktop.base.errors import NotFound
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import rules
from crm_desktop.features.contacts.records import (
    ContactCard,
    Custom,
    FieldChange,
    Link,
    PersonName,
    Promotion,
    Trashed,
    Way,
    WayKind,
)
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.store.prepared import Prepared
from crm_desktop.store.tables import (
    SYNCED,
    Attachment,
    Contact,
    ContactWay,
    Customer,
    CustomValue,
    DerivedPerson,
    Membership,
    OfContact,
    PeopleGroup,
    Relation,
    Tag,
    Tip,
    Touch,
)

_CARD = (
    "id", "row_seq", "private", "name", "nickname", "gender", "birthday", "company", "job", "estate", "address", "ring",
    "closeness", "occasion", "met_on", "source", "preferences", "family", "note", "photo", "do_not_contact", "consent",
    "consent_on", "verified_on", "created", "how_known",
)
_ROOT = bindparam("root", type_=String())
# What an archive asks is put together once: building a statement costs more than running it.
_PERSON = Prepared(
    select(*(Contact.__table__.c[name] for name in _CARD))
    .where(Contact.id == _ROOT, Contact.deleted.is_(None))
)
_NOT_UNDONE = (
    "NOT EXISTS (SELECT 1 FROM journal j LEFT JOIN step s ON s.id = j.step LEFT JOIN import_batch b ON b.step = j.step "
    "WHERE j.id = contact.id AND j.tbl = 'contact' AND j.op = 'I' "
    "AND (s.undone_by IS NOT NULL OR contact.deleted <= b.undone))"
)
# Several may be thrown away within one second; the journal knows which was the last.
_THROWN = (
    "(SELECT max(j.n) FROM journal j WHERE j.id = contact.id AND j.tbl = 'contact' AND j.col = 'deleted') DESC"
)
_WAYS = Prepared(select(
    ContactWay.id, ContactWay.kind, ContactWay.value, ContactWay.normal, ContactWay.label, ContactWay.position,
    ContactWay.row_seq,
).where(ContactWay.root == _ROOT, ContactWay.deleted.is_(None)).order_by(
    ContactWay.position, ContactWay.created, ContactWay.id))
# Their ids say nothing of when they were put on, and those of one import were made at one moment.
_TAGS = Prepared(
    select(Tag.name).where(Tag.root == _ROOT, Tag.deleted.is_(None)).order_by(Tag.created, text("tag.rowid"))
)
_CUSTOMS = Prepared(select(CustomValue.id, CustomValue.field, CustomValue.value).where(
    CustomValue.root == _ROOT, CustomValue.deleted.is_(None), CustomValue.value != ""
).order_by(CustomValue.created, CustomValue.id))


def _links(other: Any, *, outgoing: bool) -> Select[Any]:
    return (
        select(
            Relation.id, Relation.kind, other.label("other"), Contact.name, Relation.note,
            literal(outgoing).label("outgoing"), Customer.status, Customer.level, DerivedPerson.subtitle,
            Contact.private,
        )
        .join(Contact, and_(Contact.id == other, Contact.deleted.is_(None)))
        .outerjoin(Customer, and_(Customer.root == Contact.id, Customer.deleted.is_(None)))
        .outerjoin(DerivedPerson, DerivedPerson.id == Contact.id)
        .where(Relation.deleted.is_(None))
    )


_LINKS = Prepared(union_all(
    _links(Relation.other, outgoing=True).where(Relation.root == _ROOT),
    _links(Relation.root, outgoing=False).where(Relation.other == _ROOT),
))


def card(session: Session, contact_id: str) -> ContactCard:
    """Everything about one person that is not an event."""
    row = _PERSON.first(session, root=contact_id)
    if row is None:
        raise NotFound(_("This person is no longer here: moved to the trash, or merged into another."))
    values = row._asdict()
    values["birthday"] = PartialDate.stored(values["birthday"])
    return ContactCard(
        **values, ways=ways(session, contact_id), tags=tags(session, contact_id),
        customs=customs(session, contact_id), links=links(session, contact_id),
    )


def ways(session: Session, contact_id: str) -> tuple[Way, ...]:
    """How the person can be reached, in their order."""
    return tuple(
        Way(r.id, r.kind, r.value, r.normal, r.label, r.position, rules.shown_way(r.kind, r.value, r.normal), r.row_seq)
        for r in _WAYS.rows(session, root=contact_id)
    )


def tags(session: Session, contact_id: str) -> tuple[str, ...]:
    """The person's tags in the order they were given."""
    return tuple(dict.fromkeys(r.name for r in _TAGS.rows(session, root=contact_id)))


def customs(session: Session, contact_id: str) -> tuple[Custom, ...]:
    """Values of the shop's custom fields."""
    return tuple(Custom(r.id, r.field, r.value) for r in _CUSTOMS.rows(session, root=contact_id))


def links(session: Session, contact_id: str) -> tuple[Link, ...]:
    """Relations from both sides, named as seen from this person."""
    found = _LINKS.rows(session, root=contact_id)
    inverse = {kind.code: kind.inverse for kind in shop_rules(session).relation_kinds} if found else {}
    return tuple(
        Link(
            r.id, r.kind if r.outgoing else inverse.get(r.kind, r.kind), r.other, r.name, r.status or "", r.level or "",
            r.subtitle or "", r.note, bool(r.outgoing), bool(r.private),
        )
        for r in found
    )


def tag_counts(session: Session, *, limit: int = 200) -> list[tuple[str, int]]:
    """The tags in use, most used first."""
    found = session.execute(
        select(Tag.name, func.count(Tag.root.distinct()).label("people"))
        .join(Contact, Contact.id == Tag.root)
        .where(Tag.deleted.is_(None), Contact.deleted.is_(None))
        .group_by(Tag.name).order_by(func.count().desc(), Tag.name).limit(limit)
    )
    return [(r.name, r.people) for r in found]


def custom_fields(session: Session) -> list[str]:
    """Names of the custom fields that hold a value somewhere."""
    return list(session.scalars(
        select(CustomValue.field).where(CustomValue.deleted.is_(None), CustomValue.value != "").distinct()
        .order_by(CustomValue.field)
    ))


def names_like(session: Session, typed: str, *, limit: int = 8) -> list[PersonName]:
    """People to choose from while a name or a number is typed."""
    words = typed.strip()
    if not words:
        return []
    digits = phone.digits(words)
    wanted = or_(
        DerivedPerson.name.contains(words, autoescape=True),
        DerivedPerson.sort_name.startswith(words.casefold(), autoescape=True),
    )
    if len(digits) >= 3:
        by_phone = select(ContactWay.root).where(
            ContactWay.kind == WayKind.PHONE, ContactWay.deleted.is_(None), ContactWay.normal.contains(digits)
        )
        wanted = or_(wanted, DerivedPerson.id.in_(by_phone))
    found = session.execute(
        select(
            DerivedPerson.id, DerivedPerson.name, DerivedPerson.subtitle, DerivedPerson.phone, DerivedPerson.private,
        )
        .where(wanted).order_by(DerivedPerson.sort_name, DerivedPerson.id).limit(limit)
    )
    return [PersonName(r.id, r.name, r.subtitle, r.phone, private=bool(r.private)) for r in found]


def trashed(session: Session, *, limit: int = 200, offset: int = 0) -> list[Trashed]:
    """People in the trash, last thrown away first; merged ones and those whose coming was undone are not trash."""
    first_phone = (
        select(ContactWay.value)
        .where(ContactWay.root == Contact.id, ContactWay.kind == WayKind.PHONE, ContactWay.deleted.is_(None))
        .order_by(ContactWay.position, ContactWay.id)
        .limit(1)
        .scalar_subquery()
    )
    found = session.execute(
        select(Contact.id, Contact.name, Contact.deleted, first_phone.label("phone"))
        .where(Contact.deleted.is_not(None), Contact.merged_into == "", text(_NOT_UNDONE))
        .order_by(Contact.deleted.desc(), text(_THROWN), Contact.id.desc()).limit(limit).offset(offset)
    )
    return [Trashed(r.id, r.name, r.phone or "", r.deleted) for r in found]


def history(session: Session, contact_id: str, *, limit: int = 200, before: int | None = None) -> list[FieldChange]:
    """What was changed in the person's records, field by field, newest first; `before` is a step number.

    What was filled in while a record was made belongs to its making. The last step is told whole, beyond `limit`: what
    is before it comes with the next part.
    """
    parts = [
        f"SELECT '{t.__tablename__}', id FROM \"{t.__tablename__}\" WHERE root = :root"
        for t in SYNCED
        if issubclass(t, OfContact)
    ]
    rows_of = " UNION ALL ".join([*parts, "SELECT 'contact', :root"])
    found = session.execute(
        text(
            f"WITH mine (tbl, id) AS ({rows_of}), "
            "found AS (SELECT j.n, j.step, j.at, s.label, j.tbl, j.id, j.col, j.before, j.after "
            "FROM mine CROSS JOIN journal j ON j.id = mine.id AND j.tbl = mine.tbl LEFT JOIN step s ON s.id = j.step "
            "WHERE j.op = 'U' AND (:before IS NULL OR j.step < :before) AND NOT EXISTS (SELECT 1 FROM journal a "
            "WHERE a.id = j.id AND a.tbl = j.tbl AND a.step = j.step AND a.op = 'I')) "
            "SELECT * FROM found WHERE step >= coalesce((SELECT step FROM found ORDER BY n DESC LIMIT 1 "
            "OFFSET :limit - 1), 0) ORDER BY n DESC"
        ),
        {"root": contact_id, "limit": limit, "before": before},
    )
    return [
        FieldChange(
            r.step,
            datetime.fromisoformat(r.at),
            r.label or "",
            r.tbl,
            r.id,
            r.col,
            _as_text(r.before),
            _as_text(r.after),
        )
        for r in found
    ]


def promotion(session: Session, contact_id: str) -> Promotion:
    """What would leave the laptop if this private contact became the shop's."""
    person = card(session, contact_id)
    counts = session.execute(
        select(
            _count_private(Touch).where(Touch.root == contact_id).scalar_subquery(),
            _count_private(Attachment).where(Attachment.root == contact_id).scalar_subquery(),
            _count_private(Tip).where(Tip.root == contact_id).scalar_subquery(),
        )
    ).one()
    shop = shop_rules(session)
    facts = (
        person.nickname,
        _("Birthday: {day}").format(day=person.birthday.label()) if person.birthday else "",
        person.company,
        person.job,
        person.estate,
        person.address,
        shop.label_of("genders", person.gender),
        shop.label_of("how_known", person.how_known),
        shop.label_of("rings", person.ring),
        shop.label_of("closeness", person.closeness),
        shop.label_of("occasions", person.occasion),
        shop.label_of("sources", person.source),
    )
    shown = tuple(f"{way.shown}" for way in person.ways)
    return Promotion(
        person.name, shown, tuple(f for f in facts if f), _needs(session, person), int(counts[0]), int(counts[1]),
        int(counts[2]), len(person.links), _shared_groups(session, contact_id),
    )  # fmt: skip


def _needs(session: Session, person: ContactCard) -> tuple[str, ...]:
    """What else of the archive goes along: rows that belong to the person and are no events."""
    of = {"root": person.id}
    rows = session.execute(
        text(
            "SELECT trim(brand || ' ' || model || ' ' || plate) FROM vehicle WHERE root = :root AND deleted IS NULL "
            "UNION ALL SELECT model FROM opportunity WHERE root = :root AND deleted IS NULL "
            "UNION ALL SELECT due_on || ' ' || purpose FROM follow_up "
            "WHERE root = :root AND deleted IS NULL AND state = 'planned' "
            "UNION ALL SELECT text FROM commitment WHERE root = :root AND deleted IS NULL"
        ), of,
    ).scalars()  # fmt: skip
    customs = (f"{custom.field}: {custom.value}" for custom in person.customs)
    said = (person.preferences, person.family, person.note, *person.tags, *customs, *rows)
    return tuple(dict.fromkeys(one.strip() for one in said if one and one.strip()))


def _shared_groups(session: Session, contact_id: str) -> tuple[str, ...]:
    return tuple(session.scalars(
        select(PeopleGroup.name).join(Membership, Membership.people_group == PeopleGroup.id)
        .where(Membership.root == contact_id, Membership.deleted.is_(None))
        .where(PeopleGroup.deleted.is_(None), PeopleGroup.private.is_(False)).order_by(PeopleGroup.name)
    ))  # fmt: skip


def exists(session: Session, contact_ids: Iterable[str]) -> set[str]:
    """Those of the ids that are living contacts."""
    wanted: Sequence[str] = list(contact_ids)
    found: set[str] = set()
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        found.update(session.scalars(select(Contact.id).where(Contact.id.in_(part), Contact.deleted.is_(None))))
    return found


def _count_private(table: type[Touch] | type[Attachment] | type[Tip]) -> Select[Any]:
    return select(func.count()).select_from(table).where(table.deleted.is_(None), table.private.is_(True))


def _as_text(value: object) -> str:
    return "" if value is None else str(value)
