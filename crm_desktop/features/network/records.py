"""What the Network page shows; its people are the rows of every list of people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ring:
    """One ring around me and how many stand in it."""

    number: int  # 1-4
    label: str
    hint: str
    private: int  # network contacts
    customers: int  # shop customers who came from this ring


@dataclass(frozen=True, slots=True)
class NetworkOverview:
    """The four rings, and those nobody placed yet."""

    rings: tuple[Ring, ...]
    unplaced: int
    total: int  # all contacts that are not shop customers
    new_this_month: int
