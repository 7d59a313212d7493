"""What this program is, its version and where its things lie."""

from importlib import metadata

from PySide6.QtWidgets import QWidget

from crm_desktop.base import paths
from crm_desktop.base.i18n import _
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.widgets.card import Label


def version() -> str:
    """The installed version."""
    try:
        return metadata.version("crm-desktop")
    except metadata.PackageNotFoundError:
        return "0"


class About(Sheet):
    """`profile` is the folder of the open profile."""

    def __init__(self, profile: str, parent: QWidget | None = None) -> None:
        super().__init__(_("About this program"), parent, width=520)
        self.body.addWidget(Label(_("Showroom CRM {version}").format(version=version()), "strong"))
        self.body.addWidget(Label(_("Works without a network. Your data stays encrypted on this laptop."), "muted"))
        for name, place in ((_("Folder of your data"), profile), (_("Log files"), str(paths.logs_dir()))):
            self.body.addWidget(Label(name, "muted"))
            folder = Label(place)
            folder.setTextInteractionFlags(folder.textInteractionFlags().TextSelectableByMouse)
            self.body.addWidget(folder)
        self.add_close()
