"""The archive of one person: top to bottom, every tab, every menu and every dialog it opens."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter
from PySide6.QtWidgets import QDialog, QMenu

from crm_desktop.features.contacts.records import PersonName
from crm_desktop.features.touches.queries import touch
from crm_desktop.features.touches.records import EntryKind
from crm_desktop.ui.people.archive import deeds, scales
from crm_desktop.ui.people.archive.merge_dialog import ask_merge
from crm_desktop.ui.people.archive.picture_dialog import PictureDialog
from crm_desktop.ui.people.archive.touch_edit import TouchEdit
from crm_desktop.ui.people.archive.view import ArchiveView
from crm_desktop.ui.theme import theme
from crm_desktop.ui.tour.cast import Cast
from crm_desktop.ui.tour.drawing import Scene, settle, type_into
from crm_desktop.ui.tour.scenes.pages import page_of
from crm_desktop.ui.window.window import Window

Deed = Callable[[ArchiveView], object]
TABS = ("timeline", "person", "cars", "files")
VIN = "LSVAA4187E2123456"


def archives(who: Cast) -> list[Scene]:
    """The whole archive of the customer of whom most is known, and what differs with others."""
    rich = _at(who.rich, "customers")
    scenes = [
        *[Scene(f"archive-{place}", f"Archive: {place}", rich(partial(_scroll, share)))
          for place, share in (("top", 0.0), ("middle", 0.5), ("bottom", 1.0))],
        *[Scene(f"archive-tab-{name}", f"Archive: {name}", rich(partial(_tab, number)))
          for number, name in enumerate(TABS)],
        *[Scene(f"archive-tab-{name}-lower", f"Archive: {name}, scrolled down", rich(partial(_tab_below, number)))
          for number, name in enumerate(TABS[:2])],
        *_menus(rich), *_dialogs(rich, who),
    ]  # fmt: skip
    for name, person in (("owner", who.owner), ("lost", who.lost)):
        if person:
            scenes.append(Scene(f"archive-{name}", f"Archive: {name}", _at(person, "customers")(_nothing)))
    if who.introducer:
        brought = _at(who.introducer, "customers")(_to_referrals)
        scenes.append(Scene("archive-introducer", "Archive of somebody who brought others", brought))
    if who.private:
        private = _at(who.private, "network")
        scenes += [
            Scene("archive-private", "Archive of a private contact", private(_nothing)),
            Scene("archive-private-person", "Archive of a private contact: person", private(partial(_tab, 1))),
            Scene("archive-promote", "A private contact becomes a customer", private(_promote)),
        ]
    return scenes


def _promote(view: ArchiveView) -> None:
    deeds.run(view, "promote")


def _menus(rich: Callable[[Deed], Any]) -> list[Scene]:
    return [
        Scene("archive-menu-level", "Archive: intent level", rich(partial(_pill_menu, "level"))),
        Scene("archive-menu-status", "Archive: status", rich(partial(_pill_menu, "status"))),
        Scene("archive-menu-tier", "Archive: value tier", rich(partial(_pill_menu, "tier"))),
        Scene("archive-menu-more", "Archive: more to do", rich(_more)),
    ]


def _dialogs(rich: Callable[[Deed], Any], who: Cast) -> list[Scene]:
    return [
        Scene("archive-tier", "A value tier needs a reason", rich(lambda page: scales.ask_tier(page, 4))),
        Scene("archive-vehicle", "A car", rich(lambda page: page.vehicles.add())),
        Scene("archive-vehicle-odd", "A car whose VIN is odd", rich(_odd_vin)),
        Scene("archive-relation", "Choose a person for a relation", rich(partial(_relation, who.other_name[:1]))),
        Scene("archive-relation-nobody", "Nobody found for a relation", rich(partial(_relation, "ääää"))),
        Scene("archive-promise", "A promise", rich(lambda page: page.promises.add())),
        Scene("archive-plan", "Plan a contact", rich(lambda page: page.next.plan())),
        Scene("archive-move", "Move a contact", rich(lambda page: page.next.put_off())),
        Scene("archive-history", "The history of a person", rich(deeds.history)),
        Scene("archive-merge-choose", "Merge: choose the other entry", rich(deeds.merge)),
        Scene("archive-merge", "Merge: which is right", rich(partial(_merge, who))),
        Scene("archive-apart", "Not the same person", rich(deeds.tell_apart)),
        Scene("archive-touch", "Correct a touch", rich(_touch)),
        Scene("archive-picture", "A picture", rich(_picture)),
    ]


def _at(person: str, page: str) -> Callable[[Deed], Callable[[Window], None]]:
    """What brings the window to this person and then does something there."""

    def with_deed(deed: Deed) -> Callable[[Window], None]:
        return partial(_prepare, person, page, deed)

    return with_deed


def _prepare(person: str, page: str, deed: Deed, window: Window) -> None:
    people = page_of(window, page)
    people.open_record(person)
    settle(window.services.lanes, window)
    archive = people.archive
    archive.tabs.setCurrentIndex(0)
    archive.scrolled.verticalScrollBar().setValue(0)
    settle(window.services.lanes, window, 1)
    deed(archive)


def _nothing(_page: ArchiveView) -> None:
    """As it opens."""


def _to_referrals(page: ArchiveView) -> None:
    page.scrolled.ensureWidgetVisible(page.referrals, 0, 200)


def _scroll(share: float, page: ArchiveView) -> None:
    bar = page.scrolled.verticalScrollBar()
    bar.setValue(round(bar.maximum() * share))


def _tab(number: int, page: ArchiveView) -> None:
    """The tab at the top, also where the window is low."""
    page.tabs.setCurrentIndex(number)
    settle(page.services.lanes, page)
    bar = page.scrolled.verticalScrollBar()
    bar.setValue(bar.value() + page.tabs.mapTo(page, QPoint(0, 0)).y() - page.scrolled.y())


def _tab_below(number: int, page: ArchiveView) -> None:
    page.tabs.setCurrentIndex(number)
    settle(page.services.lanes, page)
    _scroll(1.0, page)


def _pill_menu(name: str, page: ArchiveView) -> None:
    pill = getattr(page.header, name)
    _popup(pill.menu, pill)


def _more(page: ArchiveView) -> None:
    _popup(page.header.make_menu(), page.header.more)


def _popup(menu: QMenu, below: Any) -> None:
    menu.popup(below.mapToGlobal(QPoint(0, below.height() + 2)))


def _top_dialog(page: ArchiveView) -> Any:
    return [one for one in page.window().findChildren(QDialog) if one.isVisible()][-1]


def _odd_vin(page: ArchiveView) -> None:
    cars = page.data.archive.vehicles if page.data else ()
    page.vehicles.edit(cars[0].id) if cars else page.vehicles.add()
    settle(page.services.lanes, page, 1)
    dialog = _top_dialog(page)
    type_into(dialog.vin.input, VIN)


def _relation(typed: str, page: ArchiveView) -> None:
    page.relations.add()
    settle(page.services.lanes, page, 1)
    dialog = _top_dialog(page)
    type_into(dialog.people.input, typed)


def _merge(who: Cast, page: ArchiveView) -> None:
    if page.data is not None and who.other != page.data.id:
        ask_merge(page, page.data.id, PersonName(who.other, who.other_name))


def _touch(page: ArchiveView) -> None:
    logged = next((one for one in page.timeline.entries if one.kind == EntryKind.TOUCH), None)
    if logged is not None and page.data is not None:
        TouchEdit(page, page.services.store.read(touch, logged.id), page.data.shop).open()


def _picture(page: ArchiveView) -> None:
    PictureDialog("IMG_2026.jpg", _landscape(), page, lambda: None).open()


def _landscape() -> QImage:
    """Something to look at: a horizon at dusk."""
    colours, image = theme.tokens(), QImage(900, 600, QImage.Format.Format_RGB32)
    sky = QLinearGradient(0, 0, 0, 600)
    sky.setColorAt(0.0, QColor(colours.accent))
    sky.setColorAt(0.6, QColor(colours.warn))
    sky.setColorAt(0.61, QColor(colours.muted))
    sky.setColorAt(1.0, QColor(colours.text))
    painter = QPainter(image)
    painter.fillRect(image.rect(), sky)
    painter.end()
    return image
