"""Birthdays and other dates of which a part may be unknown, in the solar or the lunar calendar.

Text forms: "1985-08-15", "--08-15" (year unknown), "1985-08", "1985", "lunar:1985-06-15",
"lunar:2025-06L-15" (leap month), "lunar:--06-15". Civil dates only: no zones, so a birthday is never a day off.
"""

import calendar as solar_calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crm_desktop.base import date_text, lunar
from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _, format_date, language

SOLAR = "solar"
LUNAR = "lunar"
_ISO = re.compile(r"(?:1[7-9]|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class PartialDate:
    """A day of which year, month or day may be unknown. `leap` says that the lunar month is a leap month."""

    calendar: str = SOLAR
    year: int | None = None
    month: int | None = None
    day: int | None = None
    leap: bool = False

    def __post_init__(self) -> None:
        if not self._possible():
            raise InvalidInput("birthday", _("There is no such day. Write it like 1985-08-15, 8-15 or 农历六月十五."))

    def _possible(self) -> bool:
        if self.calendar not in (SOLAR, LUNAR) or (self.leap and self.calendar == SOLAR):
            return False
        if self.year is None and self.month is None:
            return False
        if self.month is None and (self.day is not None or self.leap):
            return False
        if self.year is not None and not 1000 <= self.year <= 2999:
            return False
        if self.month is not None and not 1 <= self.month <= 12:
            return False
        if self.calendar == LUNAR and not self.leap and self.day is not None and 1 <= self.day <= 29:
            return True  # every month has them; to ask the tables costs more than to open an archive
        return self.day is None or 1 <= self.day <= self._longest()

    def _longest(self) -> int:
        assert self.month is not None
        if self.calendar == LUNAR:
            known = self.year is not None and lunar.FIRST_YEAR <= self.year <= lunar.LAST_YEAR
            if known:
                assert self.year is not None
                return lunar.month_length(self.year, self.month, leap=self.leap)
            return 30
        return solar_calendar.monthrange(self.year or 2000, self.month)[1]

    @classmethod
    def parse(cls, text: str) -> "PartialDate | None":
        """Read what people and other programs write. None for nothing; InvalidInput for what is not clear."""
        if _ISO.fullmatch(text):  # the form that is kept
            return cls(SOLAR, int(text[:4]), int(text[5:7]), int(text[8:]))
        if not text.strip():
            return None
        parts = date_text.read(text)
        if parts is None:
            message = _("“{text}” cannot be read as a date. Write it like 1985-08-15, 8-15 or 农历六月十五.")
            raise InvalidInput("birthday", message.format(text=text.strip()[:40]))
        return cls(LUNAR if parts.lunar else SOLAR, parts.year, parts.month, parts.day, parts.leap)

    @classmethod
    def stored(cls, text: str) -> "PartialDate | None":
        """The same, for a column: what cannot be read counts as unknown."""
        try:
            return cls.parse(text)
        except InvalidInput:
            return None

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        """A whole solar date."""
        return cls(SOLAR, day.year, day.month, day.day)

    def __str__(self) -> str:
        text = f"{self.year:04}" if self.year is not None else "-"
        if self.month is not None:
            text += f"-{self.month:02}" + ("L" if self.leap else "")
        if self.day is not None:
            text += f"-{self.day:02}"
        return f"lunar:{text}" if self.calendar == LUNAR else text

    def to_json(self) -> str | dict[str, Any]:
        """An ISO text ("--MM-DD" without the year); an object for a lunar date."""
        if self.calendar == SOLAR:
            return str(self)
        return {"calendar": LUNAR, "year": self.year, "month": self.month, "day": self.day, "leap": self.leap}

    @classmethod
    def from_json(cls, value: "str | dict[str, Any] | None") -> "PartialDate | None":
        """What `to_json` wrote."""
        if isinstance(value, dict):
            return cls(LUNAR, value.get("year"), value.get("month"), value.get("day"), bool(value.get("leap")))
        return cls.parse(value or "")

    def on(self) -> date | None:
        """The solar day it stands for, when it is whole."""
        if self.year is None or self.month is None or self.day is None:
            return None
        if self.calendar == SOLAR:
            return date(self.year, self.month, self.day)
        return lunar.solar_day(self.year, self.month, self.day, leap=self.leap)

    def in_year(self, year: int) -> date | None:
        """Its day in the (solar or lunar) year. 29 February falls on the 28th where there is none; lunar day 30 on the
        29th of a short month; a leap month's day on the ordinary month where the year has no such leap month."""
        if self.month is None or self.day is None:
            return None
        if self.calendar == SOLAR:
            return date(year, self.month, min(self.day, solar_calendar.monthrange(year, self.month)[1]))
        return lunar.celebrated(year, self.month, self.day, leap=self.leap)

    def next_on(self, today: date) -> date | None:
        """The next day it is celebrated, today included; None while month or day is unknown."""
        # A lunar year ends in January or February of the next solar year.
        for year in range(today.year - 1, today.year + 3):
            day = self.in_year(year)
            if day is not None and day >= today:
                return day
        return None

    def turns(self, day: date) -> int | None:
        """How many years old someone born then turns in the (solar or lunar) year of `day`."""
        if self.year is None:
            return None
        if self.calendar == SOLAR:
            return day.year - self.year
        lunar_day = lunar.of(day)
        return lunar_day.year - self.year if lunar_day else None

    def key(self) -> str:
        """The key a list finds it by: "S08-15", "L06-15", "L06L-15"; "" while month or day is unknown."""
        if self.month is None or self.day is None:
            return ""
        if self.calendar == SOLAR:
            return f"S{self.month:02}-{self.day:02}"
        return f"L{self.month:02}{'L' if self.leap else ''}-{self.day:02}"

    def label(self) -> str:
        """As people read it: 1985年8月15日, 农历闰六月十五; Aug 15, 1985, lunar 6-15."""
        if self.calendar == LUNAR:
            return lunar.label(self.year, self.month, self.day, leap=self.leap)
        if self.month is not None and self.day is not None:
            return format_date(date(self.year or 2000, self.month, self.day), year=self.year is not None)
        if language() == "zh_CN":
            return (f"{self.year}年" if self.year else "") + (f"{self.month}月" if self.month else "")
        return str(self)


def monday(day: date) -> date:
    """The day its week began."""
    return day - timedelta(days=day.weekday())


def solar_day_key(day: date) -> str:
    """ "S08-15"."""
    return f"S{day.month:02}-{day.day:02}"


def lunar_day_key(day: date) -> str:
    """ "L06-15", in a leap month "L06L-15"; "" outside the years the tables know."""
    found = lunar.of(day)
    return f"L{found.month:02}{'L' if found.leap else ''}-{found.day:02}" if found else ""


def keys_on(day: date) -> frozenset[str]:
    """The keys of all dates celebrated on this day, those that moved to it included (29 February, lunar day 30)."""
    keys = {solar_day_key(day)}
    if (day.month, day.day) == (2, 28) and not solar_calendar.isleap(day.year):
        keys.add("S02-29")
    found = lunar.of(day)
    if found:
        last = found.day == lunar.month_length(found.year, found.month, leap=found.leap)
        for n in {found.day, 30} if last else {found.day}:
            if found.leap or not lunar.has_leap(found.year, found.month):
                keys.add(f"L{found.month:02}L-{n:02}")
            if not found.leap:
                keys.add(f"L{found.month:02}-{n:02}")
    return frozenset(keys)


def lunar_label(day: date) -> str:
    """农历十月十四; lunar 10-14."""
    found = lunar.of(day)
    return lunar.label(None, found.month, found.day, leap=found.leap) if found else ""
