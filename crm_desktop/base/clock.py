"""The only place that asks the system what time it is. Civil time: no zones."""

from datetime import date, datetime

_standing: list[datetime] = []


def now() -> datetime:
    """Local civil time, to the second."""
    return _standing[0] if _standing else datetime.now().replace(microsecond=0)


def stop_at(moment: datetime | None) -> None:
    """Let it be this moment until told otherwise: made-up people are shown on a made-up day. None: time goes on."""
    _standing[:] = [moment] if moment else []


def today() -> date:
    """Local civil date."""
    return now().date()
