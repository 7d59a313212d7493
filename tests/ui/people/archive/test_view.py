"""One person's archive as its user meets it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QApplication

from crm_desktop.base.i18n import _
from crm_desktop.features.contacts.queries import card
from crm_desktop.features.customers.queries import archive
from tests import make

Open = Callable[..., Any]


def _values(view: Any) -> dict[str, str]:
    return {name: field.input.text() for name, field in view.needs.form.fields.items() if hasattr(field.input, "text")}


def test_nobody_chosen_teaches_what_to_do(open_archive: Open, clipped: Any) -> None:
    view = open_archive()
    assert view.empty.isVisible()
    assert view.contact_id() == ""
    assert not view.print_page()
    assert not clipped(view)


def test_a_typed_name_is_saved_and_survives_a_reload(open_archive: Open, store: Any, type_into: Any) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    type_into(view.header.name, "王秀颖", enter=True)
    assert store.read(card, wang).name == "王秀颖"
    other = open_archive(wang)
    assert other.header.name.input.text() == "王秀颖"


def test_a_need_opens_the_purchase_and_keeps_the_rest_of_the_typing(
    open_archive: Open, store: Any, type_into: Any
) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    type_into(view.needs.form.fields["model"], "汉 EV", enter=True)
    type_into(view.needs.form.fields["budget"], "20-23万", enter=True)
    deals = store.read(archive, wang).opportunities
    assert [(deal.model, deal.budget_low, deal.budget_high) for deal in deals] == [("汉 EV", 20_000_000, 23_000_000)]
    assert open_archive(wang).needs.form.fields["budget"].read() == (20_000_000, 23_000_000)


def test_a_refused_value_shows_its_sentence_under_the_field_and_stays_typed(
    open_archive: Open, store: Any, type_into: Any
) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    quote = view.needs.form.fields["quote"]
    type_into(quote, "much", enter=True)
    assert quote.error.isVisible()
    assert "much" in quote.error.text()
    assert quote.input.text() == "much"
    type_into(view.header.name, "", enter=True)
    assert view.header.name.error.isVisible()
    assert store.read(card, wang).name == "王秀英"


def test_switching_person_while_typing_saves_to_the_old_one(open_archive: Open, store: Any, type_into: Any) -> None:
    wang, li = make.customer(store, "王秀英"), make.customer(store, "李强", "13900139000")
    view = open_archive(wang)
    type_into(view.needs.form.fields["rival"], "Model 3")
    view.show_person(li)
    assert [deal.rival for deal in store.read(archive, wang).opportunities] == ["Model 3"]
    assert not store.read(archive, li).opportunities
    assert view.needs.form.fields["rival"].input.text() == ""
    assert view.header.name.input.text() == "李强"


def test_typing_that_cannot_be_saved_is_said_when_the_person_changes(
    open_archive: Open, store: Any, type_into: Any, notices: Any
) -> None:
    wang, li = make.customer(store, "王秀英"), make.customer(store, "李强", "13900139000")
    view = open_archive(wang)
    type_into(view.needs.form.fields["quote"], "cheap")
    view.show_person(li)
    assert "王秀英" in notices.last.text
    assert "cheap" in notices.last.text


def test_flush_saves_what_is_typed(open_archive: Open, store: Any, type_into: Any) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    view.tabs.setCurrentIndex(1)
    type_into(view.facts.form.fields["company"], "Acme")
    view.flush()
    assert store.read(card, wang).company == "Acme"


def test_a_change_from_elsewhere_shows_at_once(open_archive: Open, store: Any) -> None:
    from crm_desktop.features.contacts.commands import set_field

    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    store.write("Change", set_field, wang, "estate", "阳光花园")
    QApplication.processEvents()
    assert "阳光花园" in view.header.second.text()


def test_who_is_gone_leaves_an_empty_archive(open_archive: Open, store: Any, notices: Any) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    _menu(view, _("Move to the trash"))
    QApplication.processEvents()
    assert view.empty.isVisible()
    notices.press()
    view.show_person(wang)
    assert view.header.name.input.text() == "王秀英"


def _menu(view: Any, word: str) -> None:
    next(action for action in view.header.make_menu().actions() if action.text() == word).trigger()


def test_do_not_contact_shows_its_banner(open_archive: Open, store: Any) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    assert not view.header.banner.isVisible()
    _menu(view, _("Do not contact any more"))
    QApplication.processEvents()
    assert view.header.banner.isVisible()
    assert not view.script.isVisible()
    assert store.read(card, wang).do_not_contact


def test_the_level_is_set_from_its_pill(open_archive: Open, store: Any, notices: Any) -> None:
    wang = make.customer(store, "王秀英", level="A")
    view = open_archive(wang)
    view.header.level.menu.aboutToShow.emit()
    view.header.level.menu.actions()[0].trigger()
    QApplication.processEvents()
    assert store.read(archive, wang).customer.level == "H"
    assert view.header.level.text().startswith("H")
    notices.press()
    QApplication.processEvents()
    assert view.header.level.text().startswith("A")


def test_a_value_tier_asks_for_a_reason(open_archive: Open, store: Any, dialog: Any, type_into: Any) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    view.header.tier.menu.aboutToShow.emit()
    view.header.tier.menu.actions()[0].trigger()
    ask = dialog()
    ask.save()
    assert ask.fields["tier_reason"].error.isVisible()
    ask.fields["tier_reason"].write("three cars in four years")
    ask.save()
    customer = store.read(archive, wang).customer
    assert (customer.tier, customer.tier_reason) == (1, "three cars in four years")


def test_a_loss_needs_a_reason_of_the_list(open_archive: Open, store: Any, dialog: Any) -> None:
    wang = make.customer(store, "王秀英")
    make.opportunity(store, wang)
    view = open_archive(wang)
    view.needs.lost.click()
    ask = dialog()
    ask.save()
    assert ask.fields["lost_reason"].error.isVisible()
    ask.fields["lost_reason"].write("other_price")
    ask.save()
    found = store.read(archive, wang)
    assert found.customer.status == "F1"
    assert found.opportunities[0].lost_reason == "other_price"
    QApplication.processEvents()
    assert view.needs.stage.text()


def test_order_then_delivery(open_archive: Open, store: Any, dialog: Any) -> None:
    wang = make.customer(store, "王秀英")
    make.opportunity(store, wang)
    view = open_archive(wang)
    view.needs.ordered.click()
    ask = dialog()
    ask.fields["quote"].write(12_880_000)
    ask.save()
    QApplication.processEvents()
    assert view.needs.delivered.isVisible()
    view.needs.delivered.click()
    dialog().save()
    found = store.read(archive, wang)
    assert (found.customer.status, found.opportunities[0].quote) == ("D", 12_880_000)


def test_a_second_purchase_is_added_and_switched(open_archive: Open, store: Any, dialog: Any, type_into: Any) -> None:
    wang = make.customer(store, "王秀英")
    make.opportunity(store, wang, "汉 EV")
    view = open_archive(wang)
    view.needs.add()
    ask = dialog()
    ask.fields["model"].write("海豹")
    ask.save()
    QApplication.processEvents()
    assert view.needs.form.fields["model"].input.text() == "海豹"
    type_into(view.needs.form.fields["colour"], "grey", enter=True)
    first = next(deal for deal in store.read(archive, wang).opportunities if deal.model == "汉 EV")
    view.needs.deals.chosen.emit(first.id)
    assert view.needs.form.fields["model"].input.text() == "汉 EV"
    assert view.needs.form.fields["colour"].input.text() == ""
    colours = {deal.model: deal.colour for deal in store.read(archive, wang).opportunities}
    assert colours == {"汉 EV": "", "海豹": "grey"}


def test_dropping_a_file_keeps_it(open_archive: Open, store: Any, tmp_path: Any) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    photo = tmp_path / "car.png"
    QImage(40, 30, QImage.Format.Format_RGB32).save(str(photo))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(photo))])
    none = Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none)
    view.dropEvent(event)
    QApplication.processEvents()
    assert [file.name for file in store.read(archive, wang).attachments] == ["car.png"]
    assert view.files.list.isVisible()
    view.files.use_as_photo(view.files.list.item(0).data(Qt.ItemDataRole.UserRole))
    QApplication.processEvents()
    assert view.data.photo


def test_a_file_that_is_not_there_is_refused_with_a_sentence(open_archive: Open, store: Any, notices: Any) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    view.files.add(["/nowhere/lost.pdf"])
    assert "lost.pdf" in notices.last.text
    assert not store.read(archive, wang).attachments


def test_a_saved_copy_is_the_file(open_archive: Open, store: Any, tmp_path: Any) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    paper = tmp_path / "合同.pdf"
    paper.write_bytes(b"%PDF-1.7 abc")
    view.files.add([str(paper)])
    QApplication.processEvents()
    file = store.read(archive, wang).attachments[0]
    view.files.save_to(file.id, str(tmp_path / "copy.pdf"))
    assert (tmp_path / "copy.pdf").read_bytes() == b"%PDF-1.7 abc"


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
    pick.input.setText("周敏")
    pick.input.edited.emit("周敏")
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


def test_a_missing_fact_leads_to_its_field(open_archive: Open, store: Any) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    view.focus_field("birthday")
    assert view.tabs.currentIndex() == 1
    assert view.facts.form.fields["birthday"].input.hasFocus()
    view.focus_field("model")
    assert view.needs.form.fields["model"].input.hasFocus()


def test_still_right_is_noted(open_archive: Open, store: Any) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    view.completeness.verify_button.click()
    assert store.read(card, wang).verified_on == date(2026, 11, 22)


def test_a_private_contact_is_promoted_after_seeing_what_goes(open_archive: Open, store: Any, dialog: Any) -> None:
    li = make.contact(store, "李强", estate="阳光花园")
    view = open_archive(li)
    assert view.header.promote.isVisible()
    assert not view.header.level.isVisible()
    view.header.promote.click()
    ask = dialog()
    ask.level.put("B")
    ask.promote()
    QApplication.processEvents()
    found = store.read(archive, li)
    assert found.customer.level == "B"
    assert not found.card.private
    assert view.header.level.isVisible()


def test_two_entries_are_merged_with_the_right_values(
    open_archive: Open, store: Any, dialog: Any, notices: Any
) -> None:
    wang = make.customer(store, "王秀英", company="甲公司")
    double = make.contact(store, "王秀瑛", "13700137000", company="乙公司")
    view = open_archive(wang)
    _menu(view, _("Merge with another entry…"))
    pick = dialog()
    pick.input.edited.emit("王秀瑛")
    pick.choose()
    merge = dialog()
    merge.choices["company"].put("other")
    merge.merge()
    found = store.read(card, wang)
    assert found.company == "乙公司"
    assert len(found.phones) == 2
    notices.press()
    assert store.read(card, double).name == "王秀瑛"


def test_the_history_tells_before_and_after(open_archive: Open, store: Any, dialog: Any, type_into: Any) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    type_into(view.header.name, "王秀颖", enter=True)
    view.completeness.history_button.click()
    texts = [entry.text for entry in dialog().list.model_of_entries.entries]
    assert any("王秀英 → 王秀颖" in text for text in texts)


def test_every_part_shows_in_both_widths_without_clipping(open_archive: Open, store: Any, clipped: Any) -> None:
    wang = make.customer(store, "王秀英", estate="阳光花园 3 栋 1202", preferences="18:00 以后来电")
    make.opportunity(store, wang)
    make.vehicle(store, wang, plate="沪A12345")
    make.commitment(store, wang)
    for width in (520, 724, 1100):
        view = open_archive(wang, width)
        for tab in range(view.tabs.count()):
            view.tabs.setCurrentIndex(tab)
            QApplication.processEvents()
            assert not clipped(view), (width, tab)
            assert view.scrolled.horizontalScrollBar().maximum() == 0


def test_the_page_prints_its_person(open_archive: Open, store: Any, signals: Any) -> None:
    wang = make.customer(store, "王秀英")
    asked: list[tuple[str, str]] = []
    signals.run_action.connect(lambda name, argument: asked.append((name, argument)))
    view = open_archive(wang)
    assert view.print_page()
    view.header.log.click()
    assert asked == [("visit_sheets", wang), ("log_touch", wang)]


def test_a_photo_is_chosen_for_the_person(open_archive: Open, store: Any, tmp_path: Any, notices: Any) -> None:
    from crm_desktop.ui.people.archive.photo import take_photo

    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    picture = tmp_path / "face.png"
    QImage(40, 30, QImage.Format.Format_RGB32).save(str(picture))
    take_photo(view, wang, 2**20, str(picture))
    assert store.read(card, wang).photo
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"%PDF-1.7 abc")
    take_photo(view, wang, 2**20, str(paper))
    assert [file.name for file in store.read(archive, wang).attachments] == ["face.png"]


def test_a_network_contact_without_a_wish_shows_one_button(open_archive: Open, store: Any, type_into: Any) -> None:
    li = make.contact(store, "李强")
    view = open_archive(li)
    assert not view.needs.grid.isVisible()
    view.needs.wake_button.click()
    type_into(view.needs.form.fields["model"], "Seal", enter=True)
    assert [deal.model for deal in store.read(archive, li).opportunities] == ["Seal"]
    assert view.needs.grid.isVisible()


def test_nothing_is_saved_while_a_word_is_composed(open_archive: Open, store: Any) -> None:
    from PySide6.QtGui import QInputMethodEvent

    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    field = view.needs.form.fields["model"]
    field.setFocus()
    QApplication.sendEvent(field.input, QInputMethodEvent("haibao", []))
    view.flush()
    assert not store.read(archive, wang).opportunities
    event = QInputMethodEvent()
    event.setCommitString("海豹")
    QApplication.sendEvent(field.input, event)
    view.flush()
    assert [deal.model for deal in store.read(archive, wang).opportunities] == ["海豹"]


def test_the_write_tells_what_was_on_screen(open_archive: Open, store: Any) -> None:
    wang = make.customer(store, "王秀英")
    deal = make.opportunity(store, wang)
    view = open_archive(wang)
    assert view.data.seen[("contact", wang)] == 0
    assert ("opportunity", deal) in view.data.seen


def test_tab_goes_in_reading_order(open_archive: Open, store: Any) -> None:
    wang = make.customer(store, "王秀英", tags=("车友",))
    view = open_archive(wang)
    view.tabs.setCurrentIndex(1)
    stops = []
    at = view.header.name.input
    for _n in range(400):
        if at.isVisible() and at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            stops.append(at)
        at = at.nextInFocusChain()
        if at is view.header.name.input:
            break
    wanted = [
        view.header.name.input, view.header.level, view.header.log, view.needs.form.fields["model"].input,
        view.needs.form.fields["colour"].input, view.needs.lost, view.tabs, view.ways.list, view.tags.chips[0],
        view.facts.form.fields["nickname"].input, view.next.done, view.script.copy_button,
        view.completeness.verify_button,
    ]  # fmt: skip
    places = [stops.index(widget) for widget in wanted]
    assert places == sorted(places)
