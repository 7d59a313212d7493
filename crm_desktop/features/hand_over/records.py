"""What goes along when customers are handed over."""

from dataclasses import dataclass

from crm_desktop.features.forms.records import Form
from crm_desktop.features.visits.records import ArchiveCard


@dataclass(frozen=True, slots=True)
class HandOver:
    """What a hand-over would do: who goes, what goes along, who stays and why."""

    going: tuple[str, ...] = ()
    promises: int = 0  # open ones
    visits: int = 0  # planned ones
    private: int = 0  # stay: they are nobody else's
    there: int = 0  # belong to whoever would get them
    not_mine: int = 0  # belong to somebody else, and I am no manager


@dataclass(frozen=True, slots=True)
class HandOverPack:
    """The papers: a page about all of them, then a card for each."""

    summary: Form
    cards: tuple[ArchiveCard, ...] = ()
