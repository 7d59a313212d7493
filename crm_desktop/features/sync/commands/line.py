"""The line to the shop's server: who this laptop is, and how it waits."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from crm_desktop.base import paths
from crm_desktop.features.sync import rules
from sync.client.backoff import Patience
from sync.client.keys import DeviceKeys, Keys, is_key, keep_beside
from sync.client.receipt import Traffic

if TYPE_CHECKING:
    from crm_desktop.store.store import Store
    from sync.client.http import HttpServer

ORDER_KEY = "order_key"
"""In `sync_state`: the shop's key, under whose signature alone this laptop ends. It never becomes another by itself."""
BLINK = 0.1
"""Seconds between two looks whether the user stopped a wait."""


class OneAtATime:
    """Lets one caller of each profile in at a time: `with` raises SyncStopped while another is inside."""

    def __init__(self) -> None:
        self._inside: WeakKeyDictionary[Store, threading.Lock] = WeakKeyDictionary()

    @contextlib.contextmanager
    def __call__(self, store: "Store") -> Iterator[None]:
        lock = self._inside.setdefault(store, threading.Lock())
        if not lock.acquire(blocking=False):
            raise rules.running()
        try:
            yield
        finally:
            lock.release()


class Tokens:
    """The token that tells this file from its copies, beside the laptop's key."""

    def __init__(self, keys: DeviceKeys, profile: str) -> None:
        self._keys, self._profile = keys, profile

    def load(self) -> str:
        """The token that was kept last."""
        return (self._keys.load(self._profile) or {}).get("token", "")

    def save(self, token: str) -> None:
        """Keep a token; whatever lies beside it stays. Raises SyncStopped when it is not kept."""
        try:
            keep_beside(self._keys, self._profile, token=token)
        except OSError as problem:
            raise rules.key_not_kept(problem) from problem


def device_keys() -> Keys:
    """Where the keys of this machine's profiles are."""
    return Keys(paths.data_dir() / "devices")


def keep_unlock(keys: DeviceKeys, profile: str, secret: str) -> None:
    """Keep what a code read over the phone is made of; where that cannot be, the shop is asked again."""
    with contextlib.suppress(OSError):
        keep_beside(keys, profile, unlock=secret)


def server_of(
    facts: Mapping[str, str], keys: DeviceKeys, traffic: Traffic, patience: Patience, look: Callable[[], None]
) -> "HttpServer":
    """The shop's server; `look` is asked while it has to be waited for, and stops that by raising `Cancelled`."""
    from sync.client.http import HttpServer
    from sync.client.transport import Place, Transport

    secret = keys.load(facts.get("profile", "")) or {}
    if not is_key(secret.get("key", "")):
        raise rules.no_key()
    place = Place(facts["url"], facts.get("fingerprint", ""), facts["server_id"])
    transport = Transport(place, traffic, patience=patience, wait=lambda seconds: _wait(seconds, look))
    server = HttpServer(transport, facts["device"], secret["key"], facts.get("people_rev", ""))
    server.wants_unlock = not secret.get("unlock")
    server.order_key = facts.get(ORDER_KEY, "")
    return server


def _wait(seconds: float, look: Callable[[], None]) -> None:
    """Wait, but not for a user who wants to stop."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        look()
        time.sleep(min(BLINK, left))
