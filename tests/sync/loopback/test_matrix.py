"""Every fault of a wire in every kind of request, over real sockets: the next session ends as if it had not been.

Scan is left out, for no session asks it; the attachments are in `test_files`.
"""

from __future__ import annotations

import contextlib
from itertools import count

import pytest

from crm_desktop.features.sync.records import SyncStopped
from sync import protocol
from tests.sync.loopback.office import Desk, Office
from tests.sync.loopback.proxy import Proxy

FAULTS = ("lost request", "lost reply", "duplicate", "cut", "503", "slow link", "portal", "kill client", "kill server")
REQUESTS = {
    "hello": protocol.HELLO, "push": protocol.PUSH, "pull": protocol.PULL, "digest": protocol.DIGEST,
    "fetch": protocol.FETCH,
}  # fmt: skip
number = count(1)


@pytest.fixture(scope="module")
def desks(far_and_near: dict[str, Desk]) -> dict[str, Desk]:
    return far_and_near


def rename(desk: Desk, offset: int, name: str) -> None:
    """Ann and her manager work on different people, so that both edits must stand."""
    person = desk.value("SELECT id FROM contact ORDER BY id LIMIT 1 OFFSET :offset", offset=offset)
    desk.store.write("rename", lambda session: _set(session, person, name))


def _set(session, person: str, name: str) -> None:  # type: ignore[no-untyped-def]
    from crm_desktop.features.contacts.commands import set_field

    set_field(session, person, "name", name)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("request_kind", REQUESTS)
def test_session_after_a_fault_leaves_both_ends_alike(
    office: Office, desks: dict[str, Desk], proxy: Proxy, request_kind: str, fault: str
) -> None:
    ann, meg = desks["ann"], desks["meg"]
    if request_kind in ("digest", "fetch"):
        office.new_epoch()  # then everything is compared
    names = f"安{next(number)}", f"美{next(number)}"
    rename(ann, 0, names[0])
    rename(meg, 1, names[1])
    if request_kind == "fetch":
        _forget_a_row(ann)
    meg.sync()

    _session_with(office, ann, proxy, REQUESTS[request_kind], fault)
    proxy.calm()
    for desk in (ann, meg, ann):
        assert desk.sync().quiet

    assert [ann.waiting(), meg.waiting()] == [0, 0]
    found = {row["name"] for row in office.records("contact").values()}
    assert set(names) <= found
    for table in ("contact", "contact_way", "customer"):
        there = {row: record["row_seq"] for row, record in office.records(table).items()}
        assert ann.states(table) == meg.states(table) == there
    assert {row[0] for row in ann.rows("SELECT name FROM contact")} == found
    assert len(office.uids()) == len(set(office.uids()))
    assert office.records("conflict") == {}
    assert office.records("parked") == {}


def _session_with(office: Office, ann: Desk, proxy: Proxy, path: str, fault: str) -> None:
    if fault == "kill client":
        _killed(ann, proxy, path)
    elif fault == "slow link":
        proxy.seen.clear()
        proxy.slow = True
        ann.sync()
        proxy.hit = proxy.seen.count(path)
    else:
        before = office.again if fault == "kill server" else None
        # As often as a session asks: else the fault would be over before anybody met it.
        times = 99 if fault in ("portal", "503") else 1
        proxy.order(path, {"kill server": "lost reply"}.get(fault, fault), times=times, before=before)
        with contextlib.suppress(SyncStopped):
            ann.sync()
    assert proxy.hit >= 1, "the fault was never met"


def _killed(ann: Desk, proxy: Proxy, path: str) -> None:
    """The session runs in a process of its own and dies with the request on its way."""
    process = None
    try:
        proxy.order(path, "lost reply", before=lambda: process.kill() if process else None)
        process = ann.sync_by_command()
        process.communicate(timeout=120)
    finally:
        ann.open()
    assert process.returncode == -9


def _forget_a_row(ann: Desk) -> None:
    """A row of the server's that is not here any more, so that something is fetched."""
    from sqlalchemy import text

    row = ann.value("SELECT id FROM contact_way ORDER BY id LIMIT 1")

    def forget(session) -> None:  # type: ignore[no-untyped-def]
        session.execute(text("UPDATE contact_way SET row_seq = -1 WHERE id = :id"), {"id": row})
        session.execute(text("DELETE FROM contact_way WHERE id = :id"), {"id": row})

    ann.store.write("", forget)
