"""One person's archive as its user meets it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from crm_desktop.features.contacts.commands import restore, trash
from crm_desktop.features.contacts.queries import card
from crm_desktop.features.customers.commands import remove_opportunity
from crm_desktop.features.customers.queries import archive
from crm_desktop.ui.lanes import Lane
from tests import make

Open = Callable[..., Any]


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


def test_what_is_being_typed_at_somebody_who_is_put_into_the_trash_elsewhere_is_said_with_its_words(
    open_archive: Open, store: Any, type_into: Any, notices: Any
) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    type_into(view.header.name, "王秀颖")
    store.write("Undone elsewhere", trash, [wang])
    QApplication.processEvents()
    view.flush()
    assert view.empty.isVisible()
    assert len(notices.texts) == 1
    assert "王秀颖" in notices.texts[0]
    store.write("Back again", restore, [wang])
    view.show_person(wang)
    assert view.header.name.input.text() == "王秀英"
    assert len(notices.texts) == 1


def test_what_is_being_typed_at_a_purchase_that_is_removed_elsewhere_is_said_with_its_words(
    open_archive: Open, store: Any, type_into: Any, notices: Any, services: Any, qtbot: Any
) -> None:
    lane = Lane("write", notices.notices, writes=True)
    services.lanes = replace(services.lanes, write=lane)
    wang = make.customer(store, "王秀英")
    deal = make.opportunity(store, wang)
    view = open_archive(wang)
    type_into(view.needs.form.fields["rival"], "Model 3")
    store.write("Removed elsewhere", remove_opportunity, deal)
    qtbot.waitUntil(lambda: bool(notices.texts))
    lane.drain()
    assert "Model 3" in notices.texts[0]


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


def test_a_missing_fact_leads_to_its_field(open_archive: Open, store: Any) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    view.focus_field("birthday")
    assert view.tabs.currentIndex() == 1
    assert view.facts.form.fields["birthday"].input.hasFocus()
    view.focus_field("model")
    assert view.needs.form.fields["model"].input.hasFocus()


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


def test_the_timeline_tells_the_register_and_corrects_it_there(store, services, open_archive, clock):
    from crm_desktop.features.reception import commands as receptions
    from crm_desktop.features.reception.records import RegisterFields, Who

    made = store.write("In", receptions.receive, RegisterFields(party=2, note="只看看"), Who(name="王芳"))
    asked = []
    services.signals.run_action.connect(lambda name, argument: asked.append((name, argument)))
    view = open_archive(made.contact_id)
    entry = next(one for one in view.timeline.entries if one.code == "came_in")

    view.timeline.open(f"touch/{entry.id}")

    assert entry.text.startswith("2 人来店 · 首次来店")
    assert entry.text.endswith("只看看")
    assert asked == [("reception", f"line:{made.id}")]
