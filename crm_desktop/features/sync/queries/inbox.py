"""What waits for a decision, in the user's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crm_desktop.base.i18n import _
from crm_desktop.features.contacts.rules.words import field_name, record_name, shown_value
from crm_desktop.features.settings.glance import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.sync import rules
from crm_desktop.features.sync.queries import aside
from crm_desktop.features.sync.queries.listed import CONFLICTS, NEWEST, PARKED
from crm_desktop.features.sync.queries.whose import (
    TITLES,
    Here,
    Names,
    here,
    names,
    of_contact,
    patch_of,
    roots,
    to_take_in,
)
from crm_desktop.features.sync.records import OPEN, ConflictCard, ConflictKind, Inbox, ParkedCard
from crm_desktop.features.team.queries import team
from crm_desktop.features.team.records import Team
from crm_desktop.store.plain import plain
from crm_desktop.store.replica.shapes import shapes
from sync.core.parking import WAITS
from sync.core.schema import MADE_BY_SERVER
from sync.core.values import Value

if TYPE_CHECKING:
    from crm_desktop.store.plain import Source


@dataclass(frozen=True, slots=True)
class Known:
    """What is looked up once for all cards of a page."""

    shop: ShopRules
    team: Team
    names: Names
    here: Here = field(default_factory=dict)
    roots: Mapping[tuple[str, str], str] = field(default_factory=dict)
    to_take_in: Mapping[str, str] = field(default_factory=dict)
    """Who waits to be taken in, by the name he was added with."""


KINDS = {kind.value: kind for kind in ConflictKind}


def conflicts(source: "Source", *, state: str = OPEN, limit: int = 50, offset: int = 0) -> Inbox:
    """What two people changed differently, newest first: those to decide, or those decided already."""
    reader, shop = plain(source), shop_rules(source)
    total = reader.count(f"SELECT count(*) {CONFLICTS}", state=state)
    rows = reader.rows(
        "SELECT id, root, tbl, row, col, kind, kept, kept_author, lost, lost_author, created, state "
        f"{CONFLICTS} {NEWEST} LIMIT :limit OFFSET :offset",
        state=state, limit=limit, offset=offset,
    )  # fmt: skip
    known = Known(
        shop, team(source), names(reader, {(row[2], row[3]): row[1] for row in rows}),
        here(reader, ((row[2], row[3], row[4]) for row in rows)),
    )  # fmt: skip
    return Inbox(total, conflicts=tuple(_conflict(known, row) for row in rows))


def _conflict(known: Known, row: tuple[Any, ...]) -> ConflictCard:
    name, _root, table, record, column, kind, kept, kept_author, lost, lost_author, created, state = row
    seen, now = known.here.get((table, record, column), (0, None))
    there = (table, record, column) in known.here
    person, title = known.names[table, record]
    return ConflictCard(
        id=name, kind=KINDS.get(kind, ConflictKind.FIELD), person=person, name=title, record=record_name(table),
        field=field_name(table, column), kept=_shown(known, table, column, kept),
        lost=_shown(known, table, column, lost),
        kept_author=known.team.name_of(kept_author), lost_author=known.team.name_of(lost_author),
        at=_moment(created), state=state, can_take=there, table=table, row=record, row_seq=seen,
        in_use=_in_use(column, now, kept=kept, lost=lost) if there else "",
        now=_shown(known, table, column, now) if there else "",
    )  # fmt: skip


def _moment(text: object) -> datetime | None:
    """A moment somebody else's clock wrote; whatever it is, the card is shown."""
    try:
        return datetime.fromisoformat(str(text)).replace(tzinfo=None)
    except ValueError:
        return None


def _in_use(column: str, now: Value, *, kept: Value, lost: Value) -> str:
    if column == "deleted":
        return "kept" if now is None else "lost"
    return "kept" if now == kept else "lost" if now == lost else ""


def _shown(known: Known, table: str, column: str, value: Value) -> str:
    if column == "owner" and isinstance(value, str):
        return known.team.name_of(value)
    if column == "deleted":
        return _("there") if value is None else _("removed")
    return shown_value(known.shop, table, column, "" if value is None else str(value))


def parked(source: "Source", *, state: str = OPEN, limit: int = 50, offset: int = 0) -> Inbox:
    """Changes the server could not take, newest first; before them what is too long for it, after them what is kept."""
    reader = plain(source)
    total = reader.count(f"SELECT count(*) {PARKED}", state=state)
    first: tuple[ParkedCard, ...] = ()
    last: tuple[ParkedCard, ...] = ()
    if state == OPEN:
        held, kept = aside.held(reader), aside.kept(reader)
        mended = aside.mended_cards(reader, which) if (which := aside.mended(reader)) else ()
        gone = aside.gone_cards(aside.gone(reader))
        total += len(held) + kept + len(mended) + len(gone)
        first = () if offset else (*gone, *aside.held_cards(reader, held), *mended)
        last = aside.kept_cards(reader) if kept and not offset else ()
    rows = reader.rows(
        f"SELECT id, tbl, row, op, reason, body, created, state {PARKED} {NEWEST} "
        "LIMIT :limit OFFSET :offset",
        state=state, limit=limit, offset=offset,
    )  # fmt: skip
    asked = {row[0]: patch_of(row[5]) for row in rows}
    about = roots(reader, {(row[1], row[2]): asked[row[0]] for row in rows})
    known = Known(
        shop_rules(source), team(source), names(reader, about), roots=about,
        to_take_in=to_take_in(reader, about.values()) if state == OPEN else {},
    )  # fmt: skip
    cards = people_first([_parked(known, row, asked[row[0]]) for row in rows])
    return Inbox(total, parked=(*first, *cards, *last))


def people_first(cards: Sequence[ParkedCard]) -> list[ParkedCard]:
    """What hangs on a person who waits himself stands right below him."""
    place: dict[str, int] = {}
    for number, card in enumerate(cards):
        place.setdefault(card.root or card.id, number)
    return sorted(cards, key=lambda card: (place[card.root or card.id], bool(card.comes_with)))


def _parked(known: Known, row: tuple[Any, ...], patch: Mapping[str, Value]) -> ParkedCard:
    name, table, record, op, reason, _body, created, state = row
    person, title = known.names[table, record]
    root = known.roots[table, record]
    root = root if root in known.to_take_in else ""
    if root:  # taken in once already, but undone: he is in the trash
        person = ""
    comes_with = known.to_take_in[root] if root and op == "I" and table in of_contact() else ""
    if not person and isinstance(patch.get(TITLES.get(table, "")), str):
        title = str(patch[TITLES[table]])
    can_retry = state == OPEN and bool(patch) and _may_try(table, op, reason, is_here=bool(person), waits=bool(root))
    return ParkedCard(
        id=name, person=person, name=comes_with or title, record=record_name(table), what=rules.asked(op),
        values=_said(known, table, op, patch), reason=rules.not_taken(reason, table), at=_moment(created), state=state,
        can_retry=can_retry, is_new=op == "I", comes_with=comes_with, root=root,
    )  # fmt: skip


def _said(known: Known, table: str, op: str, patch: Mapping[str, Value]) -> tuple[tuple[str, str], ...]:
    """Field and value. Of something added only what somebody wrote: not what a new record has by itself."""
    shape = shapes().get(table)
    places, own = (shape.places, shape.empty) if shape else ({}, {})
    return tuple(
        (field_name(table, column), _shown(known, table, column, value))
        for column, value in sorted(patch.items(), key=lambda pair: places.get(pair[0], len(places)))
        if column not in ("root", "created", *rules.SILENT) and value not in (None, "")
        and not (shape and op == "I" and (value == own.get(column) or field_name(table, column) == column))
    )  # fmt: skip


def _may_try(table: str, op: str, reason: str, *, is_here: bool, waits: bool) -> bool:
    """`is_here`, `waits`: the person it is about."""
    if op == "I" and table == "contact":
        return waits
    if op == "I" and (table in MADE_BY_SERVER or reason in WAITS):
        return False
    return op in ("I", "U", "M") and (is_here or table not in of_contact())
