"""What the network page sees."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ring:
    """One ring of the network: how many people, how many became customers, how many were reached lately."""

    ring: int  # 1-4, 0 for people not yet put into a ring
    label: str
    people: int
    customers: int
    reached: int  # with an effective contact in the last 30 days


@dataclass(frozen=True, slots=True)
class NetworkOverview:
    """The four rings at one glance."""

    rings: tuple[Ring, ...]
    people: int
    private: int
