"""The open proposals (`derived_proposal`), kept true inside each transaction: a handful of queries a batch.

Computed from the list cache, which the deriver before this one has just brought up to date.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import rules as contacts
from crm_desktop.features.milestones import rules
from crm_desktop.features.milestones.records import Answer, Deal, LevelStep, ProposalFacts
from crm_desktop.features.settings.glance import have_changed, shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.store.derived import Progress, postpone
from crm_desktop.store.plain import day, plain, stretches

if TYPE_CHECKING:
    from sqlalchemy import Connection

BATCH = 500
SAMPLE = 300
AT_ONCE = 2_000
CONCERNED = frozenset({"contact", "customer", "touch", "scale_change", "opportunity", "proposal_answer", "merge"})
"""Tables of which a change may begin or end a proposal."""
DECISIVE = ("levels", "statuses", "tiers", "numbers")
"""Kinds of settings on which everybody's proposals depend."""

Row = tuple[Any, ...]

# In plain SQL: this runs with every touch and every row of an import.
_SOME, _RANGE = "IN (SELECT value FROM json_each(:ids))", "BETWEEN :first AND :last"
_OF = "{who} AND deleted IS NULL"
# The "+" keeps SQLite from walking through all customers, CROSS JOIN from beginning with the contacts.
_PEOPLE = """SELECT p.id, p.status, p.level, p.level_rank, p.opened_on, p.last_effective_on, p.tier, c.do_not_contact,
    c.consent FROM derived_person p CROSS JOIN contact c ON c.id = p.id
    WHERE p.id {who} AND +p.is_customer AND p.opened_on IS NOT NULL"""
_STEPS = f"""SELECT root, substr(at, 1, 10), scale, "before", "after" FROM scale_change
    WHERE root {_OF} AND scale IN ('level', 'status') ORDER BY root, at, id"""
_DEALS = f"""SELECT root, id, stage, deliver_on, lost_on, revive_on, frozen_until FROM opportunity
    WHERE root {_OF} ORDER BY root, created DESC, id DESC"""
_ANSWERS = f"SELECT root, code, occurrence, state, substr(at, 1, 10) FROM proposal_answer WHERE root {_OF} ORDER BY id"
# The people lead, each with the few touches after the last real contact: CROSS JOIN keeps SQLite from turning it round.
_ATTEMPTS = """SELECT p.id, count(*), substr(max(t.at), 1, 10)
    FROM json_each(:ids) j CROSS JOIN derived_person p ON p.id = j.value
    CROSS JOIN touch t ON t.root = p.id AND t.at >= coalesce(date(p.last_effective_on, '+1 day'), '')
    WHERE t.deleted IS NULL AND t.effective = 0 AND t.result NOT IN ('', 'none') GROUP BY p.id"""
_COLUMNS = 'root, code, occurrence, from_on, scale, "before", "after", base_on, number, level_rank'
_KEPT = f"SELECT {_COLUMNS} FROM derived_proposal WHERE root {{who}}"
_FORGET = "DELETE FROM derived_proposal WHERE root IN (SELECT value FROM json_each(?))"
_KEEP = f"INSERT INTO derived_proposal ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Proposals:
    """Keeps what is proposed for each customer."""

    def create(self, connection: "Connection") -> None:
        """Its table is one of the schema's."""

    def refresh(self, connection: "Connection", stale: Mapping[str, set[str]], roots: set[str]) -> None:
        """Bring up to date what hangs on these rows."""
        if have_changed(plain(connection), stale.get("setting", ()), DECISIVE):
            if plain(connection).count("SELECT count(*) FROM derived_person") <= AT_ONCE:
                self.rebuild(connection)
            else:
                postpone(connection, "proposals", "SELECT root FROM customer WHERE deleted IS NULL")
        elif not stale or not CONCERNED.isdisjoint(stale):
            _refresh(connection, sorted(roots))

    def rebuild(self, connection: "Connection", progress: Progress | None = None) -> None:
        """Make everything anew."""
        connection.exec_driver_sql("DELETE FROM derived_proposal")
        everybody = [id_ for (id_,) in plain(connection).rows("SELECT id FROM derived_person WHERE is_customer")]
        shop = _shop(connection)
        for start in range(0, len(everybody), BATCH):
            rows = proposal_rows(connection, everybody[start : start + BATCH], shop)
            if rows:
                connection.exec_driver_sql(_KEEP, rows)
            if progress:
                progress(min(start + BATCH, len(everybody)), len(everybody))
        connection.exec_driver_sql("ANALYZE derived_proposal")

    def problems(self, connection: "Connection") -> list[str]:
        """Differences between what is kept and what the rows say, in a sample."""
        source = plain(connection)
        sample = [id_ for (id_,) in source.rows(
            "SELECT id FROM derived_person ORDER BY n % 83, n DESC LIMIT :most", most=SAMPLE)]
        kept, wanted = _kept(connection, sample), _by_root(proposal_rows(connection, sample, _shop(connection)))
        wrong = sum(set(kept[root]) != set(wanted[root]) for root in sample)
        wrong += source.count("SELECT count(*) FROM derived_proposal WHERE root NOT IN (SELECT id FROM derived_person)")
        return [_("The proposals for {count} people are not as they should be.").format(count=wrong)] if wrong else []


def proposal_rows(
    connection: "Connection", ids: Sequence[str], shop: ShopRules, *, alone: bool = False
) -> list[Row]:
    """What the table should hold for these people, days as they are stored; `alone` as `stretches` says it."""
    ask = _asking(connection, ids, alone=alone)
    people = ask(_PEOPLE)
    if not people:
        return []
    by_deals = any(person[1] in rules.TOLD_BY_DEALS for person in people)
    steps, deals, answers = (
        _by_root(ask(sql) if asked else ()) for sql, asked in ((_STEPS, True), (_DEALS, by_deals), (_ANSWERS, True))
    )
    attempts = {row[0]: row for row in plain(connection).rows(_ATTEMPTS, ids=json.dumps(list(ids)))}
    alike: dict[Row, list[Row]] = {}  # people of whom there is nothing else to tell, as after an import
    found: list[Row] = []
    for root, *standing in people:
        now = tuple(standing)
        more = _More(
            steps.get(root, ()), deals.get(root, ()) if now[0] in rules.TOLD_BY_DEALS else (), answers.get(root, ()),
            attempts.get(root),
        )  # fmt: skip
        if any(more):
            rows = _proposed(now, more, shop)
        elif now in alike:
            rows = alike[now]
        else:
            rows = alike[now] = _proposed(now, more, shop)
        found += [(root, *row) for row in rows]
    return found


class _More(NamedTuple):
    """What happened to a customer, beside how he stands now."""

    steps: Sequence[Row]
    deals: Sequence[Row]
    answers: Sequence[Row]
    tried: Row | None


def _proposed(now: Row, more: _More, shop: ShopRules) -> list[Row]:
    return [
        (str(one.code), one.occurrence, one.from_on.isoformat(), one.scale, one.before, one.after,
         one.base_on.isoformat(), one.number, now[2])
        for one in rules.proposals(_facts(now, more), shop)
    ]  # fmt: skip


def _asking(connection: "Connection", ids: Sequence[str], *, alone: bool) -> Callable[[str], list[Row]]:
    """What finds the rows of these people by a statement with `{who}`."""
    source = plain(connection)
    if alone:
        return lambda sql: source.rows(sql.format(who=_RANGE), first=ids[0], last=ids[-1])
    wanted = json.dumps(list(ids))
    return lambda sql: source.rows(sql.format(who=_SOME), ids=wanted)


def _facts(now: Row, more: _More) -> ProposalFacts:
    status, level, _rank, opened, spoken, tier, do_not_contact, consent = now
    facts = ProposalFacts(
        status, level, date.fromisoformat(opened), tier, day(spoken),
        blocked=contacts.blocks_contact(do_not_contact=bool(do_not_contact), consent=consent),
    )  # fmt: skip
    if steps := more.steps:
        facts.status_since = next((date.fromisoformat(row[1]) for row in reversed(steps) if row[2] == "status"), None)
        facts.level_steps = tuple([
            LevelStep(date.fromisoformat(at), before, after) for _r, at, scale, before, after in steps
            if scale == "level"
        ])  # fmt: skip
    if tried := more.tried:
        facts.attempts, facts.last_attempt = tried[1], day(tried[2])
    facts.deals = tuple([Deal(row[1], row[2], *map(day, row[3:])) for row in more.deals])
    facts.answers = tuple([
        Answer(code, occurrence, state, date.fromisoformat(at)) for _r, code, occurrence, state, at in more.answers
    ])  # fmt: skip
    return facts


def _refresh(connection: "Connection", roots: list[str]) -> None:
    shop = _shop(connection)
    for part, alone in stretches(connection, roots, BATCH):
        kept = _kept(connection, part, alone=alone)
        wanted = _by_root(proposal_rows(connection, part, shop, alone=alone))
        told = kept.keys() | wanted.keys()  # of most nothing is proposed
        changed = [root for root in part if root in told and set(kept[root]) != set(wanted[root])]
        gone = [root for root in changed if kept[root]]
        if gone:
            connection.exec_driver_sql(_FORGET, (json.dumps(gone),))
        fresh = [row for root in changed for row in wanted[root]]
        if fresh:
            connection.exec_driver_sql(_KEEP, fresh)


def _kept(connection: "Connection", roots: Sequence[str], *, alone: bool = False) -> dict[str, list[Row]]:
    return _by_root(_asking(connection, roots, alone=alone)(_KEPT))


def _by_root(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def _shop(connection: "Connection") -> ShopRules:
    # Not of the connection itself: what it remembers outlives this transaction.
    return shop_rules(plain(connection))
