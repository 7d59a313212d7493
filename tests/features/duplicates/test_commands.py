"""A merge keeps everything, and Undo takes exactly it back."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base.errors import NotFound, Refused
from crm_desktop.features.duplicates import commands, queries
from crm_desktop.features.search.queries import find
from crm_desktop.store import tables
from crm_desktop.store.store import Store
from tests import make


def rows(store: Store, table: Any, *, living: bool = True) -> list[dict[str, Any]]:
    def read(session: Session) -> list[dict[str, Any]]:
        wanted = select(table.__table__).order_by(table.id)
        return [
            dict(row) for row in session.execute(wanted.where(table.deleted.is_(None)) if living else wanted).mappings()
        ]

    return store.read(read)


def everything(store: Store) -> dict[str, list[dict[str, Any]]]:
    return {table.__tablename__: rows(store, table) for table in tables.SYNCED}


@pytest.fixture
def pair(store: Store) -> tuple[str, str]:
    """Two rich entries of one person."""
    keep = make.customer(
        store, "王芳", "13800138000", level="B", status="P", company="宏达", tags=["老客户"], wechat="wx1",
        note="爱喝茶", opened_on=date(2026, 3, 1),
    )  # fmt: skip
    other = make.customer(
        store, "王方", ["138 0013 8000", "13911112222"], level="H", status="D", company="远景", job="会计",
        estate="万科", tags=["老客户", "同学"], email="a@b.c", note="有两个孩子", opened_on=date(2025, 3, 1),
        do_not_contact=True,
    )  # fmt: skip
    friend = make.contact(store, "李四", "")
    make.relation(store, friend, other, "friend")
    make.relation(store, other, keep, "sibling")
    make.relation(store, other, friend, "classmate")
    make.touch(store, other, note="试驾汉", at=datetime(2026, 5, 1, 9))
    make.touch(store, keep, note="来电", at=datetime(2026, 6, 1, 9))
    make.follow_up(store, other)
    make.commitment(store, other, "送脚垫")
    make.opportunity(store, other, "汉 EV")
    make.vehicle(store, keep, plate="京A12345", colour="白")
    make.vehicle(store, other, plate="京A·12345", colour="黑", vin="LGXC14DA0A1234567")
    make.vehicle(store, other, plate="沪B88888")
    return keep, other


def test_all_of_the_other_is_on_the_survivor(store: Store, pair: tuple[str, str]) -> None:
    keep, other = pair

    merged = store.write("Merge", commands.merge, keep, other)

    assert (merged.keep, merged.other) == pair
    assert merged.step > 0
    for table in (tables.Touch, tables.FollowUp, tables.Commitment, tables.Opportunity, tables.Vehicle):
        assert {row["root"] for row in rows(store, table)} == {keep}
    assert sorted(way["value"] for way in rows(store, tables.ContactWay)) == [
        "13800138000",
        "13911112222",
        "a@b.c",
        "wx1",
    ]
    assert sorted(tag["name"] for tag in rows(store, tables.Tag)) == ["同学", "老客户"]
    assert sorted(car["plate"] for car in rows(store, tables.Vehicle)) == ["京A12345", "沪B88888"]
    assert store.check() == []


def test_empty_fields_are_filled_and_differing_values_stay_readable(store: Store, pair: tuple[str, str]) -> None:
    keep, other = pair

    store.write("Merge", commands.merge, keep, other)

    (person,) = [row for row in rows(store, tables.Contact) if row["id"] == keep]
    assert (person["name"], person["company"], person["job"], person["estate"]) == ("王芳", "宏达", "会计", "万科")
    assert person["do_not_contact"]
    for kept in ("爱喝茶", "有两个孩子", "王方", "远景", "黑"):
        assert kept in person["note"]
    car = next(row for row in rows(store, tables.Vehicle) if row["plate"] == "京A12345")
    assert (car["colour"], car["vin"]) == ("白", "LGXC14DA0A1234567")


def test_a_chosen_field_takes_the_others_value(store: Store, pair: tuple[str, str]) -> None:
    keep, other = pair
    assert {field.field: (field.keep, field.other) for field in store.read(queries.differences, keep, other)} == {
        "name": ("王芳", "王方"), "company": ("宏达", "远景"),
    }  # fmt: skip

    store.write("Merge", commands.merge, keep, other, {"company": "other", "name": "keep"})

    person = next(row for row in rows(store, tables.Contact) if row["id"] == keep)
    assert (person["name"], person["company"]) == ("王芳", "远景")
    assert "宏达" in person["note"]


def test_one_archive_is_left_with_the_stronger_facts(store: Store, pair: tuple[str, str]) -> None:
    keep, other = pair

    store.write("Merge", commands.merge, keep, other)

    (archive,) = rows(store, tables.Customer)
    assert (archive["root"], archive["status"], archive["level"]) == (keep, "D", "H")
    assert archive["opened_on"] == date(2025, 3, 1)
    assert {(row["scale"], row["before"], row["after"]) for row in rows(store, tables.ScaleChange)} >= {
        ("status", "P", "D"), ("level", "B", "H"),
    }  # fmt: skip


def test_a_contact_merged_with_a_customer_is_a_customer(store: Store) -> None:
    keep, other = make.contact(store, "王芳"), make.customer(store, "王芳")

    store.write("Merge", commands.merge, keep, other)

    assert [row["root"] for row in rows(store, tables.Customer)] == [keep]
    assert rows(store, tables.Contact)[0]["private"] is False


def test_links_name_the_survivor_and_nobody_is_linked_to_themselves(store: Store, pair: tuple[str, str]) -> None:
    keep, other = pair

    store.write("Merge", commands.merge, keep, other)

    links = [(row["root"], row["other"], row["kind"]) for row in rows(store, tables.Relation)]
    friend = next(row["id"] for row in rows(store, tables.Contact) if row["name"] == "李四")
    assert sorted(links) == sorted([(friend, keep, "friend"), (keep, friend, "classmate")])


def test_the_merged_id_leads_to_the_survivor(store: Store, pair: tuple[str, str]) -> None:
    keep, other = pair
    third = make.contact(store, "王芳", "13700000000")
    store.write("Merge", commands.merge, keep, other)
    store.write("Merge", commands.merge, third, keep)

    assert [store.read(queries.resolve, id_) for id_ in (other, keep, third)] == [third] * 3
    assert {row["loser"] for row in rows(store, tables.Merge)} == {other, keep}
    assert [hit.id for hit in store.read(find, "13911112222").people] == [third]


def test_undo_takes_exactly_the_merge_back(store: Store, pair: tuple[str, str]) -> None:
    keep, other = pair
    before = everything(store)
    step = store.write("Merge", commands.merge, keep, other).step
    make.contact(store, "后来的人", "13600000000")

    store.undo_step(step)

    after = everything(store)
    after["contact"] = [row for row in after["contact"] if row["name"] != "后来的人"]
    after["contact_way"] = [row for row in after["contact_way"] if row["value"] != "13600000000"]
    assert after == before
    assert {hit.id for hit in store.read(find, "王").people} == {keep, other}
    assert store.check() == []


def test_undo_and_redo_of_a_merge_end_where_it_was(store: Store, pair: tuple[str, str]) -> None:
    store.write("Merge", commands.merge, *pair)
    merged = everything(store)

    store.undo()
    store.redo()

    assert everything(store) == merged


def test_nobody_is_merged_with_themselves_or_with_someone_gone(store: Store, pair: tuple[str, str]) -> None:
    keep, other = pair
    with pytest.raises(Refused):
        store.write("Merge", commands.merge, keep, keep)
    with pytest.raises(NotFound):
        store.write("Merge", commands.merge, keep, "nobody")
    store.write("Merge", commands.merge, keep, other)
    before = everything(store)

    with pytest.raises(NotFound):
        store.write("Merge", commands.merge, keep, other)

    assert everything(store) == before


def test_told_apart_pairs_move_along_and_the_pair_itself_is_forgotten(store: Store, pair: tuple[str, str]) -> None:
    keep, other = pair
    third = make.contact(store, "王芳", "13800138000")
    store.write("apart", commands.not_same_person, other, third)
    store.write("apart", commands.not_same_person, keep, other)

    store.write("Merge", commands.merge, keep, other)

    assert [(row["root"], row["other"]) for row in rows(store, tables.DistinctPair)] == [(keep, third)]
