"""The dialogs of a customer's life cycle, and proposals on the archive."""

from functools import partial
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from crm_desktop.ui import navigation
from crm_desktop.ui.pages.milestones.loss_dialog import LossDialog
from crm_desktop.ui.tour.cast import Cast
from crm_desktop.ui.tour.drawing import Scene, settle
from crm_desktop.ui.tour.scenes.pages import page_of
from crm_desktop.ui.window.window import Window


def milestones(who: Cast) -> list[Scene]:
    """Each dialog for somebody it fits, refusals, and what is proposed."""
    scenes = [
        Scene("event-order", "The customer ordered", partial(_open, "order", who.rich)),
        Scene("event-delivery", "The car was handed over", partial(_open, "deliver", who.rich)),
        Scene("event-loss", "The deal is lost", partial(_open, "lose", who.rich)),
        Scene("event-loss-reason", "A loss with its reason", partial(_reason, who.rich)),
        Scene("event-loss-refused", "A loss without its reason", partial(_loss_refused, who.rich)),
        Scene("event-freeze", "Freeze a customer", partial(_open, "freeze", who.rich)),
        Scene("event-out-of-contact", "Out of contact", partial(_open, "out_of_contact", who.rich)),
        Scene("event-refused", "What cannot happen now says why", partial(_open, "cancel_order", who.rich)),
        Scene("event-nobody", "An order: of whom", partial(_open, "order", "")),
    ]
    for name, event, person in (
        ("event-cancel-order", "cancel_order", who.ordered), ("event-revive", "revive", who.lost),
        ("event-buys-again", "revive", who.owner),
    ):  # fmt: skip
        if person:
            scenes.append(Scene(name, event.replace("_", " ").capitalize(), partial(_open, event, person)))
    if who.proposed:
        scenes.append(Scene("proposal", "A proposal on the archive", partial(_archive, who.proposed)))
    return scenes


def _open(event: str, person: str, window: Window) -> QDialog:
    page_of(window, "customers")
    dialog = navigation.make_dialog(navigation.DIALOGS[event], window.services, window, person)
    dialog.open()
    settle(window.services.lanes, window)
    return dialog


def _reason(person: str, window: Window) -> None:
    dialog = cast("LossDialog", _open("lose", person, window))
    columns = list(dialog.reasons.lists.values())
    columns[0].setFocus()
    QTest.keyClick(columns[0], Qt.Key.Key_Down)
    QTest.keyClick(columns[0], Qt.Key.Key_Right)


def _loss_refused(person: str, window: Window) -> None:
    cast("LossDialog", _open("lose", person, window)).save()


def _archive(person: str, window: Window) -> None:
    page_of(window, "customers").open_record(person)
