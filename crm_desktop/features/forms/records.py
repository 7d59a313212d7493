"""What stands on the shop's forms: exactly the words on the paper, in the columns the shop wants."""

from dataclasses import dataclass

from crm_desktop.features.visits.records import Fact, Letterhead

DAY_PLAN = "day_plan"
REGISTER = "register"
LEVEL_TABLE = "level_table"
DAILY_REPORT = "daily_report"
OWNER_CARD = "owner_card"
DELIVERY_CHECKLIST = "delivery_checklist"
REFERRAL_STATEMENT = "referral_statement"
REFERRAL_ACCOUNT = "referral_account"

OF_DAY = (DAY_PLAN, REGISTER, DAILY_REPORT)
OF_MONTH = (LEVEL_TABLE, REFERRAL_STATEMENT)
OF_PEOPLE = (OWNER_CARD, DELIVERY_CHECKLIST, REFERRAL_ACCOUNT)
FORMS = (DAY_PLAN, REGISTER, LEVEL_TABLE, DAILY_REPORT, OWNER_CARD, DELIVERY_CHECKLIST, REFERRAL_STATEMENT,
         REFERRAL_ACCOUNT)  # fmt: skip
"""Every form, in the order they are offered."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a form. `parts`: headings of the narrow cells it consists of, the days of a month."""

    code: str
    label: str
    weight: int = 10  # its share of the width
    align: str = "left"  # left, center, right
    summed: bool = False  # its amounts are added up at the foot of a page
    shown: bool = True
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckList:
    """Points to tick off, under one heading."""

    code: str
    title: str
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Design:
    """A form as the shop wants it: title, all columns in their order, points to tick, who signs."""

    code: str
    title: str
    columns: tuple[Column, ...]
    signatures: tuple[str, ...] = ()
    checks: tuple[CheckList, ...] = ()
    landscape: bool = False
    lines: int = 0  # at least so many, empty ones for the pen

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns that are printed."""
        return tuple(column for column in self.columns if column.shown)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `tone`: "", urgent, muted, strong, or the code of an intent level."""

    text: str = ""
    tone: str = ""
    amount: int | None = None  # what it adds to the sum of its column
    parts: tuple[str, ...] = ()


Line = tuple[Cell, ...]
"""The cells of one line, in the order of the table's columns."""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading; without a title they only follow."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Lines in columns. `fills`: empty lines go on to the foot of the page; `still_open`: more comes by hand."""

    columns: tuple[Column, ...]
    groups: tuple[Group, ...] = ()
    title: str = ""
    lines: int = 0
    fills: bool = False
    still_open: bool = False
    note: str = ""
    share: int = 1  # of the width of its band

    @property
    def count(self) -> int:
        """How many lines are not empty."""
        return sum(len(group.lines) for group in self.groups)


@dataclass(frozen=True, slots=True)
class FactGrid:
    """Labelled facts in columns; an empty one is a line to write on."""

    title: str
    facts: tuple[Fact, ...]
    columns: int = 3
    share: int = 1


@dataclass(frozen=True, slots=True)
class Ticks:
    """Points to tick off by hand."""

    title: str
    points: tuple[str, ...]
    columns: int = 2
    share: int = 1


@dataclass(frozen=True, slots=True)
class Writing:
    """Room for the pen."""

    title: str
    lines: int = 3
    share: int = 1


Block = Table | FactGrid | Ticks | Writing
Band = tuple[Block, ...]
"""Blocks that stand side by side; only one that stands alone is cut where a page ends."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form ready to be printed or written into a workbook."""

    code: str
    number: str  # its mark and day, and of a person's form the tail of the id
    title: str
    name: str  # in the outline of the document and on the tab of the workbook
    said: tuple[str, ...]  # day or month, and what else stands in the head
    head: Letterhead
    bands: tuple[Band, ...]
    signatures: tuple[str, ...] = ()
    landscape: bool = False
