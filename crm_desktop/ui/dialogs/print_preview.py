"""See visit sheets or archive cards as they will be on paper, then print them or save them as PDF."""

from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from typing import Literal, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.i18n import _
from crm_desktop.features.visits.queries import archive_cards, visit_sheets
from crm_desktop.features.visits.records import ArchiveCard, VisitSheet
from crm_desktop.ui.dialogs.paper_pages import PaperDocument, document
from crm_desktop.ui.dialogs.paper_preview import PaperPreview
from crm_desktop.ui.services import Services
from crm_desktop.ui.widgets.choice_chips import ChoiceChips

VISIT_SHEET, ARCHIVE_CARD = "visit_sheet", "archive_card"
_PEOPLE_WIDTH = 200

Records = Sequence[VisitSheet | ArchiveCard]
Query = Callable[..., Records]


class PrintPreview(PaperPreview):
    """`PrintPreview(services, ids, parent).open()`: one or many people, on A4 or A5."""

    def __init__(
        self, services: Services, contact_ids: Sequence[str], parent: QWidget | None = None, *, kind: str = VISIT_SHEET
    ) -> None:
        super().__init__(services, parent, width=820 if len(contact_ids) > 1 else 640)
        self.contact_ids = list(contact_ids)
        self.records: Records = ()
        self.kind = kind
        """Of the records that were read last: the other one is chosen a moment before its own are here."""
        self.kinds = ChoiceChips(_("What to print"), self)
        self.kinds.offer([(VISIT_SHEET, _("Visit sheet")), (ARCHIVE_CARD, _("Archive card"))], chosen=kind)
        self.people = QListWidget(self)
        self.people.setAccessibleName(_("People to print"))
        self.people.setFixedWidth(_PEOPLE_WIDTH)
        self.people.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.people.setVisible(len(self.contact_ids) > 1)
        self.build(self.kinds, beside=self.people)
        self.kinds.chosen.connect(self._load)
        self.people.itemChanged.connect(self.make)
        self.people.currentRowChanged.connect(self._go_to_person)
        self._load()

    def _load(self) -> None:
        self.outdate()
        kind = self.kinds.code()
        query: Query = visit_sheets if kind == VISIT_SHEET else archive_cards
        read: Callable[[], Records] = partial(self.services.store.read, query, self.contact_ids, clock.today())
        self.services.lanes.read.run(self, read, partial(self._loaded, kind), self.fail, key="people")

    def _loaded(self, kind: str, records: Records) -> None:
        self.kind, self.records = kind, records
        if self.people.count() != len(records):
            self.people.blockSignals(True)
            self.people.clear()
            for record in records:
                item = QListWidgetItem(record.who.name, self.people)
                item.setCheckState(Qt.CheckState.Checked)
                item.setToolTip(record.who.name)
            self.people.blockSignals(False)
        self.make()

    def chosen(self) -> Records:
        """The people who are ticked."""
        return [self.records[place] for place in self._ticked()]

    def _ticked(self) -> list[int]:
        every = range(self.people.count())
        return [place for place in every if self.people.item(place).checkState() == Qt.CheckState.Checked]

    @override
    def drawing(self) -> Callable[[], PaperDocument] | None:
        records = self.chosen()
        return partial(_drawn, records, self.kind, self.papers.code()) if records else None

    def _go_to_person(self, number: int) -> None:
        ticked = self._ticked()
        if self.document is not None and number in ticked and ticked.index(number) < len(self.document.starts):
            self.go_to(self.document.starts[ticked.index(number)])

    @override
    def file_stem(self) -> str:
        what = _("Visit sheet") if self.kind == VISIT_SHEET else _("Archive card")
        people = self.chosen()
        name = people[0].who.name if len(people) == 1 else str(len(people))
        allowed = "".join(char for char in name if char.isalnum() or char in " ·-")
        return f"{what} {clock.today():%Y-%m-%d} {allowed}".strip()


def _drawn(records: Records, kind: str, paper: str) -> PaperDocument:
    from crm_desktop.printing import archive_card, visit_sheet

    file, size = BytesIO(), cast("Literal['A4', 'A5']", paper)
    if kind == VISIT_SHEET:
        visit_sheet.render([record for record in records if isinstance(record, VisitSheet)], file, paper=size)
    else:
        archive_card.render([record for record in records if isinstance(record, ArchiveCard)], file, paper=size)
    return document(file.getvalue())
