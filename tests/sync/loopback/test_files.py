"""Attachments of two laptops over real sockets with a bad network between: nothing is lost, little is sent twice."""

from __future__ import annotations

import contextlib
import hashlib
from itertools import count

import pytest

from crm_desktop.features.attachments.commands import add_file
from crm_desktop.features.sync.commands import run_files
from crm_desktop.features.sync.records import SyncStopped
from sync import protocol
from sync.client.blobs import Carried
from tests.sync.loopback.office import Desk, Office
from tests.sync.loopback.proxy import Proxy

FAULTS = ("lost request", "lost reply", "duplicate", "cut", "503", "portal", "kill client", "kill server")
LARGE = bytes(range(256)) * 4096 * 2
number = count(1)


@pytest.fixture(scope="module")
def desks(far_and_near: dict[str, Desk]) -> dict[str, Desk]:
    return far_and_near


def keep(desk: Desk, body: bytes) -> str:
    person = desk.value("SELECT id FROM contact")
    desk.store.write("加文件", add_file, person, f"{next(number)}.bin", data=body)
    return hashlib.sha256(body).hexdigest()


def carry(desk: Desk) -> Carried:
    desk.sync()
    return run_files(desk.store, patience=desk.patience)


def bodies(size: int) -> bytes:
    """That nobody has kept yet."""
    return (next(number).to_bytes(4, "big") + LARGE)[:size]


REQUESTS = {
    "have": (protocol.BLOBS_HAVE, "up", 1000), "keep": (protocol.BLOBS_KEEP, "up", 1000),
    "some": (protocol.BLOBS_SOME, "down", 1000), "part up": (protocol.BLOB, "up", len(LARGE)),
    "part down": (protocol.BLOB, "down", len(LARGE)),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("kind", REQUESTS)
def test_file_is_whole_at_both_ends_whatever_happens_on_its_way(
    office: Office, desks: dict[str, Desk], proxy: Proxy, kind: str, fault: str
) -> None:
    ann, meg = desks["ann"], desks["meg"]
    path, way, size = REQUESTS[kind]
    body = bodies(size)
    name = keep(ann if way == "up" else meg, body)
    if way == "down":
        carry(meg)
        ann.sync()
    else:
        ann.sync()

    session_with(office, ann, proxy, path.format(sha256=name), fault)
    proxy.calm()
    again = carry(ann)
    carry(meg)

    assert [desk.store.blobs.get(name) for desk in (ann, meg)] == [body, body]
    assert again.problems == {}
    if "part" in kind and fault not in ("portal", "503"):  # what was through is not sent again
        assert again.bytes_up + again.bytes_down < size


def session_with(office: Office, ann: Desk, proxy: Proxy, path: str, fault: str) -> None:
    """Of what goes in several parts the first one is through."""
    skip = 0 if path in (protocol.BLOBS_HAVE, protocol.BLOBS_KEEP, protocol.BLOBS_SOME) else 1
    if fault == "kill client":
        killed(ann, proxy, path, skip)
    else:
        before = office.again if fault == "kill server" else None
        times = 1 if fault in ("duplicate", "kill server") else 99
        fault = {"kill server": "lost reply"}.get(fault, fault)
        proxy.order(path, fault, times=times, before=before, skip=skip)
        with contextlib.suppress(SyncStopped):
            run_files(ann.store, patience=ann.patience)
    assert proxy.hit >= 1, "the fault was never met"


def killed(ann: Desk, proxy: Proxy, path: str, skip: int) -> None:
    """The session runs in a process of its own and dies with the request on its way."""
    process = None
    try:
        proxy.order(path, "lost reply", before=lambda: process.kill() if process else None, skip=skip)
        process = ann.sync_by_command()
        process.communicate(timeout=120)
    finally:
        ann.open()
    assert process.returncode == -9
