"""Damaging a data file on purpose, at a place that is known."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

from crm_desktop.store import keys
from crm_desktop.store.salvage.pages import PAGE
from crm_desktop.store.salvage.reading import DamagedFile
from crm_desktop.store.salvage.trees import Met, walk


def pages_of(profile: Path, table: str) -> list[int]:
    """The pages of a table, its root first."""
    file = DamagedFile(profile / "data.db", keys.load_key(profile, None))
    met, root = Met(), file.tables[table].root
    for _cell in walk(file.pages, root, met):
        pass
    file.close()
    return [root, *sorted(met.seen - {root})]


def overwrite(file: Path, pages: Iterable[int]) -> None:
    """Noise in the place of these pages."""
    noise = random.Random(1)
    with file.open("r+b") as out:
        for number in pages:
            out.seek((number - 1) * PAGE)
            out.write(noise.randbytes(PAGE))


def counts(profile: Path) -> dict[str, int]:
    """How many rows of each table can be read."""
    file = DamagedFile(profile / "data.db", keys.load_key(profile, None))
    found = {table: sum(1 for _row in file.rows(table)) for table in file.tables if not table.startswith("derived_")}
    file.close()
    return found
