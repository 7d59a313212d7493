"""What waits for a decision, in the user's words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crm_desktop.base.i18n import _
from crm_desktop.features.contacts.rules.words import field_name, record_name, shown_value
from crm_desktop.features.settings.glance import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.sync import rules
from crm_desktop.features.sync.queries import aside
from crm_desktop.features.sync.queries.listed import CONFLICTS, NEWEST, PARKED
from crm_desktop.features.sync.queries.whose import TITLES, Here, Names, here, names, of_contact, roots
from crm_desktop.features.sync.records import OPEN, ConflictCard, ConflictKind, Inbox, ParkedCard
from crm_desktop.features.team.queries import team
from crm_desktop.features.team.records import Team
from crm_desktop.store.plain import plain
from sync.core.parking import WAITS
from sync.core.schema import MADE_BY_SERVER
from sync.core.values import Value, from_wire

if TYPE_CHECKING:
    from crm_desktop.store.plain import Source


@dataclass(frozen=True, slots=True)
class Known:
    """What is looked up once for all cards of a page."""

    shop: ShopRules
    team: Team
    names: Names
    here: Here


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
        field=field_name(table, column), kept=_shown(known.shop, table, column, kept),
        lost=_shown(known.shop, table, column, lost),
        kept_author=known.team.name_of(kept_author), lost_author=known.team.name_of(lost_author),
        at=_moment(created), state=state, can_take=there, table=table, row=record, row_seq=seen,
        in_use=_in_use(column, now, kept=kept, lost=lost) if there else "",
        now=_shown(known.shop, table, column, now) if there else "",
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


def _shown(shop: ShopRules, table: str, column: str, value: Value) -> str:
    if column == "deleted":
        return _("there") if value is None else _("removed")
    return shown_value(shop, table, column, "" if value is None else str(value))


def parked(source: "Source", *, state: str = OPEN, limit: int = 50, offset: int = 0) -> Inbox:
    """Changes the server could not take, newest first; before them what is too long for it, after them what is kept."""
    reader, shop = plain(source), shop_rules(source)
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
    whose = names(reader, roots(reader, {(row[1], row[2]): asked[row[0]] for row in rows}))
    return Inbox(total, parked=(*first, *(_parked(shop, row, asked[row[0]], whose) for row in rows), *last))


def patch_of(body: str) -> dict[str, Value]:
    """The values of a parked change; none when they cannot be read: the card is shown, with its reason."""
    try:
        told = json.loads(body) if body else {}
        return {column: from_wire(value) for column, value in told.items()} if isinstance(told, dict) else {}
    except (ValueError, TypeError, KeyError, RecursionError):
        return {}


def _parked(shop: ShopRules, row: tuple[Any, ...], patch: Mapping[str, Value], whose: Names) -> ParkedCard:
    name, table, record, op, reason, _body, created, state = row
    person, title = whose[table, record]
    values = tuple(
        (field_name(table, column), _shown(shop, table, column, value))
        for column, value in patch.items()
        if column not in ("root", "created", *rules.SILENT) and value not in (None, "")
    )
    if not person and isinstance(patch.get(TITLES.get(table, "")), str):
        title = str(patch[TITLES[table]])
    return ParkedCard(
        id=name, person=person, name=title, record=record_name(table), what=rules.asked(op), values=values,
        reason=rules.not_taken(reason, table), at=_moment(created), state=state,
        can_retry=state == OPEN and bool(patch) and _may_try(table, op, reason, is_here=bool(person)),
        is_new=op == "I",
    )  # fmt: skip


def _may_try(table: str, op: str, reason: str, *, is_here: bool) -> bool:
    """`is_here`: the person it is about."""
    if op == "I" and table == "contact":
        return not is_here and reason not in WAITS
    if op == "I" and (table in MADE_BY_SERVER or reason in WAITS):
        return False
    return op in ("I", "U", "M") and (is_here or table not in of_contact())
