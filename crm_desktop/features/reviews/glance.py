"""What waits for a look, in plain SQL: the first page shows it. One query more for each kind, none for each row."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from crm_desktop.base.i18n import _, sentences
from crm_desktop.features.reviews.records import ReviewItem, Waiting
from crm_desktop.features.settings.glance import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.team import rules
from crm_desktop.features.team.queries import team
from crm_desktop.features.team.records import ReviewKind, ReviewState, Team
from crm_desktop.store.plain import Plain, day, plain

if TYPE_CHECKING:
    from crm_desktop.store.plain import Source

_COLUMNS = (
    'r.id, r.row_seq, r.kind, r."of", r.root, p.name, p.level, p.status, r.asked_by, r.created, r.state, r.decided_by, '
    "r.decided_on, r.note"
)
# Moot is what was asked about something that was taken back since.
_STANDS = """CASE r.kind
    WHEN 'loss' THEN EXISTS (SELECT 1 FROM opportunity o WHERE o.id = r."of" AND o.stage = 'lost' AND o.deleted IS NULL)
    WHEN 'merge' THEN EXISTS (SELECT 1 FROM "merge" m WHERE m.id = r."of" AND m.deleted IS NULL)
    ELSE EXISTS (SELECT 1 FROM visit v WHERE v.id = r."of" AND v.reported_at IS NOT NULL AND v.deleted IS NULL) END"""
_FROM = f"FROM review r JOIN derived_person p ON p.id = r.root WHERE r.deleted IS NULL AND {_STANDS}"
_ASKED = "AND r.state = 'asked'"
_SENT_BACK = "AND r.state = 'rejected' AND r.asked_by = :user"
_CHOSEN = "IN (SELECT value FROM json_each(:ids))"
_LOSSES = (
    "SELECT id, model, lost_on, lost_reason, lost_truth, lost_note, rival FROM opportunity "
    f"WHERE id {_CHOSEN}"
)
_MERGES = f'SELECT m.id, c.name, m.created FROM "merge" m LEFT JOIN contact c ON c.id = m.loser WHERE m.id {_CHOSEN}'
_VISITS = (
    "SELECT v.id, f.purpose, f.due_on, v.place, v.report, v.agreed FROM visit v LEFT JOIN follow_up f "
    f"ON f.id = v.follow_up WHERE v.id {_CHOSEN}"
)


def waiting(source: "Source", *, limit: int = 200) -> Waiting:
    """What I have to look at as the manager, or what was sent back to me; nothing for whoever works alone."""
    reading, known = plain(source), team(source)
    if known.me is None:
        return Waiting()
    is_manager = rules.reviews(known.me)
    which, user = (_ASKED if is_manager else _SENT_BACK), {} if is_manager else {"user": known.me.user}
    rows = reading.rows(f"SELECT {_COLUMNS} {_FROM} {which} ORDER BY r.created, r.id LIMIT :limit", limit=limit, **user)
    total = len(rows) if len(rows) < limit else reading.count(f"SELECT count(*) {_FROM} {which}", **user)
    return Waiting(tuple(_items(reading, rows, known, shop_rules(source))), total, is_manager)


def reviews_of(source: "Source", contact_id: str) -> list[ReviewItem]:
    """What was asked about one person and still stands, the newest first."""
    reading, known = plain(source), team(source)
    if known.me is None:
        return []
    rows = reading.rows(f"SELECT {_COLUMNS} {_FROM} AND r.root = :root ORDER BY r.created DESC, r.id DESC LIMIT 20",
                        root=contact_id)  # fmt: skip
    return _items(reading, rows, known, shop_rules(source))


def _items(reading: Plain, rows: Sequence[tuple[Any, ...]], known: Team, shop: ShopRules) -> list[ReviewItem]:
    told: dict[str, tuple[str, tuple[str, ...]]] = {}
    for kind, tell in ((ReviewKind.LOSS, _losses), (ReviewKind.MERGE, _merges), (ReviewKind.VISIT, _visits)):
        ids = [row[3] for row in rows if row[2] == kind]
        if ids:
            told.update(tell(reading, json.dumps(ids), shop))
    return [_item(row, known, told.get(row[3], ("", ()))) for row in rows]


def _item(row: tuple[Any, ...], known: Team, told: tuple[str, tuple[str, ...]]) -> ReviewItem:
    (id_, seq, kind, of, root, name, level, status, asked_by, created, state, decided_by, decided_on, note) = row
    title, lines = told
    return ReviewItem(
        id_, seq, kind, of, root, name, level, status, known.name_of(asked_by), date.fromisoformat(created[:10]),
        state, known.name_of(decided_by), day(decided_on), note, title, lines)


def _losses(reading: Plain, ids: str, shop: ShopRules) -> Iterable[tuple[str, tuple[str, tuple[str, ...]]]]:
    for id_, model, _on, reason, truth, note, rival in reading.rows(_LOSSES, ids=ids):
        truths = {"true": _("True loss"), "false": _("False loss")}
        why = (shop.label_of("lost_reasons", reason), truths.get(truth, ""), rival)
        yield id_, (_joined(_("Loss"), model), _lines(_joined(*why), note))


def _merges(reading: Plain, ids: str, _shop: ShopRules) -> Iterable[tuple[str, tuple[str, tuple[str, ...]]]]:
    for id_, other, _at in reading.rows(_MERGES, ids=ids):
        line = _("“{name}” became a part of this archive.").format(name=other or "–")
        yield id_, (_("Merge"), (line,))


def _visits(reading: Plain, ids: str, _shop: ShopRules) -> Iterable[tuple[str, tuple[str, tuple[str, ...]]]]:
    for id_, purpose, _due, place, report, agreed in reading.rows(_VISITS, ids=ids):
        yield id_, (_joined(_("Visit report"), purpose or ""), _lines(place, report, agreed))


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _lines(*texts: str) -> tuple[str, ...]:
    return tuple(text.strip() for text in texts if text and text.strip())


def state_text(one: ReviewItem) -> str:
    """Loss: waits for the manager. Loss sent back by Chen: … Said at the archive."""
    if one.state == ReviewState.ASKED:
        return _("{what}: waits for the manager's look.").format(what=one.title)
    if one.state not in (ReviewState.APPROVED, ReviewState.REJECTED):  # a later version's
        return _("{field}: {value}").format(field=one.title, value=one.state)
    sentence = (
        _("{what}: approved by {name}.") if one.state == ReviewState.APPROVED
        else _("{what}: sent back by {name}.")
    ).format(what=one.title, name=one.decided_by)  # fmt: skip
    return sentences(sentence, one.note)
