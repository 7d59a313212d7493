"""What came of rings, openers and occasions: used, reached, came in, ordered."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.features.network.records import Yield, Yields
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import Choice

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
    FROM used JOIN contact ON contact.id = used.root AND contact.deleted IS NULL
    LEFT JOIN came ON came.root = used.root LEFT JOIN bought ON bought.root = used.root GROUP BY used.code
"""


def _people(code: str) -> str:
    return f"""
        WITH came AS ({_CAME}), bought AS ({_BOUGHT})
        SELECT {code} AS code, count(*) AS used, sum(person.last_effective_on IS NOT NULL) AS reached,
            sum(came.day IS NOT NULL) AS came, sum(bought.day IS NOT NULL) AS ordered
        FROM derived_person person JOIN contact ON contact.id = person.id
        LEFT JOIN came ON came.root = person.id LEFT JOIN bought ON bought.root = person.id
        WHERE {code} IS NOT NULL AND {code} <> '' GROUP BY {code}
    """


def yields(session: Session, *, today: date | None = None) -> Yields:
    """Every ring, opener and occasion of the shop's lists, those without anything too."""
    since, shop = (today or clock.today()) - _YEAR, shop_rules(session)
    return Yields(
        _in_order(session, _people("contact.ring"), shop.rings),
        _in_order(session, _OPENERS, shop.openers, since=str(since)),
        _in_order(session, _people("contact.occasion"), shop.occasions),
        since,
    )


def _in_order(session: Session, sql: str, choices: Sequence[Choice], **values: Any) -> tuple[Yield, ...]:
    found = {str(row.code): row for row in session.execute(text(sql), values)}
    return tuple(
        Yield(one.code, one.label, *(
            int(getattr(found.get(one.code), name, 0) or 0) for name in ("used", "reached", "came", "ordered")
        ))
        for one in choices
    )  # fmt: skip
