"""The head of an archive: name, scales, and what is done with a whole person."""

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from sqlalchemy import text

from crm_desktop.base.i18n import _
from crm_desktop.features.contacts.queries import card
from crm_desktop.features.customers.queries import archive
from crm_desktop.store.replica.withdrawn import FOR_GOOD
from tests import make

Open = Callable[..., Any]


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


def test_whom_the_shop_does_not_take_is_marked_as_being_here_only(open_archive: Open, store: Any) -> None:
    wang, li = make.customer(store, "王秀英"), make.customer(store, "李强")
    kept = {"told": FOR_GOOD + li}
    store.write("", lambda session: session.execute(text("INSERT INTO sync_withdrawn VALUES (:told)"), kept))

    shown = [open_archive(one).header.private.text() for one in (wang, li)]
    assert shown == ["", _("Only on this laptop: the shop does not take it")]


def test_a_private_contact_can_be_made_a_customer(open_archive: Open, store: Any, signals: Any) -> None:
    heard = []
    signals.run_action.connect(lambda name, argument: heard.append((name, argument)))
    li = make.contact(store, "李强", estate="阳光花园")
    view = open_archive(li)
    assert view.header.promote.isVisible()
    assert not view.header.level.isVisible()

    view.header.promote.click()

    assert heard == [("promote", li)]


def test_two_entries_are_merged_with_the_right_values(
    open_archive: Open, store: Any, dialog: Any, notices: Any
) -> None:
    wang = make.customer(store, "王秀英", company="甲公司")
    double = make.contact(store, "王秀瑛", "13700137000", company="乙公司")
    view = open_archive(wang)
    _menu(view, _("Merge with another entry…"))
    pick = dialog()
    pick.people.input.setText("王秀瑛")
    pick.people.input.edited.emit("王秀瑛")
    pick.choose()
    merge = dialog()
    merge.choices["company"].put("other")
    merge.merge()
    found = store.read(card, wang)
    assert found.company == "乙公司"
    assert len(found.phones) == 2
    notices.press()
    assert store.read(card, double).name == "王秀瑛"


def _menu(view: Any, word: str) -> None:
    next(action for action in view.header.make_menu().actions() if action.text() == word).trigger()


def test_who_is_gone_leaves_an_empty_archive(open_archive: Open, store: Any, notices: Any) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    _menu(view, _("Move to the trash"))
    QApplication.processEvents()
    assert view.empty.isVisible()
    notices.press()
    view.show_person(wang)
    assert view.header.name.input.text() == "王秀英"


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
