"""What each user typed, and what he had on screen when he did: the truth that I2 is judged by.

Every tracked value is unique, so a value names its edit. An edit is accounted for when its value stands at the end, or
waits in the inbox, or was replaced by somebody who had it on screen, or was taken back by its author.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from sync.core.shop import Shop
from sync.core.values import Key, Patch

TRACKED = {
    "contact": ("name", "company"), "touch": ("note",), "scale_change": ("reason",), "script": ("title", "beats"),
}  # fmt: skip
LONG = {"contact": ("family",)}
"""Long texts: every line of them is a value of its own."""


def lines_of(value: object) -> set[str]:
    """The values that stand in a column: itself, or the lines of a long text."""
    return {line for line in value.split("\n") if line} if isinstance(value, str) else set()


def values_in(table: str, values: Patch) -> set[str]:
    """All tracked values of a row."""
    return {line for column in (*TRACKED.get(table, ()), *LONG.get(table, ())) for line in lines_of(values.get(column))}


@dataclass
class Typed:
    """One edit of a user."""

    user: str
    key: Key
    column: str
    root: str
    roots: set[str] = field(default_factory=set)
    """Where it was moved meanwhile."""


@dataclass
class Shadow:
    """All edits of one history."""

    typed: dict[str, Typed] = field(default_factory=dict)
    replaced: dict[str, set[str]] = field(default_factory=dict)
    """Value → the values its author had on screen."""
    deletions: dict[Key, set[str]] = field(default_factory=dict)
    """Root or row → the values somebody had on screen when he deleted it."""
    deleted_by: list[tuple[Key, str]] = field(default_factory=list)
    woken: set[Key] = field(default_factory=set)
    undone: set[str] = field(default_factory=set)
    risky: set[str] = field(default_factory=set)
    """Typed on a laptop that lost its disk, or was wiped, afterwards."""
    written: dict[tuple[str, Key, str], set[str]] = field(default_factory=dict)
    """The lines of a long text as a user left it."""
    hung_on: dict[Key, set[str]] = field(default_factory=dict)
    """Rows that were moved, and on what they ever hung: whoever erases or withdraws one of these, and saw the row
    there, erases it, wherever somebody else has moved it meanwhile."""
    erased: set[str] = field(default_factory=set)
    """Roots somebody erased, and rows somebody withdrew alone: their values are meant to be gone."""
    withdrawn: set[tuple[str, Key]] = field(default_factory=set)
    """By whom, and which contact: on his laptop it stays."""
    server_restored: bool = False
    on_disk: dict[tuple[str, Key, str], list[str]] = field(default_factory=dict)
    """What a user typed into a column, as far as his disk knows it; a value taken from the inbox is typed again."""
    own_before: dict[str, set[str]] = field(default_factory=dict)
    """Value → what its author had typed there before, and his disk knew."""

    def type(self, user: str, key: Key, column: str, root: str, value: str, shown: object) -> None:
        self.typed.setdefault(value, Typed(user, key, column, root))
        self.typed[value].roots.update(self.hung_on.get(key, ()))
        self.replaced.setdefault(value, set())
        known = self.on_disk.setdefault((user, key, column), [])
        self.own_before.setdefault(value, set()).update(known)
        known.append(value)
        self.replaced[value] |= lines_of(shown)

    def lose_disk(self, user: str, known: set[str]) -> None:
        """An older image of his disk was brought back: what he typed since is on the server, or nowhere."""
        self.withdrawn = {one for one in self.withdrawn if one[0] != user}
        self.risky |= {value for value, typed in self.typed.items() if typed.user == user and value not in known}
        for (author, *_), values in self.on_disk.items():
            if author == user:
                values[:] = [value for value in values if value in known]

    def move(self, key: Key, root: str) -> None:
        self.hung_on.setdefault(key, set()).add(root)
        for typed in self.typed.values():
            if typed.key == key:
                self.hung_on[key].add(typed.root)
                typed.roots.add(root)

    def delete(self, user: str, key: Key, seen: set[str]) -> None:
        self.deletions.setdefault(key, set()).update(seen)
        self.deleted_by.append((key, user))

    def is_erased(self, typed: Typed) -> bool:
        """Somebody erased what it belonged to: its value is meant to be gone."""
        return bool(self.erased & {typed.root, *typed.roots, typed.key[1]})

    def given_up(self, typed: Typed) -> set[str]:
        """What its author deleted again before it was ever sent."""
        keys = [key for key, user in self.deleted_by if user == typed.user]
        return self._closed(
            {value for key in keys if key == typed.key or key[1] == typed.root for value in self.deletions[key]}
        )

    def accounted(self, shop: Shop) -> set[str]:
        """Every value that is not lost in silence."""
        seeds: set[str] = set(self.undone)
        for record in shop.records.values():
            root = shop.root_record(record.root)
            dead = [one for one in (record, root) if one is not None and one.dead]
            if record.table == "conflict":
                seeds |= lines_of(record.values.get("lost"))
            elif record.table == "parked":
                body = json.loads(str(record.values.get("body") or "{}"))
                seeds |= {line for value in body.values() for line in lines_of(value)}
            elif not dead:
                seeds |= values_in(record.table, record.values)
            for one in dead:
                seeds |= self.deletions.get(one.key, set()) | self._own_before(one.key)
        return self._closed(seeds)

    def _own_before(self, key: Key) -> set[str]:
        """What its deleter typed himself: the conflict that told him it had lost may be gone with the server's tail."""
        users = {user for one, user in self.deleted_by if one == key} if self.server_restored else set()
        return {
            value for value, typed in self.typed.items() if typed.user in users and key[1] in (typed.key[1], typed.root)
        }

    def _closed(self, seeds: set[str]) -> set[str]:
        done: set[str] = set()
        todo = list(seeds)
        while todo:
            value = todo.pop()
            if value in done:
                continue
            done.add(value)
            todo += self.replaced.get(value, ())
            if self.server_restored:
                # A laptop's own later edit may replace its own earlier one, when the conflict between them was lost.
                todo += self.own_before.get(value, ())
        return done
