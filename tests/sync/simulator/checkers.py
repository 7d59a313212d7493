"""The invariants I1 to I9 of a finished history. Each names what it found."""

from __future__ import annotations

import contextlib
from collections import Counter

from sync.core import access
from sync.core.mutations import Mutation, Op, Result
from sync.core.push import Refusal
from sync.core.values import Key, Patch
from tests.sync.simulator.setting import SCHEMA, USERS
from tests.sync.simulator.shadow import lines_of
from tests.sync.simulator.world import World

HEALING_ROUNDS = 4


def finish(world: World) -> list[str]:
    """Let everything arrive, then look. Returns the violations, none for a good history."""
    world.healing = True
    _deliver_late(world)
    found: list[str] = []
    rounds = 0
    users = [user for user in USERS if user not in world.wiped]
    while rounds < HEALING_ROUNDS:
        rounds += 1
        before = (world.shop.epoch, world.shop.n)
        results = [world.sync(user) for user in users]
        if all(results) and before == (world.shop.epoch, world.shop.n):
            break
    else:
        found.append(f"I7 not quiet after {rounds} rounds: {[u for u in users if not world.laptops[u].is_quiet()]}")
    head = world.shop.n
    for user in users:
        if user not in world.wiped:
            world.sync(user)
    if world.shop.n != head:
        found.append(f"I9 sync made {world.shop.n - head} mutations of its own")
    users = [user for user in users if user not in world.wiped]
    for user in users:
        found += _same_rows(world, user)
        if world.laptops[user].file.outbox or world.laptops[user].waiting():
            found.append(f"I8 {user} still has mutations to send")
    return (
        found
        + _no_loss(world)
        + _once(world)
        + _deletions(world)
        + _private(world)
        + _noted(world)
        + _erased(world)
        + _withdrawn(world)
    )


def _deliver_late(world: World) -> None:
    for ask in world.late:
        with contextlib.suppress(Refusal):
            ask()


def _same_rows(world: World, user: str) -> list[str]:
    """I1: a laptop shows what the server has, restricted to its scopes. I4: no cursor passed a row."""
    laptop = world.laptops[user]
    private = laptop.private()
    mine = {
        key: row for key, row in laptop.file.rows.items()
        if key not in private and not laptop.kept_back(key)
    }  # fmt: skip
    theirs = {
        key: record.row()
        for key, record in world.shop.records.items()
        if access.reads(world.shop, user, record.scope)
        and not record.purged
        and not laptop.kept_back(key)
        and not {key[1], record.root} & laptop.file.withdrawn
    }
    found = [f"I1 {user} has {key}, the server has it not for him" for key in sorted(mine.keys() - theirs.keys())]
    found += [f"I4 {user} misses {key}, head {world.shop.head}" for key in sorted(theirs.keys() - mine.keys())]
    for key in sorted(mine.keys() & theirs.keys()):
        one, other = mine[key], theirs[key]
        if laptop.told(one.values) != laptop.told(other.values):
            found.append(f"I1 {user} shows {key} {dict(one.values)}, the server has {dict(other.values)}")
        elif one.row_seq != other.row_seq:
            found.append(f"I1 {user} has {key} in state {one.row_seq}, the server {other.row_seq}")
    found += [f"I1 {user} got {key} before its root" for key in laptop.orphans]
    # What waits with a contact that was deleted unsent is judged when that is brought back; until then it is hidden.
    return found + [f"I1 {user} hides {key}" for key in sorted(laptop.file.hidden) if not laptop.kept_back(key)]


def _no_loss(world: World) -> list[str]:
    """I2: nothing typed is lost in silence."""
    shadow = world.shadow
    accounted = shadow.accounted(world.shop)
    on_server = {
        line for entry in world.shop.history for value in entry.mutation.patch.values() for line in lines_of(value)
    }
    local = _never_sent(world)
    return [
        f"I2 {value} of {typed.user} in {typed.key} {typed.column} is lost"
        for value, typed in shadow.typed.items()
        if value not in accounted
        and not shadow.is_erased(typed)
        and typed.key not in local
        and not (value not in on_server and (value in shadow.risky or value in shadow.given_up(typed)))
    ]


def _never_sent(world: World) -> set[Key]:
    """Private rows, and rows deleted before they were ever sent, stay where they are. So do those lost with a disk."""
    rows = {key for laptop in world.laptops.values() for key in laptop.private()}
    rows |= {key for laptop in world.laptops.values() for key in laptop.file.rows if laptop.kept_back(key)}
    return rows


def _once(world: World) -> list[str]:
    """I3: one history row for each uid."""
    counted = Counter(entry.mutation.uid for entry in world.shop.history)
    return [f"I3 {uid} stands {count} times in the history" for uid, count in counted.items() if count > 1]


def _deletions(world: World) -> list[str]:
    """I2 for deletions: a row somebody deleted is dead, or the inbox says why it is not, or it was brought back."""
    inbox = {
        (str(record.values.get("tbl")), str(record.values.get("row")))
        for record in world.shop.records.values()
        if record.table in ("conflict", "parked") and record.values.get("kind", "") != "field"
    }
    judged = {entry.mutation.key for entry in world.shop.history if entry.mutation.op in (Op.DELETE, Op.RESTORE)}
    return [
        f"I2 the deletion of {key} by {user} is lost"
        for key, user in world.shadow.deleted_by
        if (record := world.shop.records.get(key)) is not None
        and not record.dead
        and not record.purged
        and key in judged
        and key not in inbox
        and key not in world.shadow.woken
    ]


def _private(world: World) -> list[str]:
    """Private rows never leave a laptop."""
    return [
        f"I5 the private {entry.mutation.key} was sent"
        for entry in world.shop.history
        if entry.mutation.op is Op.INSERT and entry.mutation.patch.get("private")
    ]


def _noted(world: World) -> list[str]:
    """What was noted in an insert-only table stands as it was noted."""
    first: dict[Key, Patch] = {}
    for entry in world.shop.history:
        if entry.mutation.op is Op.INSERT and entry.outcome.result is not Result.PARKED:
            first.setdefault(entry.mutation.key, entry.mutation.patch)
    return [
        f"I10 {key} was changed"
        for key, patch in first.items()
        if SCHEMA.tables[key[0]].insert_only
        and (record := world.shop.record(key)) is not None
        and not record.purged
        and any(record.values.get(column) != value for column, value in patch.items() if column != "root")
    ]


def _erased(world: World) -> list[str]:
    """Nothing that was typed into an erased aggregate is left on the server or on a laptop."""
    roots = {one.id for one in world.shop.records.values() if one.purged and one.root == one.id}
    done = [one.mutation for one in world.shop.history if one.outcome.result is Result.APPLIED]
    # Also where the server should have forgotten that it erased it.
    roots |= {one.id for one in done if one.op is Op.PURGE and one.table == "contact"}
    roots -= _shared_again([one.mutation for one in world.shop.history])
    gone = {value for value, typed in world.shadow.typed.items() if {typed.root, *typed.roots} <= roots}
    left: dict[str, set[str]] = {"the server": set()}
    for record in world.shop.records.values():
        left["the server"] |= {line for value in record.values.values() for line in lines_of(value)}
    for entry in world.shop.history:
        left["the server"] |= _typed_in(entry.mutation)
    for user, laptop in world.laptops.items():
        if user not in world.wiped:
            file = laptop.file
            mine = left.setdefault(user, set())
            for mutation in file.acked.values():
                mine |= _typed_in(mutation)
            for edits in file.answered.values():
                mine |= {line for one in edits for value in (one.before, one.after) for line in lines_of(value)}
    return [
        f"I11 {value} was erased and is left on {where}"
        for where, all_ in left.items()
        for value in sorted(all_ & gone)
    ]


def _shared_again(asked: list[Mutation]) -> set[str]:
    """The contacts that were erased and came again afterwards. What came too late of others is a void."""
    last = {one.id: one.op for one in asked if one.table == "contact" and one.op in (Op.PURGE, Op.INSERT)}
    return {row for row, op in last.items() if op is Op.INSERT}


def _typed_in(mutation: Mutation) -> set[str]:
    return {line for value in [*mutation.patch.values(), *mutation.was.values()] for line in lines_of(value)}


def _withdrawn(world: World) -> list[str]:
    """What was withdrawn stays with who withdrew it, unless he erased it, too."""
    return [
        f"I12 {user} withdrew {key} and has it no more"
        for user, key in sorted(world.shadow.withdrawn)
        if user not in world.wiped
        and key[1] in world.laptops[user].file.withdrawn
        and key not in world.laptops[user].file.rows
    ]
