"""What a frozen body may say: whether everything in it is what it should be."""

import functools

from sync.core.mutations import Mutation, Op
from sync.core.packing import Malformed, integer, text


def readable(mutation: Mutation, sha256: str) -> Mutation:
    """Whether everything in a body is what it should be; the hash stays what the sender says it is, if he does."""
    patch, base, row, hangs_on = mutation.patch, mutation.base, mutation.id, mutation.hangs_on
    if not type(patch) is type(base) is type(mutation.was) is dict:
        raise Malformed("no columns")
    _names((mutation.table, *patch))
    text(row)
    if hangs_on != row:
        text(hangs_on)
    text(mutation.at, least=0)
    if mutation.was and not {str}.issuperset(map(type, mutation.was.values())):
        raise Malformed("no text")
    kinds = set(map(type, patch.values()))
    if bool in kinds:
        raise Malformed("no value of a row")
    if int in kinds:
        numbers = [one for one in patch.values() if one.__class__ is int]
        integer(min(numbers), least=-(2**63))
        integer(max(numbers), least=-(2**63))
    integer(mutation.root_seq, least=-1)
    if base:
        if not {int}.issuperset(map(type, base.values())):
            raise Malformed("no number")
        integer(min(base.values()), least=-1)
        integer(max(base.values()), least=-1)
    return mutation if not sha256 or mutation.sha256 == sha256 else _damaged(mutation, sha256)


@functools.lru_cache(4096)
def _names(names: tuple[str, ...]) -> None:
    """A table and the columns of a patch: the same few sets of them, over and over."""
    for name in names:
        text(name)


def _damaged(mutation: Mutation, sha256: str) -> Mutation:
    return Mutation(mutation.inc, mutation.lsn, mutation.uid, "", "", Op.UPDATE, sha256=sha256, body=mutation.body)
