"""Beside the map: the chosen person, who stands around, and the legend."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.relationship_map.records import Around, Person, Tie
from crm_desktop.features.relationship_map.rules import around
from crm_desktop.features.settings.records import RelationKind, ShopRules
from crm_desktop.ui.pages.relationship_map.legend import Legend, legend_items, tie_name
from crm_desktop.ui.pages.relationship_map.scene import ME, Scene
from crm_desktop.ui.people.rows import owner_pill, scale_pills
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Card, ElidedLabel, Label, row
from crm_desktop.ui.widgets.chip import PillLabel
from crm_desktop.ui.widgets.list_view import ListView
from crm_desktop.ui.widgets.rows import Row

WIDTH, LINE, ROOMY = 304, 48, 680


class DetailCard(Card):
    """Who is chosen, and what this person moves; without one, what the keys do."""

    open_asked = Signal()
    path_asked = Signal()
    expand_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent, spacing=SCALE.xs)
        self.name = ElidedLabel("", "card-title", self)
        self.pill = PillLabel("", parent=self)
        self.private = PillLabel("", parent=self)
        self.about = Label("", "muted", self, fills=True)
        self.way = Label("", "muted", self, fills=True)
        self.figures = QWidget(self)
        self.open = QPushButton(_("Open archive"), self)
        self.open.setProperty("kind", "primary")
        self.path = QPushButton(_("Show the way"), self)
        self.expand = QPushButton(_("Expand"), self)
        self._values: dict[str, ElidedLabel] = {}
        self._build()

    def _build(self) -> None:
        self.body.addLayout(row(self.name, None, self.private, self.pill))
        self.body.addWidget(self.about)
        grid = QGridLayout(self.figures)
        grid.setContentsMargins(0, SCALE.xs, 0, SCALE.xs)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        names = {
            "ring": _("Ring"), "introduced": _("Introduced directly"), "generations": _("In all generations"),
            "bought": _("Of them bought"), "rank": _("Influence"),
        }  # fmt: skip
        for place, (key, text) in enumerate(names.items()):
            self._values[key] = ElidedLabel("", "strong", self.figures)
            self._values[key].setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(Label(text, "muted", self.figures, wrap=False), place, 0)
            grid.addWidget(self._values[key], place, 1)
        self.body.addWidget(self.figures)
        self.body.addWidget(self.way)
        self.body.addWidget(self.open)
        self.body.addLayout(row(self.path, self.expand))
        for button, told in ((self.open, self.open_asked), (self.path, self.path_asked),
                             (self.expand, self.expand_asked)):  # fmt: skip
            button.clicked.connect(told)
        self.path.setToolTip(_("The shortest introduction from me to this person (P)"))
        self.expand.setToolTip(_("One step further around this person (E)"))

    def show_nobody(self) -> None:
        """Say what can be done."""
        self._show_parts(person=False)
        self.name.setText(_("Choose a person"))
        self.pill.show_pill("")
        self.private.show_pill("")
        self.about.setText(_(
            "Click somebody, or walk along the ties with the arrow keys. + and − zoom, F shows the whole map, "
            "P the way to a person, E expands, Enter opens the archive, Esc goes back."
        ))  # fmt: skip

    def show_me(self, scene: Scene) -> None:
        """I stand in the middle."""
        self.show_nobody()
        self.name.setText(scene.me)
        known = sum(person.ring == 1 for person in scene.network.people)
        self.about.setText(ngettext(
            "You know {n} person. The arrow keys walk from here.",
            "You know {n} people. The arrow keys walk from here.", known).format(n=f"{known:,}"))  # fmt: skip

    def show_person(self, scene: Scene, number: int, shop: ShopRules, way: str) -> None:
        """Who it is; `way` is the introduction, once it was asked for."""
        person, moved = scene.network.people[number], scene.influence[number]
        self._show_parts(person=True)
        self.name.setText(person.name)
        pills = scale_pills(person.level, person.status)
        label = shop.label_of("statuses", person.status) if person.status not in ("", "N", "P") else ""
        text = f"{pills[0].text} · {label}" if pills and label else pills[0].text if pills else ""
        self.pill.show_pill(text, pills[0].tone if pills else Tone.MUTED)
        self.private.show_pill(_("Private") if person.private else "", Tone.MUTED)
        needs = [need for need in person.needs[:1] if need not in person.subtitle]
        about = " · ".join(filter(None, (person.subtitle, *needs))) or _("Nothing noted yet")
        whose = _("Consultant: {name}").format(name=person.owner_name) if person.owner_name else ""
        self.about.setText("\n".join(filter(None, (about, whose))))
        values = {
            "ring": shop.label_of("rings", person.ring), "introduced": f"{moved.introduced:,}",
            "generations": f"{moved.generations:,}", "bought": f"{moved.bought:,}",
            "rank": _("{n} of {all}").format(n=f"{moved.rank:,}", all=f"{len(scene.nodes):,}"),
        }  # fmt: skip
        for key, value in values.items():
            self._values[key].setText(value)
        self.way.setText(way)
        self.way.setVisible(bool(way))
        self.path.setText(_("Back to the ties") if way else _("Show the way"))

    def _show_parts(self, *, person: bool) -> None:
        for part in (self.figures, self.open, self.path, self.expand):
            part.setVisible(person)
        self.way.hide()


class AroundCard(Card):
    """Who stands around the chosen person: around the deal while one runs."""

    picked = Signal(str)
    opened = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("People around this person"), parent)
        self.list = ListView(_("People around this person"), self, compact=True, row_height=LINE)
        self.list.setMinimumHeight(2 * LINE)
        self.none = Label(_("Nobody is tied to this person yet. Add relations in the archive."), "muted", self)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.none)
        self.body.addStretch(0)
        self.list.clicked.connect(self._pick)
        self.list.opened.connect(self.opened)

    def show_person(self, scene: Scene, number: int, shop: ShopRules) -> None:
        """Those tied to the person, then those close to these."""
        person = scene.network.people[number]
        deal = person.status in ("N", "P", "O")
        self.set_title(_("People around this deal") if deal else _("People around this person"))
        found = around(scene.network, scene.ties, number)
        self.list.show_rows([_row(scene, one, shop) for one in found])
        self.list.setVisible(bool(found))
        self.none.setVisible(not found)

    def _pick(self) -> None:
        if key := self.list.picked_id():
            self.picked.emit(key)


def _row(scene: Scene, one: Around, shop: ShopRules) -> Row:
    person = scene.network.people[one.person]
    said = tie_words(one.tie, one.person, shop)
    if one.through is not None:
        said = _("via {name}: {tie}").format(name=scene.network.people[one.through].name, tie=said)
    pills = (*scale_pills(person.level, person.status), *owner_pill(person.owner_name))
    words = " · ".join(filter(None, (said, person.subtitle)))
    return Row(person.id, person.name, words, pills=pills, tooltip=_told(person, said))


def _told(person: Person, said: str) -> str:
    return "\n".join(filter(None, (person.name, said, person.subtitle)))


def tie_words(tie: Tie, other: int, shop: ShopRules) -> str:
    """What the other is, seen from the one at the far end of the tie."""
    if tie.via:
        return f"{tie_name(tie.kind)} ({tie.via})"
    kind = shop.find("relation_kinds", tie.code)
    if not isinstance(kind, RelationKind):
        return tie_name(tie.kind)
    return kind.label if other == tie.b else shop.label_of("relation_kinds", kind.inverse)


class Side(QWidget):
    """The column."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH)
        self.detail = DetailCard(self)
        self.around = AroundCard(self)
        self.legend = Legend(self)
        self.legend_card = Card(_("Legend"), self)
        self.legend_card.body.addWidget(self.legend)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(SCALE.m)
        self._whole.addWidget(self.detail)
        self._whole.addWidget(self.around, 1)
        self._whole.addWidget(self.legend_card)
        self._whole.addStretch(1)
        self.around.hide()

    def show_shop(self, shop: ShopRules) -> None:
        """Explain the shop's levels."""
        self.legend.show_items(legend_items(shop))

    def show_focus(self, scene: Scene | None, number: int | None, shop: ShopRules | None, way: str = "") -> None:
        """Somebody, me, or nobody."""
        chosen = scene is not None and shop is not None and number is not None and number != ME
        self.around.setVisible(chosen)
        self._whole.setStretch(self._whole.count() - 1, 0 if chosen else 1)
        if scene is None or shop is None or number is None:
            self.detail.show_nobody()
        elif number == ME:
            self.detail.show_me(scene)
        else:
            self.detail.show_person(scene, number, shop, way)
            self.around.show_person(scene, number, shop)
        self._make_room()

    def _make_room(self) -> None:
        """The legend gives way to a person where the window is low."""
        self.legend_card.setVisible(self.height() >= ROOMY or not self.around.isVisibleTo(self))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()
