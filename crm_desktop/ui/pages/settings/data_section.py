"""Imports and exports: start one, see what past imports did, take one back."""

from datetime import date
from functools import partial

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.i18n import _, format_moment
from crm_desktop.import_export.report import undone_words
from crm_desktop.import_export.undo import list_batches, undo_import
from crm_desktop.import_export.verdicts import BatchLine, UndoReport
from crm_desktop.ui.page import Page
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme import icons
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Card, Label, row
from crm_desktop.ui.widgets.chip import Pill
from crm_desktop.ui.widgets.list_view import ListView
from crm_desktop.ui.widgets.rows import Row

SHOWN = 6
ROW_HEIGHT = 54


class DataSection(Page):
    """Everything that came in can go out again."""

    refresh_on = frozenset({"contact", "customer", "local_value"})

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.import_button = QPushButton(icons.icon("import"), _("Import people from a file"), self)
        self.export_button = QPushButton(icons.icon("export"), _("Export people to a file"), self)
        self.list = ListView(_("Past imports"), self, row_height=ROW_HEIGHT)
        self.none = Label(_("Nothing was imported yet."), "muted", self)
        self.undo = QPushButton(_("Take this import back"), self)
        move = Card(_("Import and export"), self)
        move.body.addWidget(
            Label(_("Excel, CSV and vCard come in; Excel, CSV, vCard and a full copy go out."), "muted", self)
        )
        move.body.addLayout(row(self.import_button, self.export_button, None))
        past = Card(_("Past imports"), self)
        for part in (self.none, self.list):
            past.body.addWidget(part)
        past.body.addLayout(row(None, self.undo))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, SCALE.m, 0)
        whole.setSpacing(SCALE.l)
        whole.addWidget(move)
        whole.addWidget(past)
        self.import_button.clicked.connect(partial(self.signals.run_action.emit, "import", ""))
        self.export_button.clicked.connect(partial(self.signals.run_action.emit, "export", ""))
        self.undo.clicked.connect(self._undo)

    @override
    def refresh(self) -> None:
        self.load(list_batches, then=self._show, key="batches")

    def _show(self, batches: list[BatchLine]) -> None:
        today = clock.today()
        rows = [
            Row(
                one.id, "、".join(one.files), _words(one, today), sign="file-import-outline",
                pills=(Pill(_("taken back"), Tone.MUTED),) if one.undone else (),
            )
            for one in batches
        ]  # fmt: skip
        self.list.show_rows(rows, pick_first=True)
        self.list.setFixedHeight(ROW_HEIGHT * min(max(len(rows), 1), SHOWN) + 2)
        self.list.setVisible(bool(rows))
        self.undo.setVisible(bool(rows))
        self.none.setVisible(not rows)

    def _undo(self) -> None:
        if batch := self.list.picked_id():
            store = self.services.store
            self.services.lanes.free.run_long(self, lambda *_ask: undo_import(store, batch), self._undone)

    def _undone(self, report: UndoReport) -> None:
        self.notices.done(undone_words(report))
        self.mark_stale()


def _words(one: BatchLine, today: date) -> str:
    counts = _("{new} new, {updated} updated").format(new=f"{one.new:,}", updated=f"{one.updated:,}")
    return f"{format_moment(one.at, today)} · {counts}"
