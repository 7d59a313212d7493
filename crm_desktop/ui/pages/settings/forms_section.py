"""Forms of the shop: which columns they have and what they are called, who signs; seen at once on a small sheet."""

from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.features.forms import commands
from crm_desktop.features.forms.queries import design, shipped_design, specimen
from crm_desktop.features.forms.records import FORMS, CheckList, Design, Form
from crm_desktop.ui.dialogs.paper_pages import PageView, page_picture
from crm_desktop.ui.forms.form import Form as FieldForm
from crm_desktop.ui.forms.text_fields import LineField, TextField
from crm_desktop.ui.page import Page
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Card, Label, row
from crm_desktop.ui.widgets.choice_chips import ChoiceChips

NAMES_WIDTH = 210
PREVIEW_HEIGHT = 340
COLUMNS_HEIGHT = 260
_CODE = Qt.ItemDataRole.UserRole

Shown = tuple[Design, Form, list[tuple[str, str]]]


class FormsSection(Page):
    """Every change saves itself; the sheet beside shows it."""

    refresh_on = frozenset({"setting"})

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.design: Design | None = None
        self.kinds = ChoiceChips(_("Form"), self)
        self.kinds.offer([(code, shipped_design(code).title) for code in FORMS], chosen=FORMS[0])
        self.code = FORMS[0]
        self.form = FieldForm(self._save, self)
        self.title_field = self.form.add(LineField("title", _("Heading"), self, longest=40))
        self.signatures = self.form.add(TextField("signatures", _("Who signs"), self, lines=3))
        self.columns = QListWidget(self)
        self.points: dict[str, TextField] = {}
        self.view = PageView(self)
        self._picture_of: Form | None = None
        self._resized = QTimer(self, singleShot=True, interval=150)
        self._resized.timeout.connect(self._draw)
        self._build()

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, SCALE.m, 0)
        whole.setSpacing(SCALE.l)
        preview = Card(_("Forms"), self)
        self.kinds.setFixedWidth(NAMES_WIDTH)  # one under the other, in any language
        self.view.setFixedHeight(PREVIEW_HEIGHT)
        preview.body.addLayout(row(self.kinds, self.view))
        self.reset_button = QPushButton(_("Back to the shipped form"), self)
        self.reset_button.setProperty("kind", "small")
        preview.body.addLayout(row(None, self.reset_button))
        heads = Card(_("Title and signatures"), self)
        self.title_field.input.setProperty("kind", "boxed")
        self.signatures.input.setProperty("kind", "boxed")
        for field in (self.title_field, self.signatures):
            heads.body.addWidget(field)
        heads.body.addWidget(Label(_("One line for each who signs."), "muted", self))
        columns = Card(_("Columns"), self)
        hint = _(
            "Drag a column to another place, untick what you do not need, press F2 to rename. "
            "An empty name brings the shipped one back."
        )
        columns.body.addWidget(Label(hint, "muted", self))
        self._build_columns()
        columns.body.addWidget(self.columns)
        self.points_card = Card(_("Points to tick"), self)
        self.points_card.body.addWidget(Label(_("One line for each point."), "muted", self))
        for card in (preview, heads, columns, self.points_card):
            whole.addWidget(card)
        self._of_shop = (self.reset_button, heads, columns, self.points_card)
        self.kinds.chosen.connect(self._choose)
        self.reset_button.clicked.connect(self._reset)

    def shop_parts(self) -> tuple[QWidget, ...]:
        """What changes a form; which one is looked at is free."""
        return self._of_shop

    def _build_columns(self) -> None:
        self.columns.setAccessibleName(_("Columns"))
        self.columns.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        self.columns.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.columns.setEditTriggers(
            QListWidget.EditTrigger.EditKeyPressed | QListWidget.EditTrigger.DoubleClicked
        )
        self.columns.setFixedHeight(COLUMNS_HEIGHT)
        self.columns.itemChanged.connect(self._changed)
        self.columns.model().rowsMoved.connect(self._moved)

    # -- showing ------------------------------------------------------------------------------------------------

    @override
    def refresh(self) -> None:
        self.load(_shown, self.code, then=self.show_form, key="form")

    def show_form(self, shown: Shown) -> None:
        """Show this form as it is now."""
        self.design, self._picture_of, titles = shown
        self.kinds.offer(titles, chosen=self.code)
        self._make_points(self.design.checks)
        values = {"title": self.design.title, "signatures": "\n".join(self.design.signatures)}
        values |= {f"points/{one.code}": "\n".join(one.points) for one in self.design.checks}
        self.form.show_values(self.code, values)
        self._show_columns(self.design)
        self._draw()

    def _make_points(self, checks: tuple[CheckList, ...]) -> None:
        """A field for each list of points; only some forms have any."""
        for one in checks:
            if one.code not in self.points:
                field = self.form.add(TextField(f"points/{one.code}", one.title, self, lines=4, inline=False))
                self.points[one.code] = field
                self.points_card.body.addWidget(field)
        self.points_card.setVisible(bool(checks))

    def _show_columns(self, shown: Design) -> None:
        current = self.columns.currentRow()
        self.columns.blockSignals(True)
        self.columns.clear()
        for column in shown.columns:
            item = QListWidgetItem(column.label, self.columns)
            item.setData(_CODE, column.code)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if column.shown else Qt.CheckState.Unchecked)
            item.setSizeHint(QSize(0, SCALE.control))
        self.columns.setCurrentRow(current)
        self.columns.blockSignals(False)

    def _draw(self) -> None:
        if self._picture_of is not None and self.isVisible():
            self.work(partial(_picture, self._picture_of, self.view.room()), self._show_picture, key="picture")

    def _show_picture(self, picture: QImage) -> None:
        self.view.put(picture)

    # -- changing -----------------------------------------------------------------------------------------------

    def _choose(self, code: str) -> None:
        self.form.flush()
        self.code = code
        self.refresh()

    def _changed(self, item: QListWidgetItem) -> None:
        if self.design is None:
            return
        code, label, shown = str(item.data(_CODE)), item.text(), item.checkState() is Qt.CheckState.Checked
        before = next(column for column in self.design.columns if column.code == code)
        if shown != before.shown:
            self._do(commands.show_column, code, shown=shown)
        elif label != before.label:
            self._do(commands.set_column_label, code, label)

    def _moved(self, _a: QModelIndex, _b: int, _c: int, _d: QModelIndex, _e: int) -> None:
        codes = [str(self.columns.item(place).data(_CODE)) for place in range(self.columns.count())]
        self._do(commands.order_columns, codes)

    def _do(self, command: Callable[..., Any], *args: Any, **values: Any) -> None:
        self.do(_("Change a form"), command, self.code, *args, failed=self._refused, **values)

    def _refused(self, problem: UserError) -> None:
        self.notices.error(problem)
        self.refresh()

    def _save(
        self, subject: str, name: str, value: Any, then: Callable[[], None], failed: Callable[[UserError], None]
    ) -> None:
        lines = str(value or "").splitlines()
        kind, _slash, code = name.partition("/")
        change = {
            "title": partial(commands.set_title, form=subject, title=str(value or "")),
            "signatures": partial(commands.set_signatures, form=subject, lines=lines),
            "points": partial(commands.set_points, form=subject, code=code, points=lines),
        }[kind]
        self.do(_("Change a form"), change, then=lambda _answer: then(), failed=failed)

    def _reset(self) -> None:
        self.do(_("Put a form back"), commands.reset, self.code, done=_("The shipped form holds again."))

    @override
    def flush(self) -> None:
        self.form.flush()

    @override
    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._resized.start()


def _shown(session: Any, code: str) -> Shown:
    titles = [(one, design(session, one).title) for one in FORMS]
    return design(session, code), specimen(session, code, clock.today()), titles


def _picture(form: Form, size: QSize) -> QImage:
    from crm_desktop.printing import table_form

    file = BytesIO()
    table_form.render([form], file)
    return page_picture(file.getvalue(), 0, size)
