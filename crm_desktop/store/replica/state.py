"""Where this copy of the file stands in the protocol: `sync_state`, one text a key."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import Any

from crm_desktop.store.plain import Plain
from sync.core import seqs
from sync.core.shop import Author


@dataclass(frozen=True, slots=True)
class State:
    """Who this laptop is to the server, and what it was told."""

    user: str = ""
    name: str = ""
    role: str = ""
    device: str = ""
    shop: str = ""
    shop_name: str = ""
    server_id: str = ""
    inc: str = ""
    token: str = ""
    token_before: str = ""
    """The key store may still have this one, when the laptop went off between the two."""
    parent: str = ""
    parent_lsn: int = 0
    epoch: int = 1
    origins: Mapping[str, int] = field(default_factory=dict)
    next_lsn: int = 1
    scopes: tuple[str, ...] = ()
    compare: bool = False
    floor: int = 0
    """What the server said last of how far it has compacted."""
    held: tuple[str, ...] = ()
    """"table/id" of the rows that are too large to be sent as they are."""
    tended: str = ""
    """The day on which a share of the rows was last compared with the shop's."""
    share: int = 0
    """Which share is next."""
    looked: int = 0
    """Up to here the journal holds nothing that may be sent as it is: private rows, and what was deleted unsent."""

    @property
    def enrolled(self) -> bool:
        """Whether this laptop belongs to a shop."""
        return bool(self.inc)

    def author(self, inc: str = "") -> Author:
        """Who asks."""
        return Author(self.user, self.device, inc or self.inc)

    def changed(self, **values: Any) -> "State":
        """With other values."""
        return replace(self, **values)


_FROM_TEXT: dict[type, Callable[[str], Any]] = {
    str: str, int: int, bool: lambda text: text == "1", tuple: lambda text: tuple(json.loads(text)), dict: json.loads,
}  # fmt: skip
_READERS = {one.name: _FROM_TEXT[type(getattr(State(), one.name))] for one in fields(State)}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return str(value) if isinstance(value, str | int) else json.dumps(value, ensure_ascii=False)


def read(raw: Any) -> State:
    """The state of the file."""
    return _state(raw.execute("SELECT key, value FROM sync_state"))


def _state(rows: Iterable[tuple[str, str]]) -> State:
    return State(**{name: _READERS[name](text) for name, text in rows if name in _READERS})


def of(source: Plain) -> State:
    """The same, for whoever only looks."""
    return _state(source.rows("SELECT key, value FROM sync_state"))


def write(raw: Any, before: State, after: State) -> None:
    """Keep what changed."""
    changed = [name for name in State.__dataclass_fields__ if getattr(before, name) != getattr(after, name)]
    raw.executemany(
        "INSERT OR REPLACE INTO sync_state VALUES (?, ?)", [(name, _text(getattr(after, name))) for name in changed]
    )


def forget(raw: Any, name: str) -> None:
    """Give one value back its default."""
    raw.execute("DELETE FROM sync_state WHERE key = ?", (name,))


def counted(raw: Any) -> Callable[[int], int]:
    """How far a state is one of the server's history."""
    known = read(raw)
    return partial(seqs.counted, epoch=known.epoch, origins=origins_of(known))


def origins_of(state: State) -> dict[int, int]:
    """What is known of the epochs; JSON has texts for keys."""
    return {int(epoch): began for epoch, began in state.origins.items()}
