"""The fields of the self-inventory: name, phone, how known, closeness; doubles show while one types."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.features.duplicates import queries as duplicates
from crm_desktop.features.duplicates.records import Likeness, Verdict
from crm_desktop.features.network.records import NewPerson
from crm_desktop.features.settings.records import InventoryPrompt, ShopRules
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.forms.text_fields import LineField
from crm_desktop.ui.page import Page
from crm_desktop.ui.people.likeness import LIKENESS_HEIGHT, likeness_row
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label, column
from crm_desktop.ui.widgets.choice_chips import ChoiceChips
from crm_desktop.ui.widgets.list_view import ListView


class InventoryForm(Page):
    """`judged` tells who of the book is surely the one typed, or None: the answer to `ask`."""

    judged = Signal(object)

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.name = LineField("name", _("Name"), self, inline=False)
        self.phone = LineField("phone", _("Phone, if known"), self, inline=False)
        self.how_known = ChoiceChips(_("How known"), self, optional=True)
        self.closeness = ChoiceChips(_("Closeness"), self, numbered=True, optional=True)
        self.told = Label("", "muted", self)
        self.likenesses = ListView(_("People who resemble"), self, row_height=LIKENESS_HEIGHT)
        self.likenesses.setFixedHeight(LIKENESS_HEIGHT + 4)
        lines = QHBoxLayout()
        lines.setSpacing(SCALE.m)
        lines.addWidget(self.name, 1)
        lines.addWidget(self.phone, 1)
        whole = column(spacing=SCALE.s)
        whole.addLayout(lines)
        for part in (Label(_("How known"), "muted", self), self.how_known, Label(_("Closeness"), "muted", self),
                     self.closeness, self.told, self.likenesses):  # fmt: skip
            whole.addWidget(part)
        self.setLayout(whole)
        for field in (self.name, self.phone):
            field.edited.connect(self._look)
        self._show([])

    def show_shop(self, shop: ShopRules) -> None:
        """Offer the shop's lists."""
        self.how_known.offer([(one.code, one.label) for one in shop.how_known])
        self.closeness.offer([(one.code, one.label) for one in shop.closeness])

    def start(self, prompt: InventoryPrompt) -> None:
        """What the prompt says of how its people are known."""
        self.how_known.put(prompt.how_known)
        self.closeness.put(str(prompt.closeness))

    def typed(self) -> tuple[str, str]:
        """Name and phone as they stand there."""
        return self.name.input.text().strip(), self.phone.input.text().strip()

    def person(self) -> NewPerson:
        """What is typed and chosen."""
        name, phone = self.typed()
        closeness = self.closeness.code()
        return NewPerson(name, phone, self.how_known.code(), int(closeness) if closeness else None)

    def clear(self) -> None:
        """Ready for the next one; how known and closeness stay."""
        for field in (self.name, self.phone):
            field.set_value("", force=True)
            field.show_error("")
        self._show([])
        self.name.input.setFocus()

    # Doubles ------------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Ask whether the one typed is surely in the book; `judged` answers."""
        name, phone = self.typed()
        self.load(duplicates.guard, name=name, phones=[phone] if phone else [], then=self._judge, key="judge")

    def _judge(self, found: list[Likeness]) -> None:
        self._show(found)
        self.judged.emit(next((one for one in found if one.verdict == Verdict.CERTAIN), None))

    def _look(self) -> None:
        name, phone = self.typed()
        if not name and not phone:
            self._show([])
            return
        self.load(duplicates.guard, name=name, phones=[phone] if phone else [], then=self._show, key="guard")

    def _show(self, found: list[Likeness]) -> None:
        """Who is in the book already and resembles this."""
        self.told.setVisible(bool(found))
        self.likenesses.setVisible(bool(found))
        sure = any(one.verdict == Verdict.CERTAIN for one in found)
        self.told.setText(
            _("In the book already. Enter takes this person into the network, Ctrl+Enter writes down another one.")
            if sure else _("Perhaps in the book already:")
        )  # fmt: skip
        self.likenesses.show_rows([likeness_row(one) for one in found])
        window = self.window()
        if isinstance(window, Sheet):
            window.fit_soon()
