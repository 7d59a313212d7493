"""The same histories over the program's own store."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path
from typing import Any

from tests.sync.simulator.acts import Form
from tests.sync.simulator.real_laptop import ROOM, RealLaptop
from tests.sync.simulator.replica import Laptop
from tests.sync.simulator.setting import SCHEMA, Faults
from tests.sync.simulator.shadow import TRACKED
from tests.sync.simulator.world import World


class RealWorld(World):
    """Laptops with real files, in memory where the system has a place for it."""

    def __init__(self, seed: int, faults: Faults, *, clock: int = 0, derivers: Any = ()) -> None:
        self.room, self._derivers = Path(tempfile.mkdtemp(dir=ROOM)), derivers
        super().__init__(seed, faults, clock=clock)

    def laptop_of(self, user: str, chance: random.Random) -> Laptop:
        return RealLaptop(SCHEMA, user, chance, self.room / user, self._derivers)

    def at(self) -> str:
        """A day: the real tables hold no other text there."""
        return f"{super().at()}-01"

    def do_open(self, user: str, laptop: Laptop) -> None:
        """A page knows the state of a row and nothing of what is pending: the store must find out what was hidden."""
        key = self.pick(laptop, *TRACKED)
        if key is not None:
            column = self.chance.choice(TRACKED[key[0]])
            row = laptop.file.rows[key]
            self.forms[user] = Form(key, column, row.values.get(column), row.row_seq)
            self.log.append(f"{user} opens {key} {column}")

    def close(self) -> None:
        """Shut all laptops."""
        for laptop in self.laptops.values():
            laptop.close()  # type: ignore[attr-defined]
        shutil.rmtree(self.room)
