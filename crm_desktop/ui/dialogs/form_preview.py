"""See the shop's forms as they will be on paper, of any day or month, then print them or save them as PDF or Excel."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, cast

from PySide6.QtWidgets import QPushButton, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.i18n import _, format_date, format_month, weekday_name
from crm_desktop.features.forms.queries import design, forms
from crm_desktop.features.forms.records import DAY_PLAN, OF_DAY, OF_MONTH, OF_PEOPLE, Form
from crm_desktop.features.visits.queries import visit_sheets
from crm_desktop.features.visits.records import VisitSheet
from crm_desktop.ui.dialogs.paper_pages import PaperDocument, document
from crm_desktop.ui.dialogs.paper_preview import PaperPreview
from crm_desktop.ui.services import Services
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.choice_chips import ChoiceChips

MORNING = "morning"
"""The day plan and the visit sheets behind it."""

_WIDTH = 880

_Read = tuple[list[Form], list[VisitSheet]]


class FormPreview(PaperPreview):
    """`FormPreview(services, DAY_PLAN, parent).open()`; forms of people are made of `contact_ids`.

    With `contact_ids` and the day plan, the visit sheets of these people follow it.
    """

    def __init__(
        self, services: Services, form: str, parent: QWidget | None = None, *, contact_ids: Sequence[str] = (),
        day: date | None = None,
    ) -> None:  # fmt: skip
        super().__init__(services, parent, width=_WIDTH)
        self.setMinimumWidth(_WIDTH)  # most forms lie on their side
        self.contact_ids, self.day = list(contact_ids), day or clock.today()
        self.found: _Read = ([], [])
        self.kinds = ChoiceChips(_("What to print"), self)
        self._offered = OF_PEOPLE if form in OF_PEOPLE else (*OF_DAY, *OF_MONTH)
        self._form = MORNING if form == DAY_PLAN and self.contact_ids else form
        self.day_before, self.day_after = QPushButton("◂", self), QPushButton("▸", self)
        self.day_before.setAccessibleName(_("Earlier"))
        self.day_after.setAccessibleName(_("Later"))
        self.day_label = Label("", "strong", self, wrap=False)
        of_people = form in OF_PEOPLE
        for part in (self.day_before, self.day_label, self.day_after):
            part.setVisible(not of_people)
        self.build(self.day_before, self.day_label, self.day_after)
        self.body.insertWidget(0, self.kinds)
        self.book_button = QPushButton(_("Save as Excel…"), self)
        self.book_button.setAutoDefault(False)
        self.buttons.insertWidget(self.buttons.count() - 2, self.book_button)
        self.book_button.clicked.connect(self.save_book)
        self.day_before.clicked.connect(partial(self._step, -1))
        self.day_after.clicked.connect(partial(self._step, 1))
        self.kinds.chosen.connect(self._choose)
        services.lanes.read.run(self, partial(services.store.read, _titles, self._offered), self._offer, self.fail)
        self._load()

    @property
    def form(self) -> str:
        """The form on show."""
        return DAY_PLAN if self._form == MORNING else self._form

    # -- choosing -----------------------------------------------------------------------------------------------

    def _offer(self, titles: list[tuple[str, str]]) -> None:
        morning = [(MORNING, _("Day plan and visit sheets"))] if self.contact_ids and DAY_PLAN in self._offered else []
        self.kinds.offer([*morning, *titles], chosen=self._form)

    def _choose(self, code: str) -> None:
        self._form, self.page = code, 0
        self._load()

    def _step(self, step: int, _checked: bool = False) -> None:
        if self.form in OF_MONTH:
            first = self.day.replace(day=1)
            length = monthrange(first.year, first.month)[1]
            self.day = first + timedelta(days=length) if step > 0 else (first - timedelta(days=1)).replace(day=1)
        else:
            self.day += timedelta(days=step)
        self.page = 0
        self._load()

    def _load(self) -> None:
        self.outdate()
        day = self.day
        said = f"{format_date(day)} {weekday_name(day, short=True)}"
        self.day_label.setText(format_month(day) if self.form in OF_MONTH else said)
        people = self.contact_ids if self._form in (MORNING, *OF_PEOPLE) else []
        job = partial(self._read_apart, self.form, day, people, with_sheets=self._form == MORNING)
        self.services.lanes.free.run(self, job, self._loaded, self.fail, key="form")

    def _read_apart(self, code: str, day: date, people: Sequence[str], *, with_sheets: bool) -> _Read:
        """A month of many customers is a heavy read: lists must not wait for it."""
        with self.services.store.reader() as read:
            found: _Read = read(_read, code, day, people, with_sheets=with_sheets)
        return found

    def _loaded(self, found: _Read) -> None:
        self.found = found
        self.make()

    # -- making -------------------------------------------------------------------------------------------------

    @override
    def drawing(self) -> Callable[[], PaperDocument] | None:
        return partial(_drawn, *self.found, self.papers.code()) if self.found[0] else None

    @override
    def show_count(self) -> None:
        super().show_count()
        if hasattr(self, "book_button"):
            self.book_button.setEnabled(self.is_ready)

    @override
    def file_stem(self) -> str:
        found = self.found[0]
        title = found[0].title if found else ""
        name = found[0].name if len(found) == 1 and found[0].name != title else ""
        when = f"{self.day:%Y-%m}" if self.form in OF_MONTH else f"{self.day:%Y-%m-%d}"
        allowed = "".join(char for char in f"{title} {when} {name}" if char.isalnum() or char in " ·-（）()")
        return allowed.strip()

    def save_book(self) -> None:
        """Ask where, and write the form there as an Excel workbook."""
        self.ask_file(_("Save as Excel"), _("Excel files (*.xlsx)"), "xlsx", self.save_book_to)

    def save_book_to(self, file: str) -> None:
        """Write the workbook to this file."""
        self.write(partial(_book, self.found[0], Path(file), self.papers.code()), file)


def _titles(session: Any, codes: Sequence[str]) -> list[tuple[str, str]]:
    return [(code, design(session, code).title) for code in codes]


def _read(session: Any, code: str, day: date, ids: Sequence[str], *, with_sheets: bool) -> _Read:
    sheets = visit_sheets(session, ids, day) if with_sheets else []
    return forms(session, code, day, ids), sheets


def _drawn(found: list[Form], sheets: list[VisitSheet], paper: str) -> PaperDocument:
    from crm_desktop.printing import morning, table_form

    file, size = BytesIO(), cast("Literal['A4', 'A5']", paper)
    if sheets:
        morning.render(found[0], sheets, file, paper=size)
    else:
        table_form.render(found, file, paper=size)
    return document(file.getvalue())


def _book(found: list[Form], target: Path, paper: str) -> int:
    from crm_desktop.printing import form_workbook

    return form_workbook.write(found, target, paper=cast("Literal['A4', 'A5']", paper))
