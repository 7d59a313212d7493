"""Which shop this laptop is connected to, as whom, and whether it syncs by itself."""

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QGridLayout, QPushButton, QSizePolicy, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Card, ElidedLabel, Label, row


class ConnectionCard(Card):
    """Facts by name, and the switch."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Connection"), parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SCALE.m)
        self._grid.setVerticalSpacing(SCALE.xs + 2)
        self._grid.setColumnStretch(1, 1)
        self._values: dict[str, ElidedLabel] = {}
        self.by_itself = QCheckBox(_("Sync automatically"), self)
        self.by_itself.setToolTip(_("When the shop can be reached, at the day's close and before the program ends"))
        self.saves_data = QCheckBox(_("Save data: small pictures only"), self)
        self.saves_data.setToolTip(
            _("For a network that costs: a file comes when you open it, and goes up when this is off again")
        )
        self.metered = QCheckBox(_("Large files over a metered network too"), self)
        self.metered.hide()
        self.note = Label("", "muted", self, fills=True)
        self.note.hide()
        self.own_rules = QPushButton(_("My rules from before…"), self)
        self.own_rules.setProperty("kind", "small")
        self.own_rules.hide()
        self.body.addLayout(self._grid)
        self.body.addWidget(self.by_itself)
        self.body.addWidget(self.saves_data)
        self.body.addWidget(self.metered)
        self.body.addWidget(self.note)
        self.body.addLayout(row(self.own_rules, None))

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """(name, value) from top to bottom."""
        for number, (name, value) in enumerate(facts):
            if name not in self._values:
                self._values[name] = ElidedLabel("", "", self)
                self._grid.addWidget(Label(name, "muted", self, wrap=False), number, 0)
                self._grid.addWidget(self._values[name], number, 1)
            self._values[name].setText(value)

    def show_switches(self, *, by_itself: bool, saves_data: bool, metered: bool) -> None:
        """Show the preferences without changing them."""
        for switch, on in ((self.by_itself, by_itself), (self.saves_data, saves_data), (self.metered, metered)):
            switch.blockSignals(True)
            switch.setChecked(on)
            switch.blockSignals(False)

    def show_note(self, text: str) -> None:
        """Why files did not travel; empty when nothing stands in their way."""
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def fact(self, name: str) -> str:
        """The value shown beside this name."""
        return self._values[name].text()
