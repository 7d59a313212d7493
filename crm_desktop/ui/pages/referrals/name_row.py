"""One person who is named: name, phone, what they are to the introducer; doubles show while one types."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.features.duplicates import queries as duplicates
from crm_desktop.features.duplicates.queries import why_text
from crm_desktop.features.duplicates.records import Likeness, Verdict
from crm_desktop.features.referrals.records import Named
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.ui.forms.pick_fields import CheckField, Combo
from crm_desktop.ui.page import Page
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import column
from crm_desktop.ui.widgets.text_input import LineInput

LONGEST = 80


class NameRow(Page):
    """`grew`: a line came or went below it, and the dialog must take another height."""

    grew = Signal()

    def __init__(self, services: Services, parent: QWidget, number: int) -> None:
        super().__init__(services, parent)
        self.introducer = ""
        self._meant: Likeness | None = None
        self.name, self.phone = LineInput(_("Name"), self), LineInput(_("Phone, if known"), self)
        self.relation = Combo(self)
        for widget, word in ((self.name, _("Name")), (self.phone, _("Phone")), (self.relation, _("Relation"))):
            widget.setAccessibleName(f"{word} {number}")
        self.name.setMaxLength(LONGEST)
        self.phone.setMaxLength(LONGEST)
        self.link = CheckField("link", "", self, inline=False)
        self.link.hide()
        line = QHBoxLayout()
        line.setSpacing(SCALE.s)
        for widget, share in ((self.name, 4), (self.phone, 4), (self.relation, 3)):
            line.addWidget(widget, share)
        whole = column(spacing=SCALE.xs)
        whole.addLayout(line)
        whole.addWidget(self.link)
        self.setLayout(whole)
        self.setFocusProxy(self.name)
        for typed in (self.name, self.phone):
            typed.edited.connect(self._look)

    def show_shop(self, shop: ShopRules) -> None:
        """Offer what somebody may be to the introducer."""
        chosen = self.relation.currentData()
        self.relation.clear()
        self.relation.addItem(_("Relation"), "")
        for kind in shop.relation_kinds:
            if kind.code != "introducer" and kind.inverse != "introducer":
                self.relation.addItem(kind.label, kind.code)
        self.relation.setCurrentIndex(max(self.relation.findData(chosen or ""), 0))

    def _typed(self) -> tuple[str, str]:
        return self.name.text().strip(), self.phone.text().strip()

    def _look(self) -> None:
        name, phone = self._typed()
        if not name and not phone:
            self.show_likenesses([])
            return
        self.load(
            duplicates.guard, name=name, phones=[phone] if phone else [], exclude=self.introducer or None,
            then=self.show_likenesses, key="guard",
        )  # fmt: skip

    def show_likenesses(self, found: list[Likeness]) -> None:
        """Whoever resembles the one typed most is offered as the one meant; ticked only where it is certain."""
        best = found[0] if found else None
        changed = (best and best.id) != (self._meant and self._meant.id)
        self._meant = best
        self.link.setVisible(best is not None)
        if best is not None:
            why = "、".join(why_text(reason) for reason in best.why)
            who = " · ".join(filter(None, (best.name, best.phone, best.subtitle)))
            self.link.input.setText(_("In the book: {who} ({why})").format(who=who, why=why))
            if changed:
                self.link.set_value(best.verdict == Verdict.CERTAIN, force=True)
        self.grew.emit()

    def named(self) -> Named | None:
        """Who is typed, or None where nothing is."""
        name, phone = self._typed()
        if not name and not phone:
            return None
        meant = self._meant.id if self._meant is not None and self.link.value() else ""
        return Named(name, phone, str(self.relation.currentData() or ""), meant)
