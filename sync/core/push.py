"""PUSH: a batch of one incarnation, in order, one outcome for each. Nothing in it can block what comes after it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sync.core.access import reads
from sync.core.inbox import add_parked, close_parked
from sync.core.merge import merge
from sync.core.mutations import Mutation, Op, Outcome, Result, body_of, voided
from sync.core.parking import ERASED, PURGED, REVOKED, WAITS, is_erased
from sync.core.schema import UNKNOWN_TABLE
from sync.core.shop import Author, Entry, Incarnation, Shop
from sync.core.values import hash_of

MOST_MUTATIONS = 2000
_TABLE = "{}/table"


class Refusal(Exception):
    """A whole request cannot be answered; nothing was changed."""


class Revoked(Refusal):
    """The device has no access any more: it hands over the rest and wipes its key."""


@dataclass
class EpochChanged(Refusal):
    """The server was restored meanwhile: hello first (R10a)."""

    epoch: int


@dataclass
class Fork(Refusal):
    """This number was used for something else: two copies of one file go on separately (R8a)."""

    at: int


@dataclass
class Gap(Refusal):
    """A number is missing before this one."""

    last: int


def check(shop: Shop, author: Author, epoch: int) -> None:
    """The gate before every request."""
    if author.device in shop.revoked or shop.devices.get(author.device) != author.user:
        raise Revoked
    if epoch != shop.epoch:
        raise EpochChanged(shop.epoch)


def push(shop: Shop, author: Author, epoch: int, mutations: Iterable[Mutation]) -> list[Outcome]:
    """Judge a batch. The shop's lock is held from the first number to the commit."""
    check(shop, author, epoch)
    batch = list(mutations)
    known = _check_numbers(shop, author, batch)
    outcomes = [_one(shop, author, mutation) for mutation in batch]
    shop.enter(author.inc, replace(known, last_lsn=max([known.last_lsn, *(one.lsn for one in batch)])))
    # Only now: a later mutation of the batch may have moved the row out of the author's scopes.
    return [visible(shop, author.user, *pair) for pair in zip(batch, outcomes, strict=True)]


def _check_numbers(shop: Shop, author: Author, batch: list[Mutation]) -> Incarnation:
    known = shop.incarnation(author.inc)
    if known is None or known.device != author.device:
        raise Fork(0)
    last = known.last_lsn
    for mutation in batch:
        if mutation.lsn <= last:
            check_fork(shop, mutation)
        elif mutation.lsn > last + 1:
            raise Gap(last)
        last = max(last, mutation.lsn)
    return known


def check_fork(shop: Shop, mutation: Mutation) -> None:
    """The same number must mean the same mutation, to the last byte (R8a)."""
    uid = shop.uid_at(mutation.inc, mutation.lsn)
    entry = shop.answered(uid) if uid else None
    if entry is None or uid != mutation.uid or entry.mutation.sha256 != mutation.sha256:
        raise Fork(mutation.lsn)


def already_judged(shop: Shop, mutation: Mutation) -> Entry | None:
    """A mutation that was asked before gets its old answer, also under another number (R8c)."""
    return shop.answered(mutation.uid)


def is_forgotten(entry: Entry, mutation: Mutation) -> bool:
    """Whether what was asked was erased since: its old answer says so, for the laptop still holds the values."""
    return entry.mutation.op is Op.VOID and mutation.op is not Op.VOID


def _one(shop: Shop, author: Author, mutation: Mutation) -> Outcome:
    entry = already_judged(shop, mutation)
    if entry is not None:
        if entry.mutation.sha256 == mutation.sha256:
            shop.number(mutation)
            reason = PURGED if is_forgotten(entry, mutation) else entry.outcome.reason
            return replace(entry.outcome, lsn=mutation.lsn, reason=reason)
        mutation = replace(mutation, uid=hash_of(f"{mutation.uid}/{mutation.sha256}".encode())[:32])
        return _park(shop, author, mutation, "uid used twice")
    if mutation.op is not Op.VOID and not _is_whole(mutation):
        return _park(shop, author, mutation, "damaged")
    seq = shop.next_seq()
    verdict = merge(shop, author, mutation, seq)
    outcome = Outcome(mutation.lsn, mutation.uid, verdict.result, seq, verdict.reason, verdict.columns)
    shop.remember(Entry(author, voided(mutation) if verdict.reason == PURGED else mutation, outcome))
    if verdict.reason in WAITS:
        _wait(shop, mutation, verdict.reason)
    elif verdict.result is Result.PARKED:
        _forgettable(shop, mutation)
    elif mutation.op is Op.INSERT:
        _let_in(shop, mutation.id)
    return outcome


def _is_whole(mutation: Mutation) -> bool:
    """Whether its bytes are those it was frozen into, and could be read. Bytes at hand were hashed when read."""
    return bool(mutation.table) and (bool(mutation.body) or hash_of(body_of(mutation)) == mutation.sha256)


def _park(shop: Shop, author: Author, mutation: Mutation, reason: str) -> Outcome:
    seq = shop.next_seq()
    add_parked(shop, author, mutation, seq, reason=reason)
    outcome = Outcome(mutation.lsn, mutation.uid, Result.PARKED, seq, reason)
    shop.remember(Entry(author, voided(mutation) if reason == PURGED else mutation, outcome))
    _forgettable(shop, mutation)
    return outcome


def _forgettable(shop: Shop, mutation: Mutation) -> None:
    """What is parked for an aggregate without becoming a row of it is found again if the aggregate is erased."""
    if mutation.op is not Op.VOID and shop.record(mutation.key) is None:
        shop.wait(ERASED.format(mutation.hangs_on), mutation.uid)


def _wait(shop: Shop, mutation: Mutation, reason: str) -> None:
    if reason == UNKNOWN_TABLE:
        shop.wait(_TABLE.format(mutation.table), mutation.uid)
        _forgettable(shop, mutation)
        return
    missing = mutation.id if reason == "unknown row" else str(mutation.patch.get("root"))
    shop.wait(missing, mutation.uid)
    if mutation.root:
        _forgettable(shop, mutation)


def learn(shop: Shop) -> None:
    """Judge again what waited for a table that this release knows."""
    for table in shop.schema.tables:
        _let_in(shop, _TABLE.format(table))


def _let_in(shop: Shop, arrived: str) -> None:
    """Judge again, in their order, what waited for a row; what that lets in may let in more."""
    for uid in shop.woken(arrived):
        entry = shop.answered(uid)
        if entry is None or entry.mutation.op is Op.VOID:
            continue
        seq = shop.next_seq()
        verdict = merge(shop, entry.author, entry.mutation, seq)
        shop.amend(uid, outcome=replace(entry.outcome, result=verdict.result, seq=seq, reason=verdict.reason))
        if verdict.reason == PURGED:
            shop.amend(uid, mutation=voided(entry.mutation))
        elif verdict.result is Result.PARKED:
            _forgettable(shop, entry.mutation)
        if verdict.reason in WAITS:
            _wait(shop, entry.mutation, verdict.reason)
        elif verdict.result is not Result.PARKED:
            close_parked(shop, entry.mutation, seq)
            if entry.mutation.op is Op.INSERT:
                _let_in(shop, entry.mutation.id)


def visible(shop: Shop, user: str, mutation: Mutation, outcome: Outcome) -> Outcome:
    """The answer with the row as it stands now, or without any of it when the user may not read it (R6b)."""
    record = shop.record(mutation.key)
    if record is None:
        return outcome
    if not reads(shop, user, record.scope):
        return replace(outcome, gone=True)
    return outcome if outcome.result is Result.APPLIED else replace(outcome, row=record.row())


def rescue(shop: Shop, author: Author, mutations: Iterable[Mutation]) -> int:
    """The rest of a revoked laptop: kept for the manager, never written into the data. Returns how many were new."""
    fresh = [mutation for mutation in mutations if shop.answered(mutation.uid) is None]
    for mutation in fresh:
        _park(shop, author, mutation, PURGED if is_erased(shop, mutation) else REVOKED)
    return len(fresh)
