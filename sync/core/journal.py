"""The laptop's journal as sync sees it: one edit a changed column, an insert and a physical removal one marker."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sync.core.schema import PRIVATE
from sync.core.seqs import lowest
from sync.core.values import Key, Value

DROPPED = 0
"""The number of an edit that was settled without being sent."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One row of the journal. `op` is I (insert), U, D (deleted), R (restored) or X (removed for good)."""

    n: int
    table: str
    id: str
    column: str | None
    op: str
    before: Value = None
    after: Value = None
    theirs: Value = None
    """What the server has in this column meanwhile: shown again when the edit is dropped, undone or refused."""
    theirs_seq: int = 0
    """The first state that came over this edit, 0 for none: an incoming NULL is a value too."""
    base_seq: int = 0
    step: int = 0
    at: str = ""
    inc: str | None = None
    lsn: int | None = None
    """Without a number it is open: not yet frozen."""
    saw_before: bool = False
    """Whether `before` was on screen: not where a form was saved over a newer state. Else a long text has no base."""

    @property
    def key(self) -> Key:
        """The row it changed."""
        return self.table, self.id


def chains(edits: Iterable[Edit]) -> dict[str, list[Edit]]:
    """The edits of one row by column, oldest first."""
    found: dict[str, list[Edit]] = {}
    for edit in sorted(edits, key=lambda one: one.n):
        if edit.column is not None:
            found.setdefault(edit.column, []).append(edit)
    return found


def base_of(unacknowledged: Sequence[Edit], counted: Callable[[int], int]) -> int:
    """The base of a column: the oldest state any unacknowledged edit of it stood on.

    A newer server value may have come meanwhile, under the pending one: the user did not see it (R3).
    """
    return lowest([edit.base_seq for edit in unacknowledged], counted)


def was_never_sent(edits: Iterable[Edit]) -> bool:
    """Whether a row's insert is still open: the server cannot know it from here."""
    return any(edit.op == "I" and edit.lsn is None for edit in edits)


def is_known(row_seq: int, edits: Iterable[Edit]) -> bool:
    """Whether the server may know a row: it was sent, or came from there, for another copy of this file has sent it."""
    return row_seq > 0 or not was_never_sent(edits)


def leaves_the_shop(row_seq: int, edits: Iterable[Edit]) -> bool:
    """Whether a row that is private now is known to the server, and not asked back yet: it was made private, or was
    moved to somebody who is."""
    listed = list(edits)
    opened = [edit for edit in listed if edit.lsn is None]
    closed = any(edit.column == "root" or (edit.column == PRIVATE and edit.after) for edit in opened)
    return closed and is_known(row_seq, listed)


def made_and_deleted(edits: Sequence[Edit]) -> bool:
    """Whether a row was made and deleted here without ever being sent."""
    if len(edits) < 2:
        return False
    made = max((edit.n for edit in edits if edit.op == "I" and edit.lsn is None), default=None)
    deletions = [edit for edit in edits if edit.column == "deleted" and made is not None and edit.n > made]
    return bool(deletions) and max(deletions, key=lambda one: one.n).after is not None


def outlasts(edits: Sequence[Edit]) -> bool:
    """Whether a row that left the scopes is kept, hidden, until its pending edits are judged (R6c)."""
    return bool(edits) and not made_and_deleted(edits)
