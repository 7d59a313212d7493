"""The only place that asks the system what time it is. Civil time: no zones."""

from datetime import date, datetime


def now() -> datetime:
    """Local civil time, to the second."""
    return datetime.now().replace(microsecond=0)


def today() -> date:
    """Local civil date."""
    return now().date()
