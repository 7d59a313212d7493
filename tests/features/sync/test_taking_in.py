"""What somebody had added and the shop did not take can be taken in by whoever may: nobody types it again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from crm_desktop.base.errors import NotFound, Refused
from crm_desktop.features.contacts.rules.words import record_name
from crm_desktop.features.customers.queries import archive
from crm_desktop.features.sync import queries
from crm_desktop.features.sync.commands import retry
from crm_desktop.features.sync.records import ParkedCard, SyncStopped
from crm_desktop.features.team.queries import team
from sync.protocol import LEAVER
from tests import make
from tests.features.sync.carried import carry, has, keep
from tests.features.sync.test_letting_go import hand_on
from tests.sync.loopback.office import Desk
from tests.sync.server.serving import Served

if TYPE_CHECKING:
    from crm_desktop.store.store import Store


def left_behind(ann: Desk, served: Served) -> str:
    """A customer Ann had not sent when she left; his number, a touch and a file hang on him."""
    ann.sync()
    person = make.customer(ann.store, name="王芳", phone="13700137000", level="A")
    make.touch(ann.store, person, note="看了汉 EV")
    keep(ann, person, "合同.pdf", b"signed")
    served.registry.revoke(ann.device, LEAVER)
    with pytest.raises(SyncStopped):
        ann.sync()
    return person


def cards(store: Store) -> list[ParkedCard]:
    return list(store.read(queries.parked).parked)


def card_of(store: Store, table: str) -> ParkedCard:
    (found,) = [card for card in cards(store) if card.record == record_name(table)]
    return found


def test_customer_a_leaver_had_not_sent_is_taken_in_with_all_that_is_his(ann: Desk, meg: Desk, served: Served) -> None:
    person = left_behind(ann, served)
    meg.sync()

    meg.store.write("again", retry, card_of(meg.store, "contact").id)
    meg.sync()

    assert cards(meg.store) == []
    shown = meg.store.read(archive, person, today=None)
    assert (shown.card.name, [way.value for way in shown.card.ways], shown.customer.level) == (
        "王芳", ["13700137000"], "A"
    )  # fmt: skip
    assert meg.rows("SELECT note FROM touch") == [("看了汉 EV",)]
    assert meg.store.check() == []
    with served.service.engine.reading() as link:
        assert link.rows("SELECT scope FROM record WHERE tbl = 'touch'") == [("own:ann",)]


def test_taking_in_is_one_step_that_is_undone(ann: Desk, meg: Desk, served: Served) -> None:
    left_behind(ann, served)
    meg.sync()
    before = [card.record for card in cards(meg.store)]

    meg.store.write("again", retry, card_of(meg.store, "contact").id)
    meg.store.undo()

    assert [card.record for card in cards(meg.store)] == before
    assert meg.rows("SELECT name FROM contact WHERE deleted IS NULL") == []


def test_what_hangs_on_somebody_is_taken_in_after_him(ann: Desk, meg: Desk, served: Served) -> None:
    left_behind(ann, served)
    meg.sync()
    touch = card_of(meg.store, "touch")

    with pytest.raises(NotFound):
        meg.store.write("again", retry, touch.id)
    assert not touch.can_retry


def test_what_is_here_already_is_not_added_twice(ann: Desk, meg: Desk, served: Served) -> None:
    left_behind(ann, served)
    meg.sync()
    card = card_of(meg.store, "contact")
    meg.store.write("again", retry, card.id)

    with pytest.raises(Refused):
        meg.store.write("again", retry, card.id)
    assert meg.rows("SELECT count(*) FROM contact") == [(1,)]


def test_file_a_leaver_had_not_sent_is_taken_in_with_its_bytes(ann: Desk, bo: Desk, meg: Desk, served: Served) -> None:
    person = left_behind(ann, served)
    carry(meg)

    meg.store.write("again", retry, card_of(meg.store, "contact").id)
    assert meg.store.check() == []
    carry(meg), carry(meg)
    hand_on(meg, person, "bo")
    carry(bo)

    (row,) = [row for (row,) in meg.rows("SELECT id FROM attachment")]
    assert (has(meg, row), has(bo, row)) == (True, True)


def test_what_hangs_on_somebody_stands_below_him_and_says_that_it_comes_along(
    ann: Desk, meg: Desk, served: Served
) -> None:
    left_behind(ann, served)
    meg.sync()

    person, *others = cards(meg.store)

    assert (person.record, person.name, person.can_retry) == (record_name("contact"), "王芳", True)
    assert {card.name for card in others} == {"王芳"}
    assert all(card.comes_with == "王芳" for card in others)


def test_of_something_added_is_shown_what_somebody_wrote(ann: Desk, meg: Desk, served: Served) -> None:
    left_behind(ann, served)
    meg.sync()

    shown = {card.record: [value for _field, value in card.values] for card in cards(meg.store)}

    assert shown[record_name("contact")] == ["王芳", meg.store.look(team).name_of("ann")]
    assert shown[record_name("contact_way")] == ["电话", "13700137000"]
    assert shown[record_name("attachment")] == ["合同.pdf"]
    (at, *rest) = shown[record_name("touch")]
    assert (len(at), rest) == (len("2026-11-20 15:20"), ["去电", "已接通", "是", "看了汉 EV"])


def test_what_hangs_on_somebody_who_is_here_is_tried_by_itself(store: Store) -> None:
    person = make.customer(store, name="王芳")
    make.parked(store, person, tbl="touch", row="t1", op="I", body=json.dumps({"root": person, "note": "看了汉 EV"}))

    (card,) = cards(store)

    assert (card.name, card.comes_with, card.can_retry) == ("王芳", "", True)


def test_what_was_taken_in_and_undone_is_taken_in_once_more(ann: Desk, meg: Desk, served: Served) -> None:
    person = left_behind(ann, served)
    meg.sync()
    meg.store.write("again", retry, card_of(meg.store, "contact").id)
    meg.store.undo()

    first, *_others = cards(meg.store)
    assert (first.name, first.can_retry, first.person) == ("王芳", True, "")
    meg.store.write("again", retry, first.id)
    meg.sync()

    shown = meg.store.read(archive, person, today=None)
    assert (shown.card.name, [way.value for way in shown.card.ways]) == ("王芳", ["13700137000"])
    assert meg.rows("SELECT note FROM touch WHERE deleted IS NULL") == [("看了汉 EV",)]
    assert (cards(meg.store), meg.store.check()) == ([], [])
