"""The other cards of an archive."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from PySide6.QtWidgets import QApplication

from crm_desktop.features.contacts.queries import card
from crm_desktop.features.customers.queries import archive
from tests import make

Open = Callable[..., Any]


def test_a_promise_is_noted_and_kept(open_archive: Open, store: Any, dialog: Any, notices: Any) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    view.promises.add()
    ask = dialog()
    ask.save()
    assert ask.fields["text"].error.isVisible()
    ask.fields["text"].write("送脚垫")
    ask.save()
    QApplication.processEvents()
    view.promises.keep_button.click()
    assert [one.state for one in store.read(archive, wang).commitments] == ["kept"]
    notices.press()
    assert [one.state for one in store.read(archive, wang).commitments] == ["open"]


def test_a_relation_is_added_by_typing_the_name_and_leads_to_the_person(
    open_archive: Open, store: Any, dialog: Any, signals: Any
) -> None:
    wang, zhou = make.customer(store, "王秀英"), make.customer(store, "周敏", "13700137000")
    view = open_archive(wang)
    view.relations.add()
    pick = dialog()
    pick.people.input.setText("周敏")
    pick.people.input.edited.emit("周敏")
    pick.fields[0].write("introducer")
    pick.choose()
    QApplication.processEvents()
    links = store.read(card, wang).links
    assert [(link.other, link.kind) for link in links] == [(zhou, "introducer")]
    assert "周敏" in view.header.source.text()
    opened: list[tuple[str, str]] = []
    signals.open_record.connect(lambda page, record: opened.append((page, record)))
    view.relations.open(links[0].id)
    assert opened == [("customers", zhou)]


def test_a_person_is_shown_on_the_map(open_archive: Open, store: Any, signals: Any) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    opened: list[tuple[str, str]] = []
    signals.open_record.connect(lambda page, record: opened.append((page, record)))

    view.relations.show_on_map()

    assert opened == [("map", wang)]


def test_tags_are_put_on_and_taken_off(open_archive: Open, store: Any) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    view.tabs.setCurrentIndex(1)
    view.tags.input.setText("车友会")
    view.tags.add()
    QApplication.processEvents()
    assert [chip.text() for chip in view.tags.chips if chip.isVisible()] == ["车友会"]
    view.tags.chips[0].removed.emit()
    QApplication.processEvents()
    assert store.read(card, wang).tags == ()
    assert not view.tags.chips[0].isVisible()


def test_a_number_is_added_corrected_and_removed(open_archive: Open, store: Any, dialog: Any, notices: Any) -> None:
    wang = make.customer(store, "王秀英", "13800138000")
    view = open_archive(wang)
    view.tabs.setCurrentIndex(1)
    view.ways.add()
    ask = dialog()
    ask.save()
    assert ask.fields["value"].error.isVisible()
    ask.fields["value"].write("13900139000")
    ask.save()
    QApplication.processEvents()
    second = store.read(card, wang).phones[1]
    view.ways.edit(second.id)
    ask = dialog()
    ask.fields["value"].write("13900139001")
    ask.save()
    assert store.read(card, wang).phones[1].normal == "+8613900139001"
    view.ways.remove(second.id)
    assert len(store.read(card, wang).phones) == 1


def test_a_car_is_checked_while_it_is_entered(open_archive: Open, store: Any, dialog: Any) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    view.tabs.setCurrentIndex(2)
    view.vehicles.add()
    ask = dialog()
    ask.fields["vin"].write("LSVAO")
    ask.save()
    assert ask.fields["vin"].error.isVisible()
    ask.fields["vin"].write("")
    ask.fields["plate"].write("沪A12345")
    ask.fields["mileage"].write(30_000)
    ask.save()
    QApplication.processEvents()
    car = store.read(archive, wang).vehicles[0]
    assert (car.plate, car.mileage, car.kind) == ("沪A12345", 30_000, "own")
    view.vehicles.edit(car.id)
    ask = dialog()
    ask.fields["brand"].write("比亚迪")
    ask.save()
    assert store.read(archive, wang).vehicles[0].brand == "比亚迪"


def test_touches_stand_on_the_timeline_and_can_be_corrected(open_archive: Open, store: Any, dialog: Any) -> None:
    wang = make.customer(store, "王秀英")
    touch = make.touch(store, wang, note="问了续航", at=datetime(2026, 11, 20, 15, 20))
    view = open_archive(wang)
    shown = [entry.text for entry in view.timeline.list.model_of_entries.entries]
    assert "问了续航" in shown
    view.timeline.open(f"touch/{touch}")
    ask = dialog()
    ask.fields["note"].write("问了冬季续航")
    ask.save()
    QApplication.processEvents()
    assert "问了冬季续航" in [entry.text for entry in view.timeline.list.model_of_entries.entries]
    view.timeline.filter.put("changes")
    view.timeline._refilter("changes")
    assert "问了冬季续航" not in [entry.text for entry in view.timeline.list.model_of_entries.entries]


def test_older_entries_come_at_the_press_of_a_button(open_archive: Open, store: Any) -> None:
    wang = make.customer(store, "王秀英")
    for n in range(30):
        make.touch(store, wang, note=f"n{n}", at=datetime(2026, 10, 1, 10, n // 3))
    view = open_archive(wang)
    assert view.timeline.older.isVisible()
    view.timeline.older.click()
    notes = [entry.text for entry in view.timeline.list.model_of_entries.entries if entry.text.startswith("n")]
    assert sorted(notes) == sorted(f"n{n}" for n in range(30))
    assert not view.timeline.older.isVisible()


def test_the_next_contact_is_moved(open_archive: Open, store: Any, dialog: Any) -> None:
    wang = make.customer(store, "王秀英")
    make.follow_up(store, wang, date(2026, 11, 22), purpose="约试驾")
    view = open_archive(wang)
    assert view.next.purpose.text() == "约试驾"
    view.next.put_off()
    ask = dialog()
    ask.fields["due_on"].write(date(2026, 11, 27))
    ask.save()
    assert store.read(archive, wang).follow_ups[0].due_on == date(2026, 11, 27)


def test_still_right_is_noted(open_archive: Open, store: Any) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    view.completeness.verify_button.click()
    assert store.read(card, wang).verified_on == date(2026, 11, 22)


def test_the_history_tells_before_and_after(open_archive: Open, store: Any, dialog: Any, type_into: Any) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    type_into(view.header.name, "王秀颖", enter=True)
    view.completeness.history_button.click()
    texts = [entry.text for entry in dialog().list.model_of_entries.entries]
    assert any("王秀英 → 王秀颖" in text for text in texts)
