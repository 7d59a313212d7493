"""What two laptops make at the same time, and of which a person has one."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from crm_desktop.features.contacts.commands import add_relation, set_custom_value, share, tag, trash, untag
from crm_desktop.features.customers.commands import open_archive
from crm_desktop.features.duplicates.commands import merge
from crm_desktop.features.network.commands import add_members, save_group, share_group
from crm_desktop.features.network.records import NewGroup
from crm_desktop.import_export.exchange import import_files
from crm_desktop.import_export.export import export_people
from tests import make
from tests.sync.loopback.office import Desk, cards_of, settle

LEVELS = "SELECT level FROM customer WHERE root = :id AND deleted IS NULL"
TAGS = "SELECT name FROM tag WHERE root = :id AND deleted IS NULL ORDER BY name"
NUMBERS = itertools.count(13800138000)


@pytest.fixture
def ann(desks: dict[str, Desk]) -> Desk:
    return desks["ann"]


@pytest.fixture
def meg(desks: dict[str, Desk]) -> Desk:
    return desks["meg"]


@pytest.fixture
def phone() -> str:
    """Nobody else has it."""
    return str(next(NUMBERS))


@pytest.fixture
def shared(ann: Desk, meg: Desk, phone: str) -> str:
    """Somebody both know, who has no archive yet."""
    known = make.contact(ann.store, name="熟人", phone=phone, private=False)
    settle(ann, meg)
    return known


def bring(desk: Desk, folder: Path, *lines: str) -> None:
    path = folder / "people.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    import_files(desk.store, [path])


def test_archive_opened_here_and_by_an_import_there_is_one(
    ann: Desk, meg: Desk, shared: str, phone: str, tmp_path: Path
) -> None:
    ann.store.write("开档", open_archive, shared, level="H")
    bring(meg, tmp_path, "姓名,电话,级别", f"熟人,{phone},C")
    settle(ann, meg, ann)

    assert [one.rows(LEVELS, id=shared) for one in (ann, meg)] == [[("H",)]] * 2
    assert "C" in [card.lost[0] for card in cards_of(ann, shared)]


def test_tag_put_on_here_and_by_an_import_there_is_one(
    ann: Desk, meg: Desk, shared: str, phone: str, tmp_path: Path
) -> None:
    ann.store.write("标签", tag, [shared], "老乡")
    bring(meg, tmp_path, "姓名,电话,标签", f"熟人,{phone},老乡")
    settle(ann, meg, ann)

    assert [one.rows(TAGS, id=shared) for one in (ann, meg)] == [[("老乡",)]] * 2


def test_tag_put_on_by_both_is_one_and_so_it_is_taken_off_and_put_on_again(ann: Desk, meg: Desk, shared: str) -> None:
    for desk in (ann, meg):
        desk.store.write("标签", tag, [shared], "老乡")
    settle(ann, meg, ann)
    once = [one.rows(TAGS, id=shared) for one in (ann, meg)]
    meg.store.write("标签", untag, [shared], "老乡")
    settle(meg, ann)
    none = ann.rows(TAGS, id=shared)
    ann.store.write("标签", tag, [shared], "老乡")
    settle(ann, meg)

    assert once == [[("老乡",)]] * 2
    assert none == []
    assert [one.rows(TAGS, id=shared) for one in (ann, meg)] == [[("老乡",)]] * 2


def test_relation_said_by_both_is_one(ann: Desk, meg: Desk, shared: str) -> None:
    friend = make.contact(ann.store, name="朋友", phone="", private=False)
    settle(ann, meg)
    for desk, note in ((ann, "同班"), (meg, "")):
        desk.store.write("关系", add_relation, shared, friend, kind="classmate", note=note)
    settle(ann, meg, ann)

    said = "SELECT other, kind, note FROM relation WHERE root = :id AND deleted IS NULL"
    assert [one.rows(said, id=shared) for one in (ann, meg)] == [[(friend, "classmate", "同班")]] * 2


def test_somebody_put_into_a_group_by_both_is_in_it_once(ann: Desk, meg: Desk, shared: str) -> None:
    group = ann.store.write("群", save_group, NewGroup("club", f"车友会{shared}"))
    ann.store.write("群", share_group, group)
    settle(ann, meg)
    for desk in (ann, meg):
        desk.store.write("群", add_members, group, [shared])
    settle(ann, meg, ann)

    members = "SELECT root FROM membership WHERE people_group = :id AND deleted IS NULL"
    assert [one.rows(members, id=group) for one in (ann, meg)] == [[(shared,)]] * 2


def test_what_came_by_a_merge_and_was_said_elsewhere_too_is_there_once(ann: Desk, meg: Desk, shared: str) -> None:
    other = make.contact(ann.store, name="熟人二", phone="", private=False)
    friend = make.contact(ann.store, name="朋友", phone="", private=False)
    ann.store.write("标签", tag, [other], "老乡")
    ann.store.write("关系", add_relation, other, friend, kind="classmate")
    ann.store.write("爱好", set_custom_value, other, "爱好", value="钓鱼")
    settle(ann, meg)
    ann.store.write("合并", merge, shared, other)
    meg.store.write("标签", tag, [shared], "老乡")
    meg.store.write("关系", add_relation, shared, friend, kind="classmate")
    meg.store.write("爱好", set_custom_value, shared, "爱好", value="登山")
    settle(ann, meg, ann)

    fields = "SELECT value FROM custom_value WHERE root = :id AND deleted IS NULL"
    said = "SELECT other FROM relation WHERE root = :id AND deleted IS NULL"
    assert [one.rows(TAGS, id=shared) for one in (ann, meg)] == [[("老乡",)]] * 2
    assert [one.rows(said, id=shared) for one in (ann, meg)] == [[(friend,)]] * 2
    assert [one.rows(fields, id=shared) for one in (ann, meg)] == [[("钓鱼",)]] * 2
    assert [card.lost for card in cards_of(ann, shared)] == ["登山"]


def test_what_was_thrown_away_in_a_full_copy_stays_so_everywhere(
    ann: Desk, meg: Desk, shared: str, tmp_path: Path
) -> None:
    ann.store.write("标签", tag, [shared], "老乡")
    ann.store.write("标签", untag, [shared], "老乡")
    gone = make.contact(ann.store, name="走了", phone="", private=False)
    ann.store.write("删除", trash, [gone])
    export_people(ann.store, tmp_path / "copy.json")
    import_files(meg.store, [tmp_path / "copy.json"])
    settle(meg, ann, meg)

    living = "SELECT count(*) FROM contact WHERE id = :id AND deleted IS NULL"
    assert [one.rows(TAGS, id=shared) for one in (ann, meg)] == [[], []]
    assert [one.value(living, id=gone) for one in (ann, meg)] == [0, 0]
    assert not meg.store.check()


def test_archive_of_somebody_withdrawn_with_one_is_opened_by_another_later(ann: Desk, meg: Desk, phone: str) -> None:
    private = make.contact(ann.store, name="私人", phone=phone, private=True)
    ann.store.write("开档", open_archive, private, level="H")
    settle(ann, meg)
    ann.store.undo()
    settle(ann, meg)
    ann.store.write("分享", share, private)
    settle(ann, meg)
    meg.store.write("开档", open_archive, private, level="C")
    settle(meg, ann, meg)

    assert [one.rows(LEVELS, id=private) for one in (ann, meg)] == [[("C",)]] * 2
    assert meg.value("SELECT count(*) FROM parked WHERE state = 'open'") == 0


def test_inbox_of_a_full_copy_is_brought_to_no_other_laptop(ann: Desk, meg: Desk, shared: str, tmp_path: Path) -> None:
    for desk, level in ((ann, "H"), (meg, "C")):
        desk.store.write("开档", open_archive, shared, level=level)
    settle(ann, meg, ann)
    card = cards_of(meg, shared)[0].id
    export_people(meg.store, tmp_path / "copy.json")
    alone = Desk(tmp_path / "alone")
    import_files(alone.store, [tmp_path / "copy.json"])

    assert meg.value("SELECT count(*) FROM conflict WHERE id = :id", id=card) == 1
    assert alone.value("SELECT count(*) FROM conflict") == 0
    assert alone.value("SELECT name FROM contact WHERE id = :id", id=shared) == "熟人"
    alone.close()
