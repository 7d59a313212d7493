"""List and archive side by side: what Customers and Network have in common."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.features.customers.records import Sort
from crm_desktop.ui.page import Page
from crm_desktop.ui.people.archive.view import ArchiveView
from crm_desktop.ui.people.list_panel import PeopleList
from crm_desktop.ui.services import Services
from crm_desktop.ui.widgets.splitter import Splitter


class PeoplePage(Page):
    """Shows a list on the left and the picked person's archive on the right."""

    def __init__(self, services: Services, name: str, *, is_customer: bool) -> None:
        super().__init__(services)
        self._name = name
        left = QWidget(self)
        self.right = QStackedWidget(self)
        self.above = QVBoxLayout(left)
        self.above.setContentsMargins(0, 0, 0, 0)
        self.above.setSpacing(0)
        self.splitter = Splitter(left, self.right, self)
        self.splitter.take_sizes(services.preferences.get(f"{name}_sizes", None))
        self.lay_out()
        # Made where they stay: with every change of parents Qt styles all of them anew.
        self.list = PeopleList(services, left, is_customer=is_customer)
        self._archive: ArchiveView | None = None
        self._is_nobody = False
        self.empty = self.make_empty()
        self.above.addWidget(self.list, 1)
        self.right.addWidget(self.empty)
        self.splitter.moved.connect(self._keep_sizes)
        self.list.picked.connect(self._show_person)
        self.list.emptied.connect(self._show_nobody)
        remembered = services.preferences.text(f"{name}_person")
        if remembered:
            self.list.pick(remembered, or_first=True)

    @property
    def archive(self) -> ArchiveView:
        """The picked person's."""
        if self._archive is None:
            self._archive = ArchiveView(self.services, self.right)
            self.right.insertWidget(0, self._archive)
            self.right.setCurrentWidget(self.empty if self._is_nobody else self._archive)
        return self._archive

    @override
    def parts_to_make(self) -> tuple[Callable[[], object], ...]:
        return () if self._archive is not None else (lambda: self.archive,)

    def lay_out(self) -> None:
        """Where list and archive stand on the page."""
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)

    def make_empty(self) -> QWidget:
        """What teaches when there is nobody."""
        raise NotImplementedError

    def _keep_sizes(self, sizes: list[int]) -> None:
        self.services.preferences.set(f"{self._name}_sizes", sizes)

    def _show_person(self, contact_id: str) -> None:
        self._is_nobody = False
        self.right.setCurrentWidget(self.archive)
        self.archive.show_person(contact_id)

    def _show_nobody(self) -> None:
        self._is_nobody = True
        self.right.setCurrentWidget(self.empty)

    @override
    def open_record(self, record_id: str) -> None:
        """A contact's id, or `filter:…`, or `sort:…`."""
        verb, colon, rest = record_id.partition(":")
        if colon and verb == "filter":
            self.list.show_filter(rest)
        elif colon and verb == "sort":
            self.list.show_filter("", Sort(rest))
        else:
            self.list.pick(record_id)
            self._show_person(record_id)

    @override
    def subject(self) -> str:
        return self._archive.contact_id() if self._archive is not None else ""

    @override
    def flush(self) -> None:
        if self._archive is not None:
            self._archive.flush()
        if person := self.subject():
            self.services.preferences.set(f"{self._name}_person", person)

    @override
    def print_page(self) -> bool:
        return self.archive.print_page()

    @override
    def focus_first(self) -> None:
        self.list.focus_first()
