"""Who belongs to this person: family, colleagues, who introduced whom."""

from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import commands
from crm_desktop.features.contacts.records import Link, PersonName
from crm_desktop.ui.forms import ChoiceField, LineField
from crm_desktop.ui.people.archive.part import ArchivePage, Part, RowsView, icon_button, pairs
from crm_desktop.ui.people.archive.pick_person import PickPerson
from crm_desktop.ui.people.archive.reading import Shown
from crm_desktop.ui.people.rows import private_pill, scale_pills
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.rows import Row


class LinksView(RowsView):
    """Delete takes the marked one off."""

    remove_key = Qt.Key.Key_Delete

    def __init__(self, card: "RelationsCard") -> None:
        super().__init__(_("Relations"), card)
        self._card = card

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == self.remove_key and self.picked_id():
            self._card.remove(self.picked_id())
            return
        super().keyPressEvent(event)


class RelationsCard(Part):
    """A click or Enter opens the other person."""

    def __init__(self, page: ArchivePage) -> None:
        super().__init__(_("Relations"), page)
        self.head.addWidget(icon_button("graph-outline", _("Show on the map"), self, self.show_on_map))
        self.head.addWidget(icon_button("plus", _("Add a relation"), self, self.add))
        self.list = LinksView(self)
        self.none = Label(_("Who came along, who decides, who introduced? Add them: people buy with people."), "muted")
        self.body.addWidget(self.none)
        self.body.addWidget(self.list)
        self.list.opened.connect(self.open)
        self.list.clicked.connect(lambda _index: self.open(self.list.picked_id()))
        self.list.customContextMenuRequested.connect(self._ask_menu)

    @override
    def fill(self, data: Shown) -> None:
        super().fill(data)
        links = data.archive.card.links
        self.none.setVisible(not links)
        self.list.show_rows([_row(link, data) for link in links])

    def _link(self, link_id: str) -> Link | None:
        links = self.data.archive.card.links if self.data else ()
        return next((link for link in links if link.id == link_id), None)

    def open(self, link_id: str) -> None:
        """Go to the other person."""
        link = self._link(link_id)
        if link is not None:
            page = "customers" if link.other_status else "network"
            self.page.signals.open_record.emit(page, link.other)

    def show_on_map(self) -> None:
        """This person on the relationship map, with everybody around."""
        if self.data is not None:
            self.page.signals.open_record.emit("map", self.data.archive.card.id)

    def add(self) -> None:
        """Choose the person and say what he is to this one."""
        if self.data is None:
            return
        person = self.data.id
        kind = ChoiceField("kind", _("Is to {name}").format(name=self.data.archive.card.name),
                           pairs(self.data.shop.relation_kinds), inline=False, none=None)  # fmt: skip
        note = LineField("note", _("Note"), inline=False)

        def chosen(other: PersonName, values: dict[str, Any], then: Any, failed: Any) -> None:
            self.page.act(
                _("Add a relation"), commands.add_relation, person, other.id, kind=values["kind"], note=values["note"],
                then=then, failed=failed,
            )  # fmt: skip

        PickPerson(self.page, _("Add a relation"), chosen, without=person, yes=_("Add"), fields=(kind, note)).open()

    def remove(self, link_id: str) -> None:
        """Forget the link; the message brings it back."""
        self.page.act(_("Remove a relation"), commands.remove_relation, link_id, done=_("The relation is removed."))

    def make_menu(self, link: Link) -> QMenu:
        """What can be done with a relation."""
        menu = QMenu(self)
        menu.addAction(_("Open"), partial(self.open, link.id))
        menu.addAction(_("Remove"), partial(self.remove, link.id))
        return menu

    def _ask_menu(self, spot: QPoint) -> None:
        index = self.list.indexAt(spot)
        row = self.list.rows.row(index.row()) if index.isValid() else None
        link = self._link(row.id) if row else None
        if link is not None:
            self.make_menu(link).popup(self.list.viewport().mapToGlobal(spot))


def _row(link: Link, data: Shown) -> Row:
    kind = data.shop.label_of("relation_kinds", link.kind)
    words = " · ".join(filter(None, (kind, link.note or link.other_subtitle)))
    pills = (*scale_pills(link.other_level, link.other_status), *private_pill(link.other_private))
    return Row(link.id, link.other_name, words, pills=pills, tooltip=words)
