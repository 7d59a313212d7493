"""A consultant at the real window, in a process that will be killed: captures, logs, edits, imports, and says what the
window has shown as saved. Each line is JSON on stdout: {"what": …, "id": …, "value": …}. Run by `test_kill.py`.
"""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from crm_desktop.app import Program
from crm_desktop.base import i18n
from crm_desktop.base.preferences import Preferences
from crm_desktop.features.contacts.queries import names_like

PATIENCE = 60_000  # milliseconds, on the most loaded machine
Condition = Callable[[], object]
Doing = Iterator[Condition]
"""Yields what it waits for; goes on when that has come true."""


def say(what: str, row_id: str, value: object) -> None:
    """What is on this line was shown as saved."""
    print(json.dumps({"what": what, "id": row_id, "value": value}, ensure_ascii=False), flush=True)


class Work(QObject):
    """Does one thing after the other on the window's own pages and dialogs, as the event loop lets it."""

    def __init__(self, program: Program, folder: Path, seed: int) -> None:
        super().__init__(program)
        self.program, self.window, self.folder, self.seed = program, program.window, folder, seed
        self.dice, self.count = Random(seed), 0
        self.people: list[str] = []
        self._doing: Doing = iter(())
        self._waits: Condition = lambda: True
        self._waited = QElapsedTimer()
        self._waited.start()
        self._beat = QTimer(self, interval=1)
        self._beat.timeout.connect(self._go_on)
        self.told: list[str] = []
        program.notices.said.connect(self._hear)
        program.opened.connect(self._beat.start)

    def _hear(self, notice: Any) -> None:
        self.told.append(notice.text)

    def _go_on(self) -> None:
        if not self._waits():
            if self._waited.hasExpired(PATIENCE):
                # Ending by itself fails the test; waiting on would hang it.
                print(f"stuck in {self._doing}, told {self.told[-3:]}", file=sys.stderr)
                QApplication.exit(3)
            return
        self._waited.start()
        following = next(self._doing, None)
        if following is None:
            self._doing = self._choose()
            self._waits = lambda: True
        else:
            self._waits = following

    def _choose(self) -> Doing:
        if len(self.people) < 3:
            return self.capture()
        doings = (self.capture, self.log, self.log, self.edit, self.edit, self.edit, self.load)
        return self.dice.choices(doings, (2, 3, 3, 2, 2, 2, 0.6))[0]()

    def _text(self, word: str) -> str:
        self.count += 1
        return f"{word} {self.seed}-{self.count}"

    def _dialog(self) -> Any:
        shown = [one for one in self.window.findChildren(QDialog) if one.isVisible()]
        return shown[-1] if shown else None

    def _saved(self) -> Condition:
        before = len(self.told)
        return lambda: len(self.told) > before

    def capture(self) -> Doing:
        """Quick capture by keyboard, two people in a row."""
        self.window.perform("capture", "customer")
        yield self._dialog
        dialog = self._dialog()
        for _again in range(2):
            name = self._text("王").replace(" ", "")
            dialog.form.name.input.insert(name)
            dialog.form.phone.input.insert(f"139{self.dice.randrange(10**8):08}")
            saved = self._saved()
            QTest.keyClick(dialog, Qt.Key.Key_Return)
            yield saved
            say("name", "", name)
            found = self.program.services.store.read(names_like, name)
            self.people.append(found[0].id)
        dialog.reject()
        yield lambda: self._dialog() is None

    def log(self) -> Doing:
        """Log a call from anywhere, with a note."""
        text = self._text("电话")
        self.window.perform("log_touch", self.dice.choice(self.people))
        yield lambda: (dialog := self._dialog()) is not None and dialog.form.sheet is not None
        dialog = self._dialog()
        dialog.form.note.input.insertPlainText(text)
        saved = self._saved()
        dialog.save.click()
        yield saved
        say("touch", "", text)
        yield lambda: self._dialog() is None

    def edit(self) -> Doing:
        """Type into a field of the archive and leave it; the tick says that it is saved."""
        person, text = self.dice.choice(self.people), self._text("备注")
        self.window.open_record("customers", person)
        view: Any = self.window.pages["customers"].archive  # type: ignore[attr-defined]
        field = view.facts.form.fields["note"]
        view.tabs.setCurrentIndex(1)
        yield lambda: view.data is not None and view.data.id == person and field.isVisible()
        field.input.setPlainText(text)
        field.note_edit()
        field.commit()
        yield lambda: not field.tick.pixmap().isNull() and field.value() == text
        say("note", person, text)

    def load(self) -> Doing:
        """The import wizard, from the file to its last step."""
        names = [self._text("李").replace(" ", "") for _row in range(200)]
        file = self.folder / f"{self.seed}-{self.count}.csv"
        rows = "".join(f"{name},1{self.dice.randrange(3 * 10**9, 9 * 10**9)}\n" for name in names)
        file.write_text("姓名,手机\n" + rows, encoding="utf-8")
        self.window.perform("import", str(file))
        yield self._dialog
        wizard = self._dialog()
        for step in (1, 2):
            yield lambda step=step: wizard.stack.currentIndex() == step and wizard.next.isEnabled()
            wizard.next.click()
        yield lambda: wizard.stack.currentIndex() == 4
        say("import", "", names)
        wizard.next.click()
        yield lambda: self._dialog() is None


def main(profile: str, seed: str) -> int:
    """Open the window on the profile and work until killed."""
    app = QApplication(sys.argv[:1])
    i18n.set_language("zh_CN")
    preferences = Preferences(Path(profile).parent / "preferences.json", {"language": "zh_CN", "theme": "light"})
    program = Program(app, Path(profile), preferences)
    work = Work(program, Path(profile).parent, int(seed))
    program.window.resize(1360, 860)
    program.window.show()
    assert work.parent() is program
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
