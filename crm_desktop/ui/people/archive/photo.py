"""The person's photograph: chosen from a file, kept among the files."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from crm_desktop.base.i18n import _
from crm_desktop.features.attachments.commands import set_photo
from crm_desktop.ui.people.archive import file_copies
from crm_desktop.ui.people.archive.part import ArchivePage

ENDINGS = "*.jpg *.jpeg *.png *.webp *.bmp *.gif *.heic *.tif *.tiff"


def ask_photo(page: ArchivePage, contact_id: str, limit: int) -> None:
    """Ask for the picture."""
    dialog = QFileDialog(page, _("Choose a photo"))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(f"{_('Pictures')} ({ENDINGS})")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(partial(take_photo, page, contact_id, limit))
    dialog.open()


def take_photo(page: ArchivePage, contact_id: str, limit: int, path: str) -> None:
    """Keep this picture as the photograph; what is no picture is refused and not kept."""

    def keep(read: tuple[str, bytes]) -> None:
        name, content = read
        page.act(_("Use as photo"), set_photo, contact_id, name, data=content, done=_("The photo is set."))

    page.work(partial(file_copies.read, Path(path), limit), keep)
