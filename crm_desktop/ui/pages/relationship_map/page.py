"""The relationship map: me in the middle, four rings around, every tie the records hold; walked by mouse or by keys."""

from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.relationship_map import commands
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.team.queries import team
from crm_desktop.ui.page import Page
from crm_desktop.ui.pages.relationship_map import poster, reading
from crm_desktop.ui.pages.relationship_map.bar import MapBar
from crm_desktop.ui.pages.relationship_map.canvas import STEP, MapCanvas
from crm_desktop.ui.pages.relationship_map.legend import legend_items
from crm_desktop.ui.pages.relationship_map.scene import ME, Scene
from crm_desktop.ui.pages.relationship_map.side import Side
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme import icons
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Card
from crm_desktop.ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from crm_desktop.ui.pages.relationship_map.reading import Read

NARROW = 860
LEFT = 60_000
"""Milliseconds until a map that nobody looks at is let go: it is by far the largest thing on any page."""


class MapPage(Page):
    """One painted view; who is chosen stands beside it."""

    refresh_on = frozenset(
        {"contact", "customer", "relation", "referral", "membership", "people_group", "tag", "opportunity", "setting"}
    )

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self._shop: ShopRules | None = None
        self._given_up = Event()
        self._reading = False
        self._left = QTimer(self, singleShot=True, interval=LEFT)
        self._left.timeout.connect(self._let_go)
        self._fresh = False
        self._wanted = ""
        self._found: list[int] = []
        self.bar = MapBar(self)
        self.canvas = MapCanvas(self, partial(self.work, key="picture"))
        self.side = Side(self)
        self.empty = EmptyState(
            "graph-outline", _("The map draws itself from the people you know."), self,
            hint=_("Write down relatives, friends and colleagues, and who introduced whom: they appear around you."),
        )  # fmt: skip
        self.empty.add_button(_("Add a person"), partial(self.signals.run_action.emit, "capture", ""), "plus")
        self._build()
        self._connect()

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SCALE.xl, SCALE.l, SCALE.xl, SCALE.l)
        whole.setSpacing(SCALE.m)
        whole.addWidget(self.bar)
        self._body = QWidget(self)
        body = QHBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(SCALE.m)
        card = Card("", self)
        card.layout().setContentsMargins(SCALE.xs, SCALE.xs, SCALE.xs, SCALE.xs)  # type: ignore[union-attr]
        card.body.addWidget(self.canvas)
        body.addWidget(card, 1)
        body.addWidget(self.side)
        whole.addWidget(self._body, 1)
        whole.addWidget(self.empty, 1)
        self.empty.hide()
        self._zooms = [
            self._zoom_button("plus", _("Closer (+)"), lambda: self.canvas.zoom(STEP)),
            self._zoom_button("minus", _("Farther (−)"), lambda: self.canvas.zoom(1 / STEP)),
            self._zoom_button("fit-to-page-outline", _("The whole map (F)"), self.canvas.fit),
        ]
        corner = QVBoxLayout(self.canvas)
        corner.setContentsMargins(SCALE.m, SCALE.m, SCALE.m, SCALE.m)
        corner.addStretch(1)
        for button in self._zooms:
            corner.addWidget(button)

    def _zoom_button(self, icon: str, text: str, act: object) -> QToolButton:
        button = QToolButton(self.canvas)
        button.setProperty("kind", "zoom")
        button.setIcon(icons.icon(icon))
        button.setIconSize(QSize(18, 18))
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.clicked.connect(act)
        return button

    def _connect(self) -> None:
        self.canvas.picked.connect(self._picked)
        self.canvas.lit.connect(self._lit)
        self.canvas.let_go.connect(self._show_focus)
        self.canvas.opened.connect(self.open_archive)
        self.bar.filtered.connect(self._filter)
        self.bar.export_asked.connect(self.ask_where)
        self.bar.anew_asked.connect(self.lay_out_anew)
        self.bar.search.searched.connect(self.search)
        self.bar.search.moved.connect(self.search_on)
        self.bar.search.returnPressed.connect(self.canvas.setFocus)
        self.bar.search.escaped.connect(self.canvas.setFocus)
        self.side.detail.open_asked.connect(self._open_chosen)
        self.side.detail.path_asked.connect(self.canvas.show_path)
        self.side.detail.expand_asked.connect(self.canvas.expand)
        self.side.around.picked.connect(self.open_record)
        self.side.around.opened.connect(self._open_id)

    # Reading ----------------------------------------------------------------------------------------------------

    @override
    def refresh(self) -> None:
        self.load(shop_rules, then=self._show_shop, key="shop")
        self.load(team, then=self.bar.owners.show_team, key="team")
        self._given_up.set()
        self._given_up = given_up = Event()
        self._reading = True
        self.load(
            reading.read_map, fresh=self._fresh, cancelled=given_up.is_set, then=self.show_map, key="map", heavy=True
        )

    def _show_shop(self, shop: ShopRules) -> None:
        self._shop = shop
        self.side.show_shop(shop)

    def show_map(self, read: "Read") -> None:
        """Show what was read, and remember the places of who is new."""
        self._fresh = self._reading = False
        scene, people = read.scene, len(read.scene.nodes)
        self.empty.setVisible(not people)
        self._body.setVisible(bool(people))
        for part in (self.bar.search, self.bar.export, *self.bar.chips):
            part.setVisible(bool(people))
        if self._shop is not None:
            self.bar.offer(scene.network, self._shop)
        self.canvas.show_scene(scene)
        if self._wanted:
            self.open_record(self._wanted)
        self._show_focus()
        if read.changed and people and not self.services.store.read_only:
            self.do(_("Lay out the map"), commands.keep_places, scene.layout.kept)

    def lay_out_anew(self) -> None:
        """From scratch: everybody may move."""
        self._fresh = True
        self.canvas.fit()
        self.refresh()

    @property
    def scene(self) -> Scene | None:
        """The map on show."""
        return self.canvas.scene

    # Choosing ---------------------------------------------------------------------------------------------------

    @override
    def open_record(self, record_id: str) -> None:
        """Choose this person, now or as soon as the map is read."""
        self._wanted = record_id
        scene = self.scene
        if scene is None:
            return
        self._wanted = ""
        if record_id in scene.numbers:
            self.canvas.choose(scene.numbers[record_id], closer=True)
        else:
            self.notices.info(_("This person is not on the map: it shows those first who are tied to others."))

    def search(self, words: str) -> None:
        """Go to the first whose name or pinyin holds the words."""
        scene, wanted = self.scene, words.casefold().replace(" ", "")
        self._found = [] if scene is None or not wanted else [
            number for number in scene.by_rank
            if wanted in scene.network.people[number].name.casefold()
            or wanted in scene.network.people[number].sort_name.casefold().replace(" ", "")
        ]  # fmt: skip
        if self._found:
            self.canvas.choose(self._found[0], closer=True)
        elif wanted:
            self._say(_("Nobody on the map is called “{words}”.").format(words=words))

    def search_on(self, step: int) -> None:
        """The next one of that name."""
        focus = self.canvas.focus
        if self._found:
            here = self._found.index(focus.number) if focus and focus.number in self._found else 0
            self.canvas.choose(self._found[(here + step) % len(self._found)], closer=True)

    def _picked(self, _number: int) -> None:
        self._show_focus()

    def _lit(self) -> None:
        self._show_focus()

    def _show_focus(self) -> None:
        focus, scene = self.canvas.focus, self.scene
        way = poster.path_text(scene, focus.path) if focus and scene and focus.path else ""
        self.side.show_focus(scene, focus.number if focus else None, self._shop, way)
        self._say(way)

    def _filter(self) -> None:
        self.canvas.filter(self.bar.wanted())
        self._show_focus()

    def _say(self, more: str = "") -> None:
        """Below the title: how many people and ties there are, how many pass, and the way to a person."""
        scene = self.scene
        if scene is None or not scene.nodes:
            self.bar.said.setText("")
            return
        said = [poster.told_counts(scene)]
        if scene.network.total > len(scene.nodes):
            said[0] = _("{shown}, of {total} in all").format(shown=said[0], total=f"{scene.network.total:,}")
        if self.canvas.wanted:
            passing = self.canvas.passing
            said.append(ngettext("{n} passes the filter", "{n} pass the filter", passing).format(n=f"{passing:,}"))
        self.bar.said.setText(" · ".join(filter(None, (*said, more))))

    # Doing ------------------------------------------------------------------------------------------------------

    def open_archive(self, number: int) -> None:
        """The archive of somebody on the map."""
        if self.scene is not None and number != ME:
            person = self.scene.network.people[number]
            self.signals.open_record.emit("customers" if person.is_customer else "network", person.id)

    def _open_chosen(self) -> None:
        if self.canvas.focus is not None:
            self.open_archive(self.canvas.focus.number)

    def _open_id(self, person_id: str) -> None:
        if self.scene is not None and person_id in self.scene.numbers:
            self.open_archive(self.scene.numbers[person_id])

    def ask_where(self, ending: str) -> None:
        """Ask for a file, then write the map as it is filtered and lit."""
        name = f"{_('Relationship map')} {clock.today().isoformat()}{ending}"
        dialog = QFileDialog(self, _("Export the map"), str(Path.home() / name), f"*{ending}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending.removeprefix("."))
        dialog.fileSelected.connect(self.export_to)
        dialog.open()

    def export_to(self, file: str) -> None:
        """Write the map beside the window's thread."""
        scene, focus = self.scene, self.canvas.focus
        if scene is None:
            return
        shown = poster.Shown(self.canvas.wanted, focus.path if focus else ())
        legend = legend_items(self._shop)
        self.work(
            lambda: poster.save(scene, Path(file), shown, legend=legend),
            lambda _done: self.notices.info(_("The map was written to {file}.").format(file=file)),
        )

    @override
    def subject(self) -> str:
        focus, scene = self.canvas.focus, self.scene
        return scene.network.people[focus.number].id if scene and focus and focus.number != ME else ""

    @override
    def print_page(self) -> bool:
        if self.scene is None or not self.scene.nodes:
            return False
        self.ask_where(poster.PDF)
        return True

    @override
    def focus_first(self) -> None:
        self.canvas.setFocus()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.setVisible(self.width() >= NARROW)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self._left.stop()
        super().showEvent(event)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if event.spontaneous():
            return  # the window is put away, not the page
        if self._reading:
            self._given_up.set()
            self._reading = False
            self._stale = True
        self._left.start()

    def _let_go(self) -> None:
        """The map is read anew when it is shown again; who is chosen, the filter and the place of the eye stay."""
        self._found = []
        self.canvas.let_map_go()
        self._show_focus()
        self._stale = True
