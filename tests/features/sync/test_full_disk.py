"""A session ends for want of room here: what is said, what stays, and that the next one goes on without a new start."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from crm_desktop.base.errors import DiskFull
from crm_desktop.features.sync import queries
from crm_desktop.features.sync.commands import device_keys, enrol, fetch_history, get_file, run_files, run_sync
from crm_desktop.features.sync.records import SyncStopped
from crm_desktop.store import kept
from crm_desktop.store.store import Store
from sync.client.keys import Keys
from sync.protocol import STOLEN
from tests import make
from tests.features.sync.carried import LARGE, carry, has, keep
from tests.sync.codes import code_for
from tests.sync.loopback.office import QUICK, Desk
from tests.sync.server.serving import Served


@contextmanager
def no_room(store: Store) -> Iterator[None]:
    """The data file cannot grow, and has no page to spare."""

    def limit(pages: int) -> None:
        with store._transaction() as session:
            session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    limit(int(store.look(lambda source: source.value("SELECT page_count FROM pragma_page_count"))))
    yield
    limit(1_000_000)


def _full(*_given: object, **_more: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def stopped(job: Callable[[], object]) -> SyncStopped:
    with pytest.raises(SyncStopped) as caught:
        job()
    return caught.value


@pytest.fixture
def much(meg: Desk) -> None:
    """More than goes into a few free pages waits at the shop."""
    for n in range(60):
        make.customer(meg.store, name=f"王{n}", note="很长的备注" * 500)
    meg.sync()


@pytest.mark.usefixtures("much")
def test_session_says_that_the_disk_here_is_full_and_the_next_one_goes_on(desk: Callable[[str], Desk]) -> None:
    late = desk("meg")
    mine = make.customer(late.store, name="刚认识")

    with no_room(late.store):
        told = stopped(late.sync)
    names = late.rows("SELECT id FROM contact WHERE id = :id", id=mine)
    again = late.sync()

    assert (told.kind, "磁盘已满，同步提前结束" in str(told)) == ("disk", True)
    assert names == [(mine,)]
    assert (again.quiet, late.value("SELECT count(*) FROM contact"), late.waiting()) == (True, 61, 0)
    assert late.store.check() == []


@pytest.mark.usefixtures("much")
def test_save_after_room_was_made_is_kept_without_a_new_start(desk: Callable[[str], Desk]) -> None:
    late = desk("meg")
    with no_room(late.store):
        stopped(late.sync)

    person = make.customer(late.store, name="有地方了")

    assert late.sync().sent > 0
    assert late.value("SELECT row_seq FROM contact WHERE id = :id", id=person) > 0


def test_receipt_for_which_there_is_no_room_ends_the_session_in_the_same_words(
    ann: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.customer(ann.store, name="王芳")
    with monkeypatch.context() as full:
        full.setattr(kept, "change", _raising_full)
        told = stopped(ann.sync)

    assert told.kind == "disk"
    assert ann.waiting() == 0  # it went up all the same
    assert ann.sync().quiet


def test_stolen_laptop_ends_though_its_receipt_has_no_room(
    ann: Desk, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann.sync()
    served.registry.revoke(ann.device, STOLEN)
    monkeypatch.setattr(kept, "change", _raising_full)

    assert stopped(ann.sync).kind == "revoked"

    assert list(ann.folder.glob("keys.*")) == []


def _raising_full(*_given: object, **_more: object) -> None:
    raise DiskFull("……")


def test_full_disk_is_remembered_as_why_it_ended_where_there_is_room_for_that(
    ann: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.customer(ann.store, name="王芳")
    with monkeypatch.context() as full:
        full.setattr("crm_desktop.features.sync.commands.running.sync", _raising_full)
        stopped(ann.sync)

    assert ann.store.read(queries.sessions)[0].problem == "disk"


def test_file_somebody_opens_says_why_it_did_not_come(ann: Desk, meg: Desk) -> None:
    row = keep(ann, make.customer(ann.store, name="王芳"), "合同.pdf", LARGE)
    carry(ann), meg.sync()
    raw = meg.store.blobs._raw()
    raw.execute("PRAGMA max_page_count = 1")

    told = stopped(lambda: get_file(meg.store, row, patience=QUICK))
    raw.execute("PRAGMA max_page_count = 1000000")

    assert (told.kind, "附件没有全部传完" in str(told)) == ("disk", True)
    assert get_file(meg.store, row, patience=QUICK).left == 0
    assert has(meg, row)


def test_what_is_let_go_of_waits_for_room_and_ends_no_session(ann: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    person = make.customer(ann.store, name="王芳")
    ann.sync()
    monkeypatch.setattr(type(ann.store.blobs), "overwrite", _raising_full)

    assert ann.sync().quiet
    assert run_files(ann.store, patience=QUICK).left == 0
    assert person


def test_key_without_room_is_no_laptop_the_shop_does_not_know(ann: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    make.customer(ann.store, name="王芳")
    with monkeypatch.context() as full:
        full.setattr(Keys, "save", _full)
        told = stopped(ann.sync)

    assert (told.kind, "磁盘已满" in str(told)) == ("disk", True)
    assert ann.sync().quiet


def test_key_that_may_not_be_written_says_why(ann: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_given: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    make.customer(ann.store, name="王芳")
    monkeypatch.setattr(Keys, "save", refused)

    told = stopped(ann.sync)

    assert (told.kind, "受保护" in str(told)) == ("key", True)


def test_history_that_cannot_be_kept_here_says_so(ann: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    person = make.customer(ann.store, name="王芳")
    ann.sync()
    monkeypatch.setattr("crm_desktop.features.sync.commands.asking_history.keep_history", _raising_full)

    assert stopped(lambda: fetch_history(ann.store, person, patience=QUICK)).kind == "disk"


def test_enrolment_cut_short_goes_on_with_the_same_code(
    store: Store, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = code_for(served, "ann")
    with monkeypatch.context() as full:
        full.setattr(Store, "enrol", _raising_full)
        with pytest.raises(DiskFull, match="再输入同一个接入码"):
            enrol(store, code, patience=QUICK)

    assert enrol(store, code, patience=QUICK).user == "ann"
    assert run_sync(store, patience=QUICK).quiet
    assert device_keys().load(store.look(queries.enrolled_facts)["profile"])
