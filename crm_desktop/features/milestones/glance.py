"""Reading what is proposed, in plain SQL, for the first page shows it: no scan, whatever the number of people."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from crm_desktop.base.errors import NotFound
from crm_desktop.base.i18n import _
from crm_desktop.features.milestones import rules
from crm_desktop.features.milestones.records import Key, OpenProposals, Proposal, Proposed
from crm_desktop.features.milestones.rules.words import OPENS
from crm_desktop.features.settings.glance import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.team.queries import named, team, whose, whose_root
from crm_desktop.features.team.rules import owner_shown
from crm_desktop.store.plain import plain

if TYPE_CHECKING:
    from crm_desktop.store.plain import Source

_ROWS = (
    "SELECT o.root, p.name, p.status, p.level, p.subtitle, o.code, o.occurrence, o.from_on, o.scale, o.before, "
    "o.after, o.base_on, o.number, p.private, p.owner "
    "FROM derived_proposal o {index} JOIN derived_person p ON p.id = o.root "
)
# The index is named, lest SQLite read all that hold by now and sort them.
FIRST = (
    _ROWS.format(index="INDEXED BY dpr_rank")
    + "WHERE o.from_on <= :today ORDER BY o.level_rank, o.from_on DESC, o.n LIMIT :limit"
)
_OF = _ROWS.format(index="") + "WHERE o.root = :root AND o.from_on <= :today ORDER BY o.from_on, o.n"
_ONE = _ROWS.format(index="") + "WHERE o.root = :root AND o.code = :code AND o.occurrence = :occurrence"


def open_proposals(
    session: "Source", today: date, *, limit: int = 20, owners: Sequence[str] = ()
) -> OpenProposals:
    """The proposals of everybody that hold by now: those at the hottest level first, of these the newest."""
    first = FIRST.replace("<= :today", f"<= :today{whose(owners)}")
    rows = plain(session).rows(first, today=today.isoformat(), limit=limit, **named(owners))
    return OpenProposals(tuple(_shown(session, rows)), count_proposals(session, today, owners=owners))


def count_proposals(session: "Source", today: date, *, owners: Sequence[str] = ()) -> int:
    """How many proposals wait for an answer."""
    held = f"SELECT count(*) FROM derived_proposal WHERE from_on <= :today{whose_root(owners)}"
    return plain(session).count(held, today=today.isoformat(), **named(owners))


def proposals_of(session: "Source", contact_id: str, today: date) -> tuple[Proposal, ...]:
    """What is proposed for one person by now, the longest waiting first."""
    return tuple(_shown(session, plain(session).rows(_OF, root=contact_id, today=today.isoformat())))


def proposal(session: "Source", contact_id: str, key: Key) -> Proposal:
    """One open proposal."""
    rows = plain(session).rows(_ONE, root=contact_id, code=key.code, occurrence=key.occurrence)
    if not rows:
        raise NotFound(_("This proposal no longer holds. Something has changed in the meantime."))
    return _shown(session, rows)[0]


def _shown(session: "Source", rows: Sequence[Any]) -> list[Proposal]:
    if not rows:
        return []
    shop, known = shop_rules(session), team(session)
    return [_proposal(row[:-1], shop, owner_shown(known, row[-1])) for row in rows]


def _proposal(row: Any, shop: ShopRules, owner: str) -> Proposal:
    root, name, status, level, subtitle, code, occurrence, since, scale, before, after, base, number, private = row
    from_on, base_on = date.fromisoformat(since), date.fromisoformat(base)
    one = Proposed(code, occurrence, from_on, scale, before, after, base_on, number)
    choices = tuple(each.code for each in shop.levels) if scale == "level" and not after else ()
    return Proposal(
        contact_id=root, name=name, status=status, level=level, subtitle=subtitle, code=code, occurrence=occurrence,
        from_on=from_on, scale=scale, before=before, after=after, reason=rules.reason_text(one),
        deed=rules.deed_text(one, shop), opens=OPENS.get(code, ""), choices=choices,
        private=bool(private), owner=owner,
    )  # fmt: skip
