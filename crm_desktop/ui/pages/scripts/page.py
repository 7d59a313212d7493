"""The Scripts page: the library on the left; on the right the picked script, written, tried on a person and checked."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.features.scripts import commands, queries
from crm_desktop.features.scripts.records import PERSONAL, Beat, Draft, Script, Use
from crm_desktop.ui.page import Page
from crm_desktop.ui.pages.scripts.detail import Detail
from crm_desktop.ui.pages.scripts.editor import VARIABLE_KEYS, Editor
from crm_desktop.ui.pages.scripts.listener_dialog import ListenerDialog
from crm_desktop.ui.pages.scripts.reading import Listener, Shelf, read_listener, read_shelf
from crm_desktop.ui.pages.scripts.script_list import ScriptList
from crm_desktop.ui.pages.scripts.versions_dialog import VersionsDialog
from crm_desktop.ui.services import Services
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.splitter import Splitter
from crm_desktop.ui.widgets.text_input import composing

SAVE_KEYS, NEXT_FINDING_KEYS = "Ctrl+S", "F8"
Kept = tuple[Draft, str]


class ScriptsPage(Page):
    """What is written becomes a version by Ctrl+S, or when one goes elsewhere; the message takes it back."""

    refresh_on = frozenset({"script", "setting", "touch", "opportunity", "contact", "vehicle"})

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.shelf: Shelf | None = None
        self.key = ""
        """The script on show; "" while a new one is written."""
        self._unsaved: dict[str, Kept] = {}
        self._uses: Mapping[tuple[str, int], Use] = {}
        self._listener = services.preferences.text("scripts_person")
        self._heard = Listener()
        key = Qt.Key
        self.left = ScriptList(self, keys={
            key.Key_N: self.write_new, key.Key_D: self.duplicate, key.Key_O: self.switch, key.Key_V: self.show_versions,
            key.Key_P: self.choose_person, key.Key_Delete: self.remove,
        })  # fmt: skip
        self.detail: Detail
        self.editor: Editor
        self.ready = False
        """Whether the right side is made: after the list is painted, piece by piece, so that nothing stands still."""
        self._pieces = [self._make_detail, self._make_side, self._join]
        self._next_piece = QTimer(self, singleShot=True, interval=0)
        self._next_piece.timeout.connect(self._make_piece)
        self.empty = EmptyState(
            "script-text-outline", _("No script is like this."), self,
            hint=_("Narrow less, or write one of your own: a name and one sentence are enough."),
        )  # fmt: skip
        self.empty.add_button(_("Show all scripts"), self.left.clear)
        self.right = QStackedWidget(self)
        self.right.addWidget(QWidget(self))
        self.right.addWidget(self.empty)
        self.splitter = Splitter(self.left, self.right, self, left=340)
        self.splitter.take_sizes(services.preferences.get("scripts_sizes", None))
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)
        self.splitter.moved.connect(partial(self.services.preferences.set, "scripts_sizes"))
        if remembered := services.preferences.text("scripts_key"):
            self.left.list.pick(remembered, or_first=True)

    # Building -------------------------------------------------------------------------------------------------------

    def _make_piece(self) -> None:
        self._pieces.pop(0)()
        if self._pieces:
            self._next_piece.start()

    def _make_detail(self) -> None:
        self.detail = Detail(self)
        self.editor = self.detail.editor
        self.right.addWidget(self.detail)
        self.right.setCurrentWidget(self.detail)

    def _make_side(self) -> None:
        self.detail.add_side()

    def _join(self) -> None:
        self._connect()
        self.ready = True
        if self.shelf is not None:
            self.show_shelf(self.shelf)
            self.show_uses(self._uses)

    def _connect(self) -> None:
        self.left.picked.connect(self._pick)
        self.left.emptied.connect(self._show_none)
        self.left.new_asked.connect(self.write_new)
        self.left.list.opened.connect(lambda _key: self.editor.focus_first())
        self.editor.edited.connect(self._edited)
        detail = self.detail
        for button, act in (
            (detail.save, self.save), (detail.discard, self.discard), (detail.versions, self.show_versions),
            (detail.duplicate, self.duplicate), (detail.switch, self.switch), (detail.remove, self.remove),
            (detail.preview.person, self.choose_person),
        ):  # fmt: skip
            button.clicked.connect(act)
        detail.preview.copied.connect(self._say_copied)
        detail.check.words.clicked.connect(partial(self.signals.open_record.emit, "settings", "words"))
        detail.check.next_asked.connect(self.editor.beats.show_finding)
        shortcuts: dict[str, Callable[[], None]] = {
            SAVE_KEYS: self.save, VARIABLE_KEYS: self.editor.offer_variables, NEXT_FINDING_KEYS: detail.check.go_on,
        }  # fmt: skip
        for keys, act in shortcuts.items():
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # Reading --------------------------------------------------------------------------------------------------------

    @override
    def refresh(self) -> None:
        self.load(read_shelf, then=self.show_shelf, key="shelf")
        # Looks at every touch of a year: beside the reads somebody waits for.
        self.load(queries.uses, clock.today(), then=self.show_uses, key="uses", heavy=True)

    def show_shelf(self, shelf: Shelf) -> None:
        """Show the library; what is being written stays."""
        self.shelf = shelf
        if not self.ready:
            self.left.show_shelf(shelf)
            self._next_piece.start()
            return
        self.editor.offer_shelf(shelf)
        if self.key and shelf.script(self.key) is None:
            self._unsaved.pop(self.key, None)
            self._forget()
        self.left.show_shelf(shelf)
        if self.shown is not None and not self.editor.is_dirty:
            self.editor.show_script(self.shown)
        self._show_state()
        self._read_listener()

    def show_uses(self, uses: Mapping[tuple[str, int], Use]) -> None:
        """Show how each version does."""
        self._uses = uses
        whole: dict[str, Use] = {}
        for (key, _version), use in uses.items():
            whole[key] = whole.get(key, Use()) + use
        self.left.show_uses(whole)
        if not self.ready:
            return
        self.detail.uses.show_uses(self._uses_of(self.key))

    def _uses_of(self, key: str) -> dict[int, Use]:
        return {version: use for (one, version), use in self._uses.items() if one == key}

    @property
    def shown(self) -> Script | None:
        """The script on show as it is kept; None for a new one."""
        return self.shelf.script(self.key) if self.shelf is not None and self.key else None

    def _pick(self, key: str) -> None:
        if key == self.key and self.right.currentWidget() is self.detail:
            return
        script = self.shelf.script(key) if self.shelf is not None else None
        if script is None:
            return
        self._leave()
        self.key, self.left.picks_first = key, True
        self.right.setCurrentWidget(self.detail)
        self.editor.show_script(script)
        if key in self._unsaved:
            self.editor.write(*self._unsaved.pop(key))
        self.detail.uses.show_uses(self._uses_of(key))
        self._show_state()
        self._read_listener()

    def _show_none(self) -> None:
        self._leave()
        self._forget()
        self.right.setCurrentWidget(self.empty)

    def _forget(self) -> None:
        self.key = ""
        self.editor.show_draft(Draft("", "", ()), PERSONAL)

    def _read_listener(self) -> None:
        script = self.shown
        statuses, levels = (script.statuses, script.levels) if script else ((), ())
        self.load(read_listener, self._listener, statuses, levels, then=self._show_listener, key="listener")

    def _show_listener(self, listener: Listener) -> None:
        self._heard = listener
        if not self.ready:
            return
        self.detail.preview.show_draft(self.editor.draft(), listener)

    def _edited(self) -> None:
        self.editor.show_problem("", "")
        self._show_state()
        self.detail.preview.show_draft(self.editor.draft(), self._heard)

    def _show_state(self) -> None:
        if self.shelf is not None:
            self.detail.show_state(self.shown, self.editor.draft(), is_dirty=self.editor.is_dirty)
            self.detail.check.show_findings(self.editor.draft(), self.shelf.shop.doubtful_words)

    # Writing --------------------------------------------------------------------------------------------------------

    def write_new(self) -> None:
        """An empty script for what the list is narrowed to."""
        if not self.ready:
            return
        self._leave()
        looked_for = self.left.looked_for()
        first = self.shelf.situations[0].code if self.shelf is not None and self.shelf.situations else ""
        draft = Draft(
            "", _only(looked_for.situations) or first, (Beat("", ""),), stage=_only(looked_for.stages),
            opener=_only(looked_for.openers), channel=_only(looked_for.channels),
        )  # fmt: skip
        self.key, self.left.picks_first = "", False
        self.left.list.unpick()
        self.right.setCurrentWidget(self.detail)
        self.editor.show_draft(draft, PERSONAL)
        if "" in self._unsaved:
            self.editor.write(*self._unsaved.pop(""))
        self.detail.uses.show_uses({})
        self._edited()
        self._read_listener()
        self.editor.focus_first()

    def save(self) -> None:
        """What is written is said from now on."""
        if not composing():
            self._save(self._refuse)

    def _leave(self) -> None:
        """Another script comes on show: save this one; a new one without a word is none."""
        draft = self.editor.draft()
        if self.key or draft.title or draft.beats:
            self._save(self._wait)

    def _save(self, refuse: Callable[[str, Kept, UserError], None]) -> None:
        if not self.editor.is_dirty:
            return
        key, kept = self.key, (self.editor.draft(), self.editor.scope())
        self.editor.keep()
        done = _("“{title}” was saved.").format(title=kept[0].title)
        refused = partial(refuse, key, kept)
        if key:
            self.do(_("Change a script"), commands.save_version, key, kept[0], scope=kept[1], done=done, failed=refused)
        else:
            self.do(_("Write a script"), commands.create, kept[0], scope=kept[1], then=self._created, done=done,
                    failed=refused)  # fmt: skip
        self._show_state()

    def _created(self, key: str) -> None:
        if not self.key and not self.editor.is_dirty:
            self.key = key
            self.left.pick(key)

    def _refuse(self, key: str, kept: Kept, problem: UserError) -> None:
        """It stays where it was written, with the reason."""
        if key != self.key:
            self._wait(key, kept, problem)
            return
        self.editor.show_draft(*self._last_kept(key))
        self.editor.write(*kept)
        self.editor.show_problem(getattr(problem, "field", ""), str(problem))

    def _wait(self, key: str, kept: Kept, problem: UserError) -> None:
        """It comes back when the script, or a new one, is on show again."""
        self._unsaved[key] = kept
        text = _("“{title}” was not saved: {why} What you wrote waits there.")
        self.notices.info(text.format(title=kept[0].title, why=problem))

    def _last_kept(self, key: str) -> Kept:
        script = self.shelf.script(key) if self.shelf is not None else None
        return (commands.draft_of(script), script.scope) if script else (Draft("", "", ()), PERSONAL)

    def discard(self) -> None:
        """Back to what is kept; a new script is not written after all."""
        self.editor.put_back()
        if not self.key and (first := self.left.list.rows.row(0)) is not None:
            self.left.pick(first.id)
        self.left.list.setFocus()

    @override
    def flush(self) -> None:
        if not self.ready:
            return
        draft = self.editor.draft()
        if self.key or draft.title or draft.beats:
            self._save(self._refuse)
        if self.key:
            self.services.preferences.set("scripts_key", self.key)

    # Doing ----------------------------------------------------------------------------------------------------------

    def duplicate(self) -> None:
        """A copy of my own, to write otherwise."""
        if script := self.shown:
            self.flush()
            done = _("This is a copy of “{title}” that is yours alone.").format(title=script.title)
            self.do(_("Copy a script"), commands.duplicate, script.key, done=done, then=self.left.pick)

    def switch(self) -> None:
        """Offer it no longer, or again."""
        if script := self.shown:
            off = _("“{title}” is no longer offered.").format(title=script.title)
            on = _("“{title}” is offered again.").format(title=script.title)
            self.do(_("Switch a script on or off"), commands.switch, script.key, on=not script.on,
                    done=off if script.on else on)  # fmt: skip

    def remove(self) -> None:
        """Throw one's own script away; the message brings it back."""
        if script := self.shown:
            self.do(_("Remove a script"), commands.remove, script.key,
                    done=_("“{title}” was removed.").format(title=script.title))  # fmt: skip

    def show_versions(self) -> None:
        """Look at the versions."""
        if self.shown is not None and self.shelf is not None:
            self.flush()
            VersionsDialog(self, self.shown, self.shelf, self._uses_of(self.key)).open()

    def choose_person(self) -> None:
        """Try it on somebody else."""
        ListenerDialog(self.services, self, self._listen).open()

    def _listen(self, contact_id: str) -> None:
        self._listener = contact_id
        self.services.preferences.set("scripts_person", contact_id)
        self._read_listener()

    def _say_copied(self) -> None:
        self.notices.info(_("The text is on the clipboard, ready to paste into WeChat."))

    @override
    def subject(self) -> str:
        return self._heard.id

    @override
    def open_record(self, record_id: str) -> None:
        self.left.pick(record_id)

    @override
    def focus_first(self) -> None:
        self.left.list.setFocus()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not composing():
            self.left.list.setFocus()
            return
        super().keyPressEvent(event)


def _only(codes: frozenset[str]) -> str:
    """The one code that is ticked, when it is one."""
    return next(iter(codes)) if len(codes) == 1 else ""
