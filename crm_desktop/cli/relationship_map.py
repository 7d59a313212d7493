"""map: the relationship map as a picture or a PDF; no display is needed."""

import os
from argparse import Namespace
from typing import TYPE_CHECKING

from crm_desktop.base.i18n import ngettext
from crm_desktop.cli import profiles
from crm_desktop.cli.output import Answer
from crm_desktop.cli.target import target_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from crm_desktop.ui.pages.relationship_map.legend import LegendItem
    from crm_desktop.ui.pages.relationship_map.scene import Scene


def save_map(options: Namespace) -> Answer:
    """Write the whole map, or the part around one person with the way to them."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication

    from crm_desktop.ui.pages.relationship_map.poster import Shown, save
    from crm_desktop.ui.theme import fonts

    app = QApplication.instance() or QApplication(["crm-desktop"])
    if isinstance(app, QApplication):
        app.setFont(fonts.register())
    target = target_of(options)
    with profiles.reading(options) as store:
        scene, path, legend = store.read(_read, options.around)
    save(scene, target, Shown(path=path), legend=legend)
    people = len(scene.nodes)
    document = {
        "file": str(target), "people": people, "ties": len(scene.curves),
        "path": [scene.network.people[number].id for number in path if number >= 0],
    }  # fmt: skip
    line = ngettext("The map with {n} person was written to {file}.", "The map with {n} people was written to {file}.",
                    people).format(n=f"{people:,}", file=target)  # fmt: skip
    return Answer(document, (line,))


def _read(session: "Session", around: str | None) -> "tuple[Scene, tuple[int, ...], tuple[LegendItem, ...]]":
    from crm_desktop.cli import ids
    from crm_desktop.features.settings.queries import shop_rules
    from crm_desktop.ui.pages.relationship_map import reading
    from crm_desktop.ui.pages.relationship_map.legend import legend_items

    legend = legend_items(shop_rules(session))
    if around is not None:
        scene, path = reading.read_around(session, ids.person(session, around))
        return scene, path, legend
    return reading.read_scene(session), (), legend

