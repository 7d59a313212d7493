"""Tags as chips: press the cross (or Delete) to take one off, type a word to put one on."""

from functools import partial

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCompleter, QWidget
from typing_extensions import override

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import commands
from crm_desktop.features.contacts.queries import tag_counts
from crm_desktop.ui.people.archive.part import ArchivePage, Part
from crm_desktop.ui.people.archive.reading import Shown
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.chip import Chip
from crm_desktop.ui.widgets.flow import FlowLayout
from crm_desktop.ui.widgets.text_input import LineInput, composing

ROOM = 150
MADE_AHEAD = 6


class TagInput(LineInput):
    """Asks for the tags in use when it is entered first."""

    def __init__(self, card: "TagsCard") -> None:
        super().__init__(_("Add a tag"), card)
        self._card = card
        self.setProperty("kind", "inline")
        self.setFixedWidth(ROOM)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._card.ask_known()


class TagsCard(Part):
    """Chips are kept and refilled; only a person with more tags than any before gets new ones."""

    def __init__(self, page: ArchivePage) -> None:
        super().__init__(_("Tags"), page)
        self.chips: list[Chip] = []
        self._of = ""
        self.place = QWidget(self)
        self.flow = FlowLayout(self.place)
        for _n in range(MADE_AHEAD):
            self._add_chip()
        self.input = TagInput(self)
        self.problem = Label("", "error", self)
        self.problem.hide()
        self.known = QStringListModel(self)
        finder = QCompleter(self.known, self)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        self.input.setCompleter(finder)
        self.body.addWidget(self.place)
        self.body.addWidget(self.input)
        self.body.addWidget(self.problem)
        self.input.entered.connect(self.add)

    @override
    def fill(self, data: Shown) -> None:
        if self._of != data.id:
            self._of = data.id
            self.input.put("")
            self.problem.hide()
        super().fill(data)
        tags = data.archive.card.tags
        while len(self.chips) < len(tags):
            self._add_chip()
        for number, chip in enumerate(self.chips):
            chip.setVisible(number < len(tags))
            if number < len(tags) and chip.text() != tags[number]:
                chip.setText(tags[number])
                chip.setAccessibleName(_("Tag {name}; Delete removes it").format(name=tags[number]))
                chip.updateGeometry()
        self.place.setVisible(bool(tags))

    def _add_chip(self) -> None:
        chip = Chip("", self.place, checkable=False, removable=True)
        chip.removed.connect(partial(self._remove, chip))
        chip.hide()
        if self.chips:
            self.setTabOrder(self.chips[-1], chip)
        self.flow.addWidget(chip)
        self.chips.append(chip)

    def ask_known(self) -> None:
        """Offer the tags that are in use."""
        self.page.load(tag_counts, then=self._show_known, key="tags")

    def _show_known(self, counts: list[tuple[str, int]]) -> None:
        self.known.setStringList([name for name, _people in counts])

    def add(self) -> None:
        """Put on what is typed."""
        words = self.input.text().strip()
        if not words or self.data is None or composing(self.input):
            return
        self.page.act(
            _("Add a tag"), commands.tag, [self.data.id], words, then=lambda _n: self._added(words), failed=self._refuse
        )

    def _added(self, words: str) -> None:
        if self.input.text().strip() == words:
            self.input.clear()
            self.input.put("")
        self.problem.hide()

    def _refuse(self, problem: UserError) -> None:
        self.problem.setText(str(problem))
        self.problem.show()

    def _remove(self, chip: Chip) -> None:
        if self.data is not None:
            done = _("The tag “{name}” is taken off.").format(name=chip.text())
            self.page.act(_("Take off a tag"), commands.untag, [self.data.id], chip.text(), done=done)
