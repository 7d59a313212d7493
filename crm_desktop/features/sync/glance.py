"""How long this laptop may go on without having met the shop, in plain SQL: the first page waits for the answer."""

import contextlib
import json
from datetime import date
from typing import TYPE_CHECKING

from crm_desktop.features.settings.glance import shop_rules
from crm_desktop.features.sync.records import Lease
from crm_desktop.store.plain import plain

if TYPE_CHECKING:
    from crm_desktop.store.plain import Source

LEASE = "lease"
"""In `sync_state`: the days counted since the last contact, and the lock."""


def belongs_to_a_shop(source: "Source") -> bool:
    """Whether this profile was enrolled."""
    return bool(plain(source).value("SELECT value FROM sync_state WHERE key = 'inc'"))


def lease_of(source: "Source") -> Lease | None:
    """What was counted; None while this profile belongs to no shop, or nothing was counted yet."""
    text = plain(source).value("SELECT value FROM sync_state WHERE key = :key", key=LEASE)
    with contextlib.suppress(ValueError, TypeError, KeyError):  # what cannot be read is counted anew
        told = json.loads(text or "")
        return Lease(**{**told, "seen": tuple(told["seen"])})
    return None


def lease_days(source: "Source") -> int:
    """Days of use without contact that the shop allows; 0 when it asks for none."""
    return shop_rules(source).numbers.lease_days


def days_left(source: "Source") -> int | None:
    """Days of use after today until the lock; None when none is near, or there will be none."""
    lease = lease_of(source)
    most = lease_days(source) if lease is not None and not lease.locked else 0
    return lease.warning(most) if lease is not None and most else None


def is_locked(source: "Source", today: date) -> bool:
    """Whether nothing may be shown: it was locked, or is to be once this day is counted."""
    lease = lease_of(source)
    if lease is None:
        return False
    return lease.locked or lease.used(today).is_over(lease_days(source))
