"""The highest number of every shop, kept outside the data: older data is noticed, however it came back."""

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from sync.core.seqs import epoch_of, seq_of
from sync.server import logs
from sync.server.opening import Opened, wall
from sync.server.regularly import every

SECONDS = 10.0


class Highest:
    """A small file beside the data."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "highest.json"

    def read(self) -> dict[str, int]:
        """By shop the highest number that was given."""
        try:
            found = json.loads(self._file.read_text("utf-8"))
            return {str(shop): int(seq) for shop, seq in found.items()}
        except (OSError, ValueError, AttributeError):
            return {}

    def note(self, heads: dict[str, int]) -> None:
        """Keep what is higher than before."""
        known = self.read()
        fresh = {shop: max(seq, known.get(shop, 0)) for shop, seq in heads.items()}
        if fresh.items() <= known.items():
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        part = self._file.with_suffix(".part")
        with part.open("w", encoding="utf-8") as out:
            json.dump({**known, **fresh}, out)
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, self._file)


def heads(parts: Opened) -> dict[str, int]:
    """The number of the last change of every shop."""
    with parts.engine.reading() as link:
        return {row[0]: seq_of(row[1], row[2]) for row in link.rows("SELECT shop, epoch, n FROM shop")}


def begin(parts: Opened, shop: str, *, above: int, reason: str) -> int:
    """Begin a new epoch of a shop: no number of a lost tail is given again. The epoch."""
    with parts.engine.writing() as link:
        stored = parts.service.opened(link, shop, locked=True)
        stored.begin_epoch(above=above, reason=reason)
        stored.flush(wall())
        return stored.epoch


def check(parts: Opened, highest: Highest) -> list[str]:
    """Begin an epoch in every shop whose data is older than what was already given out."""
    known = highest.read()
    behind = [shop for shop, head in heads(parts).items() if head < known.get(shop, 0)]
    for shop in behind:
        begin(parts, shop, above=epoch_of(known[shop]), reason="older data found")
        logs.event("older data found: new epoch")
    highest.note(heads(parts))
    return behind


@contextlib.contextmanager
def watched(parts: Opened, highest: Highest) -> Iterator[None]:
    """Note the numbers now and then, and at the end."""
    try:
        with every(SECONDS, lambda: highest.note(heads(parts))):
            yield
    finally:
        highest.note(heads(parts))
