"""The whole book of referrals: lines with the dates of their steps, and what is owed for them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from crm_desktop.features.referrals.queries import gifts
from crm_desktop.features.referrals.records import AskedFact, Book, GainedFacts, Line, RewardLine, StoredReward
from crm_desktop.features.referrals.rules.rewards import ledger
from crm_desktop.features.referrals.rules.steps import paying, step_dates
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.store.plain import Plain, day, plain

# The person who was named may be in the trash: what was paid for them stays in the ledger.
_LINES = """
    SELECT r.id, r.row_seq, r.root, i.name, r.contact, coalesce(c.name, ''), r.named_on, r.private, r.ask, r.note,
        c.id IS NULL OR c.deleted IS NOT NULL, u.status, u.level, u.opened_on, k.status, i.owner
    FROM referral r JOIN contact i ON i.id = r.root AND i.deleted IS NULL
    LEFT JOIN contact c ON c.id = r.contact
    LEFT JOIN customer u ON u.root = r.contact AND u.deleted IS NULL
    LEFT JOIN customer k ON k.root = r.root AND k.deleted IS NULL
    WHERE r.deleted IS NULL{of} ORDER BY r.named_on, r.created, r.id"""
_PHONES = """
    SELECT w.root, w.value FROM contact_way w WHERE w.kind = 'phone' AND w.deleted IS NULL
    AND w.root IN (SELECT r.contact FROM referral r WHERE r.deleted IS NULL{of}) ORDER BY w.position DESC"""
_TOUCHED = """
    SELECT r.id, date(min(CASE WHEN t.effective THEN t.at END)),
        date(min(CASE WHEN t.kind = 'came_in' THEN t.at END)), date(min(CASE WHEN t.kind = 'test_drive' THEN t.at END))
    FROM referral r JOIN touch t ON t.root = r.contact AND t.at >= r.named_on AND t.deleted IS NULL
    WHERE r.deleted IS NULL{of} GROUP BY r.id"""
_RECEIVED = """
    SELECT r.id, min(CASE WHEN v.kind = 'came_in' THEN v.day END), min(CASE WHEN v.test_drive THEN v.day END)
    FROM referral r JOIN reception v ON v.contact = r.contact AND v.day >= r.named_on AND v.deleted IS NULL
    WHERE r.deleted IS NULL{of} GROUP BY r.id"""
_DEALS = """
    SELECT r.id, min(CASE WHEN o.stage IN ('ordered', 'delivered') THEN o.ordered_on END),
        min(CASE WHEN o.stage = 'delivered' THEN o.delivered_on END),
        min(CASE WHEN o.stage IN ('lost', 'cancelled') THEN coalesce(o.lost_on, o.cancelled_on) END)
    FROM referral r JOIN opportunity o ON o.root = r.contact AND o.deleted IS NULL
        AND coalesce(o.delivered_on, o.lost_on, o.cancelled_on, o.ordered_on) >= r.named_on
    WHERE r.deleted IS NULL{of} GROUP BY r.id"""
# Whom these people named and they themselves; who else named any of them counts too: only the first is rewarded.
_AROUND = """
    SELECT contact FROM referral WHERE root IN ({ids}) AND deleted IS NULL
    UNION SELECT contact FROM referral WHERE contact IN ({ids}) AND deleted IS NULL"""
_REWARDS = """
    SELECT id, row_seq, root, referral, event, rule, kind, amount, gift, quantity, state, promised_on, due_on,
        approved_on, approved_by, paid_on, evidence, note FROM reward r WHERE deleted IS NULL{of} ORDER BY id"""
_ASKS = """
    SELECT a.id, a.root, c.name, a.situation, a.script, coalesce(t.opener, ''), coalesce(c.ring, ''), c.occasion,
        c.source, c.owner
    FROM referral_ask a JOIN contact c ON c.id = a.root AND c.deleted IS NULL
    LEFT JOIN touch t ON t.id = a.touch WHERE a.deleted IS NULL ORDER BY a.at, a.id"""


def book(session: Session) -> Book:
    """All referrals of living introducers, and what is promised, owed and paid for them."""
    return _read(session, _lines(plain(session)), "")


def book_around(session: Session, contact_ids: Collection[str]) -> Book:
    """Only what concerns these people: who brought them, whom they brought, and what they get for it."""
    source, people = plain(session), set(contact_ids)
    ids, values = _listed(people)
    named = [row[0] for row in source.rows(_AROUND.format(ids=ids), **values)]
    if not named:
        return Book()
    # The named ones as values: asked for by a subquery, SQLite may walk through all referrals instead.
    ids, values = _listed(named)
    lines = _lines(source, f" AND r.contact IN ({ids})", **values)
    own = [line for line in lines if line.introducer in people]
    ids, values = _listed(line.id for line in own)
    rewards = _read(session, own, f" AND r.referral IN ({ids})", **values).rewards if own else ()
    return Book(tuple(line for line in lines if line.introducer in people or line.contact in people), rewards)


def _listed(ids: Iterable[str]) -> tuple[str, dict[str, str]]:
    """What stands in the brackets of an IN, and its values."""
    values = {f"id{n}": one for n, one in enumerate(ids)}
    return ", ".join(f":{name}" for name in values), values


def _read(session: Session, lines: Sequence[Line], of: str, **values: str) -> Book:
    stored = [_stored(row) for row in plain(session).rows(_REWARDS.format(of=of), **values)]
    given = gifts.names(session) if any(one.gift for one in stored) else {}
    return Book(tuple(lines), ledger(lines, stored, shop_rules(session).reward_rules, given))


def reward(session: Session, key: str) -> RewardLine | None:
    """One line of the ledger by its key."""
    introducer = plain(session).value("SELECT root FROM referral WHERE id = :id", id=key.partition("/")[0])
    around = book_around(session, {str(introducer)}) if introducer else Book()
    return next((one for one in around.rewards if one.key == key), None)


def asked_facts(session: Session) -> tuple[AskedFact, ...]:
    """Every ask, with what it can be grouped by."""
    return tuple(AskedFact(*map(str, row)) for row in plain(session).rows(_ASKS))


def _lines(source: Plain, of: str = "", **values: str) -> tuple[Line, ...]:
    rows = source.rows(_LINES.format(of=of), **values)
    if not rows:
        return ()
    phones = dict(source.rows(_PHONES.format(of=of), **values))
    touched, received, deals = (
        {row[0]: row[1:] for row in source.rows(sql.format(of=of), **values)} for sql in (_TOUCHED, _RECEIVED, _DEALS)
    )
    since = {row[4]: date.fromisoformat(row[13]) for row in rows if row[13]}
    pays = paying(((row[0], row[4], date.fromisoformat(row[6])) for row in rows), since)
    none: tuple[str | None, ...] = (None, None, None)
    found = []
    for row in rows:
        called, came, drove = touched.get(row[0], none)
        came_in, drove_in = received.get(row[0], none[:2])
        ordered, delivered, lost = deals.get(row[0], none)
        facts = GainedFacts(
            day(called), _first(came, came_in), _first(drove, drove_in), day(ordered), day(delivered), day(lost)
        )
        named_on = date.fromisoformat(row[6])
        dates = step_dates(facts, named_on)
        found.append(Line(
            row[0], row[1], row[2], row[3], row[4], row[5], phones.get(row[4], ""), row[11] or "", row[12] or "",
            named_on, dates, facts.lost_on if dates[4] is None else None, row[0] in pays, bool(row[7]), bool(row[10]),
            row[8], row[9], row[14] or "", row[15],
        ))  # fmt: skip
    return tuple(found)


def _first(*texts: str | None) -> date | None:
    known = [text for text in texts if text]
    return date.fromisoformat(min(known)) if known else None


def _stored(row: tuple[object, ...]) -> StoredReward:
    values = list(row)
    for place in (11, 12, 13, 15):
        text = values[place]
        values[place] = date.fromisoformat(text) if isinstance(text, str) else None
    return StoredReward(*values)  # type: ignore[arg-type]  # the columns of _REWARDS in their order
