"""A profile is connected to a shop by the code its manager hands over."""

import platform
import secrets
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from crm_desktop.base.errors import ProfileProblem, Refused, UserError
from crm_desktop.base.i18n import _
from crm_desktop.features.sync import queries, rules
from crm_desktop.features.sync.commands.lease import met
from crm_desktop.features.sync.commands.line import ORDER_KEY, device_keys, keep_unlock
from crm_desktop.features.sync.commands.noting import note
from crm_desktop.features.sync.records import Enrolment
from crm_desktop.store.connection import when_full
from crm_desktop.store.replica import enrolment as joining
from sync.client import errors
from sync.client.backoff import Patience
from sync.client.errors import SyncProblem
from sync.client.keys import DeviceKeys, is_key, keep_beside, new_key
from sync.client.receipt import Traffic

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from crm_desktop.store.store import Store
    from sync.client.enrolment import Code, Enrolled


def enrol(
    store: "Store", code: str, *, url: str = "", device_name: str = "", patience: Patience | None = None
) -> Enrolment:
    """Connect this profile to the shop the code is of: from now on all of it belongs to the code's user.

    `url` in place of the code's address, where the server was found elsewhere; its certificate must be the code's.
    Raises UserError with what is wrong with the code, SyncStopped when the server cannot be reached, and Refused for a
    profile that belongs to another shop. The profile is not changed then, and the same code may be tried again.
    """
    from sync.client import enrolment

    try:
        read = enrolment.at(enrolment.parse(code), url)
    except enrolment.BadCode as bad:
        raise rules.code_problem(bad) from bad
    known = store.look(queries.enrolled_facts)
    if known.get("inc") and read.shop not in (known.get("shop"), known.get("shop_name")):
        raise Refused(_("This profile belongs to another shop. Nothing was changed; use another profile for this one."))
    with _no_room():
        return _connected(store, read, device_name, patience or Patience(), known)


def may_be_taken(problem: UserError) -> bool:
    """Whether the shop may have connected this laptop all the same: the same code is tried again then, with its key."""
    return isinstance(problem, ProfileProblem) or getattr(problem, "kind", "") in (errors.TIMEOUT, errors.DAMAGED)


def forget_key(store: "Store") -> None:
    """Of a profile that was made for a code which connected it to nobody."""
    device_keys().remove(str(store.look(queries.enrolled_facts).get("profile", "")))


def _no_room() -> "AbstractContextManager[None]":
    return when_full(
        _(
            "The disk of this laptop is full, so it is not connected to the shop yet. Free some space, then enter the "
            "same code again."
        )
    )


def _connected(
    store: "Store", read: "Code", device_name: str, patience: Patience, known: Mapping[str, str]
) -> Enrolment:  # fmt: skip
    keys = device_keys()
    profile = str(known.get("profile") or secrets.token_hex(16))
    private = _key(store, keys, profile)
    told = _exchange(read, private, device_name or platform.node(), patience)
    if told.unlock:
        keep_unlock(keys, profile, told.unlock)
    place = {"url": told.url, "fingerprint": told.fingerprint, "keys_in": keys.kept_in, ORDER_KEY: told.order_key}
    store.write("", note, place)
    store.enrol(joining.Enrolment(
        told.user, told.user, told.role, told.device, told.shop, told.shop_name, told.server_id, told.epoch
    ))  # fmt: skip
    met(store)
    off = rules.minutes_off(told.server_time, time.time())
    return Enrolment(told.user, told.role, told.shop_name, keys.kept_in, off)


def _key(store: "Store", keys: DeviceKeys, profile: str) -> str:
    """The laptop's key, kept before it is used: a lost answer is asked for again with the same one."""
    private = (keys.load(profile) or {}).get("key", "")
    private = private if is_key(private) else new_key()
    try:
        keep_beside(keys, profile, key=private)
    except OSError as problem:
        raise rules.key_not_kept(problem) from problem
    store.write("", note, {"profile": profile})
    return private


def _exchange(code: "Code", private: str, device_name: str, patience: Patience) -> "Enrolled":
    from sync.client import enrolment
    from sync.client.transport import Transport

    transport = Transport(code.place, Traffic(), patience=patience)
    try:
        return enrolment.enrol(code, transport, private, device_name)
    except enrolment.BadCode as bad:
        raise rules.code_problem(bad) from bad
    except SyncProblem as problem:
        raise rules.problem(problem) from problem
    finally:
        transport.close()
