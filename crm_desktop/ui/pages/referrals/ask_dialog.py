"""Ask for names: the words beat by beat, the result by one key, up to three names on the spot."""

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.referrals import commands, queries
from crm_desktop.features.referrals.records import Asked, Coaching, Named, NewAsk
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.forms.text_fields import TextField
from crm_desktop.ui.page import Page
from crm_desktop.ui.pages.referrals.beats import BeatsPane
from crm_desktop.ui.pages.referrals.blocks_bar import BlocksBar
from crm_desktop.ui.pages.referrals.name_row import NameRow
from crm_desktop.ui.people.person_picker import PersonPicker
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Label, captioned, column, row
from crm_desktop.ui.widgets.choice_chips import ChoiceChips
from crm_desktop.ui.widgets.text_input import composing

WIDTH, LEAST_BEATS = 940, 300
NAMED = "named"
NAMES = 3


class AskForm(Page):
    """How it went: result, channel, situation, names."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.results = ChoiceChips(_("Result"), self, numbered=True)
        self.channels, self.situations = ChoiceChips(_("Channel"), self), ChoiceChips(_("Situation"), self)
        self.names = [NameRow(services, self, number) for number in range(1, NAMES + 1)]
        self.names_label = Label(_("Who was named"), "muted", self)
        self.note = TextField("note", _("Note"), self, inline=False, lines=2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SCALE.s)
        for label, chips in (
            (_("Result"), self.results), (_("Channel"), self.channels), (_("Situation"), self.situations)
        ):  # fmt: skip
            whole.addLayout(captioned(label, chips, self))
        whole.addLayout(column(self.names_label, *self.names, spacing=SCALE.s))
        whole.addWidget(self.note)
        whole.addStretch(1)
        self.results.chosen.connect(self._result_chosen)
        self._show_names(on=False)

    def show_coaching(self, shop: ShopRules, found: Coaching) -> None:
        """Offer the shop's lists for this person."""
        ways = [(one.code, one.label) for one in shop.touch_kinds if one.outgoing or one.code == "came_in"]
        self.results.offer([(one.code, one.label) for one in shop.ask_results])
        self.channels.offer(ways, chosen=self.channels.code() or ("call" if "call" in dict(ways) else ""))
        situations = [(one.code, one.label) for one in shop.ask_situations]
        self.situations.offer(situations, chosen=self.situations.code() or found.situation)
        for name in self.names:
            name.introducer = found.contact_id
            name.show_shop(shop)
        self._show_names(on=self.results.code() == NAMED)

    def _show_names(self, *, on: bool) -> None:
        for part in (self.names_label, *self.names):
            part.setVisible(on)

    def _result_chosen(self, code: str) -> None:
        self._show_names(on=code == NAMED)
        if code == NAMED:
            # The names come next: type, Tab, Enter. Without any, Enter alone keeps the ask.
            self.names[0].setFocus()
        window = self.window()
        if isinstance(window, Sheet):
            window.fit_soon()

    def ask(self, coaching: Coaching) -> NewAsk:
        """What is to be recorded."""
        typed = [row.named() for row in self.names] if self.results.code() == NAMED else []
        names: tuple[Named, ...] = tuple(one for one in typed if one is not None)
        script = coaching.script
        return NewAsk(
            self.results.code(), self.situations.code(), self.channels.code(), script.key if script else "",
            script.version if script else 0, str(self.note.value()), names=names,
        )  # fmt: skip


class AskDialog(Sheet):
    """Opened with a contact's id, or without one to choose first. A digit and Enter record the ask."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(_("Ask for a referral"), parent, width=WIDTH)
        self.services, self._contact = services, ""
        self.coaching: Coaching | None = None
        self.picker = PersonPicker(services, self)
        self.name, self.reason = Label("", "page-title", self), Label("", "muted", self)
        self.blocks = BlocksBar(self)
        self.form = AskForm(services, self)
        self.beats = BeatsPane(services, self)
        self.problem = Label("", "error", self)
        self.add_close(_("Cancel"))
        self.save = self.add_button(_("Save"), primary=True)
        self._build()
        self.picker.picked.connect(self.show_person)
        self.save.clicked.connect(self._save)
        for chips in (self.form.channels, self.form.situations):  # other words
            chips.chosen.connect(self._load)
        for one in self.form.names:
            one.grew.connect(self.fit_soon)
        self._show_parts(person=False)
        if argument:
            self.show_person(argument)
        else:
            self.picker.setFocus()

    def _build(self) -> None:
        for part in (self.picker, self.name, self.reason, self.blocks):
            self.body.addWidget(part)
        columns = row(spacing=SCALE.xl)
        columns.addWidget(self.form, 3)
        columns.addWidget(self.beats, 2)
        self.beats.setMinimumHeight(LEAST_BEATS)
        self.body.addLayout(columns, 1)
        self.body.addWidget(self.problem)

    def _show_parts(self, *, person: bool) -> None:
        self.picker.setVisible(not person and not self._contact)
        open_to_ask = person and self.coaching is not None and not self.coaching.blocks
        told: tuple[QWidget, ...] = (self.name, self.reason)
        asking: tuple[QWidget, ...] = (self.form, self.beats, self.save)
        for part in told:
            part.setVisible(person)
        for part in asking:
            part.setVisible(open_to_ask)
        self.problem.hide()

    def show_person(self, contact_id: str) -> None:
        """Ask for everything that stands beside an ask of this person."""
        self._contact = contact_id
        self._show_parts(person=False)
        self._load()

    def _load(self, _code: str = "") -> None:
        channel, situation = self.form.channels.code() or "call", self.form.situations.code()
        self.form.load(_beside, self._contact, channel, situation, then=self._show, failed=self._gone, key="coaching")

    def _show(self, answer: tuple[ShopRules, Coaching]) -> None:
        first = self.coaching is None
        shop, self.coaching = answer
        found = self.coaching
        self.name.setText(found.name)
        self.reason.setText(found.reason)
        self.blocks.show_blocks(found.blocks)
        self._show_parts(person=True)
        if not found.blocks:
            self.beats.show_script(found.script)
            if first:  # later only the words change: chips made anew would lose the focus
                self.form.show_coaching(shop, found)
                self.form.results.setFocus()
        self.fit_soon()

    def _gone(self, problem: UserError) -> None:
        self.services.notices.error(problem)
        self.reject()

    def _save(self) -> None:
        if composing() or self.coaching is None or self.coaching.blocks:
            return
        self.save.setEnabled(False)
        self.form.do(
            _("Ask for a referral"), commands.record_ask, self._contact, self.form.ask(self.coaching),
            then=self._saved, failed=self._failed,
        )  # fmt: skip

    def _saved(self, asked: Asked) -> None:
        name = self.coaching.name if self.coaching else ""
        names = len(asked.people)
        sentence = (
            ngettext("{name} named {n} person.", "{name} named {n} people.", names).format(name=name, n=names)
            if names else _("The ask to {name} is noted.").format(name=name)
        )  # fmt: skip
        self.services.notices.done(sentence, step=self.services.last_step)
        self.accept()

    def _failed(self, problem: UserError) -> None:
        self.save.setEnabled(True)
        self.problem.setText(str(problem))
        self.problem.show()
        self.fit_soon()


def _beside(session: Any, contact_id: str, channel: str, situation: str) -> tuple[ShopRules, Coaching]:
    return shop_rules(session), queries.coaching(session, contact_id, channel=channel, situation=situation)
