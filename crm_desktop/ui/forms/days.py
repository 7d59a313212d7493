"""Days as a consultant types them: 28, 11-28, +3, Friday, 明天, 下周三."""

import re
from datetime import date, timedelta

from crm_desktop.base import clock
from crm_desktop.base.dates import monday
from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _, format_full_day

_WORDS = {
    "today": 0,
    "今天": 0,
    "今日": 0,
    "tomorrow": 1,
    "明天": 1,
    "明日": 1,
    "后天": 2,
    "大后天": 3,
    "next week": 7,
    "下周": 7,
}
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CHINESE = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}


def day_of(text: str, today: date | None = None) -> date:
    """The day meant, in the coming year where no year is written. Raises InvalidInput."""
    today = today or clock.today()
    typed = text.strip().lower()
    found = _word(typed, today) or _weekday(typed, today) or _written(typed, today)
    if found is None:
        raise InvalidInput("day", _("This is not a day. Write it like 11-28, +3 or Friday."))
    return found


def _word(typed: str, today: date) -> date | None:
    ahead = re.fullmatch(r"\+\s*(\d{1,3})\s*(d|days?|天)?", typed) or re.fullmatch(
        r"(\d{1,3})\s*(days?|天)(后)?", typed
    )
    if ahead:
        return today + timedelta(days=int(ahead[1]))
    return today + timedelta(days=_WORDS[typed]) if typed in _WORDS else None


def _weekday(typed: str, today: date) -> date | None:
    chinese = re.fullmatch(r"(下)?(?:周|星期|礼拜)([一二三四五六日天])", typed)
    if chinese:
        day = monday(today) + timedelta(days=_CHINESE[chinese[2]] + (7 if chinese[1] else 0))
        return day if day >= today else day + timedelta(days=7)
    if typed[:3] in _ENGLISH and typed.isalpha():
        return today + timedelta(days=(_ENGLISH.index(typed[:3]) - today.weekday()) % 7 or 7)
    return None


def _written(typed: str, today: date) -> date | None:
    numbers = [int(n) for n in re.findall(r"\d+", typed)]
    if not numbers or re.sub(r"[\d\s./\-年月日号]", "", typed):
        return None
    try:
        if len(numbers) == 3:
            return date(numbers[0] + (2000 if numbers[0] < 100 else 0), numbers[1], numbers[2])
        if len(numbers) == 2:
            day = date(today.year, numbers[0], numbers[1])
            return day if day >= today else day.replace(year=today.year + 1)
        if len(numbers) == 1:
            day = today.replace(day=numbers[0])
            return day if day >= today else (today.replace(day=1) + timedelta(days=32)).replace(day=numbers[0])
    except (ValueError, OverflowError):
        return None
    return None


def day_text(day: date) -> str:
    """The day as it is shown back."""
    return format_full_day(day)
