"""The frame of the program: rail, top bar, pages; shortcuts and what they do. No business."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.ui import navigation
from crm_desktop.ui.actions import ACTIONS
from crm_desktop.ui.files_run import FilesRun
from crm_desktop.ui.page import Page, late
from crm_desktop.ui.services import Services
from crm_desktop.ui.sync_run import SyncRun
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.window import place
from crm_desktop.ui.window.coming import PERSON, Asked, Coming
from crm_desktop.ui.window.long_steps import LongSteps
from crm_desktop.ui.window.rail import Rail
from crm_desktop.ui.window.shop_link import ShopLink
from crm_desktop.ui.window.top_bar import TopBar

if TYPE_CHECKING:
    from crm_desktop.ui.window.palette import Found, Palette


class Window(QWidget):
    """One window. `gate` shows a screen instead of the pages until `open_profile`."""

    painted = Signal()
    closing = Signal()
    lock_asked = Signal()
    language_asked = Signal(str)

    def __init__(self, services: Services, theme: Theme) -> None:
        super().__init__()
        self.services, self.theme = services, theme
        self.setProperty("role", "frame")
        self.setWindowTitle(_("Showroom CRM"))
        self.setMinimumSize(820, 560)
        self.pages: dict[str, Page] = {}
        self.current = ""
        self._coming = Coming(self, services.lanes.read, self._never_comes)
        self._first_paint = self._is_named = True
        self._closes_anyway = self._leaving = False
        self._steps = LongSteps(services, self)
        self.rail = Rail(navigation.entries(), self)
        self.top = TopBar(self)
        self.stack = QStackedWidget(self)
        self.stack.setObjectName("pages")
        services.sync = services.sync or SyncRun(services, self)
        services.files = services.files or FilesRun(services, services.sync, self)
        self._shop = ShopLink(services, services.sync, self.top, self)
        self._lay_out()
        self._palette: Palette | None = None
        self.top.search.searched.connect(self._search_first)
        self.rail.chosen.connect(self.show_page)
        self.top.asked.connect(self.perform)
        self._connect_hub()
        self._shortcuts: list[QShortcut] = []
        self._add_shortcuts()
        services.notices.attach(self)
        self._set_open(False)
        place.restore(self, services.preferences)

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top)
        right.addWidget(self.stack, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.rail)
        whole.addLayout(right, 1)

    def _connect_hub(self) -> None:
        signals = self.services.signals
        signals.open_page.connect(self.show_page)
        signals.open_record.connect(self.open_record)
        signals.run_action.connect(self.perform)
        signals.badge.connect(self.rail.show_badge)
        signals.busy.connect(self.top.show_state)
        self.services.notices.undo_asked.connect(self._undo_step)

    # Shortcuts --------------------------------------------------------------------------------------------------

    def _add_shortcuts(self) -> None:
        for one in ACTIONS:
            if one.shortcut:
                self._add_shortcut(one.shortcut, partial(self.perform, one.name))
        if QKeySequence("Ctrl+Y") in QKeySequence.keyBindings(QKeySequence.StandardKey.Redo):
            self._add_shortcut("Ctrl+Y", partial(self.perform, "redo"))
        for entry in navigation.entries():
            self._add_shortcut(entry.keys, partial(self.show_page, entry.name, focus=True))

    def _add_shortcut(self, keys: str, act: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(act)
        self._shortcuts.append(shortcut)

    # The screen before and between ------------------------------------------------------------------------------

    def gate(self, screen: QWidget) -> None:
        """Show this instead of the pages."""
        self._set_open(False)
        self._drop_screens()
        self.stack.setCurrentIndex(self.stack.addWidget(screen))

    def _drop_screens(self) -> None:
        for number in reversed(range(self.stack.count())):
            widget = self.stack.widget(number)
            if widget is not None and not isinstance(widget, Page):
                self.stack.removeWidget(widget)
                widget.deleteLater()

    def open_profile(self) -> None:
        """The profile is open: show the page of last time."""
        self._set_open(True)
        wanted = self.current or self.services.preferences.text("page")
        self._is_named = False
        self.show_page((navigation.entry(wanted) or navigation.entries()[0]).name, focus=True)

    def _set_open(self, is_open: bool) -> None:
        self.is_open = is_open
        if not is_open:
            self._coming.give_up()
        self.rail.setEnabled(is_open)
        self.top.open_profile(is_open)
        if is_open:
            self._shop.show_standing()
        self.hide_palette()

    # Pages ------------------------------------------------------------------------------------------------------

    def show_page(self, name: str, *, focus: bool = False, record: str = "") -> None:
        """Show a page, and this on it. It is made when it is shown first, in steps between which the window lives."""
        entry = navigation.entry(name)
        if entry is None or not self.is_open:
            return
        self.rail.mark(name)
        if focus and self.top.search.hasFocus():
            self.top.search.clearFocus()  # the page takes it, unless somebody goes there again before it comes
        turn = partial(self._turn_to, self._coming.ask(name, focus=focus, record=record))
        self._coming.with_code(entry.where, partial(self._make_page, entry, turn), key="page")
        self._let_go()

    def _let_go(self) -> None:
        """What is typed while a page comes is not meant for what stands on the page that is left."""
        held = self.focusWidget()
        if self._coming.asked is not None and held is not None and self.stack.isAncestorOf(held):
            held.clearFocus()

    def _never_comes(self, key: str, problem: UserError | None) -> None:
        if problem is not None:
            self.services.notices.error(problem)
        if key == "page":
            self.rail.mark(self.current)
            self._coming.arrive()

    def _make_page(self, entry: navigation.PageEntry, turn: Callable[[], None]) -> None:
        if entry.name not in self.pages:
            self.pages[entry.name] = navigation.make_page(entry.where, self.services)
            self.stack.addWidget(self.pages[entry.name])
        self._coming.one_by_one(self.pages[entry.name].parts_to_make(), turn, key="page")

    def _turn_to(self, asked: Asked) -> None:
        name, page = asked.name, self.pages[asked.name]
        if self.current in self.pages and self.current != name:
            self.pages[self.current].flush()
        self.current = name
        self.stack.setCurrentWidget(page)
        self._drop_screens()
        self.rail.mark(name)
        if asked.focus and self.focusWidget() is not self.top.search:
            page.focus_first()
        if asked.record:
            page.open_record(asked.record)
        self._coming.arrive()
        if not self._is_named:  # behind what the first page asks: whose name it is needs the slow way to the data
            self._is_named = True
            self.services.lanes.read.run(self, partial(_my_name, self.services), self.top.show_user)

    def open_record(self, page: str, record_id: str, *, focus: bool = False) -> None:
        """Show this person or thing on its page; "person" finds out whether it is a customer's or the network's."""
        if page != PERSON:
            self.show_page(page, focus=focus, record=record_id)
        elif self.is_open:
            self._coming.ask(PERSON, record=record_id)
            status = partial(self.services.store.read, late("customers.queries:status_of"), record_id)
            self._coming.with_answer(status, partial(self._open_person, record_id), key="page")

    def _open_person(self, contact_id: str, customer: object) -> None:
        self.open_record("customers" if customer is not None else "network", contact_id)

    def drop_pages(self) -> None:
        """Forget all pages: another language, another profile, a lock."""
        self._coming.give_up()
        for page in self.pages.values():
            page.flush()
            self.stack.removeWidget(page)
            page.deleteLater()
        self.pages = {}

    def show_words(self) -> None:
        """Speak the language of the moment everywhere."""
        self.setWindowTitle(_("Showroom CRM"))
        self.rail.show_words()
        self.top.show_words()
        self._shop.show_standing()
        if self.is_open:
            asked = self._coming.asked or Asked(self.current)
            self.drop_pages()
            self.open_record(asked.name, asked.record, focus=asked.focus)

    def flush(self) -> None:
        """Hand over everything typed."""
        for page in self.pages.values():
            page.flush()

    # Actions ----------------------------------------------------------------------------------------------------

    def perform(self, name: str, argument: str = "") -> None:
        """Do a command of the table."""
        always: dict[str, Callable[[], object]] = {
            "theme": partial(self._switch_theme, argument), "language": partial(self.language_asked.emit, argument),
            "keys": self._show_keys, "about": self._show_about, "quit": self.close,
        }  # fmt: skip
        if name in always:
            always[name]()
        elif self.is_open:
            self._perform_open(name, argument)

    def _perform_open(self, name: str, argument: str) -> None:
        own: dict[str, Callable[[], object]] = {
            "search": self._search, "undo": self._undo, "redo": self._redo, "print": self._print,
            "lock": self.lock_asked.emit, "me": partial(self.open_record, "settings", "me"),
            "sync_page": partial(self.show_page, "sync", focus=True), "sync_now": partial(self._sync_now, argument),
        }  # fmt: skip
        if self._coming.asked is not None and not argument and (name == "print" or name in navigation.DIALOGS):
            self._coming.after(partial(self.perform, name))
        elif name in own:
            own[name]()
        elif name in navigation.DIALOGS:
            self._open_dialog(name, argument)

    def _open_dialog(self, name: str, argument: str) -> None:
        page, where = self.pages.get(self.current), navigation.DIALOGS[name]
        if page is not None:
            page.flush()
            argument = argument or (page.subject() if name in navigation.ABOUT_A_PERSON else "")
        self._coming.with_code(where, partial(self._show_dialog, where, argument), key="dialog")

    def _show_dialog(self, where: str, argument: str) -> None:
        if self.is_open:
            dialog = navigation.make_dialog(where, self.services, self, argument)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    @property
    def palette_box(self) -> "Palette":
        """What the search box drops down; made at the first search, for the window appears before its code is read."""
        if self._palette is None:
            from crm_desktop.ui.window import finding
            from crm_desktop.ui.window.palette import Palette

            self.top.search.searched.disconnect(self._search_first)
            self._palette = Palette(self.top.search, self, self.services.lanes.read)
            self._palette.quick = [finding.pages, finding.actions]
            self._palette.slow = [partial(finding.people, self.services), partial(finding.scripts, self.services)]
            self._palette.chosen.connect(self._follow)
        return self._palette

    def _search_first(self, text: str) -> None:
        self.palette_box.search(text)

    def hide_palette(self) -> None:
        """Away with what the search box dropped down."""
        if self._palette is not None:
            self._palette.hide()

    def _search(self) -> None:
        self.palette_box.come_from(self.focusWidget())
        self.top.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top.search.selectAll()
        self.palette_box.search(self.top.search.text().strip())

    def _undo(self) -> None:
        self.flush()
        self.services.lanes.write.run(self, self.services.store.undo, self._undone)

    def _undo_step(self, step: int) -> None:
        self.services.lanes.write.run(self, partial(self.services.store.undo_step, step), self._undone)

    def _undone(self, step: object) -> None:
        if step is None:
            self.services.notices.info(_("There is nothing to undo."))
            return
        text = _("Undone: {label}").format(label=getattr(step, "label", ""))
        self.services.notices.info(text, _("Redo"), self._redo)

    def _redo(self) -> None:
        self.services.lanes.write.run(self, self.services.store.redo, self._redone)

    def _redone(self, step: object) -> None:
        if step is None:
            self.services.notices.info(_("There is nothing to redo."))
        else:
            self.services.notices.info(_("Done again: {label}").format(label=getattr(step, "label", "")))

    def _sync_now(self, argument: str) -> None:
        self.flush()
        self._shop.sync_now(at_leisure=argument == "at_leisure")

    def _print(self) -> None:
        page = self.pages.get(self.current)
        if page is None or not page.print_page():
            self.services.notices.info(_("There is nothing to print on this page."))

    def _switch_theme(self, wanted: str = "") -> None:
        dark = self.palette().window().color().lightness() < 128
        self.theme.choose(wanted or ("light" if dark else "dark"))
        self.services.preferences.set("theme", self.theme.choice.value)

    def _show_keys(self) -> None:
        from crm_desktop.ui.dialogs.keyboard_map import KeyboardMap

        KeyboardMap([(entry.text(), entry.keys) for entry in navigation.entries()], self).open()

    def _show_about(self) -> None:
        from crm_desktop.ui.dialogs.about import About

        About(str(getattr(self.services.profile, "profile", "")), self).open()

    def _follow(self, found: "Found") -> None:
        if found.verb == "record":
            self.open_record(found.target, found.id)
        elif found.verb == "page":
            self.show_page(found.target, focus=True)
        elif found.verb == "script":
            QGuiApplication.clipboard().setText(found.id)
            self.services.notices.info(_("The script was copied."))
        else:
            # The search box gives the focus back first, so that the action meets the page.
            QTimer.singleShot(0, self, partial(self.perform, found.target, found.id))

    # Qt ---------------------------------------------------------------------------------------------------------

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.set_narrow(self.width() < SCALE.narrow_below)
        self.hide_palette()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._first_paint:
            self._first_paint = False
            QTimer.singleShot(0, self, self.painted.emit)

    def _close_anyway(self) -> None:
        self._closes_anyway = True
        self.close()

    def _sends_first(self) -> bool:
        """Whether what waits goes up to the shop before the window closes; who closes it again does not wait."""
        if self._closes_anyway or self._leaving or not self.is_open:
            return False
        self._leaving = self._shop.before_end(partial(QTimer.singleShot, 0, self, self._close_anyway))
        return self._leaving

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.flush()
        if self._steps.running and not self._closes_anyway:
            event.ignore()
            self._steps.end(self._close_anyway)
            return
        if self._sends_first():
            event.ignore()
            return
        place.remember(self, self.services.preferences, self.current)
        super().closeEvent(event)
        self._coming.give_up()
        self.closing.emit()


def _my_name(services: Services) -> str:
    from crm_desktop.features.settings import queries

    return services.store.read(queries.me).name
