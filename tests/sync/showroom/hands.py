"""What somebody in a shop does with the program: its own commands, on whom chance points at.

A command may refuse what is asked of it; that is an answer. Anything else it raises is a bug.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import text

from crm_desktop.base import clock
from crm_desktop.features.settings.queries import shop_rules

if TYPE_CHECKING:
    from crm_desktop.store.store import Store

T = TypeVar("T")

HOT, CROWDED = 3, 0.6
"""Most of the work is on a few people: where nobody meets, nothing can go wrong."""
FAMILY, GIVEN = "王李张刘", ("芳", "伟", "敏", "强", "秀英")


class Hands:
    """Somebody at a laptop. Every `do_…` writes one step."""

    def __init__(self, store: Callable[[], Store], user: str, dice: random.Random, colleagues: Sequence[str]) -> None:
        self._store, self.user, self.dice, self._colleagues = store, user, dice, colleagues
        self._made = 0

    @property
    def store(self) -> Store:
        """His book."""
        return self._store()

    def doings(self) -> list[str]:
        """The names of all that can be done."""
        return [name for name in dir(type(self)) if name.startswith("do_")]

    # Choosing --------------------------------------------------------------------------------------------------------

    def _ids(self, sql: str) -> list[str]:
        return self.store.read(lambda session: list(session.execute(text(sql)).scalars()))

    def _one(self, sql: str) -> str:
        """Somebody or something of it; the first few far more often than the others."""
        found = self._ids(sql)
        if not found:
            raise Idle
        few = found[:HOT] if self.dice.random() < CROWDED else found
        return self.dice.choice(few)

    def person(self, *, customer: bool = False) -> str:
        """Somebody of the book."""
        archived = " AND id IN (SELECT root FROM customer WHERE deleted IS NULL)" if customer else ""
        return self._one(f"SELECT id FROM contact WHERE deleted IS NULL{archived} ORDER BY created, id")

    def row(self, table: str, where: str = "1") -> str:
        """A living row of a living person, or of the shop."""
        return self._one(
            f'SELECT t.id FROM "{table}" t WHERE t.deleted IS NULL AND {where} AND NOT EXISTS ('
            "SELECT 1 FROM contact c WHERE c.id = t.root AND c.deleted IS NOT NULL) ORDER BY t.created, t.id"
        )

    def code(self, kind: str) -> str:
        """A code of one of the shop's lists."""
        found = [one.code for one in getattr(self.store.read(shop_rules), kind)]
        if not found:
            raise Idle
        return self.dice.choice(found)

    def day(self) -> date:
        """Some day about now."""
        return clock.today() + timedelta(self.dice.randint(-20, 40))

    def words(self) -> str:
        """Something typed, which nobody typed before."""
        self._made += 1
        return f"{self.user}{self._made}"

    def name(self) -> str:
        """A name, of which there are few."""
        return self.dice.choice(FAMILY) + self.dice.choice(GIVEN)

    def phone(self) -> str:
        """A number, of which there are few."""
        return f"1380013800{self.dice.randint(0, 9)}"

    def write(self, command: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """One step."""
        return self.store.write(command.__name__, command, *args, **kwargs)


class Idle(Exception):
    """There was nothing to do it with."""
