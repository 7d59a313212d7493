"""What happens in a shop, told with real profiles and a server process: everything by the program's own commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crm_desktop.features.contacts.commands import set_custom_value, set_field, share
from crm_desktop.features.customers.commands import open_archive
from crm_desktop.features.duplicates.commands import merge
from crm_desktop.features.hand_over.commands import reassign
from crm_desktop.features.sync import queries
from crm_desktop.features.sync.commands import take_lost
from crm_desktop.features.sync.records import DONE, SyncStopped
from sync.client.receipt import Receipt
from sync.protocol import STOLEN
from tests import make
from tests.sync.loopback.office import Desk, Office, cards_of, enrolling, give, name_of, settle


@pytest.fixture
def desk(tmp_path: Path, office: Office) -> Iterator[Callable[[str], Desk]]:
    """A fresh laptop of somebody."""
    yield from enrolling(tmp_path, office.code)


@pytest.fixture
def ann(desk: Callable[[str], Desk]) -> Desk:
    return desk("ann")


@pytest.fixture
def meg(desk: Callable[[str], Desk]) -> Desk:
    return desk("meg")


@pytest.fixture
def person(ann: Desk, meg: Desk) -> str:
    """A customer of Ann's whom her manager knows too."""
    made = make.customer(ann.store, name="王芳")
    settle(ann, meg, ann)
    return made


def rename(desk: Desk, person: str, name: str) -> None:
    desk.store.write("改名", set_field, person, "name", name)


def test_profile_that_worked_alone_brings_its_people_into_the_shop(office: Office, tmp_path: Path, meg: Desk) -> None:
    ann = Desk(tmp_path / "alone")
    shared = make.customer(ann.store, name="老客户", phone="13800138001")
    private = make.contact(ann.store, name="私人", private=True)
    make.touch(ann.store, private, note="悄悄话")

    ann.enrol(office.code("ann"))
    settle(ann, meg)

    people = office.records("contact")
    assert (people[shared]["owner"], name_of(meg, shared)) == ("ann", "老客户")
    assert meg.value("SELECT value FROM contact_way WHERE root = :id", id=shared) == "13800138001"
    assert private not in people
    assert "悄悄话" not in str(office.records("touch"))
    assert name_of(ann, private) == "私人"
    ann.close()


def test_edits_of_different_fields_both_stand(ann: Desk, meg: Desk, person: str) -> None:
    rename(ann, person, "王芳芳")
    meg.store.write("注", set_field, person, "note", "爱喝茶")

    settle(ann, meg, ann)

    for desk in (ann, meg):
        assert tuple(desk.rows("SELECT name, note FROM contact WHERE id = :id", id=person)[0]) == ("王芳芳", "爱喝茶")
        assert cards_of(desk, person) == []


def test_conflict_keeps_both_values_and_is_decided_on_one_laptop(ann: Desk, meg: Desk, person: str) -> None:
    rename(ann, person, "王芳芳")
    rename(meg, person, "王小芳")
    settle(ann)
    assert meg.sync().conflicts == 1

    (card,) = cards_of(meg, person)
    assert (card.name, card.kept, card.kept_author, card.lost, card.lost_author) == (
        "王芳芳", "王芳芳", "ann", "王小芳", "meg"
    )  # fmt: skip
    assert (name_of(meg, person), card.at is not None) == ("王芳芳", True)
    meg.store.write("决定", take_lost, card.id, seen=card.seen)
    settle(meg, ann)

    assert [name_of(desk, person) for desk in (ann, meg)] == ["王小芳", "王小芳"]
    assert [len(cards_of(desk, person)) for desk in (ann, meg)] == [0, 0]
    assert cards_of(ann, person, DONE)[0].in_use == "lost"


def test_edit_undone_under_a_newer_value_shows_the_newer_value(ann: Desk, meg: Desk, person: str) -> None:
    rename(meg, person, "王小芳")
    settle(meg)

    def type_before_the_pull(receipt: Receipt) -> None:
        if receipt.requests == 1:  # hello is answered, what is open was sent: the next request brings the news
            rename(ann, person, "王方")

    _watched(ann, type_before_the_pull)
    shown = name_of(ann, person)
    ann.store.undo()

    assert shown in ("王方", "王小芳")
    assert name_of(ann, person) == "王小芳"
    settle(ann, meg)
    assert [name_of(desk, person) for desk in (ann, meg)] == ["王小芳", "王小芳"]


def _watched(desk: Desk, progress: Callable[[Receipt], None]) -> None:
    """One session, stopped when it has brought the news: what was typed meanwhile is still pending."""
    from crm_desktop.features.sync.commands import run_sync
    from sync.client.errors import Cancelled

    def watch(receipt: Receipt) -> None:
        if receipt.received:
            raise Cancelled
        progress(receipt)

    with pytest.raises(Cancelled):
        run_sync(desk.store, watch)


def test_customer_moved_by_the_manager_changes_laptops(
    desk: Callable[[str], Desk], ann: Desk, meg: Desk, person: str
) -> None:
    bo = desk("bo")
    touch = make.touch(ann.store, person, note="试驾很满意")
    settle(ann, meg)

    meg.store.write("移交", give, person, "bo")
    settle(meg, ann, bo)

    assert (name_of(ann, person), name_of(bo, person), name_of(meg, person)) == (None, "王芳", "王芳")
    assert ann.value("SELECT count(*) FROM touch WHERE root = :id", id=person) == 0
    assert bo.value("SELECT note FROM touch WHERE id = :id", id=touch) == "试驾很满意"


def test_edit_of_a_moved_customer_is_not_lost(desk: Callable[[str], Desk], ann: Desk, meg: Desk, person: str) -> None:
    bo = desk("bo")
    ann.store.write("注", set_field, person, "note", "周末来")
    meg.store.write("移交", give, person, "bo")
    settle(meg, ann, bo)

    assert name_of(ann, person) is None
    assert bo.value("SELECT note FROM contact WHERE id = :id", id=person) == "周末来"


def test_customer_handed_over_before_he_was_ever_sent_arrives_whole(
    desk: Callable[[str], Desk], ann: Desk, meg: Desk
) -> None:
    bo = desk("bo")
    settle(ann, bo)
    person = make.customer(ann.store, name="新客")
    ann.store.write("移交", reassign, [person], "bo")
    touch = make.touch(ann.store, person, note="交接时打过电话")
    settle(ann, bo, meg, ann)

    assert [name_of(one, person) for one in (ann, bo, meg)] == [None, "新客", "新客"]
    assert bo.value("SELECT note FROM touch WHERE id = :id", id=touch) == "交接时打过电话"
    assert bo.value("SELECT count(*) FROM contact_way WHERE root = :id", id=person) == 1
    assert ann.value("SELECT count(*) FROM parked") == 0


@pytest.fixture
def shared(ann: Desk, meg: Desk) -> str:
    """Somebody both know, who has no archive yet."""
    known = make.contact(ann.store, name="熟人", private=False)
    settle(ann, meg)
    return known


def test_archive_opened_on_two_laptops_at_once_is_one(ann: Desk, meg: Desk, shared: str) -> None:
    ann.store.write("开档", open_archive, shared, level="H")
    meg.store.write("开档", open_archive, shared, level="C")
    settle(ann, meg, ann)

    levels = [one.rows("SELECT level FROM customer WHERE root = :id", id=shared) for one in (ann, meg)]
    assert levels == [[("H",)], [("H",)]]
    assert "C" in [card.lost[0] for card in cards_of(ann, shared)]


def test_own_field_of_the_shop_filled_on_two_laptops_at_once_is_a_conflict(
    ann: Desk, meg: Desk, shared: str
) -> None:
    ann.store.write("爱好", set_custom_value, shared, "爱好", value="钓鱼")
    meg.store.write("爱好", set_custom_value, shared, "爱好", value="登山")
    settle(ann, meg, ann)

    values = [one.rows("SELECT value FROM custom_value WHERE root = :id", id=shared) for one in (ann, meg)]
    assert values == [[("钓鱼",)], [("钓鱼",)]]
    assert [card.lost for card in cards_of(ann, shared)] == ["登山"]


def test_archive_opened_while_another_came_by_a_merge_is_one(ann: Desk, meg: Desk, shared: str, person: str) -> None:
    settle(ann, meg)
    ann.store.write("合并", merge, shared, person)
    meg.store.write("开档", open_archive, shared, level="C")
    settle(ann, meg, ann)

    living = "SELECT count(*) FROM customer WHERE root = :id AND deleted IS NULL"
    assert [one.value(living, id=shared) for one in (ann, meg)] == [1, 1]


def test_private_contact_goes_up_when_it_is_shared(office: Office, ann: Desk, meg: Desk) -> None:
    private = make.contact(ann.store, name="私人", private=True)
    make.touch(ann.store, private, note="悄悄话")
    settle(ann, meg)
    before = private in office.records("contact")

    ann.store.write("分享", share, private)
    settle(ann, meg)

    assert (before, name_of(meg, private)) == (False, "私人")
    assert "悄悄话" not in str(office.records("touch"))


def test_sharing_that_was_taken_back_is_erased_at_the_server(office: Office, ann: Desk, meg: Desk) -> None:
    private = make.contact(ann.store, name="私人二", private=True)
    ann.store.write("分享", share, private)
    settle(ann, meg)

    ann.store.undo()
    settle(ann, meg)

    assert "私人二" not in str(office.records("contact"))
    assert name_of(meg, private) is None
    assert ann.value("SELECT private FROM contact WHERE id = :id", id=private) == 1
    assert not ann.store.check()


@pytest.fixture
def withdrawn(ann: Desk, meg: Desk) -> str:
    """Somebody Ann shared by mistake, with a phone and a note; the shop has forgotten him."""
    private = make.contact(ann.store, name="私人三", phone="13900139000", private=True)
    make.touch(ann.store, private, note="老同学")
    ann.store.write("分享", share, private, with_touches=True)
    settle(ann, meg)
    ann.store.undo()
    settle(ann, meg)
    return private


def test_what_was_withdrawn_comes_along_when_its_person_is_merged(
    ann: Desk, meg: Desk, person: str, withdrawn: str
) -> None:
    ann.store.write("合并", merge, person, withdrawn)
    settle(ann, meg, ann)

    numbers = "SELECT value FROM contact_way WHERE root = :id AND deleted IS NULL ORDER BY value"
    assert [one.rows(numbers, id=person) for one in (ann, meg)] == [[("13800138000",), ("13900139000",)]] * 2
    assert ann.value("SELECT note FROM touch WHERE root = :id", id=person) == "老同学"
    assert [one.value("SELECT count(*) FROM parked") for one in (ann, meg)] == [0, 0]


def test_somebody_withdrawn_is_shared_again(office: Office, ann: Desk, meg: Desk, withdrawn: str) -> None:
    ann.store.write("分享", share, withdrawn, with_touches=True)
    settle(ann, meg, ann)

    assert (name_of(ann, withdrawn), name_of(meg, withdrawn)) == ("私人三", "私人三")
    assert meg.value("SELECT count(*) FROM contact_way WHERE root = :id", id=withdrawn) == 1
    assert meg.value("SELECT note FROM touch WHERE root = :id", id=withdrawn) == "老同学"

    ann.store.undo()
    settle(ann, meg)
    assert office.records("contact")[withdrawn]["purged"]
    assert name_of(ann, withdrawn) == "私人三"


def test_laptop_restored_from_a_copy_loses_and_overwrites_nothing(
    ann: Desk, meg: Desk, person: str, tmp_path: Path
) -> None:
    ann.copy_to(tmp_path / "image")
    rename(ann, person, "王芳芳")
    settle(ann, meg)
    rename(meg, person, "王小芳")
    settle(meg)

    ann.restore_from(tmp_path / "image")
    ann.store.write("注", set_field, person, "note", "还原后写的")
    settle(ann, meg, ann)

    for desk in (ann, meg):
        assert tuple(desk.rows("SELECT name, note FROM contact WHERE id = :id", id=person)[0]) == (
            "王小芳", "还原后写的"
        )  # fmt: skip


def test_server_restored_from_yesterday_gets_everything_back(
    office: Office, ann: Desk, meg: Desk, person: str, tmp_path: Path
) -> None:
    office.back_up(tmp_path / "yesterday")
    rename(ann, person, "王芳芳")
    added = make.customer(ann.store, name="新客户", phone="13900139000")
    settle(ann, meg)
    rename(meg, person, "王小芳")
    settle(meg)

    office.restore(tmp_path / "yesterday")
    settle(ann, meg, ann)

    # Whoever comes first gives the value anew; the other one waits beside it. Nothing is gone.
    (card,) = cards_of(ann, person)
    assert {card.kept, card.lost} == {"王芳芳", "王小芳"}
    assert [name_of(desk, person) for desk in (ann, meg)] == [card.kept, card.kept]
    assert [name_of(desk, added) for desk in (ann, meg)] == ["新客户", "新客户"]
    assert office.records("contact")[person]["name"] == card.kept


def test_laptop_that_was_shut_out_hands_over_and_is_turned_away(
    office: Office, ann: Desk, meg: Desk, person: str
) -> None:
    ann.store.write("注", set_field, person, "note", "没来得及传")
    private = make.contact(ann.store, name="私人三", phone="13900139000", private=True)
    office.revoke(ann.device, STOLEN)

    with pytest.raises(SyncStopped) as caught:
        ann.sync()
    settle(meg)

    assert caught.value.kind == "revoked"
    (card,) = [one for one in meg.store.read(queries.parked).parked if one.person == person]
    assert ("备注", "没来得及传") in card.values
    assert meg.value("SELECT note FROM contact WHERE id = :id", id=person) == ""
    assert private not in str(office.records("parked"))
    assert list(ann.folder.glob("keys.*")) == []
