"""What a laptop shows: the server's row with the pending edits laid over it.

A row from the server never moves the base of a pending edit and never replaces what the user typed. What it brings for
such a column waits in the edit (`theirs`) and is shown when the edit is undone, dropped or refused.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from sync.core.journal import Edit, chains, made_and_deleted
from sync.core.mutations import Mutation, Op, Outcome, Result, Row, voided
from sync.core.parking import PURGED
from sync.core.schema import MADE_AT, PRIVATE
from sync.core.seqs import epoch_of, lowest
from sync.core.values import Value, same

FOLDED = frozenset({Result.APPLIED})
"""Every other answer brings the server's row."""


@dataclass(frozen=True, slots=True)
class Laid:
    """The row to show, or None when there is none any more, and the edits that remain pending."""

    row: Row | None
    edits: tuple[Edit, ...]


def is_news(incoming: Row, mine: Row | None) -> bool:
    """Whether a pulled row says anything that the laptop does not know (R4b, the pull's side)."""
    return mine is None or incoming.row_seq > mine.row_seq


def come_over(edit: Edit, value: Value, seq: int) -> Edit:
    """Keep what came over a pending edit. Its base stays where it was (R2).

    Of states of two epochs the first is not told by their numbers: then as if it had been there from the start.
    """
    first = min(edit.theirs_seq or seq, seq) if not edit.theirs_seq or epoch_of(edit.theirs_seq) == epoch_of(seq) else 1
    return replace(edit, theirs=value, theirs_seq=first)


def lay(incoming: Row, mine: Row | None, pending: Sequence[Edit]) -> Laid:
    """The server's row, with the pending edits of that row over it (R12)."""
    if not pending or made_and_deleted(pending):
        return Laid(incoming, ())  # made and deleted here, while somebody else made it too
    edits = [*pending, *_of_the_insert(incoming, mine, pending)]
    if any(edit.op == "X" for edit in edits):
        return Laid(None, tuple(come_over(edit, None, incoming.row_seq) for edit in edits))
    values = dict(incoming.values)
    replaced: dict[int, Edit] = {}
    for column, chain in chains(edits).items():
        replaced[id(chain[0])] = come_over(chain[0], incoming.values.get(column), incoming.row_seq)
        values[column] = chain[-1].after
    return Laid(replace(incoming, values=values), tuple(replaced.get(id(edit), edit) for edit in edits))


def unseen(deletion: Edit, seq: int) -> Edit:
    """A row of the aggregate came in under a pending deletion of the root: the deleter did not see it (R5)."""
    return come_over(deletion, deletion.theirs, seq)


def _of_the_insert(incoming: Row, mine: Row | None, pending: Sequence[Edit]) -> list[Edit]:
    """A pending insert met its row on the server: from here on its values are edits, column by column.

    But not where it hangs, nor that it was private: the server has it, so another copy of this file has sent it.
    """
    marker = next((edit for edit in pending if edit.op == "I"), None)
    if marker is None or mine is None:
        return []
    known = {edit.column for edit in pending if edit.n >= marker.n}
    said: dict[str, Value] = {column: value for column, value in mine.values.items() if value is not None}
    for column in ("deleted", "root", PRIVATE, MADE_AT):
        said.pop(column, None)
    if incoming.values.get("deleted") is not None or any(edit.column == "deleted" for edit in pending):
        said["deleted"] = None  # an insert says that the row is there, until the server has judged it
    return [
        replace(marker, column=column, op="U", before=None, after=value, base_seq=0)
        for column, value in said.items()
        if column not in known and (column == "deleted" or not same(value, incoming.values.get(column)))
    ]


def acknowledge(
    mutation: Mutation, outcome: Outcome, mine: Row | None, pending: Sequence[Edit], counted: Callable[[int], int]
) -> Laid:
    """Take in the answer to a mutation. `pending` holds every unacknowledged edit of the row, its own among them;
    `counted` says how far a state is one of the history that counts now.
    """
    covered = [edit for edit in pending if (edit.inc, edit.lsn) == (mutation.inc, mutation.lsn)]
    rest = inherit(covered, [edit for edit in pending if edit not in covered], counted)
    if outcome.gone:
        return Laid(mine if rest else None, tuple(rest))
    if outcome.row is not None and outcome.row.purged:
        return Laid(None, tuple(rest))
    if mine is None:
        back = outcome.row is not None and outcome.result not in FOLDED
        return lay(outcome.row, None, rest) if back and outcome.row else Laid(None, tuple(rest))
    if mutation.op is Op.VOID:
        return Laid(mine, tuple(rest))
    if outcome.result in FOLDED:
        if folds(outcome, mine):
            return fold(mutation, in_common(mine, counted), rest)
        return step_back(covered, mine, rest)
    return refuse(outcome, mine, rest)


def erases(outcome: Outcome) -> bool:
    """Whether an answer says that the row was erased: then no value of the mutation may stay here either."""
    return outcome.reason == PURGED or (outcome.row is not None and outcome.row.purged)


def after_erasure(pending: Iterable[Edit]) -> list[Edit]:
    """What stays pending of a row the server has erased: that it was to be erased, in case the server forgets it."""
    return [edit for edit in pending if edit.op == "X"]


def remains(mutation: Mutation, outcome: Outcome, covered: Sequence[Edit]) -> tuple[Mutation, tuple[Edit, ...]]:
    """What a laptop keeps of an answered mutation, to ask it again if the server forgets it.

    Of what was erased nothing but its number; of the erasing itself that it was asked, but no value.
    """
    if mutation.op is Op.PURGE:
        return mutation, tuple(edit for edit in covered if edit.op == "X")
    return (voided(mutation), ()) if erases(outcome) else (mutation, tuple(covered))


def folds(outcome: Outcome, mine: Row) -> bool:
    """An old answer must not undo a newer pull (R4b)."""
    return outcome.seq > mine.row_seq


def in_common(mine: Row, counted: Callable[[int], int]) -> Row:
    """The row as the state it has in common with the server, that was restored meanwhile (R4d).

    What is folded was judged without the state that was rolled back. Under its number the next edit would seem to have
    seen what stood there under the value that is folded now, and a later backup may bring that back.
    """
    return replace(mine, row_seq=counted(mine.row_seq))


def fold(mutation: Mutation, mine: Row, rest: Sequence[Edit]) -> Laid:
    """The server has these values now. `row_seq` stays: other columns may have changed below that number (R4a)."""
    values = dict(mine.values)
    news = dict(mutation.patch)
    if mutation.op in (Op.DELETE, Op.RESTORE):
        news["deleted"] = mutation.at if mutation.op is Op.DELETE else None
    chained = chains(rest)
    cleared: dict[int, Edit] = {}
    for column, value in news.items():
        if column in chained:
            first = chained[column][0]
            cleared[id(first)] = replace(first, before=value, theirs=None, theirs_seq=0)
        else:
            values[column] = value
    return Laid(replace(mine, values=values), tuple(cleared.get(id(edit), edit) for edit in rest))


def step_back(covered: Sequence[Edit], mine: Row, rest: Sequence[Edit]) -> Laid:
    """The answer is older than the row: show what came meanwhile, or hand it on to the next edit of the column.

    Where nothing came over an edit the row was there before it was asked again, and shows the server's value already.
    """
    values = dict(mine.values)
    chained = chains(rest)
    handed: dict[int, Edit] = {}
    for column, chain in chains(covered).items():
        first = chain[0]
        if not first.theirs_seq:
            continue
        if column not in chained:
            values[column] = first.theirs
        else:
            heir = chained[column][0]
            seq = heir.theirs_seq or first.theirs_seq
            handed[id(heir)] = replace(heir, theirs=first.theirs, theirs_seq=seq)
    return Laid(replace(mine, values=values), tuple(handed.get(id(edit), edit) for edit in rest))


def refuse(outcome: Outcome, mine: Row, rest: Sequence[Edit]) -> Laid:
    """A refusal brings the server's row, which counts whole (R4c).

    Also under a lower `row_seq`: after a restore of the server that is what it has now.
    """
    if outcome.row is None:  # the server has it not: what was typed waits in the inbox, the row comes when it is let in
        return Laid(None, tuple(rest))
    return lay(outcome.row, mine, rest)


def inherit(covered: Sequence[Edit], rest: Sequence[Edit], counted: Callable[[int], int]) -> list[Edit]:
    """A column with a pending edit keeps its first base when the edit before it is answered (R3).

    Otherwise an edit typed over an overlay would seem to have seen the newer value under it.
    """
    chained, answered = chains(rest), chains(covered)
    lowered = {
        id(chain[0]): replace(chain[0], base_seq=lowest((chain[0].base_seq, answered[column][0].base_seq), counted))
        for column, chain in chained.items()
        if column in answered
    }
    return [lowered.get(id(edit), edit) for edit in rest]


@dataclass(frozen=True, slots=True)
class Settled:
    """A column whose open edits cancel each other out: nothing is sent, and this value is shown."""

    value: Value


def settle(chain: Iterable[Edit]) -> Settled | None:
    """Whether the open edits of one column come to nothing: typed and taken back by hand or by Undo.

    A newer value of the server that came meanwhile is shown then: without this an undone edit would leave an old
    value under a new `row_seq`, and every digest would agree.
    """
    edits = list(chain)
    first, last = edits[0], edits[-1]
    if not same(first.before, last.after):
        return None
    return Settled(first.theirs if first.theirs_seq else first.before)
