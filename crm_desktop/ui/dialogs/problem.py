"""Says why the profile cannot be opened, what that means for the data, and what can be done."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from crm_desktop.base.errors import DiskFull, ProfileDamaged, ProfileLocked, ProfileTooNew, UserError
from crm_desktop.base.i18n import _
from crm_desktop.ui.dialogs.screen import Screen


def title_of(problem: UserError) -> str:
    """What happened, in a few words."""
    if isinstance(problem, ProfileLocked):
        return _("This profile is open elsewhere")
    if isinstance(problem, ProfileDamaged):
        return _("The profile cannot be read")
    if isinstance(problem, ProfileTooNew):
        return _("The profile is newer than this program")
    if isinstance(problem, DiskFull):
        return _("The disk is full")
    return _("The profile could not be opened")


def icon_of(problem: UserError) -> str:
    """Its sign."""
    if isinstance(problem, ProfileLocked):
        return "lock-outline"
    return "database-outline" if isinstance(problem, ProfileDamaged) else "alert-outline"


class ProblemScreen(Screen):
    """The problem's own sentence and the buttons of what can be done."""

    def __init__(self, problem: UserError, parent: QWidget | None = None) -> None:
        super().__init__(icon_of(problem), title_of(problem), str(problem), parent, tone="warn")
        self.problem = problem

    def add_way_out(self, about: str, button: str, act: Callable[[], object]) -> None:
        """What helps most, and what it means."""
        self.sentence.setText(about)
        self.add_button(button, act)

    def offer(
        self, *, again: Callable[[], object], look: Callable[[], object], folder: Callable[[], object],
        leave: Callable[[], object],
    ) -> None:  # fmt: skip
        """What can be done: a profile that is open elsewhere can be looked at."""
        self.add_button(_("Try again"), again)
        if isinstance(self.problem, ProfileLocked):
            self.add_button(_("Open it only to look"), look)
        self.add_button(_("Show the profile's folder"), folder)
        self.add_button(_("Quit"), leave)
