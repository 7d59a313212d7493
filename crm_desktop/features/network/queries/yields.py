"""What came of rings, openers and occasions: used, reached, came in, ordered."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.features.network.records import Yield, Yields
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import Choice
from crm_desktop.features.team.queries import named

_YEAR = timedelta(days=365)

# Once for all three: the last time somebody came in, and the last order.
_CAME = (
    "SELECT root, max(at) AS day FROM touch WHERE deleted IS NULL AND kind IN ('came_in', 'test_drive') "
    "GROUP BY root"
)
_BOUGHT = (
    "SELECT root, max(ordered_on) AS day FROM opportunity WHERE deleted IS NULL AND ordered_on IS NOT NULL "
    "GROUP BY root"
)
# Somebody who came in before the first use did not come because of it.
_OPENERS = f"""
    WITH used AS (
        SELECT opener AS code, root, count(*) AS n, sum(effective) AS reached, min(at) AS first FROM touch
        WHERE deleted IS NULL AND opener <> '' AND at >= :since GROUP BY opener, root
    ), came AS ({_CAME}), bought AS ({_BOUGHT})
    SELECT used.code, sum(n) AS used, sum(reached) AS reached, sum(came.day > first) AS came,
        sum(bought.day >= substr(first, 1, 10)) AS ordered
    FROM used JOIN contact ON contact.id = used.root AND contact.deleted IS NULL{{whose}}
    LEFT JOIN came ON came.root = used.root LEFT JOIN bought ON bought.root = used.root GROUP BY used.code
"""


# Rings and occasions in one walk.
_PEOPLE = f"""
    WITH came AS ({_CAME}), bought AS ({_BOUGHT})
    SELECT contact.ring, contact.occasion, count(*) AS used, sum(person.last_effective_on IS NOT NULL) AS reached,
        sum(came.day IS NOT NULL) AS came, sum(bought.day IS NOT NULL) AS ordered
    FROM derived_person person JOIN contact ON contact.id = person.id
    LEFT JOIN came ON came.root = person.id LEFT JOIN bought ON bought.root = person.id
    WHERE (contact.ring IS NOT NULL OR contact.occasion <> ''){{whose}} GROUP BY contact.ring, contact.occasion
"""
_FIGURES = ("used", "reached", "came", "ordered")


def yields(session: Session, *, today: date | None = None, owners: Sequence[str] = ()) -> Yields:
    """Every ring, opener and occasion of the shop's lists, those without anything too.

    `owners`: what came of these consultants' customers.
    """
    since, shop = (today or clock.today()) - _YEAR, shop_rules(session)
    whose = " AND contact.owner IN (SELECT value FROM json_each(:owners))" if owners else ""
    people = session.execute(text(_PEOPLE.format(whose=whose)), named(owners)).all()
    touches = session.execute(text(_OPENERS.format(whose=whose)), {"since": str(since), **named(owners)}).all()
    return Yields(
        _in_order(people, "ring", shop.rings), _in_order(touches, "code", shop.openers),
        _in_order(people, "occasion", shop.occasions), since,
    )  # fmt: skip


def _in_order(rows: Sequence[Any], by: str, choices: Sequence[Choice]) -> tuple[Yield, ...]:
    found: dict[str, list[int]] = defaultdict(lambda: [0] * len(_FIGURES))
    for row in rows:
        sums = found[str(getattr(row, by))]
        for place, name in enumerate(_FIGURES):
            sums[place] += getattr(row, name) or 0
    return tuple(Yield(one.code, one.label, *found[one.code]) for one in choices)
