"""What is owed for referrals: ledger, tree, gifts, statements."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from crm_desktop.features.referrals.records.steps import Line


class RewardState(StrEnum):
    """Where a reward stands; the first two are derived."""

    PROMISED = "promised"
    DUE = "due"
    APPROVED = "approved"
    PAID = "paid"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class StoredReward:
    """What was decided about one reward."""

    id: str
    row_seq: int
    introducer: str
    referral: str
    event: str
    rule: str
    kind: str
    amount: int
    gift: str
    quantity: int
    state: str
    promised_on: date | None
    due_on: date | None
    approved_on: date | None
    approved_by: str
    paid_on: date | None
    evidence: str
    note: str


@dataclass(frozen=True, slots=True)
class RewardLine:
    """One line of the ledger. `fallen`: approved or paid, but what it was for holds no longer."""

    referral: str
    event: str
    introducer: str
    introducer_name: str
    contact: str
    name: str
    rule: str
    kind: str
    amount: int
    quantity: int
    state: RewardState
    promised_on: date
    due_on: date | None = None
    approved_on: date | None = None
    approved_by: str = ""
    paid_on: date | None = None
    gift: str = ""
    gift_name: str = ""
    evidence: str = ""
    note: str = ""
    row_seq: int = 0
    row: str = ""  # id of the stored row, "" while derived
    fallen: bool = False
    private: bool = False

    @property
    def key(self) -> str:
        """Names the reward on every laptop."""
        return f"{self.referral}/{self.event}"


class Totals(NamedTuple):
    """Sums in fen by state."""

    promised: int = 0
    due: int = 0
    approved: int = 0
    paid: int = 0

    @property
    def owed(self) -> int:
        """What has been earned and is not paid yet."""
        return self.due + self.approved

    @property
    def earned(self) -> int:
        """What has been earned, paid or not."""
        return self.due + self.approved + self.paid


@dataclass(frozen=True, slots=True)
class Book:
    """All referrals and all rewards: everything else is a view of it."""

    lines: tuple[Line, ...] = ()
    rewards: tuple[RewardLine, ...] = ()


@dataclass(frozen=True, slots=True)
class TreeNode:
    """A person in the tree of who brought whom; the roots were brought by nobody."""

    contact: str
    name: str
    status: str
    level: str
    depth: int
    step: str  # how far this person came; "" for a root
    named_on: date | None
    own: Totals  # of the rewards for those this person brought
    descendants: int
    children: "tuple[TreeNode, ...]" = ()

    @property
    def people(self) -> int:
        """How many were brought directly."""
        return len(self.children)


@dataclass(frozen=True, slots=True)
class GiftMoveLine:
    """Gifts that came in or went out."""

    day: date
    quantity: int
    why: str


@dataclass(frozen=True, slots=True)
class GiftLine:
    """A gift and how many are left."""

    id: str
    row_seq: int
    name: str
    cost: int
    stock: int
    left: int
    paid: int = 0
    moves: tuple[GiftMoveLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """What is between me and one introducer, or all, in a month or ever: opening + earned − paid = closing."""

    introducer: str  # "" for everybody
    name: str
    month: date | None
    opening: int
    earned: int
    paid: int
    closing: int
    promised: int
    lines: tuple[RewardLine, ...]
