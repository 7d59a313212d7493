"""How much is known of the person, what to ask next, and whether it is still right."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _, format_date
from crm_desktop.ui.people.archive import deeds
from crm_desktop.ui.people.archive.part import ArchivePage, Part, small_button
from crm_desktop.ui.people.archive.reading import Shown
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label, row
from crm_desktop.ui.widgets.chip import Chip
from crm_desktop.ui.widgets.figures import Ring
from crm_desktop.ui.widgets.flow import FlowLayout

MOST = 8


class CompletenessCard(Part):
    """A missing fact is a button: it leads to the field that would hold it."""

    def __init__(self, page: ArchivePage) -> None:
        super().__init__(_("Completeness"), page)
        self.ring = Ring(_("Completeness"), 52, self)
        self.words = Label("", "muted", self, fills=True)
        self.chips = [Chip("", checkable=False) for _n in range(MOST)]
        self.place = QWidget(self)
        self.fresh = Label("", "faint", self, fills=True)
        self.verify_button = small_button(_("Still right"), self, "check")
        self.history_button = small_button(_("History"), self, "history")
        self._build()

    def _build(self) -> None:
        top = row(self.ring, self.words, spacing=SCALE.m)
        top.setStretch(1, 1)
        flow = FlowLayout(self.place)
        for chip in self.chips:
            flow.addWidget(chip)
            chip.clicked.connect(partial(self._lead, chip))
        buttons = FlowLayout()
        buttons.addWidget(self.verify_button)
        buttons.addWidget(self.history_button)
        self.body.addLayout(top)
        self.body.addWidget(self.place)
        self.body.addWidget(self.fresh)
        self.body.addLayout(buttons)
        self.words.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self.verify_button.setToolTip(_("You looked at the data and it is still right"))
        self.verify_button.clicked.connect(lambda: deeds.verify(self.page))
        self.history_button.clicked.connect(lambda: deeds.history(self.page))

    @override
    def fill(self, data: Shown) -> None:
        super().fill(data)
        known = data.archive.completeness
        self.ring.show_share(known.score / 100)
        all_known = _("Everything that matters is known.")
        self.words.setText(_("Missing, the most useful first:") if known.missing else all_known)
        for number, chip in enumerate(self.chips):
            chip.setVisible(number < len(known.missing))
            if number < len(known.missing):
                fact = known.missing[number]
                chip.setProperty("fact", fact.field)
                if chip.text() != fact.label:
                    chip.setText(fact.label)
                    chip.setAccessibleName(_("Fill in: {fact}").format(fact=fact.label))
                    chip.updateGeometry()
        self.place.setVisible(bool(known.missing))
        checked = data.archive.card.verified_on
        if checked is None:
            self.fresh.setText(_("Never checked. Is what stands here still right?"))
        elif known.fresh:
            self.fresh.setText(_("Checked on {day}").format(day=format_date(checked)))
        else:
            self.fresh.setText(_("Last checked on {day}. Is it still right?").format(day=format_date(checked)))

    def _lead(self, chip: Chip) -> None:
        self.page.focus_field(str(chip.property("fact")))
