"""Attachments of two laptops and a real server on loopback: what travels, in which order, and what never does."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest
from sqlalchemy import text

from crm_desktop.features.attachments.commands import remove_file, use_as_photo
from crm_desktop.features.attachments.queries import content, thumbnail
from crm_desktop.features.contacts.commands import share
from crm_desktop.features.sync import queries
from crm_desktop.features.sync.commands import get_file, let_be, run_files
from crm_desktop.features.sync.records import SyncStopped
from sync.client.blobs import Carried
from sync.client.errors import Cancelled
from sync.server.sweeping import sweep
from tests import make
from tests.features.sync.carried import COPY, LARGE, Spy, calls, carry, has, keep, picture
from tests.sync.loopback.office import QUICK, Desk
from tests.sync.server.serving import Served


def test_file_of_one_laptop_is_opened_on_the_other(ann: Desk, meg: Desk) -> None:
    person = make.customer(ann.store, name="王芳")
    scan, car = keep(ann, person, "身份证.pdf", COPY), keep(ann, person, "车.png", picture())
    ann.store.write("照片", use_as_photo, car)

    up = carry(ann)
    down = carry(meg)

    assert (up.up, up.down, down.up, down.down, down.problems) == (3, 0, 0, 3, {})
    assert meg.store.read(content, scan) == COPY
    assert meg.store.read(content, car) == picture()
    assert meg.store.read(thumbnail, car) == ann.store.read(thumbnail, car)


def test_nothing_is_asked_when_everything_is_where_it_belongs(
    ann: Desk, meg: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(ann, make.customer(ann.store, name="王芳"), "身份证.pdf", COPY)
    carry(ann), carry(meg)
    spy = Spy(monkeypatch)

    run_files(ann.store), run_files(meg.store)

    assert spy.asked == []


def test_all_thumbnails_go_before_any_original(ann: Desk, meg: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    person = make.customer(ann.store, name="王芳")
    for shade in range(3):
        keep(ann, person, f"{shade}.png", picture(shade) + LARGE[: 200_000 + shade])
    spy = Spy(monkeypatch)

    carry(ann)
    up, spy.asked = spy.paths, []
    carry(meg)

    for asked, together, alone in ((up, "POST keep", "PATCH"), (spy.paths, "POST some", "GET")):
        moving = [one.split()[0] for one in asked if one == together or one.startswith(alone)]
        assert moving[:1] == ["POST"]
        assert set(moving[1:]) == {alone}


def test_large_file_stopped_on_its_way_goes_on_there(ann: Desk, meg: Desk) -> None:
    row = keep(ann, make.customer(ann.store, name="王芳"), "合同.pdf", LARGE)
    ann.sync()
    before = stopped_after(ann, 1_000_000)
    rest = run_files(ann.store, patience=QUICK)
    meg.sync()
    half = stopped_after(meg, 1_000_000)
    last = run_files(meg.store, patience=QUICK)

    for first, second in ((before, rest), (half, last)):
        assert 1_000_000 <= first < len(LARGE)
        assert second.done == second.total == len(LARGE)
    assert rest.bytes_up < len(LARGE) - before + 20_000
    assert last.bytes_down < len(LARGE) - half + 20_000
    assert meg.store.read(content, row) == LARGE


def stopped_after(desk: Desk, count: int) -> int:
    done = 0

    def watch(carried: Carried) -> None:
        nonlocal done
        done = carried.done
        if done >= count:
            raise Cancelled

    with pytest.raises(Cancelled):
        run_files(desk.store, watch, patience=QUICK)
    return done


def test_private_attachments_never_leave(ann: Desk, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """The spy reads every byte that goes out: neither the content nor even its name may be among them."""
    spy = Spy(monkeypatch)
    private = make.contact(ann.store, name="私人", private=True)
    shared = make.customer(ann.store, name="王芳")
    hidden = [b"secret diary " * 30, b"secret scan " * 30]
    keep(ann, private, "日记.txt", hidden[0])
    keep(ann, shared, "私下.txt", hidden[1], private=True)
    keep(ann, shared, "公开.txt", COPY)

    carry(ann), carry(ann)

    sent = spy.read()
    names = [hashlib.sha256(one).hexdigest().encode() for one in (*hidden, COPY)]
    assert [name in sent for name in names] == [False, False, True]
    assert b"secret" not in sent
    assert not [one for one in hidden if base64.b64encode(one)[:40] in sent]
    with served.service.engine.reading() as link:
        assert link.rows("SELECT count(*) FROM blob") == [(1,)]


def test_person_made_private_in_mid_upload_is_not_sent_on(ann: Desk, served: Served) -> None:
    person = make.customer(ann.store, name="王芳")
    keep(ann, person, "合同.pdf", LARGE)
    ann.sync()

    def withdraw(carried: Carried) -> None:
        if carried.done and not ann.value("SELECT private FROM contact"):
            ann.store.write("收回", lambda session: session.execute(text("UPDATE contact SET private = 1")))

    carried = run_files(ann.store, withdraw, patience=QUICK)
    ann.sync()

    assert (carried.up, 0 < carried.done < len(LARGE)) == (0, True)
    assert sweep(served.service.engine, served.shop, 1000, 10) == 0
    assert sweep(served.service.engine, served.shop, 1010, 10) == 1
    with served.service.engine.reading() as link:
        assert link.rows("SELECT count(*) FROM blob_part") == [(0,)]


def test_person_who_is_shared_later_brings_her_files(ann: Desk, meg: Desk) -> None:
    person = make.contact(ann.store, name="私人", private=True)
    row = keep(ann, person, "身份证.pdf", COPY)
    carry(ann)
    ann.store.write("共享", share, person)
    ann.store.write("共享", lambda session: session.execute(text("UPDATE attachment SET private = 0")))

    carry(ann), carry(meg)

    assert meg.store.read(content, row) == COPY


def test_saving_data_carries_thumbnails_and_what_somebody_opens(ann: Desk, meg: Desk) -> None:
    person = make.customer(ann.store, name="王芳")
    rows = [keep(ann, person, f"{shade}.png", picture(shade)) for shade in (10, 200)]
    carry(ann)

    carried = carry(meg, originals=False)
    before = [has(meg, row) for row in rows]
    fetched = get_file(meg.store, rows[0], patience=QUICK)

    assert (carried.down, carried.left, before) == (2, 2, [False, False])
    assert meg.store.read(thumbnail, rows[0]) is not None
    assert (fetched.left, [has(meg, row) for row in rows]) == (0, [True, False])


def test_file_asked_for_without_a_network_comes_with_the_next_session(ann: Desk, meg: Desk, served: Served) -> None:
    person = make.customer(ann.store, name="王芳")
    rows = [keep(ann, person, "扫描.pdf", LARGE[n:]) for n in range(2)]
    carry(ann), meg.sync()
    calls(meg, "http://127.0.0.1:9")
    with pytest.raises(SyncStopped) as caught:
        get_file(meg.store, rows[0], patience=QUICK)
    calls(meg, served.url)

    run_files(meg.store, originals=False, patience=QUICK)

    assert caught.value.kind == "unreachable"
    assert [has(meg, row) for row in rows] == [True, False]


def test_wish_that_was_taken_back_is_forgotten(ann: Desk, meg: Desk) -> None:
    row = keep(ann, make.customer(ann.store, name="王芳"), "扫描.pdf", COPY)
    carry(ann), meg.sync()
    meg.store.blobs.run("INSERT INTO wanted SELECT value FROM json_each(?)", f'["{hashlib.sha256(COPY).hexdigest()}"]')

    let_be(meg.store, row)
    run_files(meg.store, originals=False, patience=QUICK)

    assert not has(meg, row)


def test_row_that_comes_before_its_bytes_waits_for_them_and_asks_once(
    ann: Desk, meg: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = keep(ann, make.customer(ann.store, name="王芳"), "扫描.pdf", COPY)
    ann.sync()
    early = carry(meg)
    spy = Spy(monkeypatch)
    again = carry(meg)
    asked = [path for path in spy.paths if "have" in path]
    run_files(ann.store, patience=QUICK)
    late = carry(meg)

    assert (early.down, early.left, again.left, asked) == (0, 1, 1, [])
    assert (late.down, has(meg, row)) == (1, True)


def test_removed_file_is_not_carried(ann: Desk, meg: Desk) -> None:
    person = make.customer(ann.store, name="王芳")
    row = keep(ann, person, "扫描.pdf", COPY)
    ann.store.write("删文件", remove_file, row)

    assert (carry(ann).up, carry(meg).down) == (0, 0)


def test_same_file_at_two_people_is_sent_once(ann: Desk) -> None:
    for name in ("王芳", "李雷"):
        keep(ann, make.customer(ann.store, name=name), "扫描.pdf", COPY)

    assert carry(ann).up == 1


def test_server_that_lost_its_files_with_a_restore_gets_them_again(ann: Desk, meg: Desk, served: Served) -> None:
    row = keep(ann, make.customer(ann.store, name="王芳"), "扫描.pdf", COPY)
    carry(ann)
    with served.service.engine.writing() as link:
        link.run("DELETE FROM blob_part"), link.run("DELETE FROM blob")
        stored = served.service.opened(link, served.shop, locked=True)
        stored.begin_epoch(above=0)
        stored.flush("2026-11-28T18:00:00Z")

    again, down = carry(ann), carry(meg)

    assert (again.up, down.down, has(meg, row)) == (1, 1, True)


def test_what_was_carried_stands_in_the_receipt_of_the_session(ann: Desk, meg: Desk) -> None:
    keep(ann, make.customer(ann.store, name="王芳"), "扫描.pdf", LARGE)

    carry(ann), carry(meg)

    ours, theirs = ann.store.read(queries.sessions)[0], meg.store.read(queries.sessions)[0]
    assert (ours.files_up, ours.files_down, ours.file_bytes > len(LARGE)) == (1, 0, True)
    assert (theirs.files_up, theirs.files_down, theirs.file_bytes > len(LARGE)) == (0, 1, True)


def test_check_of_the_profile_misses_nothing_that_lies_at_the_shop(ann: Desk, meg: Desk) -> None:
    keep(ann, make.customer(ann.store, name="王芳"), "扫描.pdf", COPY)
    carry(ann), meg.sync()

    assert meg.store.check() == []


def test_pages_hear_of_the_people_whose_files_came(ann: Desk, meg: Desk) -> None:
    person = make.customer(ann.store, name="王芳")
    keep(ann, person, "扫描.pdf", COPY)
    carry(ann), meg.sync()
    heard: list[Any] = []
    meg.store.on_change(heard.append)

    run_files(meg.store, patience=QUICK)

    assert [(one.tables, one.roots, one.step) for one in heard if "attachment" in one.tables] == [
        (frozenset({"attachment"}), frozenset({person}), 0)
    ]
