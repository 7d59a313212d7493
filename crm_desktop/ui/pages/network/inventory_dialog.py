"""The self-inventory: prompt after prompt, a person a line, by keyboard alone; every line is kept at once."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.duplicates.records import Likeness
from crm_desktop.features.network import commands
from crm_desktop.features.network.records import NewPerson
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import InventoryPrompt, ShopRules
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.forms.reading import told_by_field
from crm_desktop.ui.pages.network.inventory_form import InventoryForm
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.card import Label, line, row
from crm_desktop.ui.widgets.chip import Pill
from crm_desktop.ui.widgets.figures import Ring
from crm_desktop.ui.widgets.keyed_list import KeyedList
from crm_desktop.ui.widgets.rows import Row
from crm_desktop.ui.widgets.text_input import composing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

WIDTH = 640
RING = 48
RUN_HEIGHT = 136


@dataclass(frozen=True)
class Written:
    """One line of this run, and the undo step it was."""

    step: int
    name: str
    phone: str
    prompt: str
    known: bool  # was in the book already


def _write_down(session: "Session", new: NewPerson, known: str) -> int:
    """Keep somebody, or fill in who is known; the undo step it was."""
    if known:
        commands.take_known(session, known, new)
    else:
        commands.note_down(session, new)
    return int(session.info.get("step", 0))


class InventoryDialog(Sheet):
    """Enter keeps a person and asks for the next; Escape leaves, and what is typed is kept too."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(_("Take stock of whom I know"), parent, width=WIDTH)
        self.services, self._wanted = services, argument
        self.prompts: tuple[InventoryPrompt, ...] = ()
        self.run: list[Written] = []
        self._at, self._busy, self._leaving, self._anew = 0, False, False, False
        self._refused: tuple[str, str] | None = None
        self._asked: tuple[str, str] | None = None
        self.ring = Ring(_("People of this prompt"), RING, self)
        self.prompt, self.hint = Label("", "page-title", self), Label("", "muted", self, fills=True)
        self.form = InventoryForm(services, self)
        self.problem = Label("", "error", self)
        self.problem.hide()
        self.count = Label("", "strong", self)
        self.list = KeyedList(_("Written down in this run"), self, keys={Qt.Key.Key_Delete: self.take_back},
                              compact=True)  # fmt: skip
        self.list.setFixedHeight(RUN_HEIGHT)
        self.keys = Label("", "faint", self, fills=True)
        self._build()
        self.form.judged.connect(self._judged)
        self.form.load(shop_rules, then=self._show_shop)

    def _build(self) -> None:
        head = row(self.ring, self.prompt)
        head.setStretch(1, 1)
        self.body.addLayout(head)
        for part in (self.hint, self.form, self.problem, line(self), self.count, self.list, self.keys):
            self.body.addWidget(part)
        self.keys.setText(
            _("Enter: keep, next one · Page Down, Page Up: other prompt · Alt+1 to 5: closeness · Delete in the list: "
              "take a line back · Escape: done")
        )  # fmt: skip
        self.close_button = self.add_close(_("Done"))
        self.whole = self.add_button(_("Take the whole run back"))
        self.whole.clicked.connect(self.take_all_back)
        self.next = self.add_button(_("Next prompt"))
        self.next.clicked.connect(partial(self.turn, 1))
        self.save = self.add_button(_("Keep, next one"), primary=True)
        self.save.clicked.connect(self.keep)
        for number in range(1, 6):
            key = QShortcut(QKeySequence(f"Alt+{number}"), self)
            key.activated.connect(partial(self.form.closeness.put, str(number)))
        self._show_run()

    # Prompts ------------------------------------------------------------------------------------------------------

    def _show_shop(self, shop: ShopRules) -> None:
        self.prompts = shop.inventory_prompts
        self.form.show_shop(shop)
        codes = [one.code for one in self.prompts]
        self._show_prompt(codes.index(self._wanted) if self._wanted in codes else 0)
        self.form.name.input.setFocus()

    def turn(self, step: int) -> None:
        """Another prompt."""
        if self.prompts:
            self._show_prompt((self._at + step) % len(self.prompts))
            self.form.name.input.setFocus()

    def _show_prompt(self, number: int) -> None:
        if not self.prompts:
            return
        self._at = number
        self.form.start(self.prompts[number])
        self._show_progress()

    def _show_progress(self) -> None:
        prompt = self.prompts[self._at]
        done = sum(one.prompt == prompt.code for one in self.run)
        self.ring.show_share(done / max(prompt.count, 1))
        self.prompt.setText(
            _("{prompt}: {done} of {count}").format(prompt=prompt.label, done=done, count=prompt.count)
        )
        self.hint.setText(prompt.hint)
        self.fit_soon()

    # Keeping ------------------------------------------------------------------------------------------------------

    def keep(self, *, anew: bool = False) -> None:
        """Keep what is typed; somebody who is surely in the book is shown first, and taken by the second Enter."""
        if composing() or self._busy:
            return
        self._busy, self._anew = True, anew
        self.problem.hide()
        self.form.name.show_error("")
        self.form.ask()

    def _judged(self, known: Likeness | None) -> None:
        typed = self.form.typed()
        if known is None or self._anew:
            self._write(None)
        elif self._asked == typed or self._leaving:
            self._write(known)
        else:
            self._busy, self._asked = False, typed

    def _write(self, known: Likeness | None) -> None:
        new = self.form.person()
        prompt = self.prompts[self._at].code if self.prompts else ""
        shown = known.name if known else new.name or new.phone
        self.form.do(
            _("Write down a person"), _write_down, new, known.id if known else "", failed=self._refuse,
            then=lambda step: self._kept(Written(step, shown, new.phone, prompt, known is not None)),
        )  # fmt: skip

    def _kept(self, written: Written) -> None:
        self._busy, self._asked = False, None
        self.run.insert(0, written)
        self.form.clear()
        if self._leaving:
            self.accept()
            return
        self._show_run()
        at = self.prompts[self._at] if self.prompts else None
        if at is not None and sum(one.prompt == at.code for one in self.run) == at.count:
            self._show_prompt((self._at + 1) % len(self.prompts))

    def _refuse(self, problem: UserError) -> None:
        self._busy = self._leaving = False
        self._refused = self.form.typed()
        if told_by_field((self.form.name, self.form.phone), problem):
            return
        self.problem.setText(str(problem))
        self.problem.show()

    # The run ------------------------------------------------------------------------------------------------------

    def _show_run(self) -> None:
        people = len(self.run)
        self.count.setText(
            ngettext("{n} person in this run", "{n} people in this run", people).format(n=people) if people else ""
        )
        for part in (self.count, self.list, self.whole):
            part.setVisible(bool(people))
        known = (Pill(_("was in the book"), Tone.MUTED),)
        self.list.show_rows([
            Row(str(one.step), one.name, one.phone, pills=known if one.known else ()) for one in self.run
        ])  # fmt: skip
        if self.prompts:
            self._show_progress()

    def take_back(self) -> None:
        """Take the marked line back; the others stay."""
        if (step := self.list.picked_id()) and not self._busy:
            self._undo([int(step)])

    def take_all_back(self) -> None:
        """Take back every line of this run."""
        if not self._busy:
            self._undo([one.step for one in self.run])

    def _undo(self, steps: list[int]) -> None:
        store = self.services.store

        def job() -> list[int]:
            return [step for step in steps if store.undo_step(step) is not None]

        self._busy = True
        self.services.lanes.write.run(self.form, job, self._undone, self._refuse)

    def _undone(self, steps: list[int]) -> None:
        self._busy = False
        self.run = [one for one in self.run if one.step not in steps]
        self._show_run()
        self.form.name.input.setFocus()

    # Leaving ------------------------------------------------------------------------------------------------------

    @override
    def accept(self) -> None:
        self._say()
        super().accept()

    @override
    def reject(self) -> None:
        if self._busy:
            return
        if any(self.form.typed()) and self.form.typed() != self._refused:
            # What is typed is not lost: it is kept like any other line. Where that was refused, he has read why.
            self._leaving = True
            self.keep()
            return
        self._say()
        super().reject()

    def _say(self) -> None:
        if self.run:
            people = ngettext("{n} person was written down.", "{n} people were written down.", len(self.run))
            self.services.notices.done(people.format(n=len(self.run)), step=self.run[0].step)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier and not composing():
            self.keep(anew=True)
            return
        step = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()))
        if step is not None:
            self.turn(step)
            return
        super().keyPressEvent(event)
