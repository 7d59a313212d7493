"""Whom to ask now, and everything that stands beside one ask."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import NotFound
from crm_desktop.base.i18n import _
from crm_desktop.features.referrals.queries.book import book_around
from crm_desktop.features.referrals.records import (
    AskFacts,
    Candidate,
    Coaching,
    PastAsk,
    Situation,
    SpokenScript,
)
from crm_desktop.features.referrals.rules import asking
from crm_desktop.features.scripts import queries as scripts
from crm_desktop.features.scripts import rules as speaking
from crm_desktop.features.settings.queries import me, shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.team.queries import named, team, whose, whose_root
from crm_desktop.features.team.records import Team
from crm_desktop.features.team.rules import owner_shown
from crm_desktop.store.plain import Plain, day, plain

_MOST = 120
_RECENT_DAYS = 30
_ORDER = {kind: place for place, kind in enumerate(
    (Situation.JUST_CLOSED, Situation.OWNER, Situation.STRONG, Situation.WEAK))}  # fmt: skip
_WORTH_ASKING = (
    # Just closed: while the joy is fresh.
    """SELECT DISTINCT root FROM opportunity WHERE deleted IS NULL{root}
        AND ((stage = 'ordered' AND ordered_on >= :recent) OR (stage = 'delivered' AND delivered_on >= :recent))
        ORDER BY coalesce(delivered_on, ordered_on) DESC LIMIT :most""",
    # Owners I really talked to lately.
    """SELECT id FROM derived_person WHERE is_customer AND status = 'D' AND last_effective_on >= :recent{whose}
        ORDER BY last_effective_on DESC LIMIT :most""",
    # Strong intent, in talks.
    """SELECT id FROM derived_person WHERE is_customer AND status IN ('N', 'P') AND level IN ('H', 'A')
        AND last_effective_on >= :recent{whose} ORDER BY level_rank, last_effective_on DESC LIMIT :most""",
    # Whoever brought somebody before may do so again.
    """SELECT root FROM referral WHERE deleted IS NULL{root} GROUP BY root ORDER BY count(*) DESC, root LIMIT :most""",
    # Close people of the network.
    """SELECT id FROM derived_person WHERE NOT is_customer AND closeness >= 4 AND last_effective_on >= :recent{whose}
        ORDER BY last_effective_on DESC LIMIT :most""",
)
_FACTS = """
    SELECT c.id, c.name, p.subtitle, p.phone, u.status, u.level, c.do_not_contact, c.consent, c.private,
        p.last_effective_on,
        (SELECT max(o.ordered_on) FROM opportunity o WHERE o.root = c.id AND o.deleted IS NULL
            AND o.stage IN ('ordered', 'delivered')),
        (SELECT max(o.delivered_on) FROM opportunity o WHERE o.root = c.id AND o.deleted IS NULL
            AND o.stage = 'delivered'),
        (SELECT min(m.due_on) FROM commitment m WHERE m.root = c.id AND m.deleted IS NULL AND m.state = 'open'
            AND m.due_on < :today AND m.kind <> 'complaint'),
        (SELECT count(*) FROM referral r WHERE r.root = c.id AND r.deleted IS NULL),
        (SELECT count(*) FROM referral_ask a WHERE a.root = c.id AND a.deleted IS NULL),
        (SELECT a.at || '|' || a.result FROM referral_ask a WHERE a.root = c.id AND a.deleted IS NULL
            ORDER BY a.at DESC, a.id DESC LIMIT 1),
        (SELECT t.at || '|' || t.mood FROM touch t WHERE t.root = c.id AND t.deleted IS NULL AND t.mood IS NOT NULL
            ORDER BY t.at DESC, t.id DESC LIMIT 1),
        (SELECT min(m.created) FROM commitment m WHERE m.root = c.id AND m.deleted IS NULL AND m.state = 'open'
            AND m.kind = 'complaint'), c.owner
    FROM contact c LEFT JOIN derived_person p ON p.id = c.id
    LEFT JOIN customer u ON u.root = c.id AND u.deleted IS NULL
    WHERE c.deleted IS NULL AND c.id IN ({ids})"""
_PAST = """
    SELECT a.id, a.at, a.situation, a.result, a.channel, a.script, a.note,
        (SELECT count(*) FROM referral r WHERE r.ask = a.id AND r.deleted IS NULL)
    FROM referral_ask a WHERE a.root = :root AND a.deleted IS NULL ORDER BY a.at DESC, a.id DESC LIMIT 50"""
_MODEL = """
    SELECT o.model, o.delivered_on, c.gender FROM contact c LEFT JOIN opportunity o ON o.root = c.id
        AND o.deleted IS NULL AND o.model <> ''
    WHERE c.id = :root ORDER BY o.delivered_on DESC, o.created DESC, o.id DESC LIMIT 1"""


def candidates(
    session: Session, *, today: date | None = None, limit: int = _MOST, owners: Sequence[str] = ()
) -> tuple[Candidate, ...]:
    """Whom to ask now (of these consultants), the likeliest first: nobody who must not be asked."""
    now, shop, source = today or clock.today(), shop_rules(session), plain(session)
    recent = (now - timedelta(days=_RECENT_DAYS)).isoformat()
    ids: dict[str, None] = {}
    for sql in _WORTH_ASKING:
        values = {"most": limit, **({"recent": recent} if ":recent" in sql else {})}
        narrowed = sql.format(root=whose_root(owners), whose=whose(owners))
        ids.update(dict.fromkeys(row[0] for row in source.rows(narrowed, **values, **named(owners))))
    known = team(session)
    found = [one for one in _candidates(source, list(ids), now, shop, known) if not asking.blocks(
        one.facts, today=now, shop=shop)]  # fmt: skip
    found.sort(key=lambda one: (_ORDER[one.situation], *_warmth(one.facts, now), one.name, one.contact_id))
    return tuple(found[:limit])


def _warmth(facts: AskFacts, today: date) -> tuple[int, int, int]:
    """Who was asked least, is happiest and was talked to last comes first."""
    talked = (today - facts.talked_on).days if facts.talked_on else 10_000
    return facts.asks, -(facts.mood or 3), talked


def _candidates(
    source: Plain, ids: Sequence[str], today: date, shop: ShopRules, known: Team
) -> Iterable[Candidate]:
    for row in _fact_rows(source, ids, today):
        facts = _facts(row)
        kind = asking.situation(facts, today=today, just_closed_days=shop.numbers.just_closed_days)
        yield Candidate(
            row[0], row[1], row[2] or "", row[3] or "", facts.status, facts.level, kind,
            asking.reason(facts, kind, today=today), facts, owner_shown(known, row[18]),
        )


def facts_of(session: Session, contact_id: str, *, today: date | None = None) -> AskFacts:
    """What decides about asking one person."""
    rows = _fact_rows(plain(session), [contact_id], today or clock.today())
    if not rows:
        raise NotFound(_("This person is no longer here: moved to the trash, or merged into another."))
    return _facts(rows[0])


def coaching(
    session: Session, contact_id: str, *, channel: str = "", situation: str = "", today: date | None = None
) -> Coaching:
    """The situation, what forbids asking, the words with this person's facts, and what happened before.

    The words are those of `situation`, if one is named in place of what the facts say.
    """
    now, shop, source = today or clock.today(), shop_rules(session), plain(session)
    rows = _fact_rows(source, [contact_id], now)
    if not rows:
        raise NotFound(_("This person is no longer here: moved to the trash, or merged into another."))
    row, facts = rows[0], _facts(rows[0])
    kind = asking.situation(facts, today=now, just_closed_days=shop.numbers.just_closed_days)
    return Coaching(
        contact_id, row[1], facts.status, facts.level, bool(row[8]), kind, asking.reason(facts, kind, today=now),
        asking.blocks(facts, today=now, shop=shop),
        _spoken(session, contact_id, row[1], facts, Situation(situation or kind), channel, now),
        past_asks(source, contact_id),
        tuple(one for one in book_around(session, {contact_id}).lines if one.introducer == contact_id),
    )


def _fact_rows(source: Plain, ids: Sequence[str], today: date) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        marks = ", ".join(f":id{n}" for n in range(len(part)))
        values = {f"id{n}": one for n, one in enumerate(part)}
        found += source.rows(_FACTS.format(ids=marks), today=today.isoformat(), **values)
    return found


def _facts(row: Sequence[Any]) -> AskFacts:
    asked, _bar, result = str(row[15] or "").partition("|")
    mood_at, _bar, mood = str(row[16] or "").partition("|")
    return AskFacts(
        str(row[4] or ""), str(row[5] or ""), _day(row[10]), _day(row[11]), _day(asked[:10]), result,
        bool(row[6]), str(row[7] or ""), int(mood) if mood else None, _day(mood_at[:10]), _day(row[12]), _day(row[9]),
        int(str(row[13])), int(str(row[14])), _day(str(row[17] or "")[:10]),
    )


def _day(text: object) -> date | None:
    return day(str(text)) if text else None


def past_asks(source: Plain, contact_id: str) -> tuple[PastAsk, ...]:
    """The times this person was asked, the last one first."""
    return tuple(
        PastAsk(row[0], datetime.fromisoformat(row[1]), *row[2:]) for row in source.rows(_PAST, root=contact_id)
    )


def _spoken(  # noqa: PLR0913 - what the words depend on
    session: Session, contact_id: str, name: str, facts: AskFacts, kind: Situation, channel: str, today: date
) -> SpokenScript | None:
    for status, level in ((facts.status, facts.level), asking.USUALLY[kind]):
        script = scripts.script_for(
            session, status=status, level=level, situation=asking.SCRIPT_OF[kind], channel=channel
        )
        if script is not None:
            break
    else:
        return None
    model, delivered, gender = plain(session).rows(_MODEL, root=contact_id)[0]
    mine = me(session)
    known = speaking.variables(
        name, gender=gender, titles=shop_rules(session).titles, model=model or "", delivered_on=day(delivered),
        today=today,
    ) | {"consultant": mine.name, "shop": mine.shop, "phone": mine.phone}
    filled = speaking.fill(script, known)
    return SpokenScript(
        script.key, script.version, filled.title, tuple((beat.label, beat.text) for beat in filled.beats), script.truth
    )
