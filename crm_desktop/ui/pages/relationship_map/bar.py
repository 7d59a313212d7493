"""Above the map: what it shows in words, the search, the filters and the ways out of the program."""

from collections import Counter
from collections.abc import Iterable

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.features.relationship_map.records import Network, TieKind, Wanted
from crm_desktop.features.relationship_map.rules.choosing import NO_LEVEL
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.ui.pages.relationship_map.legend import tie_name
from crm_desktop.ui.people.owner_chip import OwnerChip
from crm_desktop.ui.theme import icons
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import ElidedLabel, Label
from crm_desktop.ui.widgets.chip import Chip
from crm_desktop.ui.widgets.pick_chip import PickChip
from crm_desktop.ui.widgets.search_box import SearchBox

SEARCH_WIDTH, PAUSE, MOST_OFFERED = 220, 120, 24
SETTLED = ("O", "D", "F1", "F2", "L", "T")


class MapBar(QWidget):
    """`filtered` when another part is wanted, `export_asked` with the ending of the file, `anew_asked` to lay out."""

    filtered = Signal()
    export_asked = Signal(str)
    anew_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = Label(_("Relationship map"), "page-title", self, wrap=False)
        self.said = ElidedLabel("", "muted", self)
        self.search = SearchBox(_("Find on the map"), self, pause=PAUSE, clear=_("Clear the search"))
        self.search.setFixedWidth(SEARCH_WIDTH)
        self.export = QPushButton(_("Export"), self)
        self.export.setIcon(icons.icon("export"))
        self.export.setIconSize(QSize(18, 18))
        self.menu = QMenu(self)
        for ending, text in ((".png", _("As a picture (PNG)")), (".pdf", _("As a PDF (A3)"))):
            self._add(text, ending)
        self.menu.addSeparator()
        anew = QAction(_("Lay the map out anew"), self.menu)
        anew.triggered.connect(self.anew_asked)
        self.menu.addAction(anew)
        self.export.setMenu(self.menu)
        self.rings = PickChip(_("Ring"), self)
        self.levels = PickChip(_("Level"), self, codes=True)
        self.tiers = PickChip(_("Tier"), self)
        self.tags = PickChip(_("Tag"), self)
        self.needs = PickChip(_("Need"), self)
        self.kinds = PickChip(_("Tie"), self)
        self.owners = OwnerChip(self)
        self.none = Chip(_("Everybody"), self, checkable=False)
        self._build()

    @property
    def chips(self) -> tuple[PickChip, ...]:
        """The filters in their order, but for the manager's."""
        return self.rings, self.levels, self.tiers, self.tags, self.needs, self.kinds

    def _add(self, text: str, ending: str) -> None:
        action = QAction(text, self.menu)
        action.triggered.connect(lambda: self.export_asked.emit(ending))
        self.menu.addAction(action)

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SCALE.s)
        head, words, chips = QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.said)
        head.setSpacing(SCALE.s)
        head.addLayout(words, 1)
        head.addWidget(self.search)
        head.addWidget(self.export)
        chips.setSpacing(SCALE.s)
        for chip in self.chips:
            chips.addWidget(chip)
            chip.changed.connect(self._tell)
        chips.addWidget(self.owners)
        self.owners.changed.connect(self._tell)
        chips.addWidget(self.none)
        chips.addStretch(1)
        whole.addLayout(head)
        whole.addLayout(chips)
        self.none.hide()
        self.none.clicked.connect(self.clear)

    def offer(self, network: Network, shop: ShopRules) -> None:
        """Offer what there is on this map; of tags and needs the most frequent."""
        people = network.people
        self.rings.offer([(one.code, one.label) for one in shop.rings])
        settled = {person.status for person in people}
        self.levels.offer([
            *((one.code, one.label) for one in shop.levels),
            *((code, f"{code} · {shop.label_of('statuses', code)}") for code in SETTLED if code in settled),
            (NO_LEVEL, _("No level")),
        ])  # fmt: skip
        self.tiers.offer([(one.code, f"{one.mark} {one.label}".strip()) for one in shop.tiers])
        self.tags.offer(_frequent(tag for person in people for tag in person.tags))
        self.needs.offer(_frequent(need for person in people for need in person.needs))
        self.kinds.offer([(kind, tie_name(kind)) for kind in TieKind if any(tie.kind is kind for tie in network.ties)])

    def wanted(self) -> Wanted:
        """What is wanted."""
        return Wanted(*(chip.codes() for chip in (*self.chips, self.owners)))

    def clear(self) -> None:
        """Let everybody pass."""
        for chip in (*self.chips, self.owners):
            chip.clear()
        self._tell()

    def _tell(self) -> None:
        self.none.setVisible(bool(self.wanted()))
        self.filtered.emit()


def _frequent(words: Iterable[str]) -> list[tuple[str, str]]:
    return [(word, f"{word} · {count:,}") for word, count in Counter(words).most_common(MOST_OFFERED)]
