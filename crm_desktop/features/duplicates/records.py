"""What the guard and the list of duplicates show."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How sure it is that two entries are one person."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"  # the same name and nothing else known: only shown while typing


class Reason(StrEnum):
    """What two entries have in common."""

    PHONE = "same_phone"
    WECHAT = "same_wechat"
    VIN = "same_vin"
    PLATE = "same_plate"
    EMAIL = "same_email"
    NAME = "same_name"
    PINYIN = "same_pinyin"
    SWAPPED_NAME = "swapped_name"
    SIMILAR_NAME = "similar_name"
    NEAR_PHONE = "near_phone"
    PHONE_TAIL = "same_phone_tail"
    BIRTHDAY = "same_birthday"
    NEAR_BIRTHDAY = "near_birthday"
    COMPANY = "same_company"
    ESTATE = "same_estate"
    ADDRESS = "same_address"
    SIMILAR_ADDRESS = "similar_address"
    MODEL = "same_model"
    NUMBER = "same_number"  # a long number in notes or custom fields
    NEAR_NUMBER = "near_number"


@dataclass(frozen=True)
class DuplicatePair:
    """Two living contacts that seem to be one; `a` was entered first."""

    a: str
    b: str
    verdict: Verdict
    why: tuple[Reason, ...]
    score: float = 0.0


@dataclass(frozen=True)
class Likeness:
    """Someone in the book who resembles what is being typed."""

    id: str
    name: str
    phone: str
    subtitle: str
    is_customer: bool
    verdict: Verdict
    why: tuple[Reason, ...]


@dataclass(frozen=True)
class MergeField:
    """One field in which the two entries differ; the survivor's value stays unless the other one is chosen."""

    field: str
    keep: str
    other: str


@dataclass(frozen=True)
class Merged:
    """What a merge did."""

    keep: str
    other: str
    moved: int
    step: int
