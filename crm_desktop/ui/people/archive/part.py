"""A part of the archive: built once, refilled for every person; and what parts are made of."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any, Protocol

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLayout, QPushButton, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.features.settings.records import Choice
from crm_desktop.ui.forms import Field, Form
from crm_desktop.ui.page import Page
from crm_desktop.ui.people.archive.reading import Shown
from crm_desktop.ui.theme import icons
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Card, unless_it_follows_the_width
from crm_desktop.ui.widgets.list_view import ListView

LONGEST_LABEL = 96
LEAST_INPUT = 114


class ArchivePage(Page):
    """What a part may ask of the view it stands in."""

    data: Shown | None = None

    def act(self, label: str, command: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """Change something of the person on show: the store learns what was on screen."""
        seen = self.data.seen if self.data else None
        self.do(label, command, *args, seen=kwargs.pop("seen", seen), **kwargs)

    def focus_field(self, name: str) -> None:
        """Bring the field of that name into sight and put the focus there."""

    def order_tabs(self) -> None:
        """A part has built something late: let Tab go on as it is read."""


class Part(Card):
    """A card of the archive; `fill` shows another person or another state of the same."""

    def __init__(self, title: str, page: ArchivePage) -> None:
        super().__init__(title, page)
        self.page = page
        self.data: Shown | None = None
        whole = self.layout()
        assert isinstance(whole, QVBoxLayout)
        whole.setStretchFactor(self.body, 0)
        whole.addStretch(1)  # while heights still settle, no field grows to shrink again a moment later

    @override
    def sizeHint(self) -> QSize:
        return unless_it_follows_the_width(self, super().sizeHint)

    def fill(self, data: Shown) -> None:
        """Show this."""
        self.data = data

    def forms(self) -> Iterable[Form]:
        """The forms whose typing must not be lost."""
        return ()

    def field(self, name: str) -> QWidget | None:
        """The input that holds the fact of this name, when it stands here."""
        return None


class Deed(Protocol):
    """What saves one field of a record: the command's name on undo, the command, what it is called with."""

    def __call__(self, subject: str, field: str, value: Any) -> tuple[Callable[..., Any], tuple[Any, ...]]: ...


def saving_form(page: ArchivePage, deed: Deed) -> Form:
    """A form whose fields are written one by one; a refusal shows under its field, or as a message once it is gone."""

    def save(
        subject: str, name: str, value: Any, then: Callable[[], None], failed: Callable[[UserError], None]
    ) -> None:
        def refused(problem: UserError) -> None:
            failed(problem)
            if form.subject == subject:
                return
            if value and isinstance(value, str):
                lost = _("Not saved: {field} “{text}”. {reason}")
                page.notices.warn(lost.format(field=form.fields[name].label.text(), text=value, reason=problem))
            else:
                page.notices.error(problem)

        command, args = deed(subject, name, value)
        label = _("Change “{field}”").format(field=form.fields[name].label.text() or form.fields[name].name)
        page.act(label, command, *args, then=lambda _result: then(), failed=refused)

    form = Form(save, page)
    return form


class FieldGrid(QWidget):
    """Fields side by side where there is room, else one below the other; wide ones take a line of their own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SCALE.l)
        self._grid.setVerticalSpacing(2)
        self._fields: list[tuple[Field, bool]] = []
        self._columns = 0
        self.label_width = 56
        self._laid: tuple[int, tuple[bool, ...]] = (0, ())

    def add(self, field: Field, *, wide: bool = False) -> None:
        """Take a field in, after the others."""
        field.setParent(self)
        self._fields.append((field, wide))
        needed = _room_for_label(field)
        if field.inline:
            self.label_width = min(max(self.label_width, needed), LONGEST_LABEL)
            self.line_up(self.label_width)

    def line_up(self, width: int) -> None:
        """Give every label this width."""
        self.label_width = width
        for known, _wide in self._fields:
            known.label.setFixedWidth(width)
            known.label.setWordWrap(_room_for_label(known) > width)

    def settle(self) -> None:
        """Close the gaps after fields were shown or hidden."""
        self._arrange(self._columns or 1)

    def _arrange(self, columns: int) -> None:
        laid = (columns, tuple(widget.isHidden() for widget, _wide in self._fields))
        if laid == self._laid:
            return
        self._laid, self._columns = laid, columns
        for widget, _wide in self._fields:
            self._grid.removeWidget(widget)
        at = 0
        for widget, wide in self._fields:
            if widget.isHidden():
                continue
            if wide and at % columns:
                at += 1
            self._grid.addWidget(widget, at // columns, at % columns, 1, columns if wide else 1)
            at += columns if wide else 1
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        needed = 2 * (self.label_width + LEAST_INPUT) + SCALE.l
        self._arrange(2 if event.size().width() >= needed else 1)
        super().resizeEvent(event)

    @override
    def sizeHint(self) -> QSize:
        self._arrange(self._columns or 1)
        return super().sizeHint()

    @override
    def minimumSizeHint(self) -> QSize:
        self._arrange(self._columns or 1)
        return QSize(min(super().minimumSizeHint().width(), LONGEST_LABEL + 100), super().minimumSizeHint().height())


def _room_for_label(field: Field) -> int:
    return field.label.fontMetrics().horizontalAdvance(field.label.text()) + SCALE.s


def align(*grids: FieldGrid) -> None:
    """Let the fields of several grids begin at the same place."""
    width = max(grid.label_width for grid in grids)
    for grid in grids:
        grid.line_up(width)


class RowsView(ListView):
    """A short list as tall as its rows: the page scrolls, not the list."""

    def __init__(self, name: str, parent: QWidget, *, compact: bool = False, row_height: int = 0) -> None:
        super().__init__(name, parent, compact=compact, row_height=row_height)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._fit()

    @override
    def show_rows(self, rows: list[Any], *, pick_first: bool = False) -> None:
        super().show_rows(rows, pick_first=pick_first)
        self._fit()
        self.executeDelayedItemsLayout()  # before it is painted, not again afterwards

    def _fit(self) -> None:
        rows = self.rows.rowCount()
        self.setVisible(rows > 0)
        self.setFixedHeight(max(rows, 1) * self.sizeHintForRow(0) + 2 if rows else 2)


def tab_in_order(places: Iterable[QWidget]) -> None:
    """Let Tab go through these places as they are read: in the order they are laid out, not made."""
    stops = [stop for place in places for stop in _stops(place)]
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


def _stops(widget: QWidget) -> Iterator[QWidget]:
    if isinstance(widget, FieldGrid):
        widget.settle()
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    layout = widget.layout()
    if layout is not None:
        yield from _stops_of(layout)


def _stops_of(layout: QLayout) -> Iterator[QWidget]:
    for number in range(layout.count()):
        item = layout.itemAt(number)
        if item is None:
            continue
        inner, below = item.widget(), item.layout()
        if inner is not None:
            yield from _stops(inner)
        elif below is not None:
            yield from _stops_of(below)


def pairs(choices: Iterable[Choice]) -> list[tuple[str, str]]:
    """(code, label) of one of the shop's lists."""
    return [(choice.code, choice.label) for choice in choices]


def small_button(text: str, parent: QWidget, icon: str = "", *, kind: str = "small") -> QPushButton:
    """A button inside a card."""
    button = QPushButton(text, parent)
    button.setProperty("kind", kind)
    button.setAutoDefault(False)
    if icon:
        button.setIcon(icons.icon(icon, "on_accent" if kind == "primary" else "muted"))
    return button


def icon_button(icon: str, name: str, parent: QWidget, act: Callable[[], object]) -> QToolButton:
    """A button that is only an icon; its name is the tooltip and what a screen reader says."""
    button = QToolButton(parent)
    button.setIcon(icons.icon(icon))
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.clicked.connect(partial(_only, act))
    return button


def _only(act: Callable[[], object], _checked: bool = False) -> None:
    act()
