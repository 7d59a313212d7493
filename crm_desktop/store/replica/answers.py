"""Taking in the server's answers to a batch, as `sync.core.overlay` says."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

from crm_desktop.store import loose
from crm_desktop.store.replica import edits, outbox, state, taken, withdrawal
from crm_desktop.store.replica.book import Book
from crm_desktop.store.tables import Attachment
from sync.core import overlay
from sync.core.mutations import Mutation, Op, Outcome, Result
from sync.core.values import Key

CHUNK = 500
"""Answers taken in with one transaction."""

Pair = tuple[Mutation, Outcome]


def acknowledge(raw: Any, pairs: Sequence[Pair], at: Callable[[str], None]) -> None:
    """Take in some answers; those that were taken in before say nothing new."""
    _take_in(raw, pairs, at)
    withdrawal.answered(raw, [mutation for mutation, _outcome in pairs])


def _take_in(raw: Any, pairs: Sequence[Pair], at: Callable[[str], None]) -> None:
    at("answers: taking")
    others = taken.take(raw, pairs, state.read(raw).epoch)
    open_numbers = outbox.waiting(raw, [mutation for mutation, _ in others]) if others else set()
    fresh = [(mutation, outcome) for mutation, outcome in others if mutation.lsn in open_numbers]
    if not fresh:
        return
    book = Book(raw, {mutation.key for mutation, _ in fresh if mutation.op is not Op.VOID}, at)
    counted = state.counted(raw)
    kept = book.kept_here(book.rows)
    stays = _staying(raw, book, fresh, kept)
    for mutation, outcome in fresh:
        book.answered.add((mutation.inc, mutation.lsn))
        if mutation.op is not Op.VOID and (mutation.op, mutation.key) not in stays:
            _one(book, mutation, outcome, counted, kept)
    at("answers: judged")
    book.close()
    at("answers: settling")
    outbox.settle(raw, fresh)
    # Of what was erased only the numbers stay, of the erasing that it was asked.
    erased = [m for m, outcome in fresh if m.op not in (Op.PURGE, Op.VOID) and overlay.erases(outcome)]
    outbox.void_numbers(raw, erased)
    edits.empty_dropped(raw, {m.key for m in erased if (m.op, m.key) not in stays})
    purges = [m for m, outcome in fresh if m.op is Op.PURGE]
    outbox.keep_removals(raw, purges)
    refused = {outcome.lsn for _m, outcome in fresh if outcome.result is Result.PARKED}
    outbox.void(raw, [m.key for m in purges if m.lsn not in refused and (m.op, m.key) not in stays])
    withdrawal.not_erased(raw, [m.id for m in purges if m.lsn in refused])
    withdrawal.keep(raw, [key for op, key in sorted(stays) if op is Op.INSERT])
    loose.spare(raw, [mutation.id for mutation, outcome in fresh if _may_come_back(mutation, outcome)])


def _may_come_back(mutation: Mutation, outcome: Outcome) -> bool:
    """Whether it is a file that was not taken: its row may be let in later, and no bytes with it."""
    is_file = mutation.table == Attachment.__tablename__ and mutation.op is Op.INSERT
    return is_file and outcome.result is Result.PARKED and not overlay.erases(outcome)


def _staying(raw: Any, book: Book, fresh: Sequence[Pair], withdrawn: AbstractSet[Key]) -> set[tuple[Op, Key]]:
    """What is here though it was erased at the server: it was withdrawn, or shared again since it was, or the server
    does not take it now.
    """
    is_new = {key for key in book.rows if any(edit.op == "I" for edit in book.edits.get(key, ()))}
    asked = {(m.op, m.key) for m, _ in fresh if m.op is Op.PURGE and m.key in withdrawn | is_new}
    refused = {m.key for m, outcome in fresh if m.op is Op.INSERT and m.key in is_new and overlay.erases(outcome)}
    return asked | {(Op.INSERT, key) for key in refused if withdrawal.was_withdrawn(raw, key)}


def _one(
    book: Book, mutation: Mutation, outcome: Outcome, counted: Callable[[int], int], kept: AbstractSet[Key]
) -> None:  # fmt: skip
    key = mutation.key
    if outcome.row is not None:
        outcome = replace(outcome, row=book.whole(outcome.row))
    mine = book.rows.get(key)
    laid = overlay.acknowledge(mutation, outcome, mine, book.edits.get(key, []), counted)
    if outcome.gone and mine is not None and key in kept:
        # The shop's is somebody else's now. What is only here, as a place left after damage, neither goes nor hides.
        stays = laid.edits or mine.row_seq or mine.table == "contact"
        laid = replace(laid, row=mine if stays else None)
    book.take(key, laid)
    if outcome.gone and key not in kept and book.edits.get(key) and key in book.rows:
        book.hidden.add(key)
