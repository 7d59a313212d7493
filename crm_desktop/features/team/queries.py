"""Who I am in the shop, in plain SQL: the first page asks for it."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crm_desktop.base.errors import Refused
from crm_desktop.features.team import rules
from crm_desktop.features.team.records import MANAGER, Colleague, Me, Team
from crm_desktop.store.plain import plain
from crm_desktop.store.replica.withdrawn import FOR_GOOD

if TYPE_CHECKING:
    from crm_desktop.store.plain import Source

KNOWN_TEAM = "team"
"""Where a session remembers the team it read."""

_OWN = "own:"
_STATE = (
    "SELECT key, value FROM sync_state "
    "WHERE key IN ('user', 'name', 'role', 'shop_name', 'colleagues', 'scopes')"
)


def team(session: "Source") -> Team:
    """Me and everybody of the shop; an empty team before the enrolment."""
    source = plain(session)
    # A session lives for one read or one write, and a list asks with every row.
    known = source.info.get(KNOWN_TEAM)
    if known is None:
        known = source.info[KNOWN_TEAM] = _read(dict(source.rows(_STATE)))
    found: Team = known
    return found


def me(session: "Source") -> Me | None:
    """Who this laptop is enrolled for; None before."""
    return team(session).me


def colleagues(session: "Source") -> tuple[Colleague, ...]:
    """Everybody of the shop, managers first."""
    return team(session).colleagues


def stays_here(session: "Source", contact_id: str) -> bool:
    """Whether the shop did not take somebody again who was withdrawn: it had erased him, or he was somebody else's by
    then. He is on this laptop only, though not private.
    """
    asked = "SELECT 1 FROM sync_withdrawn WHERE id = :kept"
    return bool(plain(session).rows(asked, kept=FOR_GOOD + contact_id))


# Conditions of queries in plain SQL: of these consultants' customers only, everybody's where none is named.

_NAMED = "IN (SELECT value FROM json_each(:owners))"


def named(owners: Sequence[str]) -> dict[str, object]:
    """The values that `whose` and `whose_root` ask for."""
    return {"owners": json.dumps(list(owners))} if owners else {}


def whose(owners: Sequence[str], before: str = " AND ") -> str:
    """A row of `derived_person` belongs to one of them; behind another condition, or before it (`before` "")."""
    return _placed(f"owner {_NAMED}", before) if owners else ""


def whose_root(owners: Sequence[str], before: str = " AND ", root: str = "root") -> str:
    """The person a row belongs to does: one walk through an index of the list, then the rows as they are wanted.

    The plus: else SQLite may go from the customers to their rows instead.
    """
    of = f"(SELECT whose.id FROM derived_person whose WHERE whose.owner {_NAMED})"
    return _placed(f"+{root} IN {of}", before) if owners else ""


def filter_of(session: "Source", owners: Sequence[str]) -> str:
    """What a filter as it is typed says more, to list only these consultants' customers."""
    known = team(session)
    names = ",".join(f'"{known.name_of(user)}"' for user in owners)
    return f" owner:{names}" if names else ""


def _placed(condition: str, before: str) -> str:
    return f"{before}{condition}" if before else f"{condition} AND "


def mine(session: "Source") -> tuple[str, ...]:
    """Under which names rows that are nobody else's stand: mine, and what was made before the enrolment."""
    known = me(session)
    return ("", known.user) if known else ("",)


def refuse_unless_mine_to_change(session: "Source") -> None:
    """A sentence when the shop's data is the manager's to change."""
    if not rules.edits_shop_data(me(session)):
        raise Refused(rules.why_read_only())


def _read(state: dict[str, str]) -> Team:
    user = state.get("user", "")
    if not user:
        return Team()
    entries = (_colleague(entry) for entry in _decoded(state.get("colleagues", "")))
    everybody = [one for one in entries if one is not None]
    # Whose customers come down here works in the shop, whether he was introduced by name or not.
    named = {one.user for one in everybody}
    scopes = [str(scope) for scope in _decoded(state.get("scopes", ""))]
    users = (scope.removeprefix(_OWN) for scope in scopes if scope.startswith(_OWN))
    everybody += [Colleague(one, one, "") for one in users if one not in named and one != user]
    found = sorted(everybody, key=lambda one: (one.role != MANAGER, one.name, one.user))
    mine = Me(user, state.get("name", "") or user, state.get("role", ""))
    return Team(mine, tuple(found), state.get("shop_name", ""))


def _colleague(entry: Any) -> Colleague | None:
    if not isinstance(entry, dict) or not entry.get("user"):
        return None
    user = str(entry["user"])
    name, role = str(entry.get("name") or user), str(entry.get("role") or "")
    return Colleague(user, name, role, entry.get("active") is not False)


def _decoded(text: str) -> list[Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return []
    return value if isinstance(value, list) else []
