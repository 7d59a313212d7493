"""Quick capture: name, phone, where we met; Enter, and the next one at once. Doubles show while one types."""

from PySide6.QtWidgets import QPushButton, QWidget

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.contacts import commands
from crm_desktop.features.customers import commands as customers
from crm_desktop.features.duplicates import queries as duplicates
from crm_desktop.features.duplicates.records import Likeness, Verdict
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.forms.pick_fields import CheckField
from crm_desktop.ui.forms.reading import clear_errors, told_by_field
from crm_desktop.ui.forms.text_fields import LineField
from crm_desktop.ui.page import Page
from crm_desktop.ui.people.likeness import LIKENESS_HEIGHT, likeness_row
from crm_desktop.ui.services import Services
from crm_desktop.ui.widgets.card import Label, column, row
from crm_desktop.ui.widgets.choice_chips import ChoiceChips
from crm_desktop.ui.widgets.list_view import ListView
from crm_desktop.ui.widgets.text_input import composing

WIDTH = 520


class CaptureForm(Page):
    """Three fields and the people who resemble what is typed."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.name = LineField("name", _("Name"), self, inline=False)
        self.phone = LineField("phone", _("Phone"), self, inline=False)
        self.occasion = ChoiceChips(_("Where we met"), self, optional=True)
        self.as_customer = CheckField("as_customer", _("Shop customer (else a private contact of my network)"), self)
        self.likeness_label = Label("", "muted", self)
        self.likenesses = ListView(_("People who resemble"), self, row_height=LIKENESS_HEIGHT)
        self.likenesses.setFixedHeight(2 * LIKENESS_HEIGHT + 4)
        whole = column(
            self.name, self.phone, Label(_("Where we met"), "muted", self), self.occasion, self.as_customer,
            self.likeness_label, self.likenesses,
        )  # fmt: skip
        self.setLayout(whole)
        for field in (self.name, self.phone):
            field.edited.connect(self._look)
        self.likenesses.opened.connect(self._open)
        self.show_likenesses([])
        self.load(shop_rules, then=self._show_shop)

    def _show_shop(self, shop: ShopRules) -> None:
        self.occasion.offer([(o.code, o.label) for o in shop.occasions])
        self._grow()

    def _grow(self) -> None:
        # Chips wrap and likenesses come and go: the dialog takes the height they need, its width stays.
        window = self.window()
        if isinstance(window, Sheet):
            window.fit_soon()

    def _look(self) -> None:
        name, phone = self.name.input.text().strip(), self.phone.input.text().strip()
        if not name and not phone:
            self.show_likenesses([])
            return
        self.load(duplicates.guard, name=name, phones=[phone] if phone else [], then=self.show_likenesses, key="guard")

    def show_likenesses(self, found: list[Likeness]) -> None:
        """Who is in the book already and resembles this."""
        self.likeness_label.setVisible(bool(found))
        self.likenesses.setVisible(bool(found))
        sure = any(one.verdict == Verdict.CERTAIN for one in found)
        self.likeness_label.setText(
            _("This person is in the book already. Double-click to open the archive.") if sure
            else _("Perhaps in the book already:")
        )  # fmt: skip
        self.likenesses.show_rows([likeness_row(one) for one in found])
        self._grow()

    def _open(self, contact_id: str) -> None:
        self.signals.open_record.emit("person", contact_id)
        window = self.window()
        if isinstance(window, CaptureDialog):
            window.reject()

    def clear(self) -> None:
        """Ready for the next one; where we met stays."""
        self.name.set_value("", force=True)
        self.phone.set_value("", force=True)
        self.show_likenesses([])
        self.name.setFocus()


def _capture(session: object, *, name: str, phone: str, occasion: str, as_customer: bool) -> str:
    contact = commands.capture(session, name=name, phone=phone, occasion=occasion)  # type: ignore[arg-type]
    if as_customer:
        customers.open_archive(session, contact)  # type: ignore[arg-type]
    return contact


class CaptureDialog(Sheet):
    """Ctrl+N from anywhere. Enter saves and asks for the next; Escape leaves."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(_("Add a person"), parent, width=WIDTH)
        self.services, self.count = services, 0
        self.form = CaptureForm(services, self)
        self.form.as_customer.set_value(argument == "customer", force=True)
        self.form.name.set_value(argument if argument not in ("customer", "network") else "", force=True)
        self.told = Label("", "muted", self)
        self.body.addWidget(self.form)
        self.body.addLayout(row(self.told))
        self.close_button: QPushButton = self.add_close()
        self.save = self.add_button(_("Save and next"), primary=True)
        self.save.clicked.connect(self._save)
        self._saving = False

    def _save(self) -> None:
        if composing() or self._saving:
            return
        form = self.form
        clear_errors((form.name, form.phone))
        self._saving = True
        form.do(
            _("Add a person"), _capture, name=str(form.name.value()), phone=str(form.phone.value()),
            occasion=form.occasion.code(), as_customer=bool(form.as_customer.value()),
            then=self._saved, failed=self._failed,
        )  # fmt: skip

    def _saved(self, contact_id: str) -> None:
        self._saving = False
        self.count += 1
        name = str(self.form.name.value()) or str(self.form.phone.value())
        self.told.setText(
            ngettext("{name} is saved; {n} person so far.", "{name} is saved; {n} people so far.", self.count).format(
                name=name, n=self.count
            )
        )
        self.services.notices.done(_("{name} is in the book.").format(name=name), step=self.services.last_step)
        self.form.clear()

    def _failed(self, problem: UserError) -> None:
        self._saving = False
        if not told_by_field((self.form.name, self.form.phone), problem):
            self.told.setText(str(problem))
