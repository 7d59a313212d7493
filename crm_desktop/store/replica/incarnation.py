"""Which history this copy of the file continues: what it says in hello, and what it makes of the answer."""

import secrets
from collections.abc import Callable
from typing import Any

from crm_desktop.store.replica import outbox
from crm_desktop.store.replica.state import State, origins_of
from sync.core import compaction, handshake
from sync.core.handshake import Hello, Welcome


def new_name() -> str:
    """128 random bits."""
    return secrets.token_hex(16)


def hello(raw: Any, state: State) -> Hello:
    """Who this is and what it knows as answered."""
    read = compaction.read_to(cursors(raw), state.scopes)
    return Hello(state.author(), state.epoch, _known(raw), state.parent, state.parent_lsn, origins_of(state), read)


def _known(raw: Any) -> dict[str, tuple[int, str]]:
    """By incarnation the last mutation that was answered; 0 where something only waits."""
    return {**dict.fromkeys(outbox.waits_in(raw), (0, "")), **outbox.last_answered(raw)}


def cursors(raw: Any) -> dict[str, int]:
    """How far each scope was read."""
    return dict(raw.execute("SELECT scope, seq FROM sync_cursor").fetchall())


def is_news(raw: Any, state: State, welcome: Welcome) -> bool:
    """Whether an answer to hello says anything but what this file said: then nothing is put back or forked."""
    told, origins = dict(welcome.known), origins_of(state)
    same = told == _known(raw) and all(lsn for lsn, _uid in told.values())
    known = {**welcome.origins, **origins} == origins
    here = state.epoch, state.scopes, state.floor
    return not (same and known and (welcome.epoch, tuple(welcome.scopes), welcome.floor) == here)


def adopted(raw: Any, state: State, welcome: Welcome, name: Callable[[], str]) -> State:
    """Put back what the server forgot and adopt its epoch, in one transaction (R10b)."""
    uids = {
        (inc, lsn): uid
        for inc, (lsn, _) in welcome.known.items()
        if lsn and (uid := outbox.uid_at(raw, inc, lsn)) is not None
    }
    restored = welcome.epoch != state.epoch
    # Where the server forgot more than is kept here, what is left is asked again under numbers without a gap.
    trimmed = {inc for inc, (lsn, _) in welcome.known.items() if outbox.first_kept(raw, inc) > lsn + 1}
    forks = handshake.forks(welcome, uids) | trimmed
    again = handshake.asked_anew(forks, outbox.waits_in(raw) - {state.inc}, restored=restored)
    if state.inc in forks or again:
        state = renewed(raw, state, name, again=again)
    for inc, (lsn, _uid) in welcome.known.items():
        if inc not in forks:
            outbox.put_back(raw, inc, lsn)
    scopes = tuple(welcome.scopes)
    origins = {str(epoch): began for epoch, began in {**origins_of(state), **welcome.origins}.items()}
    lost = bool(set(state.scopes) - set(scopes))
    behind = compaction.is_behind(welcome.floor, state.floor, cursors(raw).values())
    return state.changed(
        epoch=welcome.epoch, scopes=scopes, origins=origins, floor=welcome.floor,
        compare=state.compare or restored or lost or behind,
    )  # fmt: skip


def renewed(
    raw: Any, state: State, name: Callable[[], str], *, again: frozenset[str] = frozenset(),
    waiting: frozenset[str] = frozenset(),
) -> State:  # fmt: skip
    """This copy of the file goes on under a history of its own.

    `again`: of these the server may have lost what another copy also numbered there; all of it is asked again.
    `waiting`: what waits in these comes along.
    """
    for one in again:
        outbox.put_back(raw, one, 0)
    agreed = outbox.last_answered(raw).get(state.inc, (0, ""))[0]
    inc = name()
    olds = [*sorted((again | waiting) - {state.inc}), state.inc]
    next_lsn = outbox.renumber(raw, olds, inc, name)
    parent, parent_lsn = ("", 0) if again else (state.inc, agreed)
    return state.changed(inc=inc, parent=parent, parent_lsn=parent_lsn, next_lsn=next_lsn)
