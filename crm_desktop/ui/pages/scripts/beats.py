"""The beats of a script while they are written: what each is for, and the words, in their order."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.features.scripts import rules
from crm_desktop.features.scripts.records import Beat
from crm_desktop.features.settings.records import DoubtfulWords
from crm_desktop.ui.people.archive.part import icon_button
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import row
from crm_desktop.ui.widgets.marked_text import MarkedText
from crm_desktop.ui.widgets.text_input import LineInput, composing

LONGEST_LABEL = 40


class BeatRow(QWidget):
    """One beat. `moved` (-1, +1) and `dropped` are for the editor around it."""

    edited = Signal()
    focused = Signal()
    entered = Signal()
    moved = Signal(int)
    dropped = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.label = LineInput(_("What this step is for"), self)
        self.label.setMaxLength(LONGEST_LABEL)
        self.label.setProperty("kind", "inline")
        self.text = MarkedText(_("What is said"), self, lines=2, most=10)
        self.up = icon_button("arrow-up", _("Earlier (Alt+Up)"), self, partial(self.moved.emit, -1))
        self.down = icon_button("arrow-down", _("Later (Alt+Down)"), self, partial(self.moved.emit, 1))
        self.drop = icon_button("close", _("Remove this step (Alt+Delete)"), self, self.dropped.emit)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        head = row(self.label, self.up, self.down, self.drop, spacing=0)
        head.setStretch(0, 1)
        whole.addLayout(head)
        whole.addWidget(self.text)
        self.label.edited.connect(lambda _text: self.edited.emit())
        self.label.entered.connect(self.text.setFocus)
        self.text.edited.connect(lambda _text: self.edited.emit())
        self.text.focused.connect(self.focused)
        self.text.entered.connect(self.entered)

    def beat(self) -> Beat:
        """What is written."""
        return Beat(self.label.text().strip(), self.text.text().strip())

    def put(self, beat: Beat, number: int) -> None:
        """Show this beat."""
        self.label.put(beat.label)
        self.text.put(beat.text)
        self.text.setAccessibleName(_("What is said, step {n}").format(n=number))

    def check(self, doubtful: Sequence[DoubtfulWords]) -> None:
        """Underline what should be worded otherwise."""
        found = rules.findings(self.text.text(), doubtful)
        self.text.mark([(one.start, one.start + len(one.words)) for one in found])

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.AltModifier
        if alt and not composing():
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            if step is not None:
                self.moved.emit(step)
                return
            if event.key() == Qt.Key.Key_Delete:
                self.dropped.emit()
                return
        super().keyPressEvent(event)


class BeatsEditor(QWidget):
    """Beats one below the other; their fields are made once and used for every script."""

    edited = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[BeatRow] = []
        self._shown = 0
        self._last: BeatRow | None = None
        self._doubtful: Sequence[DoubtfulWords] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SCALE.m)

    @property
    def shown(self) -> list[BeatRow]:
        """The fields in use."""
        return self.rows[: self._shown]

    def beats(self) -> tuple[Beat, ...]:
        """What is written; a step without words is none."""
        return tuple(beat for beat in (one.beat() for one in self.shown) if beat.text)

    def put(self, beats: Sequence[Beat]) -> None:
        """Show these beats, at least one."""
        beats = beats or (Beat("", ""),)
        while len(self.rows) < len(beats):
            self._add_row()
        self._shown = len(beats)
        for number, (one, beat) in enumerate(zip(self.rows, beats, strict=False), start=1):
            one.put(beat, number)
        for number, one in enumerate(self.rows):
            one.setVisible(number < len(beats))
            one.up.setEnabled(number > 0)
            one.down.setEnabled(number < len(beats) - 1)
        if self._last not in self.shown:
            self._last = None
        self.check(self._doubtful)

    def _add_row(self) -> None:
        made = BeatRow(self)
        made.edited.connect(self._edited)
        made.focused.connect(partial(self._came_to, made))
        made.entered.connect(partial(self.add_after, made))
        made.moved.connect(partial(self._move, made))
        made.dropped.connect(partial(self._drop, made))
        if self.rows:
            QWidget.setTabOrder(self.rows[-1].drop, made.label)
        self.rows.append(made)
        self._column.addWidget(made)

    def check(self, doubtful: Sequence[DoubtfulWords]) -> None:
        """Check all words against this list, now and at every change."""
        self._doubtful = doubtful
        for one in self.shown:
            one.check(doubtful)

    def _edited(self) -> None:
        self.check(self._doubtful)
        self.edited.emit()

    def _came_to(self, one: BeatRow) -> None:
        self._last = one

    # Doing ----------------------------------------------------------------------------------------------------------

    def _raw(self) -> list[Beat]:
        return [Beat(one.label.text(), one.text.text()) for one in self.shown]

    def add(self) -> None:
        """One more at the end, with the cursor in it."""
        if self.shown:
            self.add_after(self.shown[-1])
        else:  # no script is on show yet
            self._arrange([], 0)

    def add_after(self, one: BeatRow) -> None:
        """One more below this one."""
        place = self.shown.index(one) + 1
        self._arrange([*self._raw()[:place], Beat("", ""), *self._raw()[place:]], place)

    def _move(self, one: BeatRow, step: int) -> None:
        place, beats = self.shown.index(one), self._raw()
        if 0 <= place + step < len(beats):
            beats.insert(place + step, beats.pop(place))
            self._arrange(beats, place + step)

    def _drop(self, one: BeatRow) -> None:
        place, beats = self.shown.index(one), self._raw()
        del beats[place]
        self._arrange(beats, max(place - 1, 0))

    def _arrange(self, beats: list[Beat], place: int) -> None:
        self.put(beats)
        self.rows[place].text.setFocus()
        self.edited.emit()

    def insert(self, words: str) -> None:
        """Write this where the cursor is, or was last."""
        if not self.shown:
            self.put(())
        one = self._last or self.shown[-1]
        one.text.insertPlainText(words)
        one.text.setFocus()

    def show_finding(self, number: int) -> None:
        """Put the cursor on one of the underlined places, counted over all beats."""
        places = [
            (one, found) for one in self.shown for found in rules.findings(one.text.text(), self._doubtful)
        ]  # fmt: skip
        if places:
            one, found = places[number % len(places)]
            one.text.select(found.start, found.start + len(found.words))

    def focus_first(self) -> None:
        """Start writing."""
        self.shown[0].text.setFocus()
