"""How often each version of a script was used, and what came of it: derived, in one query a version."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from crm_desktop.features.scripts.queries.library import every_script
from crm_desktop.features.scripts.records import Library, Use
from crm_desktop.store.plain import plain

LOOK_BACK_DAYS = 365
CAME_WITHIN_DAYS = 30
ORDERED_WITHIN_DAYS = 90

_VERSIONS = "SELECT DISTINCT script, script_version FROM touch WHERE script <> ''"
# Per person first: somebody who heard the same words twice came only once. One version at a time, in the order of its
# index: all of them in one query would be sorted in memory, a row for each person and version.
_USES = """
WITH used AS (
    SELECT root, min(at) AS first, count(*) AS n, total(effective) AS reached
    FROM touch
    WHERE script <> '' AND script = :script AND script_version = :version AND deleted IS NULL AND at >= :since
    GROUP BY root
)
SELECT sum(n), sum(reached), count(*),
    sum(EXISTS (
        SELECT 1 FROM touch AS later
        WHERE later.root = used.root AND later.at > used.first
            AND later.at <= strftime('%Y-%m-%d %H:%M:%S', used.first, :came) AND later.deleted IS NULL
            AND later.kind IN ('came_in', 'test_drive')
    )),
    sum(EXISTS (
        SELECT 1 FROM opportunity
        WHERE opportunity.root = used.root AND opportunity.deleted IS NULL
            AND opportunity.ordered_on BETWEEN date(used.first) AND date(used.first, :ordered)
    ))
FROM used
"""


def uses(session: Session, today: date) -> dict[tuple[str, int], Use]:
    """Use and outcome of each version that was used within a year, by key and version."""
    source = plain(session)
    limits = {
        "since": (today - timedelta(days=LOOK_BACK_DAYS)).isoformat(), "came": f"+{CAME_WITHIN_DAYS} days",
        "ordered": f"+{ORDERED_WITHIN_DAYS} days",
    }  # fmt: skip
    found = {}
    for script, version in source.rows(_VERSIONS):
        [counts] = source.rows(_USES, script=script, version=version, **limits)
        if counts[0]:  # else nobody heard it within the year
            found[str(script), int(version)] = Use(*map(int, counts))
    return found


def library(session: Session, today: date) -> Library:
    """Every script with its statistics."""
    return Library(every_script(session), uses(session, today))
