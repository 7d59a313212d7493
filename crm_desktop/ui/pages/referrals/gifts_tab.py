"""The gifts that are given as rewards, and how many are left."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _, format_date, format_money, ngettext
from crm_desktop.features.referrals import commands
from crm_desktop.features.referrals.records import GiftLine
from crm_desktop.features.team import rules as team
from crm_desktop.features.team.queries import me
from crm_desktop.features.team.records import Me
from crm_desktop.ui.forms.text_fields import LineField, MoneyField, NumberField
from crm_desktop.ui.pages.referrals.lines import gift_line
from crm_desktop.ui.pages.referrals.part import Part
from crm_desktop.ui.pages.referrals.promise_dialog import MOST, RewardSheet
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Card, Label, row
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.keyed_list import KeyedList
from crm_desktop.ui.widgets.side_panel import beside, side_panel

MOST_MOVES = 12


class GiftsTab(Part):
    """The stock at the left; what came in and went out at the right."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        key = Qt.Key
        self.list = KeyedList(_("Gifts"), self, ground="surface", keys={
            key.Key_N: self.add, key.Key_E: self.edit, key.Key_M: self.restock, key.Key_Plus: self.restock,
            key.Key_Delete: self.remove,
        })  # fmt: skip
        self.name, self.told = Label("", "page-title", self), Label("", "muted", self, fills=True)
        self.moves = Label("", "", self, fills=True)
        self.hint = Label(_("N: new gift · Enter: change it · M: came in or went out · Delete: no longer offered"),
                          "faint", self, fills=True)  # fmt: skip
        self.note = Label(team.why_read_only(), "muted", self, fills=True)
        self.note.hide()
        self._mine = True
        self.empty = EmptyState(
            "gift-outline", _("No gift in stock."), self,
            hint=_("Write down what you may give as a thank-you: what it costs, and how many there are. A gift that "
                   "was given leaves the stock by itself."),
        )  # fmt: skip
        self.empty.add_button(_("New gift"), self.add, "plus")
        self._build()
        self.list.picked.connect(self._show_gift)
        self.list.opened.connect(lambda _id: self.edit())

    def _build(self) -> None:
        new = self.button(_("New gift") + "  N", self.add)
        change, stop = (self.button(_("Change the gift"), self.edit), self.button(_("No longer offered"), self.remove))
        self._of_shop = (new, change, stop)
        beside(self, side_panel(self, new, self.list), self.right)
        card = Card("", self, spacing=SCALE.m)
        for part in (self.name, self.told):
            card.body.addWidget(part)
        card.body.addLayout(row(
            self.button(_("Came in or went out"), self.restock), change, stop, None,
        ))
        card.body.addWidget(self.note)
        card.body.addWidget(self.moves)
        card.body.addStretch(1)
        card.body.addWidget(self.hint)
        self.right.addWidget(card)
        self.right.addWidget(self.empty)

    @override
    def show_found(self) -> None:
        self.load(me, then=self._show_rights, key="me")
        gifts = self.overview.gifts if self.overview else ()
        self.right.setCurrentIndex(0 if gifts else 1)
        self.list.show_rows([gift_line(one) for one in gifts], pick_first=True)
        self._show_gift(self.list.picked_id())

    def gift(self) -> GiftLine | None:
        """The marked one."""
        gifts = self.overview.gifts if self.overview else ()
        return next((one for one in gifts if one.id == self.list.picked_id()), None)

    def _show_gift(self, _id: str) -> None:
        one = self.gift()
        if one is None:
            return
        self.name.setText(one.name)
        left = ngettext("{n} left", "{n} left", one.left).format(n=f"{one.left:,}")
        given = ngettext("{n} given as reward", "{n} given as rewards", one.paid).format(n=f"{one.paid:,}")
        start = _("{n} at the start").format(n=f"{one.stock:,}")
        self.told.setText(" · ".join((format_money(one.cost), left, given, start)))
        moves = reversed(one.moves[-MOST_MOVES:])
        self.moves.setText("\n".join(
            "  ".join(filter(None, (format_date(move.day), f"{move.quantity:+,}", move.why))) for move in moves))

    def _show_rights(self, found: Me | None) -> None:
        """Which gifts there are is the shop's; what came in and went out anybody notes."""
        self._mine = team.edits_shop_data(found)
        self.note.setVisible(not self._mine)
        for button in self._of_shop:
            button.setEnabled(self._mine)

    # Doing --------------------------------------------------------------------------------------------------------

    def add(self) -> None:
        """A new gift."""
        if self._mine:
            GiftDialog(self, None).open()

    def edit(self) -> None:
        """Change the marked gift."""
        if self._mine and (one := self.gift()) is not None:
            GiftDialog(self, one).open()

    def restock(self) -> None:
        """Gifts came in, or went out otherwise than as a reward."""
        if (one := self.gift()) is not None:
            StockDialog(self, one).open()

    def remove(self) -> None:
        """No longer offer it; the message brings it back."""
        if self._mine and (one := self.gift()) is not None:
            self.do(_("Remove a gift"), commands.remove_gift, one.id,
                    done=_("“{gift}” is no longer offered.").format(gift=one.name))  # fmt: skip


class GiftDialog(RewardSheet):
    """Name, cost, and how many there were at the start."""

    def __init__(self, page: GiftsTab, gift: GiftLine | None) -> None:
        super().__init__(page, _("Change the gift") if gift else _("New gift"))
        self.gift = gift
        self.name = LineField("name", _("Name"), self, inline=False, longest=60)
        self.cost = MoneyField("cost", _("Cost in yuan"), self, inline=False, placeholder="80")
        self.stock = NumberField("stock", _("How many at the start"), self, most=MOST, inline=False)
        for field, value in ((self.name, gift and gift.name), (self.cost, gift and gift.cost),
                             (self.stock, gift.stock if gift else 0)):  # fmt: skip
            field.set_value(value, force=True)
        self.put(self.name, self.cost, self.stock)
        self.finish(_("Save"))
        self.name.setFocus()

    @override
    def send(self) -> None:
        values = self.values()
        self.page.do(
            _("Save a gift"), commands.save_gift, name=values["name"], cost=values["cost"] or 0,
            stock=values["stock"] or 0, gift_id=self.gift.id if self.gift else "", then=self.saved, failed=self.failed,
            done=_("“{gift}” is saved.").format(gift=values["name"]),
        )  # fmt: skip


class StockDialog(RewardSheet):
    """How many, and why."""

    def __init__(self, page: GiftsTab, gift: GiftLine) -> None:
        told = ngettext("{n} left", "{n} left", gift.left).format(n=f"{gift.left:,}")
        super().__init__(page, gift.name, told)
        self.gift = gift
        self.quantity = NumberField("quantity", _("How many came in (below 0: went out)"), self, least=-MOST, most=MOST,
                                    inline=False)  # fmt: skip
        self.why = LineField("why", _("Reason"), self, inline=False)
        self.put(self.quantity, self.why)
        self.finish(_("Save"))
        self.quantity.setFocus()

    @override
    def send(self) -> None:
        values = self.values()
        self.page.do(
            _("Change the stock of gifts"), commands.move_gift, self.gift.id, values["quantity"] or 0,
            why=values["why"], then=self.saved, failed=self.failed,
            done=_("The stock of “{gift}” is changed.").format(gift=self.gift.name),
        )  # fmt: skip
