"""What an exchange of attachments works on: the laptop's shelf, the server's, and what was done."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

TOO_LARGE, DAMAGED, FULL = "too large", "damaged", "server full"


@dataclass(frozen=True, slots=True)
class Item:
    """Bytes on their way."""

    name: str
    size: int = 0
    """0: not known before it is here."""
    thumbnail: bool = False


@dataclass(frozen=True, slots=True)
class Carried:
    """What a session did with attachments."""

    up: int = 0
    down: int = 0
    requests: int = 0
    bytes_up: int = 0
    bytes_down: int = 0
    seconds: float = 0.0
    done: int = 0
    """Bytes of attachments moved so far, of `total`."""
    total: int = 0
    left: int = 0
    """That are named by rows here and are neither here nor at the server yet."""
    problems: Mapping[str, int] = field(default_factory=dict)
    """Why some were not moved, and how many."""


class Shelf(Protocol):
    """The laptop's attachments."""

    left: int
    """That are missing here and are not asked for now."""

    def to_send(self) -> Sequence[Item]:
        """What the server may lack."""

    def to_get(self) -> Sequence[Item]:
        """What is missing here."""

    def may_send(self, name: str) -> bool:
        """Whether a row that the shop knows still names it: somebody may have made it private meanwhile."""

    def content(self, name: str) -> bytes | None:
        """All its bytes, if they are here and are what the name says."""

    def sent(self, names: Iterable[str]) -> None:
        """The server has them."""

    def unwanted(self, names: Iterable[str]) -> None:
        """They will never go there: no row there names them any more, or they are not what they were."""

    def absent(self, names: Iterable[str]) -> None:
        """The server has them not, or not yet."""

    def length(self, name: str) -> int:
        """How much of it came until now."""

    def add(self, name: str, place: int, body: bytes) -> None:
        """Keep the next part."""

    def keep(self, bodies: Mapping[str, bytes]) -> set[str]:
        """Keep whole ones; those that are what their names say."""

    def finish(self, name: str) -> bool:
        """All parts came: whether they are what the name says; if not they are thrown away."""

    def came(self, names: Sequence[str]) -> None:
        """They are here: whoever shows them may look."""


class Taker(Protocol):
    """Who takes attachments in."""

    def keep(self, bundle: Mapping[str, bytes]) -> set[str]:
        """Bring several small ones; those that are there now."""

    def send_part(self, item: Item, offset: int, body: bytes) -> tuple[int, bool]:
        """A part; how much is there now, and whether that is all.

        Raises NotThere, OtherOffset, NotItsName, ServerFull.
        """


class Server(Taker, Protocol):
    """The shop's server, as far as attachments go."""

    def have(self, names: Sequence[str], lacks: Collection[str] = ()) -> tuple[set[str], Mapping[str, int]]:
        """Which are there whole, and how much of the others; `lacks` are those that are not here."""

    def some(self, names: Sequence[str]) -> tuple[Mapping[str, bytes], Sequence[str]]:
        """Several small ones, and those that did not go into the answer."""

    def get_part(self, name: str, first: int, count: int) -> tuple[bytes, int]:
        """A part, and the size of the whole. Raises NotThere."""
