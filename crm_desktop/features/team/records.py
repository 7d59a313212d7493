"""What a page sees of the shop's people."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

MANAGER = "manager"
CONSULTANT = "consultant"


class ReviewKind(StrEnum):
    """What the manager looks at."""

    LOSS = "loss"
    MERGE = "merge"
    VISIT = "visit"


class ReviewState(StrEnum):
    """How far the look is."""

    ASKED = "asked"
    APPROVED = "approved"
    REJECTED = "rejected"  # sent back with a note


@dataclass(frozen=True, slots=True)
class Me:
    """Who this laptop is enrolled for."""

    user: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the shop, me included; no longer `active`: left, but still the owner of customers."""

    user: str
    name: str
    role: str
    active: bool = True


@dataclass(frozen=True)
class Team:
    """Me and everybody of the shop; nobody (`me` is None) before the enrolment."""

    me: Me | None = None
    colleagues: tuple[Colleague, ...] = ()
    shop: str = ""

    def name_of(self, user: str) -> str:
        """What somebody is called; a user the list does not know is shown as he is."""
        return self._names.get(user, user)

    def user_of(self, typed: str) -> str | None:
        """Who is meant by a user or a name, whatever its capital letters; None: nobody of the shop."""
        return self._users.get(" ".join(typed.split()).casefold())

    @cached_property
    def _names(self) -> dict[str, str]:
        names = {self.me.user: self.me.name or self.me.user} if self.me else {}
        return names | {one.user: one.name or one.user for one in self.colleagues}

    @cached_property
    def _users(self) -> dict[str, str]:
        # A user is unique, a name need not be: the user wins.
        named = {name.casefold(): user for user, name in self._names.items()}
        return named | {user.casefold(): user for user in self._names}
