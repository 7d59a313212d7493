"""One session with the shop's server: who this laptop is, the line to it, and the receipt afterwards."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from crm_desktop.base import clock
from crm_desktop.base.errors import DiskFull
from crm_desktop.features.sync import queries, rules
from crm_desktop.features.sync.commands import leaving, unrecoverable
from crm_desktop.features.sync.commands.lease import met
from crm_desktop.features.sync.commands.line import ORDER_KEY, OneAtATime, Tokens, device_keys, keep_unlock, server_of
from crm_desktop.features.sync.commands.noting import note
from crm_desktop.features.sync.commands.receipts import keep_session
from crm_desktop.features.sync.records import SyncSession
from crm_desktop.store import loose
from sync.client.backoff import Patience
from sync.client.errors import Cancelled, DeviceRevoked, SyncProblem
from sync.client.keys import Keys
from sync.client.meanwhile import in_a_thread
from sync.client.receipt import Progress, Receipt, Traffic
from sync.client.session import sync
from sync.client.upkeep import look_after
from sync.client.watch import Watched, nobody
from sync.core.push import EpochChanged

if TYPE_CHECKING:
    from crm_desktop.store.replica.replica import Replica
    from crm_desktop.store.store import Store
    from sync.client.http import HttpServer

alone = OneAtATime()
"""Nobody else speaks to the server about rows of this file meanwhile."""


def run_sync(
    store: "Store", progress: Progress = nobody, *, patience: Patience | None = None, confirmed: bool = False
) -> Receipt:
    """Run one session; `confirmed`: also when much of what is here would go.

    Raises SyncStopped with a sentence when it ends early; `Cancelled` goes through.

    Whatever happens, every edit is kept and what was done stays done.
    """
    with alone(store):
        try:
            return _session(store, progress, patience or Patience(), confirmed=confirmed)
        except DiskFull as full:
            raise rules.disk_full() from full
        finally:
            loose.let_go(store)


def _session(store: "Store", progress: Progress, patience: Patience, *, confirmed: bool) -> Receipt:
    facts = store.look(queries.enrolled_facts)
    if not facts.get("inc"):
        raise rules.not_enrolled()
    keys, traffic = device_keys(), Traffic()
    server = server_of(facts, keys, traffic, patience, lambda: progress(watched.receipt()))
    watched = Watched(server, traffic, progress)
    replica = store.replica(Tokens(keys, facts.get("profile", "")))
    behind = unrecoverable.look(store, keys, facts)
    try:
        quiet = sync(replica, watched, confirmed=confirmed, meanwhile=in_a_thread)
        unrecoverable.ask(store, server, replica, noted=behind)
        if quiet:
            _look_after(replica, server)
        receipt = watched.receipt(quiet=quiet)
    except Cancelled:
        raise
    except SyncProblem as problem:
        stopped = rules.problem(problem)
        _remember_if_room(store, watched, stopped.kind)
        if isinstance(problem, DeviceRevoked):
            server.told = {}  # a shop that shuts this laptop out was not met
            if problem.seal and facts["server_id"]:
                _shut_out(store, replica, server, problem.seal, keys)
        raise stopped from problem
    except DiskFull:
        _remember_if_room(store, watched, rules.DISK)
        raise
    finally:
        server.close()
        if server.told:
            _learn(store, facts, server.told, keys)
    _remember(store, receipt, "")
    return receipt


def _shut_out(store: "Store", replica: "Replica", server: "HttpServer", seal: bytes, keys: Keys) -> None:
    leaving.hand_over(store, replica, server, seal)
    if store.shut_out is not None and not leaving.needs_passphrase(store):
        leaving.leave(store, "", keys)


def _look_after(replica: "Replica", server: "HttpServer") -> None:
    """What cannot be compared today is compared another day; the session itself is done."""
    with suppress(SyncProblem, EpochChanged):
        look_after(replica, server)


def _learn(store: "Store", facts: Mapping[str, str], told: Mapping[str, Any], keys: Keys) -> None:
    """The shop was met. Who works in it, and as what I do: told by hello when it is other than before."""
    met(store)
    if told.get("unlock"):
        keep_unlock(keys, facts.get("profile", ""), str(told["unlock"]))
    news: dict[str, str] = {}
    if isinstance(told.get("people"), list):
        news |= {"colleagues": json.dumps(told["people"], ensure_ascii=False), "people_rev": str(told["people_rev"])}
    if told.get("role") and told["role"] != facts.get("role"):
        news["role"] = str(told["role"])
    if told.get(ORDER_KEY) and not facts.get(ORDER_KEY):  # told once, and kept
        news[ORDER_KEY] = str(told[ORDER_KEY])
    if news:
        store.write("", note, news)
    if "blobs" in told and str(told["blobs"]) != facts.get("blobs"):
        store.write("", note, {"blobs": str(told["blobs"])}, shown=False)
    with suppress(OSError):  # a key store that is shut now: the next session keeps it
        unrecoverable.remember(store, keys, facts.get("profile", ""))


def _remember_if_room(store: "Store", watched: Watched, problem: str) -> None:
    """How a session ended early is known without it, and what follows from that does not wait for room."""
    with suppress(DiskFull):
        _remember(store, watched.receipt(quiet=False), problem)


def _remember(store: "Store", receipt: Receipt, problem: str) -> None:
    said = asdict(replace(receipt, seconds=round(receipt.seconds, 3)))
    keep_session(store, SyncSession(at=clock.now(), problem=problem, **said))
