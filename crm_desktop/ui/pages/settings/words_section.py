"""Doubtful words: what scripts are checked for, by the kind of claim, with the sentence that says how to put it."""

import re
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.features.settings import commands
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import DoubtfulWords, ShopRules
from crm_desktop.ui.forms.form import Form
from crm_desktop.ui.forms.text_fields import LineField, TextField
from crm_desktop.ui.page import Page
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme import icons
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Card, Label, row
from crm_desktop.ui.widgets.text_input import composing

KIND = "doubtful_words"
LONGEST_NAME = 60
_APART = re.compile(r"[、,，;；\n]+")


class WordsField(TextField):
    """Words apart by commas or lines; the value is a tuple, each word once."""

    @override
    def read(self) -> Any:
        words = (" ".join(word.split()) for word in _APART.split(self.input.text()))
        return tuple(dict.fromkeys(filter(None, words)))

    @override
    def write(self, value: Any) -> None:
        super().write("、".join(value or ()))


class WordsSection(Page):
    """Every field saves itself; the Scripts page checks against it at once."""

    refresh_on = frozenset({"setting"})

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.form = Form(self._save, self)
        self.cards: dict[str, Card] = {}
        self.removes: dict[str, QPushButton] = {}
        about = Card(_("Doubtful words"), self)
        about.body.addWidget(Label(
            _("Scripts that use these words are marked while they are written. The list is the shop's: it goes to "
              "every laptop. Capital letters do not matter."), "muted", self, fills=True,
        ))  # fmt: skip
        self.name = LineField("name", _("Another kind of claim"), self, inline=False, longest=LONGEST_NAME,
                              placeholder=_("For example: promised discounts"))  # fmt: skip
        self.add = QPushButton(icons.icon("plus"), _("Add this kind"), self)
        self.back = QPushButton(_("Back to the shipped values"), self)
        self.add.setProperty("kind", "small")
        self.back.setProperty("kind", "small")
        about.body.addWidget(self.name)
        about.body.addLayout(row(self.add, None, self.back))
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, SCALE.m, 0)
        self._whole.setSpacing(SCALE.l)
        self._whole.addWidget(about)
        self.add.clicked.connect(self.add_kind)
        self.name.input.entered.connect(self.add_kind)
        self.back.clicked.connect(self._reset)

    @override
    def refresh(self) -> None:
        self.load(shop_rules, then=self.show_rules, key="rules")

    def show_rules(self, shop: ShopRules) -> None:
        """Show every kind of claim with its words."""
        for claim in shop.doubtful_words:
            if claim.code not in self.cards:
                self._make(claim)
        known = {claim.code for claim in shop.doubtful_words}
        for code, card in self.cards.items():
            card.setVisible(code in known)
        values: dict[str, Any] = {}
        for claim in shop.doubtful_words:
            self.cards[claim.code].set_title(claim.label)
            values |= {
                f"{claim.code}/label": claim.label, f"{claim.code}/words": claim.words,
                f"{claim.code}/hint": claim.hint,
            }  # fmt: skip
        self.form.show_values("words", values)

    def _make(self, claim: DoubtfulWords) -> None:
        card = self.cards[claim.code] = Card(claim.label, self)
        self.form.add(LineField(f"{claim.code}/label", _("Called"), self, longest=LONGEST_NAME))
        self.form.add(WordsField(f"{claim.code}/words", _("Words"), self, lines=2, placeholder=_("Apart by commas")))
        self.form.add(TextField(f"{claim.code}/hint", _("Why not"), self, lines=2,
                                placeholder=_("What to say instead")))  # fmt: skip
        for name in ("label", "words", "hint"):
            card.body.addWidget(self.form.fields[f"{claim.code}/{name}"])
        button = self.removes[claim.code] = QPushButton(_("Remove"), self)
        button.setProperty("kind", "small")
        button.setAccessibleName(_("Remove “{title}”").format(title=claim.label))
        button.clicked.connect(lambda: self._remove(claim.code))
        card.body.addLayout(row(None, button))
        self._whole.addWidget(card)

    # Doing --------------------------------------------------------------------------------------------------------

    def add_kind(self) -> None:
        """A kind of claim of the shop's own, without words yet."""
        name = str(self.name.value())
        if composing() or not name:
            return
        self.name.set_value("", force=True)
        self.do(_("Change the doubtful words"), commands.add_choice, KIND, name, then=self._added,
                failed=lambda problem: self.name.show_error(str(problem)))  # fmt: skip

    def _added(self, code: str) -> None:
        self.load(shop_rules, then=self.show_rules, key="rules")
        if field := self.form.fields.get(f"{code}/words"):
            field.setFocus()

    def _remove(self, code: str) -> None:
        title = self.cards[code].title.text()
        self.do(_("Change the doubtful words"), commands.override, KIND, code, {"hidden": True},
                done=_("“{title}” is checked no longer.").format(title=title))  # fmt: skip

    def _reset(self) -> None:
        self.do(_("Change the doubtful words"), commands.reset, KIND, done=_("The shipped words hold again."))

    def _save(
        self, _subject: str, name: str, value: Any, then: Callable[[], None], failed: Callable[[UserError], None]
    ) -> None:
        code, field = name.split("/")
        change = {field: list(value) if field == "words" else value}
        self.do(_("Change the doubtful words"), commands.override, KIND, code, change, then=lambda _answer: then(),
                failed=failed)  # fmt: skip

    @override
    def flush(self) -> None:
        self.form.flush()
