"""Files that lie at the shop only: which, how far one is on its way, and what happens when it is here."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from crm_desktop.base.i18n import _
from crm_desktop.features.attachments.records import AttachmentRecord, Elsewhere
from crm_desktop.ui.people.archive.part import ArchivePage


class Fetching(QObject):
    """`moved` when a line has changed; `opened(id)` when a file somebody wanted to open is here."""

    moved = Signal()
    opened = Signal(str)

    def __init__(self, page: ArchivePage) -> None:
        super().__init__(page)
        self._run = page.services.files
        self._elsewhere = Elsewhere()
        self._here: set[str] = set()
        self._asked: set[str] = set()
        self._to_open = ""
        if self._run is not None:
            self._run.moved.connect(self.moved)
            self._run.got.connect(self._got)

    def show(self, elsewhere: Elsewhere) -> None:
        """What was read of the person on show."""
        self._elsewhere, self._here = elsewhere, set()

    def is_missing(self, file: AttachmentRecord) -> bool:
        """Whether it has to be fetched before it can be opened."""
        return file.id in self._elsewhere.missing and file.id not in self._here

    def is_asked(self, file: AttachmentRecord) -> bool:
        """Whether it is on its way, or comes with the next sync."""
        return self.is_missing(file) and file.id in self._asked | self._elsewhere.wanted

    def get(self, files: Iterable[AttachmentRecord], *, open_it: bool = False) -> None:
        """Fetch them, one after the other."""
        for file in files:
            if self._run is not None and self.is_missing(file):
                self._to_open = file.id if open_it else self._to_open
                self._asked.add(file.id)
                self._run.get(file.id)

    def let_be(self, file: AttachmentRecord) -> None:
        """It is not wanted after all."""
        if self._run is not None:
            self._to_open = ""
            self._asked.discard(file.id)
            self._elsewhere = Elsewhere(self._elsewhere.missing, self._elsewhere.wanted - {file.id})
            self._run.let_be(file.id)

    def line(self, file: AttachmentRecord) -> str:
        """What stands under the name of a file that lies at the shop only."""
        if not self.is_missing(file):
            return ""
        size = size_words(file.size)
        run = self._run
        if run is not None and run.getting == file.id:
            done = run.carried.done if run.carried is not None else 0
            return _("{percent}% of {size}").format(percent=min(99, 100 * done // max(1, file.size)), size=size)
        if self.is_asked(file):
            return _("{size} · asked for").format(size=size)
        return _("{size} · Get").format(size=size)

    def _got(self, file_id: str) -> None:
        self._here.add(file_id)
        self._asked.discard(file_id)
        self.moved.emit()
        if file_id == self._to_open:
            self._to_open = ""
            self.opened.emit(file_id)


def size_words(size: int) -> str:
    """The size of a file as people read it."""
    if size < 1024 * 1024:
        return _("{n} KB").format(n=f"{max(1, size // 1024):,}")
    return _("{n} MB").format(n=f"{size / 1024 / 1024:.1f}")
