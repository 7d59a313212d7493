"""Ways to reach a person: phone, WeChat, e-mail and more; the first one is the one that is shown and dialled."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import commands
from crm_desktop.features.contacts.records import NewWay, Way, WayKind
from crm_desktop.features.contacts.rules import way_label, way_warning
from crm_desktop.ui.forms import ChoiceField, Form, LineField
from crm_desktop.ui.people.archive.ask import Ask
from crm_desktop.ui.people.archive.part import ArchivePage, Part, RowsView, icon_button, pairs
from crm_desktop.ui.people.archive.reading import Shown
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.chip import Pill
from crm_desktop.ui.widgets.rows import Row

ICONS = {
    "phone": "phone-outline", "wechat": "wechat", "email": "email-outline", "qq": "qqchat", "web": "web",
    "other": "card-account-phone-outline",
}  # fmt: skip


class WaysCard(Part):
    """Enter edits the marked one; the menu copies, prefers, removes."""

    def __init__(self, page: ArchivePage) -> None:
        super().__init__(_("Ways to reach"), page)
        self.head.addWidget(icon_button("plus", _("Add a way to reach"), self, self.add))
        self.list = RowsView(_("Ways to reach"), self, row_height=40, compact=True)
        self.none = Label(_("No number yet. Without one nobody can call."), "muted", self)
        self.body.addWidget(self.none)
        self.body.addWidget(self.list)
        self.list.opened.connect(self.edit)
        self.list.customContextMenuRequested.connect(self._ask_menu)

    @override
    def fill(self, data: Shown) -> None:
        super().fill(data)
        self.none.setVisible(not data.archive.card.ways)
        self.list.show_rows([self._row(way, data) for way in data.archive.card.ways])

    @staticmethod
    def _row(way: Way, data: Shown) -> Row:
        kind = data.shop.label_of("way_kinds", way.kind)
        warning = way_warning(way.kind, way.value)
        pill = Pill(_("Check"), "warn") if warning else None
        return Row(
            way.id, way.shown, right=way_label(way.label) or kind, icon=ICONS.get(way.kind, ICONS["other"]),
            right_pill=pill, tooltip=warning or kind,
        )  # fmt: skip

    def _way(self, way_id: str) -> Way | None:
        ways = self.data.archive.card.ways if self.data else ()
        return next((way for way in ways if way.id == way_id), None)

    def add(self, kind: str = WayKind.PHONE) -> None:
        """Ask for a new one."""
        if self.data is None:
            return
        person = self.data.id
        self._ask(
            _("Add a way to reach"), NewWay(kind, ""),
            lambda new, **kw: self.page.act(_("Add a way to reach"), commands.add_way, person, new, **kw),
        )  # fmt: skip

    def edit(self, way_id: str) -> None:
        """Correct one."""
        way = self._way(way_id)
        if way is not None:
            seen = {("contact_way", way.id): way.row_seq}
            self._ask(
                _("Correct a way to reach"), NewWay(way.kind, way.value, way.label),
                lambda new, **kw: self.page.act(
                    _("Correct a way to reach"), commands.edit_way, way_id, new, seen=seen, **kw),
            )  # fmt: skip

    def _ask(self, title: str, now: NewWay, save: Any) -> None:
        assert self.data is not None
        kind = ChoiceField("kind", _("Kind"), pairs(self.data.shop.way_kinds), inline=False, none=None)
        value = LineField("value", _("Number or address"), inline=False)
        label = LineField("label", _("Label"), inline=False, placeholder=_("For example office, wife"))
        for field, shown in ((kind, now.kind), (value, now.value), (label, now.label)):
            field.set_value(shown, force=True)

        def keep(values: dict[str, Any], then: Any, failed: Any) -> None:
            new = NewWay(values["kind"], values["value"], values["label"])
            save(new, then=then, failed=partial(_under_value, ask, failed))

        ask = Ask(title, [kind, value, label], keep, self.page)
        value.setFocus()
        ask.open()

    def _ask_menu(self, spot: QPoint) -> None:
        way = self._way(self.list.picked_id())
        if way is not None:
            menu = self.make_menu(way)
            menu.popup(self.list.viewport().mapToGlobal(spot))

    def make_menu(self, way: Way) -> QMenu:
        """What can be done with one."""
        menu = QMenu(self)
        menu.addAction(_("Correct…"), partial(self.edit, way.id))
        menu.addAction(_("Copy"), partial(QGuiApplication.clipboard().setText, way.value))
        address = _address(way)
        if address:
            text = _("Dial") if way.kind == WayKind.PHONE else _("Open")
            menu.addAction(text, partial(QDesktopServices.openUrl, QUrl(address)))
        menu.addAction(_("Put first"), partial(self.page.act, _("Put a way first"), commands.prefer_way, way.id))
        menu.addSeparator()
        menu.addAction(_("Remove"), partial(self.remove, way.id))
        return menu

    def remove(self, way_id: str) -> None:
        """Forget one; the message brings it back."""
        self.page.act(_("Remove a way to reach"), commands.remove_way, way_id, done=_("The way to reach is removed."))

    @override
    def forms(self) -> Iterable[Form]:
        return ()

    @override
    def field(self, name: str) -> QWidget | None:
        return self.list if name in (WayKind.PHONE, WayKind.WECHAT, WayKind.EMAIL) else None


def _under_value(ask: Ask, failed: Any, problem: Any) -> None:
    """A refusal names the kind as its field; here it stands under the value."""
    if getattr(problem, "field", "") in set(WayKind):
        problem.field = "value"
    failed(problem)


def _address(way: Way) -> str:
    if way.kind == WayKind.PHONE and way.normal:
        return f"tel:{way.normal}"
    if way.kind == WayKind.EMAIL:
        return f"mailto:{way.value}"
    return way.value if way.kind == WayKind.WEB and way.value.startswith(("http://", "https://")) else ""
