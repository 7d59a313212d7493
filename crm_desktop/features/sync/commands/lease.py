"""A laptop that has not met the shop for long locks itself: days of use are counted, contact or a code opens it."""

import hmac
import json
import secrets
from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput, Refused
from crm_desktop.base.i18n import _
from crm_desktop.features.sync import glance, queries
from crm_desktop.features.sync.commands.line import device_keys
from crm_desktop.features.sync.records import Lease, LockCard
from sync.core.lease import DIGITS, digits_of, short_name, unlock_code

if TYPE_CHECKING:
    from crm_desktop.store.store import Store

MOST_WRONG = 5
"""So many wrong codes, and the number on the screen becomes another one."""


def count_use(session: Session, *, hour: bool = False) -> bool:
    """The program is used today, or for an hour more. Whether this laptop is locked now."""
    facts = queries.enrolled_facts(session)
    if not facts.get("inc"):
        return False
    before = glance.lease_of(session)
    after = (before or Lease()).used(clock.today(), hour=hour)
    if not after.locked and after.is_over(glance.lease_days(session)):
        after = after.lock(_challenge())
    if after != before:
        _keep(session, after)
    return after.locked


def met(store: "Store") -> None:
    """The shop has answered: the count begins anew, and a lock opens. On most days it has begun before."""
    if store.look(glance.lease_of) != _fresh():
        store.write("", _meet)


def _meet(session: Session) -> None:
    _keep(session, _fresh())


def _fresh() -> Lease:
    return Lease().used(clock.today())


def lock_card(store: "Store") -> LockCard | None:
    """What the lock page says; None when this laptop is not locked."""
    lease, facts = store.look(glance.lease_of), store.look(queries.enrolled_facts)
    if lease is None or not lease.locked:
        return None
    waiting = store.look(queries.waiting, int(facts.get("looked") or 0))
    return LockCard(short_name(facts.get("device", "")), lease.challenge, waiting)


def unlock(store: "Store", typed: str) -> None:
    """Open by the code the manager read out. Raises InvalidInput when it does not fit; then nothing is opened."""
    facts, code = store.look(queries.enrolled_facts), digits_of(typed)
    if len(code) != DIGITS:
        raise InvalidInput("code", _("The code has {n} digits.").format(n=DIGITS))
    secret = (device_keys().load(facts.get("profile", "")) or {}).get("unlock", "")
    if not secret:
        raise Refused(_("This laptop's key is not here, so no code can open it. Sync, or connect it with a new code."))
    if not store.write("", _try, code, secret, facts.get("device", "")):
        raise InvalidInput("code", _("This code does not fit. Compare the number on the screen and ask again."))


def _try(session: Session, code: str, secret: str, device: str) -> bool:
    lease = glance.lease_of(session)
    if lease is None or not lease.locked:
        return True
    if hmac.compare_digest(code, unlock_code(secret, device, lease.challenge)):
        _meet(session)
        return True
    wrong = lease.refused()
    _keep(session, wrong if wrong.wrong < MOST_WRONG else wrong.lock(_challenge()))
    return False


def _challenge() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def _keep(session: Session, lease: Lease) -> None:
    session.execute(
        text("INSERT OR REPLACE INTO sync_state VALUES (:key, :value)"),
        {"key": glance.LEASE, "value": json.dumps(asdict(lease))},
    )
