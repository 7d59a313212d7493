"""The program's own store with one rule of the laptop missing at a time.

Where the store calls the core, the variant is the one of `variants`; where it has statements of its own, they are
replaced here. What lives in the server, or in the session, is the same for both and is seen in `variants`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import Any
from unittest.mock import patch

from crm_desktop.store import journal as store_journal
from crm_desktop.store.replica import (
    answers,
    applying,
    book,
    freezing,
    incarnation,
    numbering,
    outbox,
    replica,
    state,
    withdrawal,
)
from crm_desktop.store.replica.replica import Replica
from sync.core import handshake, overlay
from sync.core import journal as core_journal
from sync.core.handshake import Welcome
from sync.core.journal import Edit, was_never_sent
from sync.core.mutations import Row
from sync.core.pages import Page
from sync.core.values import Key
from tests.sync.simulator.variants import VARIANTS, Patches, _settles_on_before

_NOTHING = "UPDATE journal SET n = n WHERE 0 AND ?1 = ?2"


def _nothing(*_: object) -> None:
    return


def _cursor_first(self: Replica, page: Page) -> None:
    with self._lane.part("cursors") as raw:
        replica._save_cursors(raw, page.cursors)
    _APPLY(self, page)


def _scopes_not_looked_at(self: Replica, page: Page) -> None:
    with self._lane.look() as raw:
        before = state.read(raw).compare
    _APPLY(self, page)
    _set(self, compare=before)


_APPLY = Replica.apply


def _set(self: Replica, **values: Any) -> None:
    with self._lane.part("set") as raw:
        known = state.read(raw)
        state.write(raw, known, known.changed(**values))


def _adopts_in_two_steps(self: Replica, welcome: Welcome) -> None:
    with self._lane.look() as raw:
        known = state.read(raw)
    if welcome.epoch != known.epoch:
        _set(self, epoch=welcome.epoch, compare=True)
        self._lane.at("adopt: adopted")
        _ADOPT(self, welcome)
    else:
        with patch.object(outbox, "put_back", _nothing):
            _ADOPT(self, welcome)


_ADOPT = Replica.adopt


def _forgets_earlier_incarnations(raw: Any, known: state.State, *more: Any) -> state.State:
    real = handshake.forks
    with patch.object(handshake, "forks", lambda *of: real(*of) & {known.inc}):
        return _ADOPTED(raw, known, *more)


_ADOPTED = incarnation.adopted


def _rewinds_only(self: Replica) -> bool:
    with self._lane.part("rewind") as raw:
        known = state.read(raw)
        if known.compare:
            raw.execute("DELETE FROM sync_cursor")
            state.write(raw, known, known.changed(compare=False))
    return False


def _reads_on_at_the_head(self: Replica, rows: Sequence[Row], drop: Sequence[Key]) -> None:
    with self._lane.look() as raw:
        before = dict(raw.execute("SELECT scope, seq FROM sync_cursor").fetchall())
    _RECONCILE(self, rows, drop)
    with self._lane.part("on") as raw:
        newest = max((seq for one in applying.held(raw).values() for seq in one.values()), default=0)
        scopes = state.read(raw).scopes
        replica._save_cursors(raw, {scope: max(newest, before.get(scope, 0)) for scope in scopes})


_RECONCILE = Replica.reconcile


def _clobbers(incoming: Row, mine: Row | None, pending: Sequence[Edit]) -> overlay.Laid:
    return overlay.Laid(incoming, ()) if not any(edit.lsn for edit in pending) else overlay.Laid(incoming, pending)  # type: ignore[arg-type]


def _whatever_others_wrote(raw: Any, table: str, ids: list[str], _others: int) -> int:
    return _HERE(raw, table, ids, 0)


_HERE = numbering._here


_CORE = (
    "R2 a pull moves the base of a pending edit",
    "R3 a column takes its newest edit's base",
    "R3 an answered edit passes no base on",
    "R3 the first base counts by the number of its epoch",
    "R4a an ack raises row_seq",
    "R4b an old ack is folded",
    "R4c a refusal brings no row, only its number",
    "R4d a fold leaves a row in a state that was rolled back",
    "R8a forks are not seen",
    "R11 a comparison only counts the rows",
    "texts: a form saved over a newer state is merged",
    "erased: an update does not say where its row hangs",
    "compaction: who was away trusts his cursors",
)
"""The store asks the core about these. Not "R10e what only waits cannot be forked": a laptop that is turned away takes
along what waits in earlier incarnations, so that it survives without; the model's laptop does not.
"""

def _nothing_stays(*_: Any) -> set[Any]:
    return set()


REAL: Mapping[str, Patches] = {
    **{name: VARIANTS[name] for name in _CORE},
    "R5 what came in under a deletion is not noted": [(applying, "_WARN", _NOTHING)],
    "R6c an eviction takes pending edits along": [(applying, "outlasts", lambda *_: False)],
    "R7 the cursor is saved before the rows": [(Replica, "apply", _cursor_first)],
    "R9 nothing is put back": [(outbox, "put_back", _nothing)],
    "R10b the epoch is adopted before the forgotten is put back": [(Replica, "adopt", _adopts_in_two_steps)],
    "R10d only the current incarnation may be forked": [(incarnation, "adopted", _forgets_earlier_incarnations)],
    "R10e where something only waits is not named": [(outbox, "waits_in", lambda _raw: frozenset())],
    "R11 only the cursor is rewound": [(Replica, "must_reconcile", _rewinds_only)],
    "R11 after a comparison one reads on at the head": [(Replica, "reconcile", _reads_on_at_the_head)],
    "R12 a pull replaces pending edits": [(overlay, "lay", _clobbers)],
    "R13 what a form had on screen is forgotten": [(store_journal, "note_seen", _nothing)],
    "R13 a form's state counts by the number of its epoch": [(state, "counted", lambda _raw: int)],
    "R15 what others wrote to one's own rows is not looked at": [(numbering, "_here", _whatever_others_wrote)],
    "an undone edit does not show what came meanwhile": [
        *VARIANTS["an undone edit does not show what came meanwhile"],
        (freezing, "settle", _settles_on_before),
    ],
    "erased: the laptop keeps what it asked": [(outbox, "void", _nothing), (outbox, "void_numbers", _nothing)],
    "erased: open edits stay with the laptop": [(book, "after_erasure", list), (outbox, "void", _nothing)],
    "a page's scopes are not looked at": [(Replica, "apply", _scopes_not_looked_at)],
    "private: what the server never knew or was to forget goes when it says so": [
        (book.Book, "kept_here", lambda *_: frozenset()), (answers, "_staying", _nothing_stays),
        (applying, "_is_shared_again", lambda *_: False),
    ],
    "private: what another copy has sent counts as never sent": [
        (withdrawal, "is_known", lambda _state, edits: not was_never_sent(edits)),
        (core_journal, "is_known", lambda _state, edits: not was_never_sent(edits)),
    ],
}


def broken(name: str) -> AbstractContextManager[object]:
    """The store without one rule."""
    stack = ExitStack()
    for where, attribute, instead in REAL[name]:
        stack.enter_context(patch.object(where, attribute, instead))
    return stack
