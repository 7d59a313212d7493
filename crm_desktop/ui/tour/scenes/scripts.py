"""The library of scripts: found, written, checked, tried on people; its versions."""

from typing import cast

from crm_desktop.features.scripts.records import Beat
from crm_desktop.ui.pages.scripts.listener_dialog import ListenerDialog
from crm_desktop.ui.pages.scripts.page import ScriptsPage
from crm_desktop.ui.tour.drawing import Scene, settle, type_into
from crm_desktop.ui.window.window import Window

WRITTEN = "follow_h"
NARROW = (1040, 720)


def scripts() -> list[Scene]:
    """The page on a profile with people."""
    return [
        Scene("scripts", "Scripts", _show),
        Scene("scripts-narrowed", "Scripts: only some of them", _narrowed),
        Scene("scripts-nothing", "Scripts: none is like this", _nothing),
        Scene("scripts-writing", "Scripts: written, with a doubtful claim", _write),
        Scene("scripts-variables", "Scripts: insert a variable", _variables),
        Scene("scripts-new", "Scripts: a new one", _new),
        Scene("scripts-versions", "Scripts: versions", _versions),
        Scene("scripts-person", "Scripts: try it on a person", _person),
        Scene("narrow-scripts", "A small window: Scripts", _show, NARROW),
        Scene("smallest-scripts", "The smallest window: Scripts", _show, (820, 560)),
    ]


def empty_scripts() -> list[Scene]:
    """Where nobody is in the book the shipped scripts can be read all the same."""
    return [
        Scene("empty-scripts", "Scripts, nobody yet", _show),
        Scene("empty-scripts-versions", "Scripts, nobody yet: versions", _versions),
    ]


def _page(window: Window) -> ScriptsPage:
    if not window.is_open:
        window.open_profile()
    window.show_page("scripts")
    page = cast("ScriptsPage", window.pages["scripts"])
    while not page.ready:
        settle(window.services.lanes, window, 1)
    page.editor.put_back()  # the tour changes nothing
    page.left.clear()
    settle(window.services.lanes, window)
    return page


def _library(window: Window) -> ScriptsPage:
    page = _page(window)
    page.open_record(WRITTEN)
    page.left.list.setFocus()
    settle(window.services.lanes, window, 1)
    return page


def _show(window: Window) -> None:
    _library(window)


def _narrowed(window: Window) -> None:
    page = _page(window)
    for action in page.left.situations.menu.actions()[-10:-7]:
        action.setChecked(True)


def _nothing(window: Window) -> None:
    page = _page(window)
    type_into(page.left.search, "zzz")


def _write(window: Window) -> None:
    page = _library(window)
    beats = page.editor.draft().beats
    claims = page.shelf.shop.doubtful_words if page.shelf else ()
    words = ", ".join(claim.words[0] for claim in claims[:1])
    page.editor.beats.put((*beats[:1], Beat(beats[-1].label, f"{beats[-1].text} {words} {{nobody}}"), *beats[1:-1]))
    page.editor.edited.emit()
    page.editor.beats.focus_first()


def _variables(window: Window) -> None:
    page = _library(window)
    page.editor.beats.focus_first()
    page.editor.offer_variables()


def _new(window: Window) -> None:
    _page(window).write_new()


def _versions(window: Window) -> None:
    _library(window).show_versions()


def _person(window: Window) -> None:
    page = _library(window)
    page.choose_person()
    name = page.detail.preview.listener.name
    for dialog in page.findChildren(ListenerDialog):
        type_into(dialog.picker.input, name[:1])
