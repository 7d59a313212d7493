"""Changes that are gone at both ends: this laptop came back from a copy, and so did the shop's server.

The number of the last change is kept beside the laptop's key, outside the profile. A file that is behind it came back;
what the server does not know of the numbers between is nowhere any more, and that is said.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.features.sync import queries
from crm_desktop.features.sync.commands.noting import note
from crm_desktop.features.sync.records import GONE, Interval
from sync.client.keys import DeviceKeys, keep_beside

if TYPE_CHECKING:
    from crm_desktop.store.replica.replica import Replica
    from crm_desktop.store.store import Store
    from sync.client.http import HttpServer

BEHIND = "behind"
"""In `sync_state`: the interval of which the server is still to be asked."""
MADE = "made"
"""Beside the laptop's key: of which history, up to which number, when."""


def look(store: "Store", keys: DeviceKeys, facts: Mapping[str, str]) -> bool:
    """Before a session, which begins a new history when the file is a copy: note what the copy lacks. Whether the
    server is to be asked of that, or of what was noted in a session that ended early.
    """
    kept = (keys.load(facts.get("profile", "")) or {}).get(MADE)
    if not kept:
        return BEHIND in facts
    here, (inc, last, until) = facts.get("inc", ""), json.loads(kept)
    first = int(facts.get("next_lsn") or 1) if inc == here else 1
    is_newer = inc != here and (inc == facts.get("parent", "") or store.look(queries.knows_history, inc))
    if first > last or is_newer:
        return BEHIND in facts
    found = Interval(inc, first, last, store.look(queries.last_change), until)
    store.write("", note, {BEHIND: json.dumps(asdict(found))}, shown=False)
    return True


def ask(store: "Store", server: "HttpServer", replica: "Replica", *, noted: bool) -> None:
    """After a session: what of it the server knows is no loss, for it came with the session."""
    told = store.look(queries.enrolled_facts).get(BEHIND) if noted else None
    if not told:
        return
    behind, said = Interval(**json.loads(told)), replica.introduction()
    known = server.hello(replace(said, acked={**said.acked, behind.inc: (0, "")})).known
    store.write("", _keep, behind, known)


def _keep(session: Session, behind: Interval, known: Mapping[str, tuple[int, str]]) -> None:
    session.execute(text("DELETE FROM sync_state WHERE key = :key"), {"key": BEHIND})
    left = replace(behind, first=max(behind.first, known.get(behind.inc, (0, ""))[0] + 1))
    if left.count > 0:
        others = [one for one in queries.gone(session) if one.id != left.id]
        note(session, {GONE: json.dumps([asdict(one) for one in (left, *others)])})
        session.info.setdefault("touched", set()).add("parked")


def remember(store: "Store", keys: DeviceKeys, profile: str) -> None:
    """At the end of a session, when something was numbered since the last one."""
    state, kept = store.sync_state(), (keys.load(profile) or {}).get(MADE)
    if not state.inc or (kept and json.loads(kept)[:2] == [state.inc, state.next_lsn - 1]):
        return
    keep_beside(keys, profile, made=json.dumps([state.inc, state.next_lsn - 1, clock.now().isoformat(sep=" ")]))


def forget(session: Session, interval_id: str) -> None:
    """It was read: off the list."""
    left = [asdict(one) for one in queries.gone(session) if one.id != interval_id]
    note(session, {GONE: json.dumps(left)})
    session.info.setdefault("touched", set()).add("parked")
