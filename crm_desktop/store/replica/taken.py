"""Answers that say nothing new: the server has what was asked as it was asked, and nothing came between.

The row shows the values already, so folding them changes nothing; for all of these together a few statements are
enough. Whatever is not plainly so goes through `sync.core.overlay`, one by one.
"""

from collections.abc import Sequence
from typing import Any

from crm_desktop.store.replica import outbox
from crm_desktop.store.replica.shapes import shapes
from crm_desktop.store.replica.state import forget
from sync.core.mutations import Mutation, Op, Outcome, Result
from sync.core.own import Write, runs
from sync.core.seqs import seq_of

Pair = tuple[Mutation, Outcome]
_ITS_OWN = "j.inc = o.inc AND j.lsn = o.lsn"
_DISTURBED = (
    "SELECT 1 FROM journal j WHERE j.id = o.id AND j.tbl = o.tbl AND "
    f"(j.lsn IS NULL OR ({_ITS_OWN} AND j.theirs_seq <> 0) OR (j.lsn > 0 AND NOT ({_ITS_OWN}) "
    "AND EXISTS (SELECT 1 FROM sync_outbox w WHERE w.inc = j.inc AND w.lsn = j.lsn)))"
)
"""Another edit of the row is pending, or something came over this one."""


def take(raw: Any, pairs: Sequence[Pair], epoch: int) -> list[Pair]:
    """Take in what is plain; returns the others, in their order."""
    asked = [(mutation, outcome) for mutation, outcome in pairs if _is_plain(mutation, outcome)]
    if not asked:
        return list(pairs)
    calm = _undisturbed(raw, asked, epoch)
    told = [(m.lsn, outcome.seq) for m, outcome in asked if m.lsn in calm]
    for run in runs(Write(lsn, seq, 0) for lsn, seq in told):
        outbox.settle_run(raw, asked[0][0].inc, run)
    if told:
        forget(raw, "looked")  # what waited for these edits may go now
    taken = {lsn for lsn, _seq in told}
    return [pair for pair in pairs if pair[0].lsn not in taken]


def _is_plain(mutation: Mutation, outcome: Outcome) -> bool:
    if mutation.op not in (Op.INSERT, Op.UPDATE) or outcome.result is not Result.APPLIED:
        return False
    return not (outcome.gone or outcome.reason or outcome.row is not None)


def _undisturbed(raw: Any, asked: Sequence[Pair], epoch: int) -> set[int]:
    """Those of which nothing else is pending, over which nothing came, and that were not asked again after a restore.

    Of a new row the server has told nothing yet (`row_seq` 0), and no row stands in an epoch before this one (R4d).
    """
    first, last = asked[0][0], asked[-1][0]
    bounds = first.inc, first.lsn, last.lsn
    found: set[int] = set()
    for table in {mutation.table for mutation, _outcome in asked} & shapes().keys():
        told = raw.execute(
            f'SELECT o.lsn FROM sync_outbox o CROSS JOIN "{table}" t ON t.id = o.id '
            "WHERE o.inc = ? AND o.lsn BETWEEN ? AND ? AND o.tbl = ? AND o.sent < ? "
            f"AND (t.row_seq = 0 OR (o.op = 'U' AND t.row_seq > ?)) AND NOT EXISTS ({_DISTURBED})",
            (*bounds, table, outbox.PUT_BACK, seq_of(epoch, 0)),
        )
        found.update(lsn for (lsn,) in told)
    return found
