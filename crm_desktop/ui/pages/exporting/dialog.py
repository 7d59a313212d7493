"""Export: which format, where to; everybody or the chosen people."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QProgressBar, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.import_export.export import export_people
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.lanes import Ticket
from crm_desktop.ui.services import Services
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.choice_chips import ChoiceChips


class ExportDialog(Sheet):
    """The argument holds ids parted by commas; none means everybody."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(_("Export people to a file"), parent, width=520)
        self.services = services
        self.ids = [one for one in argument.split(",") if one] or None
        self._ticket: Ticket | None = None
        self.format = ChoiceChips(_("Format"), self)
        self.private = QCheckBox(_("Private contacts too, for myself"), self)
        self.who = Label(self._who(), "", self)
        choices = [(".xlsx", "Excel (.xlsx)"), (".csv", "CSV (.csv)"), (".vcf", "vCard (.vcf)")]
        choices.append((".ics", _("Calendar (.ics)")))
        if self.ids is None:
            choices.append((".json", _("Full copy (.json)")))
        self.format.offer(choices, chosen=".xlsx")
        self.note = Label(
            _("The file is not encrypted. Keep it as safe as the people in it would expect."), "muted", self
        )
        self.stay = Label(_("Without the tick they stay on this laptop, and so do private notes."), "muted", self)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.problem = Label("", "error", self)
        self.problem.hide()
        for part in (self.who, Label(_("Format"), "muted", self), self.format, self.private, self.stay,
                     self.note, self.progress, self.problem):  # fmt: skip
            self.body.addWidget(part)
        self.add_close(_("Cancel"))
        self.save = self.add_button(_("Export…"), primary=True)
        self.save.clicked.connect(self._choose)
        self.format.chosen.connect(self._show_format)
        self.private.toggled.connect(self._show_who)

    def _who(self) -> str:
        if self.ids is None:
            whole = self.private.isChecked() or self.format.code() == ".json"
            return _("Everybody in the book is exported.") if whole else _("Everybody of the shop is exported.")
        return ngettext("{n} person is exported.", "{n} people are exported.", len(self.ids)).format(
            n=f"{len(self.ids):,}"
        )

    def _show_who(self, _ticked: bool = False) -> None:
        self.who.setText(self._who())

    def _show_format(self, ending: str) -> None:
        """The full copy is one's own and holds everything."""
        whole = ending == ".json"
        self.private.setEnabled(not whole)
        self._show_who()
        self.stay.setText(
            _("A full copy holds everything, private contacts too: keep it for yourself.") if whole
            else _("Without the tick they stay on this laptop, and so do private notes.")
        )  # fmt: skip
        self.fit_soon()

    def _choose(self) -> None:
        ending = self.format.code()
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = f"{_('people')}-{clock.today():%Y%m%d}{ending}"
        dialog = QFileDialog(self, _("Export people to a file"), str(Path(folder) / name), f"*{ending}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending.lstrip("."))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.export)
        dialog.open()

    def export(self, path: str) -> None:
        """Write the file."""
        self.save.setEnabled(False)
        self.progress.setRange(0, 0)
        self.progress.show()
        self.problem.hide()
        store, ids, private = self.services.store, self.ids, self.private.isChecked()
        self._ticket = self.services.lanes.free.run_long(
            self, lambda progress, cancelled: export_people(
                store, Path(path), ids=ids, with_private=private, progress=progress, cancelled=cancelled),
            partial(self._done, Path(path)), self._failed, progress=self._show_progress,
        )  # fmt: skip

    def _show_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)

    def _done(self, path: Path, count: int) -> None:
        self._ticket = None
        if path.suffix.casefold() == ".ics":
            done = ngettext("{n} event was written to {file}.", "{n} events were written to {file}.", count)
        else:
            done = ngettext("{n} person was written to {file}.", "{n} people were written to {file}.", count)
        self.services.notices.done(done.format(n=f"{count:,}", file=path.name))
        self.accept()

    def _failed(self, problem: UserError) -> None:
        self._ticket = None
        self.save.setEnabled(True)
        self.progress.hide()
        self.problem.setText(str(problem))
        self.problem.show()

    @override
    def reject(self) -> None:
        if self._ticket is not None:
            self._ticket.cancel()
        super().reject()
