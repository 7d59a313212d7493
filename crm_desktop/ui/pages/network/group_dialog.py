"""Name a group: household, company, estate or club."""

from collections.abc import Callable

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.features.network import commands
from crm_desktop.features.network.records import GroupRecord, NewGroup
from crm_desktop.features.settings.records import Choice
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.forms.reading import told_by_field
from crm_desktop.ui.forms.text_fields import LineField, TextField
from crm_desktop.ui.page import Page
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.choice_chips import ChoiceChips
from crm_desktop.ui.widgets.text_input import composing

WIDTH = 460


class GroupDialog(Sheet):
    """`saved` is called with the group's key."""

    def __init__(
        self, page: Page, kinds: tuple[Choice, ...], saved: Callable[[str], object], group: GroupRecord | None = None
    ) -> None:
        super().__init__(_("Change the group") if group else _("New group"), page, width=WIDTH)
        self.page, self._told = page, saved
        self._key = group.row.key if group else ""
        self.kind = ChoiceChips(_("Kind"), self, numbered=True)
        self.kind.offer([(one.code, one.label) for one in kinds], chosen=group.row.kind if group else kinds[0].code)
        self.name = LineField("name", _("Name"), self, inline=False,
                              placeholder=_("For example: the Wang family, Garden Estate"))  # fmt: skip
        self.note = TextField("note", _("Note"), self, inline=False, lines=2)
        self.private = Label(_("A group is private, here only, until you share it with the shop."), "muted", self)
        self.problem = Label("", "error", self)
        self.problem.hide()
        for part in (Label(_("Kind"), "muted", self), self.kind, self.name, self.note, self.private, self.problem):
            self.body.addWidget(part)
        if group:
            self.name.set_value(group.row.name, force=True)
            self.note.set_value(group.note, force=True)
            self.private.setVisible(group.row.private)
        self.add_close(_("Cancel"))
        self.yes = self.add_button(_("Save"), primary=True)
        self.yes.clicked.connect(self.save)
        self.name.input.setFocus()

    def save(self) -> None:
        """Keep it."""
        if composing():
            return
        self.name.show_error("")
        self.yes.setEnabled(False)
        new = NewGroup(self.kind.code(), str(self.name.value()), str(self.note.value()))
        self.page.do(_("Save a group"), commands.save_group, new, group_id=self._key, then=self._saved,
                     failed=self._refuse)  # fmt: skip

    def _saved(self, key: str) -> None:
        self.accept()
        self._told(key)

    def _refuse(self, problem: UserError) -> None:
        self.yes.setEnabled(True)
        if told_by_field([self.name], problem):
            return
        self.problem.setText(str(problem))
        self.problem.show()
