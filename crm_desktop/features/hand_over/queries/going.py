"""Who would go to a colleague, and what goes along: a fixed number of queries however many are chosen."""

import json
from collections.abc import Sequence

from sqlalchemy.orm import Session

from crm_desktop.features.hand_over.records import HandOver
from crm_desktop.features.team.queries import me
from crm_desktop.features.team.rules import may_give_away
from crm_desktop.store.plain import plain

_CHOSEN = "IN (SELECT value FROM json_each(:ids))"
_WHO = f"SELECT id, owner, private FROM contact WHERE id {_CHOSEN} AND deleted IS NULL"
_PROMISES = f"SELECT count(*) FROM commitment WHERE root {_CHOSEN} AND deleted IS NULL AND state = 'open'"
_VISITS = (
    f"SELECT count(*) FROM visit v JOIN follow_up f ON f.id = v.follow_up WHERE v.root {_CHOSEN} "
    "AND v.deleted IS NULL AND f.deleted IS NULL AND f.state = 'planned'"
)


def hand_over(session: Session, contact_ids: Sequence[str], to: str) -> HandOver:
    """What handing these people over to a user would do; who is no longer here counts nowhere."""
    source, mine = plain(session), me(session)
    order = list(dict.fromkeys(contact_ids))
    known = {row[0]: row[1:] for row in source.rows(_WHO, ids=json.dumps(order))}
    going, private, there, not_mine = [], 0, 0, 0
    for contact_id in order:
        if contact_id not in known:
            continue
        owner, is_private = known[contact_id]
        if is_private:
            private += 1
        elif owner == to:
            there += 1
        elif not may_give_away(mine, owner):
            not_mine += 1
        else:
            going.append(contact_id)
    ids = json.dumps(going)
    return HandOver(
        tuple(going), source.count(_PROMISES, ids=ids), source.count(_VISITS, ids=ids), private, there, not_mine)
