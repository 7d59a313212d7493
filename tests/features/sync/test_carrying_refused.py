"""What of attachments is not carried, and how that is said: wrong bytes, too many of them, full disks."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from crm_desktop.features.sync.commands import run_files
from crm_desktop.features.sync.records import SyncStopped
from sync import protocol
from sync.client.blobs import DAMAGED, FULL, TOO_LARGE
from tests import make
from tests.features.sync.carried import COPY, LARGE, carry, has, keep
from tests.sync.loopback.office import QUICK, Desk
from tests.sync.server.serving import Served


def test_wrong_byte_is_refused_and_never_shown(ann: Desk, meg: Desk, served: Served) -> None:
    row = keep(ann, make.customer(ann.store, name="王芳"), "扫描.pdf", LARGE)
    carry(ann)
    with served.service.engine.writing() as link:
        link.run("UPDATE blob_part SET body = ? WHERE place = 0", b"\0" * protocol.BLOB_PART_BYTES)
        first = link.rows("SELECT min(place) FROM blob_part WHERE place > 0")[0][0]
        link.run("UPDATE blob_part SET body = ? WHERE place = 0", b"\0" * first)

    carried = carry(meg)

    assert (carried.down, carried.problems) == (0, {DAMAGED: 1})
    assert not has(meg, row)
    assert meg.store.blobs.length(hashlib.sha256(LARGE).hexdigest()) == 0


def test_bytes_that_were_damaged_here_are_not_sent(ann: Desk, served: Served) -> None:
    keep(ann, make.customer(ann.store, name="王芳"), "扫描.pdf", COPY)
    ann.store.blobs.run("UPDATE blob SET data = ?", b"other")

    assert carry(ann).problems == {DAMAGED: 1}
    with served.service.engine.reading() as link:
        assert link.rows("SELECT count(*) FROM blob") == [(0,)]


def test_file_larger_than_the_server_takes_is_said(ann: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "MOST_BLOB_BYTES", 1000)
    keep(ann, make.customer(ann.store, name="王芳"), "合同.pdf", b"x" * 1001)

    carried = carry(ann)

    assert (carried.up, carried.problems) == (0, {TOO_LARGE: 1})


def test_full_server_stops_what_goes_up_and_not_what_comes_down(ann: Desk, meg: Desk, served: Served) -> None:
    row = keep(ann, make.customer(ann.store, name="王芳"), "扫描.pdf", COPY)
    carry(ann)
    keep(meg, make.customer(meg.store, name="李雷"), "合同.pdf", LARGE)
    meg.sync()
    engine: Any = served.service.engine
    pages = engine._writer.execute("PRAGMA page_count").fetchone()[0]
    engine._writer.execute(f"PRAGMA max_page_count = {pages + 50}")

    carried = run_files(meg.store, patience=QUICK)

    assert (carried.down, carried.up, carried.problems) == (1, 0, {FULL: 1})
    assert has(meg, row)


def test_full_disk_here_is_said_and_what_came_until_then_stays(ann: Desk, meg: Desk) -> None:
    row = keep(ann, make.customer(ann.store, name="王芳"), "合同.pdf", LARGE)
    carry(ann), meg.sync()
    raw = meg.store.blobs._raw()
    pages = raw.execute("PRAGMA page_count").fetchone()[0]
    raw.execute(f"PRAGMA max_page_count = {pages + 200}")  # of 4 kB

    with pytest.raises(SyncStopped, match="附件没有全部传完"):
        run_files(meg.store, patience=QUICK)
    half = meg.store.blobs.length(hashlib.sha256(LARGE).hexdigest())
    raw.execute("PRAGMA max_page_count = 1000000")
    carried = run_files(meg.store, patience=QUICK)

    assert 0 < half < len(LARGE)
    assert (carried.down, carried.bytes_down < len(LARGE) - half + 20_000, has(meg, row)) == (1, True, True)
