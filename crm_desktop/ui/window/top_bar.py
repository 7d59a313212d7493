"""The top bar: the one search box, what is under way, how this laptop stands with the shop, and the user."""

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.ui.actions import action
from crm_desktop.ui.theme import icons
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.avatar import Avatar
from crm_desktop.ui.widgets.chip import PillLabel
from crm_desktop.ui.widgets.search_box import SearchBox
from crm_desktop.ui.window.sync_pill import Standing, SyncPill

SEARCH_WIDTH = 420
WORDS_FROM = 960
"""The width below which the button for syncing shows no word."""
MENU = ("theme", "language", "lock", "keys", "about", "quit")


class TopBar(QWidget):
    """`asked` carries the name of an action from the user's menu."""

    asked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(SCALE.top_bar)
        self.search = SearchBox("", self)
        self.search.setMaximumWidth(SEARCH_WIDTH)
        self.search.setMinimumWidth(200)
        self.state = PillLabel("", "accent", self)
        self.pill = SyncPill(self)
        self.pill.clicked.connect(self._ask_sync_page)
        self.sync = QPushButton(icons.icon("sync"), "", self)
        self.sync.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.sync.clicked.connect(self._ask_sync)
        self.sync.hide()
        self.capture = QToolButton(self)
        self.capture.setIcon(icons.icon("account-plus-outline"))
        self.capture.setIconSize(QSize(20, 20))
        self.capture.clicked.connect(self._ask_capture)
        self.user = QToolButton(self)
        self.capture.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.user.setFixedSize(QSize(40, 40))
        self._avatar = Avatar("", 32, self.user)
        self._avatar.move(4, 4)
        self._avatar.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.user.clicked.connect(self._show_menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(SCALE.l + SCALE.xs, 0, SCALE.l, 0)
        row.setSpacing(SCALE.s)
        row.addWidget(self.search, 10)
        row.addStretch(1)
        for widget in (self.state, self.pill, self.sync, self.capture, self.user):
            row.addWidget(widget)
        self.show_words()
        self.show_user("")

    def show_words(self) -> None:
        """Speak the language of the moment."""
        self.search.setPlaceholderText(_("Search people, phones, plates, actions…  Ctrl+K"))
        self.search.setAccessibleName(_("Search people, actions and pages"))
        text = _("Add a person")
        self.capture.setToolTip(_hint(text, "Ctrl+N"))
        self.capture.setAccessibleName(text)

        self.sync.setToolTip(_hint(_("Sync now"), "Ctrl+Shift+S"))
        self.sync.setAccessibleName(_("Sync now"))
        self._fit()

    def show_standing(self, standing: Standing, *, syncs: bool, running: bool = False) -> None:
        """How this laptop stands with the shop; `syncs` when it may sync at all, `running` while it does."""
        self.pill.show_standing(standing)
        self.sync.setVisible(bool(standing.text) and syncs)
        self.sync.setEnabled(not running)

    def _fit(self) -> None:
        """Where there is little room the button is its icon."""
        self.sync.setText(_("Sync now") if self.width() >= WORDS_FROM else "")

    def show_user(self, name: str) -> None:
        """Whose profile this is."""
        self._avatar.show_person(name)
        text = _("Me: {name}").format(name=name) if name else _("Me")
        self.user.setAccessibleName(text)
        self.user.setToolTip(text)

    def show_state(self, text: str) -> None:
        """What is under way; "" when nothing is."""
        self.state.show_pill(text, "accent")

    def open_profile(self, is_open: bool) -> None:
        """Without a profile there is nothing to search or add."""
        self.search.setEnabled(is_open)
        self.capture.setEnabled(is_open)
        for widget in (self.pill, self.sync):
            widget.setEnabled(is_open)
        if not is_open:
            self.show_standing(Standing("", "muted", ""), syncs=False)

    def _ask_capture(self) -> None:
        self.asked.emit("capture")

    def _ask_sync_page(self) -> None:
        self.asked.emit("sync_page")

    def _ask_sync(self) -> None:
        self.asked.emit("sync_now")

    def _show_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._add(menu, "me", _("Who I am"), "account-outline")
        menu.addSeparator()
        for name in MENU:
            known = action(name)
            self._add(menu, name, known.text(), known.icon)
        menu.popup(self.user.mapToGlobal(QPoint(0, self.user.height() + 4)))

    def _add(self, menu: QMenu, name: str, text: str, icon: str) -> None:
        entry = menu.addAction(icons.icon(icon), text)
        entry.setData(name)
        entry.triggered.connect(lambda: self.asked.emit(name))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _hint(text: str, shortcut: str) -> str:
    return f"{text}  {QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)}"
