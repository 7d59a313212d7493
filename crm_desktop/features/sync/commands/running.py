"""One session with the shop's server: who this laptop is, the line to it, and the receipt afterwards."""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from crm_desktop.base import clock, paths
from crm_desktop.features.sync import queries, rules
from crm_desktop.features.sync.commands import leaving
from crm_desktop.features.sync.commands.deciding import keep_session
from crm_desktop.features.sync.commands.noting import note
from crm_desktop.features.sync.records import SyncSession
from sync.client.backoff import Patience
from sync.client.errors import Cancelled, DeviceRevoked, SyncProblem
from sync.client.http import HttpServer
from sync.client.keys import DeviceKeys, Keys
from sync.client.receipt import Progress, Receipt, Traffic
from sync.client.session import sync
from sync.client.transport import Place, Transport
from sync.client.watch import Watched, nobody

if TYPE_CHECKING:
    from crm_desktop.store.store import Store

BLINK = 0.1
"""Seconds between two looks whether the user stopped a wait."""

_running: "WeakKeyDictionary[Store, threading.Lock]" = WeakKeyDictionary()


class Tokens:
    """The token that tells this file from its copies, beside the laptop's key."""

    def __init__(self, keys: DeviceKeys, profile: str) -> None:
        self._keys, self._profile = keys, profile

    def load(self) -> str:
        """The token that was kept last."""
        return (self._keys.load(self._profile) or {}).get("token", "")

    def save(self, token: str) -> None:
        """Keep a token; whatever lies beside it stays."""
        self._keys.save(self._profile, {**(self._keys.load(self._profile) or {}), "token": token})


def device_keys() -> Keys:
    """Where the keys of this machine's profiles are."""
    return Keys(paths.data_dir() / "devices")


def run_sync(
    store: "Store", progress: Progress = nobody, *, patience: Patience | None = None, confirmed: bool = False
) -> Receipt:
    """Run one session; `confirmed`: also when much of what is here would go.

    Raises SyncStopped with a sentence when it ends early; `Cancelled` goes through.

    Whatever happens, every edit is kept and what was done stays done.
    """
    lock = _running.setdefault(store, threading.Lock())
    if not lock.acquire(blocking=False):
        raise rules.running()
    try:
        return _session(store, progress, patience or Patience(), confirmed=confirmed)
    finally:
        lock.release()


def _session(store: "Store", progress: Progress, patience: Patience, *, confirmed: bool) -> Receipt:
    facts = store.look(queries.enrolled_facts)
    if not facts.get("inc"):
        raise rules.not_enrolled()
    keys, profile = device_keys(), facts.get("profile", "")
    private = (keys.load(profile) or {}).get("key", "")
    if not private:
        raise rules.no_key()
    traffic = Traffic()
    server = _server(facts, private, traffic, patience, lambda: progress(watched.receipt()))
    watched = Watched(server, traffic, progress)
    replica = store.replica(Tokens(keys, profile))
    try:
        receipt = watched.receipt(quiet=sync(replica, watched, confirmed=confirmed))
    except Cancelled:
        raise
    except SyncProblem as problem:
        stopped = rules.problem(problem)
        _remember(store, watched.receipt(quiet=False), stopped.kind)
        if isinstance(problem, DeviceRevoked) and facts["server_id"]:
            leaving.hand_over(store, replica, server)
            if store.shut_out is not None and not leaving.needs_passphrase(store):
                leaving.leave(store, "", keys)
        raise stopped from problem
    finally:
        server.close()
        _learn(store, facts, server.told)
    _remember(store, receipt, "")
    return receipt


def _learn(store: "Store", facts: Mapping[str, str], told: Mapping[str, Any]) -> None:
    """Who works in the shop, and as what I do: told by hello when it is other than before."""
    news: dict[str, str] = {}
    if isinstance(told.get("people"), list):
        news |= {"colleagues": json.dumps(told["people"], ensure_ascii=False), "people_rev": str(told["people_rev"])}
    if told.get("role") and told["role"] != facts.get("role"):
        news["role"] = str(told["role"])
    if news:
        store.write("", note, news)


def _server(
    facts: Mapping[str, str], private: str, traffic: Traffic, patience: Patience, look: Callable[[], None]
) -> HttpServer:
    place = Place(facts["url"], facts.get("fingerprint", ""), facts["server_id"])
    transport = Transport(place, traffic, patience=patience, wait=lambda seconds: _wait(seconds, look))
    return HttpServer(transport, facts["device"], private, facts.get("people_rev", ""))


def _wait(seconds: float, look: Callable[[], None]) -> None:
    """Wait, but not for a user who wants to stop."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        look()
        time.sleep(min(BLINK, left))


def _remember(store: "Store", receipt: Receipt, problem: str) -> None:
    said = asdict(receipt)
    said.pop("quiet")
    said["seconds"] = round(receipt.seconds, 3)
    store.write("", keep_session, SyncSession(clock.now(), **said, problem=problem))
