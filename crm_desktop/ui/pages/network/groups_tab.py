"""Households, companies, estates and clubs: the list, and the people of the one that is picked."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.contacts.records import PersonName
from crm_desktop.features.network import commands, queries
from crm_desktop.features.network.records import GroupRecord, GroupRow, Member
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.team.queries import team
from crm_desktop.ui.forms.text_fields import LineField
from crm_desktop.ui.page import Page
from crm_desktop.ui.pages.network.group_dialog import GroupDialog
from crm_desktop.ui.pages.network.lines import group_line, member_line
from crm_desktop.ui.people.archive.pick_person import PickPerson
from crm_desktop.ui.people.owner_chip import OwnerChip
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Card, Label, row
from crm_desktop.ui.widgets.chip import PillLabel
from crm_desktop.ui.widgets.choice_chips import ChoiceChips
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.keyed_list import KeyedList
from crm_desktop.ui.widgets.side_panel import beside, side_panel

ALL = "all"


class GroupsTab(Page):
    """List on the left, people on the right; what archives name is offered."""

    refresh_on = frozenset({"people_group", "membership", "contact", "customer", "setting"})

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.shop: ShopRules | None = None
        self.found: GroupRecord | None = None
        key = Qt.Key
        self.kinds = ChoiceChips(_("Kind of group"), self)
        self.owners = OwnerChip(self)
        self.list = KeyedList(_("Groups"), self, ground="surface", keys={
            key.Key_N: self.add, key.Key_E: self.edit, key.Key_Delete: self.remove, key.Key_A: self.add_person,
        })  # fmt: skip
        self.members = KeyedList(_("People of the group"), self, ground="surface", keys={
            key.Key_A: self.add_person, key.Key_R: self.set_role, key.Key_Delete: self.remove_person,
        })  # fmt: skip
        self.name, self.private = Label("", "page-title", self), PillLabel("", Tone.MUTED, self)
        self.told, self.note = Label("", "muted", self, fills=True), Label("", "", self, fills=True)
        self.more = Label("", "muted", self, fills=True)
        self.hint = Label("", "faint", self, fills=True)
        self.nobody = Label(_("Nobody is in the group yet. A adds somebody."), "muted", self)
        self.take = self._button(_("Make it a group"), self.take_all, primary=True)
        self.person = self._button(_("Add a member"), self.add_person)
        self.change = self._button(_("Change the group"), self.edit)
        self.share = self._button(_("Share with the shop"), self.share_group)
        self.drop = self._button(_("Dissolve"), self.remove)
        self.empty = EmptyState(
            "home-group", _("People buy with people: who lives, works and drives together?"), self,
            hint=_("Make a household, a company, an estate or a club. Where archives name the same company or estate, "
                   "it is offered here by itself."),
        )  # fmt: skip
        self.empty.add_button(_("New group"), self.add, "plus")
        self._build()
        self._connect()

    def _button(self, text: str, act: Callable[[], object], *, primary: bool = False) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("kind", "primary" if primary else "small")
        button.clicked.connect(lambda: act())
        return button

    def _build(self) -> None:
        new = self._button(_("New group") + "  N", self.add)
        card = Card("", self)
        card.body.addLayout(row(self.name, self.private, None, spacing=SCALE.m))
        card.body.addWidget(self.told)
        card.body.addWidget(self.note)
        card.body.addLayout(row(self.person, self.change, self.share, self.drop, None))
        card.body.addWidget(self.members, 1)
        card.body.addWidget(self.nobody)
        foot = row(self.more, self.take)
        foot.setStretch(0, 1)
        card.body.addLayout(foot)
        card.body.addWidget(self.hint)
        self.right = QStackedWidget(self)
        self.right.addWidget(card)
        self.right.addWidget(self.empty)
        beside(self, side_panel(self, self.kinds, self.owners, new, self.list), self.right)

    def _connect(self) -> None:
        self.kinds.chosen.connect(lambda _code: self._load())
        self.owners.changed.connect(self.refresh)
        self.list.picked.connect(self._pick)
        self.list.opened.connect(self._enter)
        self.members.opened.connect(self.open_person)

    # Reading ------------------------------------------------------------------------------------------------------

    @override
    def refresh(self) -> None:
        self.load(shop_rules, then=self._show_shop, key="shop")
        self.load(team, then=self.owners.show_team, key="team")
        self._load()
        if self.found is not None:
            self._pick(self.found.row.key)

    def _show_shop(self, shop: ShopRules) -> None:
        self.shop = shop
        kinds = [(one.code, one.label) for one in shop.group_kinds]
        self.kinds.offer([(ALL, _("All")), *kinds], chosen=self.kinds.code() or ALL)

    def _load(self) -> None:
        kind = self.kinds.code()
        # Counts what all archives say: beside the reads somebody waits for.
        self.load(
            queries.groups, kind="" if kind == ALL else kind, owners=self.owners.codes(), then=self.show_groups,
            key="groups", heavy=True,
        )  # fmt: skip

    def show_groups(self, groups: list[GroupRow]) -> None:
        """The groups, and those offered."""
        self.right.setCurrentIndex(0 if groups else 1)
        if not groups:
            self.found = None
        self.list.show_rows([group_line(one) for one in groups], pick_first=True)

    def show_group(self, key: str) -> None:
        """Pick this group as soon as it is in the list."""
        self.list.pick(key)
        self._pick(key)

    def _pick(self, key: str) -> None:
        self.load(
            queries.group, key, owners=self.owners.codes(), then=self.show_record, failed=self._gone, key="group"
        )

    def _gone(self, _problem: UserError) -> None:
        self.found = None
        self._load()

    def show_record(self, found: GroupRecord) -> None:
        """One group with its people."""
        self.found = found
        group, today = found.row, clock.today()
        self.name.setText(group.name)
        self.private.show_pill(_("Private, stays on this laptop") if group.private and not group.offered else "")
        people = ngettext("{n} person", "{n} people", group.people).format(n=f"{group.people:,}")
        customers = ngettext("{n} customer", "{n} customers", group.customers).format(n=f"{group.customers:,}")
        self.told.setText(" · ".join((group.kind_label, people, customers)))
        self.note.setText(found.note)
        self.note.setVisible(bool(found.note))
        shown = found.more if group.offered else found.members
        self.members.show_rows([member_line(one, today) for one in shown], pick_first=True)
        self.members.setVisible(bool(shown))
        self.nobody.setVisible(not shown)
        for button in (self.person, self.change, self.drop):
            button.setVisible(not group.offered)
        self.share.setVisible(group.private and not group.offered)
        self._show_more(found)

    def _show_more(self, found: GroupRecord) -> None:
        offered, more = found.row.offered, len(found.more)
        self.take.setVisible(bool(more))
        self.more.setVisible(bool(more))
        self.more.setText(
            _("Their archives name the same; they are not a group yet.") if offered else
            ngettext("{n} more person names it in the archive.", "{n} more people name it in the archive.", more)
            .format(n=f"{more:,}")
        )  # fmt: skip
        self.take.setText(_("Make it a group") if offered else _("Add them"))
        self.hint.setText(
            _("Enter: open the archive") if offered else
            _("Enter: open the archive · A: add a person · R: role · Delete: take out of the group")
        )  # fmt: skip

    # Doing --------------------------------------------------------------------------------------------------------

    def _enter(self, _key: str) -> None:
        if self.found is not None and self.found.row.offered:
            self.take_all()
        else:
            self.members.setFocus()

    def add(self) -> None:
        """A new group."""
        if self.shop is not None:
            GroupDialog(self, self.shop.group_kinds, self.show_group).open()

    def edit(self) -> None:
        """Another name, kind or note."""
        if self.shop is not None and self._kept() is not None:
            GroupDialog(self, self.shop.group_kinds, self.show_group, self.found).open()

    def _kept(self) -> GroupRecord | None:
        return self.found if self.found is not None and not self.found.row.offered else None

    def take_all(self) -> None:
        """Make the offered group, or add those who name it."""
        if self.found is None:
            return
        group = self.found.row
        self.do(_("Make a group"), commands.take_offer, group.kind, group.name, then=self.show_group,
                done=_("{name} is a group now.").format(name=group.name))  # fmt: skip

    def remove(self) -> None:
        """Dissolve the group; the message brings it back."""
        if group := self._kept():
            self.found = None
            self.do(_("Dissolve a group"), commands.remove_group, group.row.key,
                    done=_("{name} was dissolved; its people stay.").format(name=group.row.name))  # fmt: skip

    def share_group(self) -> None:
        """Name, note and the shop's own customers in it become the shop's."""
        if group := self._kept():
            self.do(_("Share a group"), commands.share_group, group.row.key,
                    done=_("At the next sync the shop sees {name} and those of its people who are the shop's.")
                    .format(name=group.row.name))  # fmt: skip

    def add_person(self) -> None:
        """Choose somebody, and say what he is in the group."""
        group = self._kept()
        if group is None:
            return
        role = LineField("role", _("Role in the group"), inline=False)

        def chosen(person: PersonName, values: dict[str, Any], then: Any, failed: Any) -> None:
            self.do(_("Add to a group"), commands.add_members, group.row.key, [person.id], role=values["role"],
                    then=then, failed=failed)  # fmt: skip

        PickPerson(self, _("Add to {name}").format(name=group.row.name), chosen, without="", yes=_("Add"),
                   fields=(role,)).open()  # fmt: skip

    def _member(self) -> Member | None:
        picked = self.members.picked_id()
        members = self.found.members if self.found else ()
        return next((one for one in members if one.contact == picked), None)

    def set_role(self) -> None:
        """Say what the marked person is in the group."""
        from crm_desktop.ui.pages.network.role_dialog import RoleDialog

        if (member := self._member()) is not None:
            RoleDialog(self, member).open()

    def remove_person(self) -> None:
        """Take the marked person out; the message brings him back."""
        if (member := self._member()) is not None:
            self.do(_("Take out of a group"), commands.remove_member, member.membership,
                    done=_("{name} was taken out of the group.").format(name=member.name))  # fmt: skip

    def open_person(self, contact_id: str) -> None:
        """Go to the archive."""
        if self.found is None:
            return
        people = (*self.found.members, *self.found.more)
        customer = any(one.is_customer for one in people if one.contact == contact_id)
        self.signals.open_record.emit("customers" if customer else "network", contact_id)

    @override
    def subject(self) -> str:
        return self.members.picked_id() if self.members.isVisible() else ""

    @override
    def focus_first(self) -> None:
        self.list.setFocus()
