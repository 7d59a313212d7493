"""Looks for people who are in the book twice: live while one is typed, and through the whole book."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import names, phone, pinyin
from crm_desktop.base.errors import NotFound
from crm_desktop.base.i18n import _
from crm_desktop.features.duplicates import rules
from crm_desktop.features.duplicates.records import DuplicatePair, Likeness, MergeField, Reason, Verdict
from crm_desktop.features.duplicates.rules import Counts, Profile
from crm_desktop.features.duplicates.rules.merging import SINGLE_FIELDS
from crm_desktop.store.tables import (
    Contact,
    ContactWay,
    CustomValue,
    DerivedPerson,
    DistinctPair,
    Opportunity,
    Vehicle,
)

MOST_NAMESAKES = 60
MOST_PICKED = 900  # ids in one statement
PORTION = 2000
_ORDER = {Verdict.CERTAIN: 0, Verdict.PROBABLE: 1, Verdict.POSSIBLE: 2}


def guard(  # noqa: PLR0913 - one argument a field of the form
    session: Session,
    *,
    name: str = "",
    phones: Iterable[str] = (),
    wechat: str = "",
    plate: str = "",
    vin: str = "",
    exclude: str | None = None,
    limit: int = 5,
) -> list[Likeness]:
    """People in the book who resemble what is being typed, the surest first; `exclude` is the person being edited."""
    typed = rules.profile(
        "",
        name,
        phones=frozenset(n for n in map(phone.normal, phones) if n),
        wechats=_filled(names.wechat_normal(wechat)),
        plates=_filled(names.plate_normal(plate), shortest=6),
        vins=_filled(names.vin_normal(vin), shortest=8),
    )
    ids = _alike(session, typed)
    ids -= {exclude} | (_told_apart_from(session, exclude) if exclude else set())
    known = _profiles(session, sorted(str(id_) for id_ in ids))
    counts = Counts(lines=_line_counts(known.values()))
    verdicts = {id_: _verdict(typed, person, counts) for id_, person in known.items()}
    return _likenesses(session, {id_: found for id_, found in verdicts.items() if found}, limit=limit)


def duplicate_pairs(session: Session, limit: int | None = 500) -> list[DuplicatePair]:
    """All pairs that are or seem to be one person, the surest first; pairs that were told apart are left out."""
    people = _everybody(session)
    apart = session.execute(select(DistinctPair.root, DistinctPair.other).where(DistinctPair.deleted.is_(None)))
    return rules.pairs(people, [frozenset((row.root, row.other)) for row in apart])[:limit]


def resolve(session: Session, contact_id: str) -> str:
    """The id under which this person lives now: that of the survivor after merges."""
    seen: set[str] = set()
    while contact_id not in seen:
        seen.add(contact_id)
        into = session.scalar(select(Contact.merged_into).where(Contact.id == contact_id, Contact.deleted.is_not(None)))
        if not into:
            break
        contact_id = into
    return contact_id


def differences(session: Session, keep: str, other: str) -> list[MergeField]:
    """The fields in which both are filled differently: what a merge dialog asks about."""
    columns = [Contact.__table__.c[field] for field in SINGLE_FIELDS]
    rows: dict[str, Any] = {
        row.id: row
        for row in session.execute(
            select(Contact.id, *columns).where(Contact.id.in_((keep, other)), Contact.deleted.is_(None))
        )
    }
    if len(rows) < 2:
        raise NotFound(_("This person is no longer here: moved to the trash, or merged into another."))
    both = [(field, getattr(rows[keep], field), getattr(rows[other], field)) for field in SINGLE_FIELDS]
    return [MergeField(field, str(a), str(b)) for field, a, b in both if a and b and a != b]


def why_text(reason: Reason) -> str:
    """The reason in the user's words."""
    return {
        Reason.PHONE: _("Same phone"),
        Reason.WECHAT: _("Same WeChat"),
        Reason.VIN: _("Same VIN"),
        Reason.PLATE: _("Same plate"),
        Reason.EMAIL: _("Same e-mail"),
        Reason.NAME: _("Same name"),
        Reason.PINYIN: _("Name sounds the same"),
        Reason.SWAPPED_NAME: _("Family and given name swapped"),
        Reason.SIMILAR_NAME: _("Similar name"),
        Reason.NEAR_PHONE: _("Phone differs by one digit"),
        Reason.PHONE_TAIL: _("Same last four digits"),
        Reason.BIRTHDAY: _("Same birthday"),
        Reason.NEAR_BIRTHDAY: _("Birthday differs by a typing error"),
        Reason.COMPANY: _("Same company"),
        Reason.ESTATE: _("Same estate"),
        Reason.ADDRESS: _("Same address"),
        Reason.SIMILAR_ADDRESS: _("Similar address"),
        Reason.MODEL: _("Same model"),
        Reason.NUMBER: _("Same number in the notes"),
        Reason.NEAR_NUMBER: _("Almost the same number in the notes"),
    }[reason]


def _filled(value: str, *, shortest: int = 1) -> frozenset[str]:
    return frozenset({value}) if len(value) >= shortest else frozenset()


def _alike(session: Session, typed: Profile) -> set[str | None]:
    """Everybody worth a look, found through indexes only."""
    numbers = {variant for number in typed.phones for variant in near_variants(number)}
    found: set[str | None] = set()
    for kind, values in (("phone", numbers), ("wechat", typed.wechats)):
        if values:
            wanted = select(ContactWay.root).where(
                ContactWay.kind == kind, ContactWay.normal.in_(values), ContactWay.deleted.is_(None)
            )
            found.update(session.scalars(wanted.limit(MOST_NAMESAKES)))
    for column, cars in ((Vehicle.vin, typed.vins), (Vehicle.plate_normal, typed.plates)):
        if cars:
            found.update(session.scalars(select(Vehicle.root).where(column.in_(cars), Vehicle.deleted.is_(None))))
    sounds = _sounds(typed)
    if sounds:
        for is_customer in (True, False):
            wanted = select(DerivedPerson.id).where(
                DerivedPerson.is_customer.is_(is_customer), DerivedPerson.sort_name.in_(sounds)
            )
            found.update(session.scalars(wanted.limit(MOST_NAMESAKES)))
    return found


def _sounds(typed: Profile) -> set[str]:
    """How the name sounds, also with its parts swapped; too short a beginning sounds like half the book."""
    if len(typed.name) < 2 or (typed.name.isascii() and len(typed.name) < 4):
        return set()
    family, given = names.split_name(typed.name)
    joined = {typed.name, given + family if not typed.name_words else " ".join(reversed(typed.name_words))}
    if not typed.name_words and len(typed.name) > 1:
        joined.add(typed.name[-1] + typed.name[:-1])  # 秀英王
    return {pinyin.sort_key(form) for form in joined}


def near_variants(number: str) -> set[str]:
    """The number itself and all that differ in one digit or by two neighbours swapped."""
    found = {number}
    start = 3 if number.startswith("+86") else 1
    for n in range(start, len(number)):
        found.update(number[:n] + digit + number[n + 1 :] for digit in "0123456789")
        if n + 1 < len(number):
            found.add(number[:n] + number[n + 1] + number[n] + number[n + 2 :])
    return found


def _verdict(typed: Profile, person: Profile, counts: Counts) -> tuple[Verdict, tuple[Reason, ...]] | None:
    result = rules.score(typed, person, counts)
    verdict = result.verdict(counts)
    same = {Reason.NAME, Reason.PINYIN, Reason.SWAPPED_NAME}
    if verdict is None and same.intersection(result.reasons):
        verdict = Verdict.POSSIBLE
    return (verdict, result.reasons) if verdict else None


def _likenesses(
    session: Session, found: dict[str, tuple[Verdict, tuple[Reason, ...]]], *, limit: int
) -> list[Likeness]:
    rows = session.execute(
        select(
            DerivedPerson.id, DerivedPerson.name, DerivedPerson.phone, DerivedPerson.subtitle, DerivedPerson.is_customer
        ).where(DerivedPerson.id.in_(found))
    )
    shown = [
        Likeness(
            row.id, row.name, row.phone, row.subtitle, row.is_customer, verdict=found[row.id][0], why=found[row.id][1]
        )
        for row in rows
    ]
    return sorted(shown, key=lambda one: (_ORDER[one.verdict], not one.is_customer, one.name, one.id))[:limit]


def _told_apart_from(session: Session, contact_id: str) -> set[str | None]:
    rows = session.execute(
        select(DistinctPair.root, DistinctPair.other).where(
            DistinctPair.deleted.is_(None), (DistinctPair.root == contact_id) | (DistinctPair.other == contact_id)
        )
    )
    return {id_ for row in rows for id_ in row}


def _line_counts(people: Iterable[Profile]) -> Any:
    from collections import Counter

    return Counter(number for person in people for number in person.phones)


def _everybody(session: Session) -> list[Profile]:
    """All living people in comparable form, read in portions to keep the memory small."""
    found: list[Profile] = []
    last = ""
    while True:
        ids = session.scalars(select(Contact.id).where(Contact.id > last).order_by(Contact.id).limit(PORTION)).all()
        if not ids:
            return found
        last = ids[-1]
        found.extend(_profiles(session, ids).values())


def _profiles(session: Session, ids: Sequence[str]) -> dict[str, Profile]:
    """These people in comparable form."""
    if not ids:
        return {}

    def rows(table: Any, *columns: Any) -> Any:
        key = table.id if table is Contact else table.root
        # Many ids are a portion in the order of ids, few are picked ones.
        wanted = key.between(ids[0], ids[-1]) if len(ids) > MOST_PICKED else key.in_(ids)
        return session.execute(select(key.label("person"), *columns).where(table.deleted.is_(None), wanted))

    known: dict[str, dict[str, Any]] = defaultdict(lambda: defaultdict(set))
    for row in rows(ContactWay, ContactWay.kind, ContactWay.normal):
        if row.normal and row.kind in ("phone", "wechat", "email"):
            known[row.person][f"{row.kind}s"].add(row.normal)
    for row in rows(Vehicle, Vehicle.kind, Vehicle.vin, Vehicle.plate_normal, Vehicle.model):
        if row.vin and row.kind != "rival":
            known[row.person]["vins"].add(row.vin)
        if row.plate_normal and row.kind != "rival":
            known[row.person]["plates"].add(row.plate_normal)
        known[row.person]["models"].add(row.model)
    for row in rows(Opportunity, Opportunity.model):
        known[row.person]["models"].add(row.model)
    for row in rows(CustomValue, CustomValue.value):
        known[row.person]["texts"].add(row.value)
    columns = (Contact.name, Contact.birthday, Contact.company, Contact.estate, Contact.address, Contact.note)
    return {row.person: _profile(row, known.get(row.person, {})) for row in rows(Contact, *columns)}


def _profile(row: Any, parts: dict[str, set[str]]) -> Profile:
    kept = {kind: frozenset(values) for kind, values in parts.items() if kind != "texts"}
    return rules.profile(
        row.person,
        row.name,
        birthday=row.birthday,
        company=row.company,
        estate=row.estate,
        address=row.address,
        texts=(row.address, row.note, *sorted(parts.get("texts", ()))),
        **kept,
    )
