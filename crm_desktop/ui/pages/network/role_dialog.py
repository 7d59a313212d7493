"""What somebody is in a group: head of the family, contact of the club."""


from crm_desktop.base.i18n import _
from crm_desktop.features.network import commands
from crm_desktop.features.network.records import Member
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.forms.text_fields import LineField
from crm_desktop.ui.page import Page


class RoleDialog(Sheet):
    """One line."""

    def __init__(self, page: Page, member: Member) -> None:
        super().__init__(_("Role of {name}").format(name=member.name), page, width=400)
        self.page, self._membership = page, member.membership
        self.role = LineField("role", _("Role in the group"), self, inline=False, longest=60)
        self.role.set_value(member.role, force=True)
        self.body.addWidget(self.role)
        self.add_close(_("Cancel"))
        self.add_button(_("Save"), primary=True).clicked.connect(self.save)
        self.role.input.setFocus()

    def save(self) -> None:
        """Keep it."""
        self.page.do(_("Set a role"), commands.set_role, self._membership, str(self.role.value()),
                     then=self.answered)  # fmt: skip
