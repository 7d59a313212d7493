"""The relationship map: whole, around a person, the way to somebody, filtered, and its export."""

from typing import cast

from PySide6.QtCore import QPoint

from crm_desktop.features.relationship_map.rules import path_to
from crm_desktop.ui.pages.relationship_map.page import MapPage
from crm_desktop.ui.tour.drawing import Scene, settle, type_into
from crm_desktop.ui.window.window import Window

LOOKED_AT = 80


def relationship_map() -> list[Scene]:
    """The map on a profile with people."""
    return [
        Scene("map", "Relationship map", _whole),
        Scene("map-focus", "Relationship map: who moves most, and the ties around", _focus),
        Scene("map-path", "Relationship map: the way to a person", _path),
        Scene("map-near", "Relationship map: found and seen from near", _near),
        Scene("map-filter", "Relationship map: levels H and A only", _filter),
        Scene("map-export", "Relationship map: ways out", _export),
        Scene("narrow-map", "A small window: Map", _whole, (1040, 720)),
    ]


def empty_map() -> list[Scene]:
    """Nobody to draw."""
    return [Scene("empty-map", "Map, nobody yet", _show)]


def _show(window: Window) -> None:
    if not window.is_open:
        window.open_profile()
    window.show_page("map")
    settle(window.services.lanes, window)


def _page(window: Window) -> MapPage:
    _show(window)
    page = cast("MapPage", window.pages["map"])
    page.bar.clear()
    page.canvas.fit()
    while page.canvas.back():
        pass
    return page


def _whole(window: Window) -> None:
    _page(window)


def _focus(window: Window) -> None:
    page = _page(window)
    if page.scene is not None and page.scene.nodes:
        page.canvas.choose(page.scene.by_rank[0])


def _path(window: Window) -> None:
    page, scene = _page(window), cast("MapPage", window.pages["map"]).scene
    if scene is not None and scene.nodes:
        page.canvas.choose(max(scene.by_rank[:LOOKED_AT], key=lambda n: len(path_to(scene.network, n))))
        page.canvas.show_path()


def _near(window: Window) -> None:
    page = _page(window)
    if page.scene is not None and page.scene.nodes:
        name = page.scene.nodes[page.scene.by_rank[0]].name
        type_into(page.bar.search, name)
        page.search(name)


def _filter(window: Window) -> None:
    for action in _page(window).bar.levels.menu.actions()[:2]:
        action.setChecked(True)


def _export(window: Window) -> None:
    page = _page(window)
    page.bar.search.put("")
    button = page.bar.export
    page.bar.menu.popup(button.mapToGlobal(QPoint(0, button.height())))
