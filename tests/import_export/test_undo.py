"""Taking an import back, without what was done since."""

import pytest
from sqlalchemy import text

from crm_desktop.base.errors import NotFound, Refused
from crm_desktop.features.contacts import commands, queries
from crm_desktop.features.customers.commands import open_archive
from crm_desktop.import_export.undo import list_batches, undo_import
from tests import make


def edit(store, sql: str, **values: object) -> None:
    store.write("Edit", lambda session: session.execute(text(sql), values) and None)


def test_new_people_are_gone_again(store, bring, rows) -> None:
    batch = bring("姓名,电话,级别", "王芳,13800138000,A", "李雷,13900139000,B").batch

    report = undo_import(store, batch)

    assert (report.removed, report.restored, report.kept) == (2, 0, ())
    assert [rows(table) for table in ("contact", "contact_way", "customer")] == [[], [], []]


def test_who_came_with_an_undone_import_is_no_trash(store, bring, rows, clock) -> None:
    report = bring("姓名,电话", "王芳,13800138000", "李雷,13900139000")
    edited = next(row["id"] for row in rows("contact") if row["name"] == "李雷")
    store.write("Tag", commands.tag, [edited], "老乡")
    undo_import(store, report.batch)

    assert store.read(queries.trashed) == []

    clock.set(2026, 11, 23)
    store.write("Trash", commands.trash, [edited])
    assert [gone.name for gone in store.read(queries.trashed)] == ["李雷"]


def test_people_who_were_there_are_as_before(store, bring, rows) -> None:
    make.contact(store, name="王芳", phone="13800138000", note="老朋友")
    before = [rows("contact"), rows("contact_way"), rows("tag")]
    batch = bring("姓名,电话,公司,标签,邮箱", "王芳,13800138000,甲公司,老乡,a@b.cn").batch

    report = undo_import(store, batch)

    assert (report.removed, report.restored) == (0, 1)
    assert [rows("contact"), rows("contact_way"), rows("tag")] == before


def test_whoever_was_edited_since_is_kept_and_listed(store, bring, rows) -> None:
    batch = bring("姓名,电话", "王芳,13800138000", "李雷,13900139000", "韩梅,13700137000").batch
    edited, touched, _other = (row["id"] for row in rows("contact"))
    edit(store, "UPDATE contact SET job = '会计' WHERE id = :id", id=edited)
    make.touch(store, touched)

    report = undo_import(store, batch)

    assert report.removed == 1
    assert {kept.name for kept in report.kept} == {"王芳", "李雷"}
    assert len(rows("contact_way")) == 2


def test_a_field_changed_since_keeps_its_new_value(store, bring, rows) -> None:
    person = make.contact(store, name="王芳", phone="13800138000")
    batch = bring("姓名,电话,公司,职务", "王芳,13800138000,甲公司,会计").batch
    edit(store, "UPDATE contact SET company = '乙公司' WHERE id = :id", id=person)

    report = undo_import(store, batch)

    (contact,) = rows("contact")
    assert (contact["company"], contact["job"]) == ("乙公司", "")
    assert [kept.contact_id for kept in report.kept] == [person]


def test_an_import_is_taken_back_once(store, bring) -> None:
    batch = bring("姓名,电话", "王芳,13800138000").batch
    undo_import(store, batch)

    with pytest.raises(Refused):
        undo_import(store, batch)
    with pytest.raises(NotFound):
        undo_import(store, "no such batch")
    assert store.read(list_batches)[0].undone is not None


def test_taking_back_can_itself_be_undone(store, bring, rows) -> None:
    batch = bring("姓名,电话", "王芳,13800138000").batch
    undo_import(store, batch)

    store.undo()

    assert [row["name"] for row in rows("contact")] == ["王芳"]


def test_the_same_file_can_be_imported_again_afterwards(store, bring, verdicts) -> None:
    undo_import(store, bring("姓名,电话", "王芳,13800138000").batch)

    assert verdicts(bring("姓名,电话", "王芳,13800138000")) == (1, 0, 0, 0)


def test_past_imports_are_listed_latest_first(store, bring, clock) -> None:
    bring("姓名,电话", "王芳,13800138000", name="a.csv")
    clock.forward(days=1)
    bring("姓名,电话", "李雷,13900139000", name="b.csv")

    assert [(batch.files, batch.new) for batch in store.read(list_batches)] == [(("b.csv",), 1), (("a.csv",), 1)]


def test_what_had_been_removed_and_came_back_by_an_import_is_gone_again(store, bring, rows) -> None:
    person = make.contact(store, name="王芳", phone="13800138000")
    store.write("Tag", commands.tag, [person], "老乡")
    store.write("Tag", commands.untag, [person], "老乡")
    batch = bring("姓名,电话,标签", "王芳,13800138000,老乡").batch
    back = [row["name"] for row in rows("tag")]

    undo_import(store, batch)

    assert (back, rows("tag")) == (["老乡"], [])


def test_archive_opened_again_by_an_import_says_what_the_file_says(store, bring, rows) -> None:
    person = make.contact(store, name="王芳", phone="13800138000")
    store.write("Open", open_archive, person, level="H")
    store.undo()
    batch = bring("姓名,电话,级别", "王芳,13800138000,B").batch
    levels = [row["level"] for row in rows("customer")]

    undo_import(store, batch)

    assert (levels, rows("customer")) == (["B"], [])
