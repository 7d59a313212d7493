"""What a page gets from the composition root: one object through the constructor, no globals."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm_desktop.base.preferences import Preferences
from crm_desktop.ui.lanes import Lanes
from crm_desktop.ui.notices import Notices
from crm_desktop.ui.signals import Signals

if TYPE_CHECKING:
    from crm_desktop.store.store import Store
    from crm_desktop.ui.files_run import FilesRun
    from crm_desktop.ui.sync_run import SyncRun


@dataclass
class Services:
    """The open profile, the lanes, the hub, the messages and this device's preferences."""

    lanes: Lanes
    signals: Signals
    notices: Notices
    preferences: Preferences
    profile: "Store | None" = None
    sync: "SyncRun | None" = None
    """The one session with the shop's server, once there is a window."""
    files: "FilesRun | None" = None
    """The files that travel after it."""
    last_step: int = 0
    """The id of the newest step; set on the write lane before a command's answer is given."""

    @property
    def store(self) -> "Store":
        """The open profile; a page lives only while there is one."""
        assert self.profile is not None
        return self.profile
