"""Taking in the server's answers to a batch, as `sync.core.overlay` says."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from crm_desktop.store.replica import outbox, state, taken
from crm_desktop.store.replica.book import Book
from sync.core import overlay
from sync.core.mutations import Mutation, Op, Outcome, Result

CHUNK = 500
"""Answers taken in with one transaction."""

Pair = tuple[Mutation, Outcome]


def acknowledge(raw: Any, pairs: Sequence[Pair], at: Callable[[str], None]) -> None:
    """Take in some answers; those that were taken in before say nothing new."""
    at("answers: taking")
    others = taken.take(raw, pairs, state.read(raw).epoch)
    open_numbers = outbox.waiting(raw, [mutation for mutation, _ in others]) if others else set()
    fresh = [(mutation, outcome) for mutation, outcome in others if mutation.lsn in open_numbers]
    if not fresh:
        return
    book = Book(raw, {mutation.key for mutation, _ in fresh if mutation.op is not Op.VOID}, at)
    withdrawn, counted = book.kept_here(book.rows), state.counted(raw)
    for mutation, outcome in fresh:
        book.answered.add((mutation.inc, mutation.lsn))
        if mutation.op is not Op.VOID and not (mutation.op is Op.PURGE and mutation.key in withdrawn):
            _one(book, mutation, outcome, counted)
    at("answers: judged")
    book.close()
    at("answers: settling")
    outbox.settle(raw, fresh)
    # Of what was erased only the numbers stay, of the erasing that it was asked.
    outbox.void_numbers(raw, [m for m, outcome in fresh if m.op not in (Op.PURGE, Op.VOID) and overlay.erases(outcome)])
    purges = [m for m, outcome in fresh if m.op is Op.PURGE]
    outbox.keep_removals(raw, purges)
    refused = {outcome.lsn for _m, outcome in fresh if outcome.result is Result.PARKED}
    outbox.void(raw, [m.key for m in purges if m.lsn not in refused])


def _one(book: Book, mutation: Mutation, outcome: Outcome, counted: Callable[[int], int]) -> None:
    key = mutation.key
    if outcome.row is not None:
        outcome = replace(outcome, row=book.whole(outcome.row))
    laid = overlay.acknowledge(mutation, outcome, book.rows.get(key), book.edits.get(key, []), counted)
    book.take(key, laid)
    if outcome.gone and book.edits.get(key) and key in book.rows:
        book.hidden.add(key)
