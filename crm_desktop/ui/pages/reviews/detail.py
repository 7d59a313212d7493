"""One review: what it is about, the note, and the answers."""

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _, format_date
from crm_desktop.features.reviews.records import ReviewItem
from crm_desktop.features.team.records import ReviewState
from crm_desktop.ui.forms.text_fields import TextField
from crm_desktop.ui.people.rows import scale_pills
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Label, line, row
from crm_desktop.ui.widgets.chip import Pill, PillLabel


class ReviewDetail(QWidget):
    """At the right of the list; the note is written only by the manager."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = Label("", "page-title", self)
        self.scale = PillLabel("", Tone.MUTED, self)
        self.asked = Label("", "muted", self, fills=True)
        self.title = Label("", "strong", self, fills=True)
        self.told = Label("", "", self, fills=True)
        self.back = Label("", "error", self, fills=True)
        self.note = TextField("note", _("Note to the consultant"), self, inline=False, lines=3,
                              placeholder=_("Needed to send something back"))  # fmt: skip
        self.open = QPushButton(_("Open the archive") + "  O", self)
        self.open.setProperty("kind", "small")
        self.open.setAutoDefault(False)
        head = row(self.name, self.scale, None)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SCALE.s)
        whole.addLayout(head)
        for part in (self.asked, line(self), self.title, self.told, self.back):
            whole.addWidget(part)
        whole.addLayout(row(self.open, None))
        whole.addStretch(1)
        whole.addWidget(self.note)

    def show_item(self, one: ReviewItem, *, is_manager: bool) -> None:
        """Show this one with an empty note."""
        self.name.setText(one.name)
        pill = next(iter(scale_pills(one.level, one.status)), Pill("", Tone.MUTED))
        self.scale.show_pill(pill.text, pill.tone)
        day = format_date(one.asked_on, year=False)
        self.asked.setText(_("Asked by {name} on {day}").format(name=one.asked_by, day=day))
        self.title.setText(one.title)
        self.told.setText("\n".join(one.lines))
        self.told.setVisible(bool(one.lines))
        sent_back = one.state == ReviewState.REJECTED and one.decided_on is not None
        if one.decided_on is not None:
            who = _("Sent back by {name} on {day}").format(
                name=one.decided_by, day=format_date(one.decided_on, year=False))  # fmt: skip
            self.back.setText(f"{who}\n{one.note}")
        self.back.setVisible(sent_back)
        self.note.setVisible(is_manager)
        self.note.set_value("", force=True)
