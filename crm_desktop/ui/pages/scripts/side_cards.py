"""Beside the words: how they sound to a real person, what should be worded otherwise, and what came of them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.scripts import rules
from crm_desktop.features.scripts.records import Draft, Finding, Script, Use
from crm_desktop.features.settings.records import DoubtfulWords
from crm_desktop.ui.pages.scripts.lines import version_name
from crm_desktop.ui.pages.scripts.reading import Listener
from crm_desktop.ui.people.archive.part import small_button
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Card, Label
from crm_desktop.ui.widgets.chip import PillLabel
from crm_desktop.ui.widgets.flow import FlowLayout

MOST_VERSIONS = 3


class PreviewCard(Card):
    """The script as this person would hear it. `copied` tells that it is on the clipboard."""

    copied = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("As it is spoken"), parent)
        self.listener = Listener()
        self.who = Label("", "muted", self, fills=True)
        self.text = Label("", "", self, fills=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setAccessibleName(_("As it is spoken"))
        self.truth = Label("", "faint", self, fills=True)
        self.person = small_button(_("Another person"), self, "account-outline")
        self.copy = small_button(_("Copy"), self, "content-copy")
        buttons = FlowLayout()
        for button in (self.person, self.copy):
            buttons.addWidget(button)
        for part in (self.who, self.text, self.truth):
            self.body.addWidget(part)
        self.body.addLayout(buttons)
        self.copy.clicked.connect(self._copy)

    def show_draft(self, draft: Draft, listener: Listener) -> None:
        """Fill the words with what is known of the person."""
        self.listener = listener
        script = Script("", draft.title, draft.situation, draft.beats, truth=draft.truth)
        filled = rules.fill(script, listener.variables)
        self.who.setText(self._told(draft, listener))
        self.text.setText("\n\n".join(beat.text for beat in filled.beats) or _("Nothing is said yet."))
        self.truth.setText(draft.truth)
        self.truth.setVisible(bool(draft.truth))
        self.copy.setEnabled(bool(filled.beats))
        self.person.setVisible(bool(listener.id))

    @staticmethod
    def _told(draft: Draft, listener: Listener) -> str:
        if not listener.name:
            return _("Nobody is in the book yet: what is not known is left out.")
        used = [
            one.meaning for one in rules.variable_meanings()
            if any(f"{{{one.name}}}" in beat.text for beat in draft.beats) and not listener.variables.get(one.name)
        ]  # fmt: skip
        if not used:
            return _("To {name}").format(name=listener.name)
        return _("To {name}; not known, so left out: {what}").format(name=listener.name, what="; ".join(used))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.text().replace("\n\n", "\n"))
        self.copied.emit()


class CheckCard(Card):
    """Doubtful words and unknown variables, each with the sentence why."""

    next_asked = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Is it true?"), parent)
        self.findings: tuple[Finding, ...] = ()
        self._at = -1
        self.state = PillLabel("", parent=self)
        self.head.addWidget(self.state)
        self.told = Label("", "", self, fills=True)
        self.next = small_button(_("Show the next place"), self, "chevron-down")
        self.next.setToolTip("F8")
        self.words = small_button(_("The list of words"), self, "pencil-outline")
        buttons = FlowLayout()
        for button in (self.next, self.words):
            buttons.addWidget(button)
        self.body.addWidget(self.told)
        self.body.addLayout(buttons)
        self.next.clicked.connect(self.go_on)

    def show_findings(self, draft: Draft, doubtful: Sequence[DoubtfulWords]) -> None:
        """Check what is written."""
        self.findings = rules.findings_of(draft.title, draft.beats, doubtful)
        reasons: dict[str, list[str]] = {}
        for one in self.findings:
            reasons.setdefault(one.why, []).append(one.words)
        lines = [_("“{words}”: {why}").format(words="”, “".join(dict.fromkeys(words)), why=why)
                 for why, words in reasons.items()]  # fmt: skip
        number = len(self.findings)
        self.state.show_pill(
            ngettext("{n} doubtful place", "{n} doubtful places", number).format(n=number) if number
            else _("Nothing doubtful"), Tone.WARN if number else Tone.OK,
        )  # fmt: skip
        self.told.setText("\n\n".join(lines) or _("No word of the shop's list and no unknown variable."))
        self.next.setVisible(bool(number))

    def go_on(self) -> None:
        """The cursor goes to the next place."""
        if self.findings:
            self._at += 1
            self.next_asked.emit(self._at)


class UsesCard(Card):
    """Used, reached, came in, ordered: all versions together, and the newest ones."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("What came of it"), parent)
        self.none = Label(_("Not used yet. Call mode and “Log a touch” offer it and count."), "muted", self)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(SCALE.m)
        self.grid.setVerticalSpacing(SCALE.xs)
        self.grid.setColumnStretch(0, 1)
        self.table = QWidget(self)
        self.table.setLayout(self.grid)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.about = Label(
            _("Of the last year. Came in within 30 days, ordered within 90, counted by person."),
            "faint",
            self,
            fills=True,
        )
        heads = ("", _("Used"), _("Reached"), _("Came in"), _("Ordered"))
        for place, head in enumerate(heads):
            label = Label(head, "faint", self.table, wrap=False)
            self.grid.addWidget(label, 0, place, Qt.AlignmentFlag.AlignRight)
        self.lines = [self._line(number) for number in range(1, MOST_VERSIONS + 2)]
        for part in (self.none, self.table, self.about):
            self.body.addWidget(part)

    def _line(self, number: int) -> list[Label]:
        labels = []
        for place in range(5):
            label = Label("", "muted" if number > 1 or not place else "strong", self.table, wrap=not place)
            side = Qt.AlignmentFlag.AlignRight if place else Qt.AlignmentFlag.AlignLeft
            self.grid.addWidget(label, number, place, side | Qt.AlignmentFlag.AlignVCenter)
            labels.append(label)
        return labels

    def show_uses(self, uses: dict[int, Use]) -> None:
        """Show the figures of each version that was used."""
        whole = sum(uses.values(), Use())
        newest = sorted(uses.items(), reverse=True)[:MOST_VERSIONS]
        told = [(_("All versions"), whole), *((version_name(number), use) for number, use in newest)]
        told = told if len(uses) > 1 else told[:1]
        for number, labels in enumerate(self.lines):
            shown = number < len(told)
            for label in labels:
                label.setVisible(shown)
            if shown:
                name, use = told[number]
                figures = (use.used, use.reached, use.came, use.ordered)
                for label, text in zip(labels, (name, *(f"{figure:,}" for figure in figures)), strict=True):
                    label.setText(text)
        self.none.setVisible(not whole.used)
        self.table.setVisible(bool(whole.used))
        self.about.setVisible(bool(whole.used))
