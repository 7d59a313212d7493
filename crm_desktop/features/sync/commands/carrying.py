"""Attachments with the shop's server, after the rows and beside everything else."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from crm_desktop.base.errors import DiskFull
from crm_desktop.features.attachments.queries import attachment
from crm_desktop.features.sync import queries, rules
from crm_desktop.features.sync.commands.line import OneAtATime, Tokens, device_keys, server_of
from crm_desktop.features.sync.commands.receipts import keep_files
from crm_desktop.store import loose
from crm_desktop.store.replica.files import Files, unwant, want
from sync.client.backoff import Patience
from sync.client.blobs import Carried
from sync.client.carrying import Carrier
from sync.client.errors import Cancelled, SyncProblem
from sync.client.receipt import Traffic

if TYPE_CHECKING:
    from crm_desktop.store.store import Store

Watching = Callable[[Carried], None]
"""Told before each request what was done so far. It stops the session by raising `Cancelled`."""

_alone = OneAtATime()


def nobody(_carried: Carried) -> None:
    """Nobody watches."""


def run_files(
    store: "Store", progress: Watching = nobody, *, originals: bool = True, only: Sequence[str] = (),
    patience: Patience | None = None,
) -> Carried:  # fmt: skip
    """Carry what is missing there and here: the thumbnails first, then with `originals` everything else.

    Without it only the originals somebody asked for; with `only` these and nothing else. Raises SyncStopped with a
    sentence when it ends early; `Cancelled` goes through. What was carried stays so, and of the rest at most one part.
    """
    with _alone(store):
        facts = store.look(queries.enrolled_facts)
        if not facts.get("inc"):
            raise rules.not_enrolled()
        try:
            with store.blobs.moving:
                if store.shut_out is not None:
                    return Carried()
                files = Files(store, facts, originals=originals, only=only)
                if files.idle:
                    return Carried(left=files.left)
                try:
                    return _session(store, facts, files, progress, patience or Patience())
                finally:
                    files.settle()
        except DiskFull as full:
            raise rules.disk_full(of_files=True) from full
        finally:
            loose.let_go(store)


def _session(
    store: "Store", facts: Mapping[str, str], files: Files, progress: Watching, patience: Patience
) -> Carried:  # fmt: skip
    keys, traffic = device_keys(), Traffic()
    server = server_of(facts, keys, traffic, patience, lambda: progress(carrier.carried()))
    carrier = Carrier(files, server, traffic, progress)
    try:
        welcome = server.hello(store.replica(Tokens(keys, facts.get("profile", ""))).introduction())
        if str(welcome.epoch) != facts.get("epoch", "1"):  # restored meanwhile: the rows are asked about first
            return carrier.carried()
        files.arrived = int(server.told.get("blobs", files.arrived))
        return carrier.run()
    except SyncProblem as problem:
        if isinstance(problem, Cancelled):
            raise
        raise rules.problem(problem) from problem
    finally:
        server.close()
        carried = carrier.carried()
        with suppress(DiskFull):  # how many they were; they are there
            if carried.up or carried.down:
                keep_files(store, carried.up, carried.down, carried.bytes_up + carried.bytes_down)


def get_file(
    store: "Store", attachment_id: str, progress: Watching = nobody, *, patience: Patience | None = None
) -> Carried:
    """Fetch one attachment somebody opens; `left` is 0 when it is here. Is the shop not reached, it comes later."""
    name = store.read(attachment, attachment_id).sha256
    if not store.blobs.missing([name]):
        return Carried()
    try:
        want(store, name)
    except DiskFull as full:
        raise rules.disk_full(of_files=True) from full
    carried = run_files(store, progress, only=[name], patience=patience)
    return replace(carried, left=len(store.blobs.missing([name])))


def let_be(store: "Store", attachment_id: str) -> None:
    """It is not asked for any more."""
    unwant(store, store.read(attachment, attachment_id).sha256)
