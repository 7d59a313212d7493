"""Rings through the desktop while the program runs: at start, every minute, after sleep and at midnight."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.base.preferences import Preferences
from crm_desktop.features.reminders import commands, queries, rules
from crm_desktop.features.reminders.records import Habits, Reminder, Waiting
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme import icons

MINUTE = 60_000
SHOWN = 12_000
"""Milliseconds a message stays, where the desktop lets us say so."""


class Bell(Protocol):
    """What shows a message to the user."""

    def ring(self, reminder: Reminder, opened: Callable[[str], None]) -> None:
        """Show it; `opened` is told the person when the user presses it."""


class DesktopBell(QObject):
    """The desktop's own notifications, by way of the icon in its tray; where there is none, a message in the window."""

    def __init__(self, services: Services, window: QWidget) -> None:
        super().__init__(window)
        self._services = services
        self._opened: Callable[[str], None] | None = None
        self._contact = ""
        self._tray: QSystemTrayIcon | None = None
        if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            self._tray = QSystemTrayIcon(icons.icon("calendar-today", "accent"), self)
            self._tray.setToolTip(_("Showroom CRM"))
            self._tray.messageClicked.connect(self._press)
            self._tray.activated.connect(self._press)
            self._tray.show()

    def ring(self, reminder: Reminder, opened: Callable[[str], None]) -> None:
        """Show it."""
        self._opened, self._contact = opened, reminder.contact_id
        if self._tray is not None:
            self._tray.showMessage(reminder.title, reminder.text, QSystemTrayIcon.MessageIcon.Information, SHOWN)
            return
        said = f"{reminder.title} · {reminder.text}"
        if reminder.contact_id:
            self._services.notices.info(said, _("Open"), partial(opened, reminder.contact_id))
        else:
            self._services.notices.info(said)

    def _press(self, *_how: object) -> None:
        if self._opened is not None:
            self._opened(self._contact)


class Reminders(QObject):
    """Looks every minute and rings what is due, each thing once, never in quiet hours."""

    def __init__(self, services: Services, window: QWidget, bell: Bell | None = None) -> None:
        super().__init__(window)
        self._services, self._window = services, window
        self._bell: Bell = bell or DesktopBell(services, window)
        self._locked = False
        self._timer = QTimer(self, interval=MINUTE)
        self._timer.timeout.connect(self.look)
        services.signals.locked.connect(self._hear_lock)
        self._timer.start()

    def _hear_lock(self, locked: bool) -> None:
        self._locked = locked

    def look(self) -> None:
        """Ask what may ring. Asked anew each time: a laptop that slept, or whose day changed, misses nothing."""
        store = self._services.profile
        if store is None or self._locked or not habits(self._services.preferences).on:
            return
        today = clock.today()
        self._services.lanes.read.run(self, partial(store.read, queries.waiting, today), self._ring, key="reminders")

    def _ring(self, waiting: Waiting) -> None:
        now: datetime = clock.now()
        found = rules.to_ring(waiting, now, habits(self._services.preferences))
        store = self._services.profile
        if not found or store is None:
            return
        for one in rules.together(found):
            self._bell.ring(one, self._open)
        if not store.read_only:
            job = partial(
                store.write, _("Reminders"), commands.note_rung, now.date(), [one.key for one in found]
            )
            self._services.lanes.write.run(self, job)

    def _open(self, contact_id: str) -> None:
        self._window.showNormal() if self._window.isMinimized() else self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        if contact_id:
            self._services.signals.open_record.emit("person", contact_id)
        else:
            self._services.signals.open_page.emit("today")


def habits(preferences: Preferences) -> Habits:
    """What this device wishes; what cannot be read is as shipped."""
    shipped = Habits()

    def time_of(key: str, otherwise: object) -> object:
        try:
            return rules.clean_time(key, preferences.text(key)) if preferences.text(key) else otherwise
        except InvalidInput:
            return otherwise

    minutes = preferences.get("remind_minutes", shipped.minutes_before)
    return Habits(
        on=bool(preferences.get("remind", shipped.on)),
        quiet_from=time_of("quiet_from", shipped.quiet_from),  # type: ignore[arg-type]
        quiet_until=time_of("quiet_until", shipped.quiet_until),  # type: ignore[arg-type]
        minutes_before=minutes if isinstance(minutes, int) and 0 <= minutes <= 240 else shipped.minutes_before,
    )
