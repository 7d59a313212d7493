"""Making a private contact a shop customer: what goes is shown before, and one step does it."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from crm_desktop.features.customers.queries import archive
from tests import make


def said(dialog):
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


def test_a_private_contact_is_promoted_after_seeing_what_goes(open_dialog, store, notices):
    li = make.contact(store, "李强", estate="阳光花园", private=True)
    dialog = open_dialog("promote", li)
    assert "阳光花园" in said(dialog)

    dialog.level.put("B")
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    QApplication.processEvents()

    found = store.read(archive, li)
    assert found.customer.level == "B"
    assert not found.card.private
    notices.press()
    assert store.read(archive, li).customer is None


def test_a_contact_may_be_shared_without_an_archive(open_dialog, store):
    li = make.contact(store, "李强", private=True, note="爱喝茶")
    dialog = open_dialog("promote", li)
    assert "爱喝茶" in said(dialog)

    dialog.share()

    found = store.read(archive, li)
    assert found.customer is None
    assert not found.card.private


def test_a_customer_is_not_made_one_twice(open_dialog, store, notices):
    dialog = open_dialog("promote", make.customer(store, "王秀英"))

    assert not dialog.yes.isVisible()
    assert "已经是门店客户" in notices.texts[-1]


def test_without_a_person_it_asks_whom(open_dialog, store):
    li = make.contact(store, "李强", private=True)
    dialog = open_dialog("promote")
    assert not dialog.yes.isVisible()

    dialog.picker.picked.emit(li)
    QApplication.processEvents()

    assert dialog.yes.isVisible()
