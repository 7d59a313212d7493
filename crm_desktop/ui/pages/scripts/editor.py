"""The picked script as it is written: name, what it is for, the beats, and what must be true before it is said."""

from dataclasses import replace

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QGridLayout, QMenu, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.features.scripts import commands, rules
from crm_desktop.features.scripts.records import PERSONAL, SHOP, Beat, Draft, Script
from crm_desktop.ui.forms.pick_fields import ChoiceField
from crm_desktop.ui.forms.text_fields import LineField, TextField
from crm_desktop.ui.pages.scripts.beats import BeatsEditor
from crm_desktop.ui.pages.scripts.lines import scope_name
from crm_desktop.ui.pages.scripts.reading import Shelf
from crm_desktop.ui.people.archive.part import small_button
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Card, Label, row
from crm_desktop.ui.widgets.choice_chips import ChoiceChips

VARIABLE_KEYS = "Alt+V"
LONGEST_TITLE = 60


class Editor(Card):
    """`edited` says that something is written otherwise than it is kept."""

    edited = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Words"), parent, spacing=SCALE.m)
        self._kept = (Draft("", "", ()), SHOP)
        self.name = LineField("title", _("Name of the script"), self, inline=False, longest=LONGEST_TITLE)
        self.situation = ChoiceField("situation", _("Situation"), (), self, inline=False, none=None)
        self.stage = ChoiceField("stage", _("Stage"), (), self, inline=False, none=_("Any stage"))
        self.opener = ChoiceField("opener", _("Opener"), (), self, inline=False, none=_("No opener"))
        self.channel = ChoiceField("channel", _("Channel"), (), self, inline=False, none=_("Any channel"))
        self.truth = TextField("truth", _("What must be true before it is said"), self, inline=False)
        self.beats = BeatsEditor(self)
        self.whose = ChoiceChips(_("Whose"), self)
        self.whose.offer([(scope, scope_name(scope)) for scope in (SHOP, PERSONAL)], chosen=SHOP)
        self.problem = Label("", "error", self)
        self.problem.hide()
        self.more = small_button(_("Add a step"), self, "plus")
        self.more.setToolTip("Ctrl+Enter")
        self.variable = small_button(_("Insert a variable"), self, "code-braces")
        self.variable.setToolTip(VARIABLE_KEYS)
        self.menu = QMenu(self)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.head.addWidget(self.variable)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SCALE.m)
        grid.setVerticalSpacing(SCALE.s)
        for number, field in enumerate((self.situation, self.stage, self.opener, self.channel)):
            grid.addWidget(field, number // 2, number % 2)
            grid.setColumnStretch(number % 2, 1)
        self.body.addWidget(self.name)
        self.body.addLayout(grid)
        self.body.addWidget(self.beats)
        self.body.addWidget(self.problem)
        self.body.addLayout(row(self.more, None))
        self.body.addWidget(Label(
            _("A passage in square brackets is left out where one of its variables is not known."), "faint", self,
            fills=True,
        ))  # fmt: skip
        self.body.addWidget(self.truth)
        self.body.addLayout(row(Label(_("Whose words"), "muted", self, wrap=False), self.whose, None))
        self.body.addStretch(1)
        for number, one in enumerate(rules.variable_meanings(), start=1):
            action = self.menu.addAction(f"&{number}  {{{one.name}}}\t{one.meaning}")
            action.setData(f"{{{one.name}}}")

    def _connect(self) -> None:
        for field in (self.name, self.situation, self.stage, self.opener, self.channel, self.truth):
            field.edited.connect(self.edited)
        self.beats.edited.connect(self.edited)
        self.whose.chosen.connect(lambda _code: self.edited.emit())
        self.more.clicked.connect(self.beats.add)
        self.variable.clicked.connect(self.offer_variables)
        self.menu.triggered.connect(lambda action: self.beats.insert(str(action.data())))

    # What is written ------------------------------------------------------------------------------------------------

    def offer_shelf(self, shelf: Shelf) -> None:
        """Offer the shop's choices, and check against its doubtful words."""
        shop = shelf.shop
        self.situation.set_choices([(one.code, one.label) for one in shelf.situations])
        self.stage.set_choices([(one.code, one.label) for one in shop.script_stages])
        self.opener.set_choices([(one.code, one.label) for one in shop.openers])
        self.channel.set_choices([(one.code, one.label) for one in shop.touch_kinds if one.outgoing])
        self.beats.check(shop.doubtful_words)

    def show_script(self, script: Script) -> None:
        """Show this script as it is kept."""
        self.show_draft(commands.draft_of(script), PERSONAL if script.scope == PERSONAL else SHOP)

    def show_draft(self, draft: Draft, scope: str) -> None:
        """Show this as what is kept."""
        if (self.draft(), self.scope()) != (tidy(draft), scope):
            self._put(draft, scope)
        self._kept = (tidy(draft), scope)
        self.show_problem("", "")

    def _put(self, draft: Draft, scope: str) -> None:
        values = (
            (self.name, draft.title), (self.situation, draft.situation), (self.stage, draft.stage),
            (self.opener, draft.opener), (self.channel, draft.channel), (self.truth, draft.truth),
        )  # fmt: skip
        for field, value in values:
            field.set_value(value, force=True)
        self.whose.put(scope)
        self.beats.put(draft.beats)

    def write(self, draft: Draft, scope: str) -> None:
        """Show this as what is written, other than what is kept."""
        self._put(draft, scope)
        self.edited.emit()

    def draft(self) -> Draft:
        """What is written."""
        return tidy(Draft(
            str(self.name.value()), str(self.situation.value() or ""), self.beats.beats(),
            stage=str(self.stage.value() or ""), opener=str(self.opener.value() or ""),
            channel=str(self.channel.value() or ""), truth=str(self.truth.value()),
        ))  # fmt: skip

    def scope(self) -> str:
        """Whose words they are to be."""
        return self.whose.code() or SHOP

    @property
    def is_dirty(self) -> bool:
        """Whether something is written otherwise than it is kept."""
        return (self.draft(), self.scope()) != self._kept

    def keep(self) -> None:
        """What is written is on its way to the profile."""
        self._kept = (self.draft(), self.scope())

    def put_back(self) -> None:
        """Forget what was written since."""
        self._put(*self._kept)
        self.show_problem("", "")
        self.edited.emit()

    def show_problem(self, field: str, text: str) -> None:
        """Say under the field why it was not saved; no text takes it away."""
        self.name.show_error(text if field == "title" else "")
        self.truth.show_error(text if field == "truth" else "")
        elsewhere = text if field not in ("title", "truth") else ""
        self.problem.setText(elsewhere)
        self.problem.setVisible(bool(elsewhere))

    # Writing --------------------------------------------------------------------------------------------------------

    def offer_variables(self) -> None:
        """The names in braces and what they mean; a digit writes one."""
        self.menu.popup(self.variable.mapToGlobal(QPoint(0, self.variable.height())))

    def focus_first(self) -> None:
        """Where writing starts: the name of a new script, else the words."""
        if self.name.value():
            self.beats.focus_first()
        else:
            self.name.input.setFocus()


def tidy(draft: Draft) -> Draft:
    """A draft without surplus blanks, as it would be kept."""
    beats = tuple(Beat(one.label.strip(), one.text.strip()) for one in draft.beats if one.text.strip())
    return replace(draft, title=" ".join(draft.title.split()), beats=beats, truth=draft.truth.strip())
