"""What the last session did, and the ones before it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Card, Label
from crm_desktop.ui.widgets.figures import IconLabel
from crm_desktop.ui.widgets.list_view import ListView
from crm_desktop.ui.widgets.rows import Row

ROW_HEIGHT = 46


class ReceiptCard(Card):
    """Four figures of the last session, its traffic below, the earlier ones as a list."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Last sync"), parent)
        self.moment = Label("", "muted", self, wrap=False)
        self.head.addWidget(self.moment)
        self._figures: dict[str, tuple[IconLabel, Label]] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SCALE.s)
        self._grid.setVerticalSpacing(SCALE.xs)
        self._grid.setColumnStretch(1, 1)
        self.traffic = Label("", "muted", self, fills=True)
        self.earlier_title = Label(_("Earlier sessions"), "strong", self)
        self.earlier = ListView(_("Earlier sessions"), self, compact=True, row_height=ROW_HEIGHT, ground="surface")
        self.body.addLayout(self._grid)
        self.body.addWidget(self.traffic)
        self.body.addWidget(self.earlier_title)
        self.body.addWidget(self.earlier, 1)
        self.body.addStretch(0)

    def show_last(self, moment: str, figures: Sequence[tuple[str, str, str]], traffic: str) -> None:
        """`figures` are (icon, tone, sentence)."""
        self.moment.setText(moment)
        self.traffic.setText(traffic)
        for number, (icon, tone, sentence) in enumerate(figures):
            if str(number) not in self._figures:
                self._figures[str(number)] = (IconLabel("", "", 18, self), Label("", "", self, fills=True))
                for column, widget in enumerate(self._figures[str(number)]):
                    self._grid.addWidget(widget, number, column)
            sign, text = self._figures[str(number)]
            sign.show_icon(icon, tone)
            text.setText(sentence)

    def sentences(self) -> list[str]:
        """What the last session did, line by line."""
        return [text.text() for _sign, text in self._figures.values()]

    def show_earlier(self, rows: list[Row]) -> None:
        """The sessions before the last one."""
        self.earlier.show_rows(rows)
        for part in (self.earlier, self.earlier_title):
            part.setVisible(bool(rows))
