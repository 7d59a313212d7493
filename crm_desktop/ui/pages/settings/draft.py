"""Changes of the rules that are not made yet, with what they would do to everybody's day."""

from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from crm_desktop.base.i18n import _, format_date, ngettext
from crm_desktop.features.calendar.records import MovedPerson, Preview
from crm_desktop.features.settings.records import RuleEdit
from crm_desktop.ui.widgets.card import Card, Label, row


class Draft:
    """What was changed on the page, by entry; entries put back to what holds are no change."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, str], dict[str, Any] | None] = {}

    def __bool__(self) -> bool:
        return bool(self._values)

    def put(self, kind: str, key: str, field: str, value: Any, *, holds: Any) -> None:
        """One field of an entry; `holds` is its value in force."""
        entry = dict(self._values.get((kind, key)) or {})
        entry.pop(field, None)
        if value != holds:
            entry[field] = value
        if entry:
            self._values[kind, key] = entry
        else:
            self._values.pop((kind, key), None)

    def put_entry(self, kind: str, key: str, value: dict[str, Any] | None) -> None:
        """A whole entry; None removes it."""
        self._values[kind, key] = value

    def drop(self, kind: str, key: str) -> None:
        """No change of this entry after all."""
        self._values.pop((kind, key), None)

    def entry(self, kind: str, key: str) -> dict[str, Any] | None:
        """What is changed of an entry."""
        return self._values.get((kind, key))

    def entries(self, kind: str) -> list[str]:
        """The changed entries of a list."""
        return [key for of, key in self._values if of == kind]

    def edits(self) -> list[RuleEdit]:
        """The changes, as they are made."""
        return [RuleEdit(kind, key, value) for (kind, key), value in self._values.items()]

    def clear(self) -> None:
        """Nothing is changed."""
        self._values.clear()


class DraftCard(Card):
    """Says what the changes would do; nothing holds before Apply."""

    applied = Signal()
    discarded = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Not applied yet"), parent)
        self.sentence = Label("", "", self)
        self.first = Label("", "muted", self)
        self.apply = QPushButton(_("Apply"), self)
        self.apply.setProperty("kind", "primary")
        self.discard = QPushButton(_("Discard"), self)
        self.body.addWidget(self.sentence)
        self.body.addWidget(self.first)
        self.body.addLayout(row(None, self.discard, self.apply))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.apply.clicked.connect(self.applied)
        self.discard.clicked.connect(self.discarded)
        self.hide()

    def wait(self) -> None:
        """The answer is being reckoned."""
        self.show()
        self.sentence.setText(_("Reckoning what this would change…"))
        self.first.hide()
        self.apply.setEnabled(True)

    def show_preview(self, preview: Preview, today: date) -> None:
        """What the changes would do."""
        self.sentence.setText(preview_text(preview))
        self.first.setText(first_text(preview.first, today))
        self.first.setVisible(bool(preview.first))

    def show_problem(self, text: str) -> None:
        """The changes cannot be made as they are."""
        self.show()
        self.sentence.setText(text)
        self.first.hide()
        self.apply.setEnabled(False)


def preview_text(preview: Preview) -> str:
    """132 people would be due earlier, 12 later."""
    if not preview.moved:
        return _("Nobody would be due on another day.")
    counted = (
        (preview.earlier, ngettext("{n} person would be due earlier", "{n} people would be due earlier",
                                   preview.earlier)),
        (preview.later, ngettext("{n} would be due later", "{n} would be due later", preview.later)),
        (preview.begun, ngettext("{n} would be asked for and has no date now",
                                 "{n} would be asked for and have no date now", preview.begun)),
        (preview.ended, ngettext("{n} would no longer be asked for", "{n} would no longer be asked for",
                                 preview.ended)),
    )  # fmt: skip
    parts = [words.format(n=f"{n:,}") for n, words in counted if n]
    return _("{what}.").format(what=_(", ").join(parts))


def first_text(moved: tuple[MovedPerson, ...], today: date) -> str:
    """First: 王芳 11-26 → 11-25."""
    people = [f"{one.name} {_day(one.before, today)} → {_day(one.after, today)}" for one in moved]
    return _("First: {people}").format(people=_(", ").join(people)) if people else ""


def _day(day: date | None, today: date) -> str:
    return format_date(day, year=day.year != today.year) if day else "–"
