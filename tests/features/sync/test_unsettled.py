"""A session looks only at the files that are not where they belong, and at all of them when it cannot know."""

from __future__ import annotations

import shutil
from typing import Any

from sqlalchemy import text

from crm_desktop.features.sync.commands import get_file, run_files
from crm_desktop.store.replica import files
from tests import make
from tests.features.sync.carried import COPY, carry, has, keep, picture
from tests.sync.loopback.office import QUICK, Desk


def looked_at(desk: Desk) -> set[str]:
    return {row for (row,) in desk.rows("SELECT id FROM blob_unsettled")}


def change(desk: Desk, sql: str, **values: Any) -> None:
    desk.store.write("改", lambda session: session.execute(text(sql), values))


def test_file_that_is_here_and_there_is_looked_at_no_more(ann: Desk, meg: Desk) -> None:
    person = make.customer(ann.store, name="王芳")
    rows = [keep(ann, person, "身份证.pdf", COPY), keep(ann, person, "私下.txt", b"mine", private=True)]

    before = looked_at(ann)
    carry(ann), carry(meg)

    assert (before, looked_at(ann), looked_at(meg)) == (set(rows), set(), set())


def test_original_that_was_left_at_the_shop_is_looked_at_until_it_is_here(ann: Desk, meg: Desk) -> None:
    row = keep(ann, make.customer(ann.store, name="王芳"), "车.png", picture())
    carry(ann), carry(meg, originals=False)
    before = looked_at(meg)

    carried = carry(meg)

    assert (before, carried.down, looked_at(meg)) == ({row}, 1, set())


def test_private_file_that_is_shared_later_is_looked_at_again(ann: Desk, meg: Desk) -> None:
    row = keep(ann, make.customer(ann.store, name="王芳"), "身份证.pdf", COPY, private=True)
    carry(ann)
    before = looked_at(ann)

    change(ann, "UPDATE attachment SET private = 0")
    carry(ann), carry(meg)

    assert (before, has(meg, row)) == (set(), True)


def test_person_who_is_brought_back_brings_his_files(ann: Desk, meg: Desk) -> None:
    row = keep(ann, make.customer(ann.store, name="王芳"), "身份证.pdf", COPY)
    change(ann, "UPDATE contact SET deleted = '2026-01-01 00:00:00'")
    carry(ann)
    before = looked_at(ann)

    change(ann, "UPDATE contact SET deleted = NULL")
    carry(ann), carry(meg)

    assert (before, has(meg, row)) == (set(), True)


def test_file_of_the_bytes_from_an_older_backup_is_filled_again(ann: Desk, meg: Desk) -> None:
    person = make.customer(ann.store, name="王芳")
    keep(ann, person, "旧.pdf", COPY + b"old")
    carry(ann), carry(meg)
    meg.store.close()
    shutil.copy(meg.folder / "blobs.db", meg.folder / "older.db")
    meg.open()
    row = keep(ann, person, "新.pdf", COPY)
    carry(ann), carry(meg)

    meg.store.close()
    shutil.copy(meg.folder / "older.db", meg.folder / "blobs.db")
    meg.open()
    before = has(meg, row)
    run_files(meg.store, patience=QUICK)

    assert (before, has(meg, row)) == (False, True)


def test_bytes_that_got_lost_here_come_when_somebody_opens_the_file(ann: Desk, meg: Desk) -> None:
    row = keep(ann, make.customer(ann.store, name="王芳"), "身份证.pdf", COPY)
    carry(ann), carry(meg)
    meg.store.blobs.run("DELETE FROM blob")

    get_file(meg.store, row, patience=QUICK)

    assert has(meg, row)


def test_a_profile_from_before_the_list_looks_at_every_file_once(ann: Desk, meg: Desk) -> None:
    row = keep(ann, make.customer(ann.store, name="王芳"), "身份证.pdf", COPY)
    change(ann, "DELETE FROM blob_unsettled"), change(ann, "DELETE FROM local_value WHERE key = 'blob_unsettled'")

    carry(ann), carry(meg)

    assert has(meg, row)


def test_asking_for_one_file_does_not_make_an_unknown_list_a_known_one(ann: Desk, meg: Desk) -> None:
    person = make.customer(ann.store, name="王芳")
    rows = [keep(ann, person, f"{n}.pdf", COPY + bytes([n])) for n in range(2)]
    carry(ann), meg.sync()
    change(meg, "DELETE FROM blob_unsettled"), change(meg, "DELETE FROM local_value WHERE key = 'blob_unsettled'")

    get_file(meg.store, rows[0], patience=QUICK)
    carry(meg)

    assert [has(meg, row) for row in rows] == [True, True]


def test_what_is_settled_is_not_read(ann: Desk) -> None:
    sql = f"EXPLAIN QUERY PLAN SELECT a.id {files._SHARED} AND a.id IN (SELECT id FROM blob_unsettled)"

    steps = [step[-1] for step in ann.rows(sql)]

    assert not [step for step in steps if step.startswith(("SCAN a", "SCAN c"))], steps
