"""The protocol with one rule missing at a time. A good simulator sees each of them fail.

A variant replaces one function of the core, or one step of the laptop, by what a careless author would have written.
`seeds.toml` names a history that shows it: recorded once by `gate`, run in every check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from sync.client import session
from sync.core import digest, freeze, handshake, journal, merge, overlay, pages, push, rules, seqs, shop, texts
from sync.core.journal import Edit
from sync.core.mutations import Mutation, Outcome, Row
from sync.core.shop import Writer
from sync.core.values import Key, Value
from tests.sync.simulator.net import Net
from tests.sync.simulator.replica import Laptop
from tests.sync.simulator.variants_compaction import COMPACTION

Patches = Sequence[tuple[Any, str, Any]]


def _last_arrival_wins(*_: object) -> bool:
    return False


def _pull_moves_the_base(edit: Edit, value: object, seq: int) -> Edit:
    return replace(edit, theirs=value, theirs_seq=min(edit.theirs_seq or seq, seq), base_seq=seq)  # type: ignore[arg-type]


def _base_of_the_newest(edits: Sequence[Edit], _counted: object) -> int:
    return edits[-1].base_seq


def _smallest(states: Iterable[int], _counted: object) -> int:
    return min(states)


def _inherits_nothing(_covered: Sequence[Edit], rest: Sequence[Edit], _counted: object) -> list[Edit]:
    return list(rest)


def _ack_raises_row_seq(fold: Callable[..., overlay.Laid]) -> Callable[..., overlay.Laid]:
    def acknowledge(mutation: Mutation, outcome: Outcome, *of: Any) -> overlay.Laid:
        laid = fold(mutation, outcome, *of)
        return replace(laid, row=replace(laid.row, row_seq=max(outcome.seq, laid.row.row_seq))) if laid.row else laid

    return acknowledge


def _keeps_what_was_refused(_outcome: Outcome, mine: Row, rest: Sequence[Edit]) -> overlay.Laid:
    return overlay.Laid(mine, tuple(rest))


def _own_by_device(known: shop.Shop, writer: Writer, mutation: Mutation) -> bool:
    made = known.incarnations.get(writer.inc)
    mine = known.incarnations.get(mutation.inc)
    return bool(made and mine and made.device == mine.device)


def _leaks(_shop: object, _user: str, mutation: Mutation, outcome: Outcome) -> Outcome:
    record = _shop.records.get(mutation.key)  # type: ignore[attr-defined]
    return replace(outcome, row=record.row()) if record else outcome


def _no_fork(known: shop.Shop, mutation: Mutation) -> None:
    """Believe the number: this was asked before."""


def _by_number(known: shop.Shop, mutation: Mutation) -> shop.Entry | None:
    return known.answered(known.by_lsn.get((mutation.inc, mutation.lsn), "")) or known.answered(mutation.uid)


def _no_gate(known: shop.Shop, author: shop.Author, epoch: int) -> None:
    if author.device in known.revoked:
        raise push.Revoked


def _same_epoch(*_: object, **__: object) -> None:
    """Go on counting where the backup ended."""


def _reads_before_it_adopts(replica: Laptop, server: Net, leaf: int, **more: Any) -> bool:
    """The session with pull first: the epoch is adopted and the forgotten put back only after reading."""
    welcome = server.hello(replica.hello())
    real = replica.file.epoch
    replica.file.epoch = welcome.epoch
    reading = True
    while reading:
        page = session.pulled(replica, server)
        replica.apply(page)
        reading = page.more
    replica.file.epoch = real
    return _ROUND(replica, server, leaf, **more)


_ROUND = session._round


def _adopts_in_two_steps(self: Laptop, welcome: handshake.Welcome) -> None:
    """Two transactions, and what was forgotten is looked for only when the epoch is new."""
    if welcome.epoch != self.file.epoch:
        self.file.epoch, self.file.compare = welcome.epoch, True
        self.interrupt()
        _ADOPT(self, welcome)
    else:
        with patch.object(handshake, "forgotten", lambda *_: []):
            _ADOPT(self, welcome)


_ADOPT = Laptop.adopt


def _counted_by_the_epochs_before(base: int, epoch: int, origins: Mapping[int, int]) -> int:
    """As if the backups were always brought back in their order."""
    if base <= 0 or seqs.epoch_of(base) >= epoch:
        return base
    return min(
        base, max((began for began in origins.values() if seqs.epoch_of(began) <= seqs.epoch_of(base)), default=0)
    )


def _forgets_earlier_incarnations(self: Laptop, welcome: handshake.Welcome) -> None:
    real = handshake.forks
    with patch.object(handshake, "forks", lambda *known: real(*known) & {self.file.inc}):
        _ADOPT(self, welcome)


def _rewinds_only(self: Laptop) -> bool:
    if self.file.compare:
        self.file.cursors, self.file.compare = {}, False
    return False


def _reads_on_at_the_head(self: Laptop, scope: str) -> int:
    """As if the comparison had told everything: from the newest number that any row has."""
    return max([row.row_seq for row in self.file.rows.values()] + [self.file.cursors.get(scope, 0)])


def _clobbers(self: Laptop, row: Row, mine: Row | None, pending: Sequence[Edit]) -> overlay.Laid:
    return overlay.Laid(row, ()) if not any(edit.lsn for edit in pending) else overlay.Laid(row, tuple(pending))


def _no_exit(*_: object) -> None:
    return


def _own_row_only(known: shop.Shop, record: shop.Record, mutation: Mutation) -> bool:
    base = mutation.base.get(f"{record.table}/{record.id}", 0)
    return any(rules.was_unseen(known, writer, base, mutation) for writer in record.fver.values())


def _shows_at_once(known: shop.Shop, author: shop.Author, epoch: int, batch: Sequence[Mutation]) -> list[Outcome]:
    push.check(known, author, epoch)
    entered = push._check_numbers(known, author, list(batch))
    outcomes = [push.visible(known, author.user, one, push._one(known, author, one)) for one in batch]
    known.enter(author.inc, replace(entered, last_lsn=max([entered.last_lsn, *(one.lsn for one in batch)])))
    return outcomes


def _forgets_the_form(self: Laptop, key: Key, column: str, value: Value, *, at: str, seen: int | None = None) -> None:
    _WRITE(self, key, column, value, at=at)


_WRITE = Laptop.write


def _settles_on_before(chain: Iterable[Edit]) -> overlay.Settled | None:
    edits = list(chain)
    return overlay.Settled(edits[0].before) if _SETTLE(edits) else None


_SETTLE = overlay.settle


def _cuts_a_number(
    known: shop.Shop, user: str, cursors: Mapping[str, int], limit: int, *, inc: str = "", size: int = 0
) -> pages.Page:
    page = _PULL(known, user, cursors, limit, inc=inc, size=size)
    return replace(page, rows=page.rows[:limit])


_PULL = pages.pull


def _without_roots(_known: shop.Shop, _records: Iterable[shop.Record], **_: int) -> list[shop.Record]:
    return []


def _cursor_first(self: Laptop, page: pages.Page) -> None:
    """The cursor in a transaction of its own, before the rows."""
    self.save_cursors(page)
    self.interrupt()
    _APPLY(self, page)


_APPLY = Laptop.apply


def _the_later_text(known: shop.Shop, record: shop.Record, mutation: Mutation, column: str) -> str | None:
    mine = mutation.patch[column]
    return mine if column in known.schema.texts(record.table) and isinstance(mine, str) else None


def _merged_or_the_later(base: str, mine: str, theirs: str, **more: bool) -> str:
    both = _MERGED(base, mine, theirs, **more)
    return mine if both is None else both


_MERGED = texts.merged


def _text_of_the_row(
    local: freeze.Local, row: Row, column: str, chain: list[Edit], first: Edit
) -> dict[str, Value]:
    return _TEXT_BEFORE(local, row, column, chain, replace(first, saw_before=True))


_TEXT_BEFORE = freeze._text_before


def _buries_only(known: shop.Shop, author: shop.Author, mutation: Mutation, seq: int) -> None:
    with patch.object(merge, "_forget_all", lambda *_: None):
        _BURY(known, author, mutation, seq)


_BURY = merge._bury


def _waits_for_the_erased_only(known: shop.Shop, keys: set[Key]) -> Iterable[shop.Entry]:
    rows = {row for _, row in keys}
    return [entry for entry in _WAITS(known, keys) if {entry.mutation.id, entry.mutation.hangs_on} & rows]


_WAITS = merge._waits


VARIANTS: dict[str, Patches] = {
    **COMPACTION,
    "R1 last arrival wins": [(rules, "was_unseen", _last_arrival_wins)],
    "R2 a pull moves the base of a pending edit": [(overlay, "come_over", _pull_moves_the_base)],
    "R3 a column takes its newest edit's base": [(freeze, "base_of", _base_of_the_newest)],
    "R3 an answered edit passes no base on": [(overlay, "inherit", _inherits_nothing)],
    "R4a an ack raises row_seq": [(overlay, "acknowledge", _ack_raises_row_seq(overlay.acknowledge))],
    "R4b an old ack is folded": [(overlay, "folds", lambda *_: True)],
    "R4c a refusal brings no row, only its number": [(overlay, "refuse", _keeps_what_was_refused)],
    "R4d a fold leaves a row in a state that was rolled back": [(overlay, "in_common", lambda mine, _counted: mine)],
    "R5 a deletion beats an edit": [(rules, "hidden_edit", lambda *_: False)],
    "R5 a deletion judges only its own row": [(rules, "hidden_edit", _own_row_only)],
    "R5 what came in under a deletion is not noted": [(overlay, "unseen", lambda edit, _seq: edit)],
    "R6a a move logs no exit": [(rules, "log_exits", _no_exit)],
    "R6b an ack returns every row": [(push, "visible", _leaks)],
    "R6b an ack is shown before its batch is judged": [(push, "push", _shows_at_once)],
    "R6c an eviction takes pending edits along": [(Laptop, "spared", lambda *_: False)],
    "R7 the cursor is saved before the rows": [(Laptop, "apply", _cursor_first)],
    "R8a forks are not seen": [
        (push, "check_fork", _no_fork),
        (push, "already_judged", _by_number),
        (handshake, "is_fork", lambda *_: False),
    ],
    "R8b own means the same device": [(rules, "own", _own_by_device)],
    "R8c nothing is recognised": [(push, "already_judged", lambda *_: None), (push, "check_fork", _no_fork)],
    "R9 nothing is put back": [(handshake, "forgotten", lambda *_: [])],
    "R10a the numbers of a lost tail are given again": [(shop.Shop, "begin_epoch", _same_epoch)],
    "R10a no gate on the epoch": [(push, "check", _no_gate)],
    "R10b reading before adopting": [(session, "_round", _reads_before_it_adopts)],
    "R10b the epoch is adopted before the forgotten is put back": [(Laptop, "adopt", _adopts_in_two_steps)],
    "R10c a base counts by the number of its epoch": [(shop, "counted", _counted_by_the_epochs_before)],
    "R10d only the current incarnation may be forked": [(Laptop, "adopt", _forgets_earlier_incarnations)],
    "R10e where something only waits is not named": [(Laptop, "waits_in", lambda _self: {})],
    "R10e what only waits cannot be forked": [
        (handshake, "asked_anew", lambda forked, _, *, restored: forked if restored else frozenset())
    ],
    "R11 only the cursor is rewound": [(Laptop, "must_reconcile", _rewinds_only)],
    "R11 a comparison only counts the rows": [(digest, "seq_sum", lambda _states: 0)],
    "R11 after a comparison one reads on at the head": [(Laptop, "cursor_after", _reads_on_at_the_head)],
    "R12 a pull replaces pending edits": [(Laptop, "lay", _clobbers)],
    "R3 the first base counts by the number of its epoch": [(journal, "lowest", _smallest)],
    "R13 a form's state counts by the number of its epoch": [(seqs, "lowest", _smallest)],
    "R13 what a form had on screen is forgotten": [(Laptop, "write", _forgets_the_form)],
    "R15 what others wrote to one's own rows is not looked at": [(Laptop, "has_seen", lambda *_: True)],
    "an undone edit does not show what came meanwhile": [
        (overlay, "settle", _settles_on_before),
        (freeze, "settle", _settles_on_before),
    ],
    "texts: the later one takes all": [(rules, "both_texts", _the_later_text)],
    "texts: where they overlap the later one takes all": [(texts, "merged", _merged_or_the_later)],
    "texts: a form saved over a newer state is merged": [(freeze, "_text_before", _text_of_the_row)],
    "texts: what a restored server never had counts as taken out": [(rules, "is_common", lambda *_: True)],
    "texts: a merged one is its last author's own": [
        (rules, "writer_of_both", lambda author, seq: Writer(seq, author.inc, 0, author.user))
    ],
    "an insert-only row is changed": [(rules, "stays_as_it_was", lambda *_: "")],
    "erased: what is parked for the aggregate stays": [(push, "_forgettable", lambda *_: None)],
    "erased: who lost sight of it is not told": [(pages, "is_erased", lambda *_: False)],
    "erased: the laptop keeps what it asked": [(overlay, "remains", lambda asked, _, covered: (asked, tuple(covered)))],
    "erased: what waited for a row that never came stays": [(merge, "_bury", _buries_only)],
    "erased: an update does not say where its row hangs": [(freeze, "_hangs_on", lambda *_: "")],
    "erased: what waits for a row that waits itself stays": [(merge, "_waits", _waits_for_the_erased_only)],
    "erased: open edits stay with the laptop": [(overlay, "after_erasure", list)],
    "a page's scopes are not looked at": [
        (Laptop, "save_cursors", lambda self, page: self.file.cursors.update(page.cursors))
    ],
    "private: what the server never knew or was to forget goes when it says so": [(Laptop, "stays", lambda *_: False)],
    "private: what another copy has sent counts as never sent": [
        (journal, "is_known", lambda _state, edits: not journal.was_never_sent(edits))
    ],
    "a page ends inside a number": [(pages, "pull", _cuts_a_number)],
    "a page does not bring the roots along": [(pages, "roots_of", _without_roots)],
}


def broken(name: str) -> AbstractContextManager[object]:
    """The protocol without one rule."""
    stack = ExitStack()
    for where, attribute, instead in VARIANTS[name]:
        stack.enter_context(patch.object(where, attribute, instead))
    return stack
