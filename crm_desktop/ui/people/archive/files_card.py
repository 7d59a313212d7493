"""Files kept with the person, encrypted in the profile: dropped in, pasted, or chosen; pictures show themselves."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QIcon,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPixmap,
    QResizeEvent,
    QShowEvent,
)  # fmt: skip
from PySide6.QtWidgets import QFileDialog, QListView, QListWidget, QListWidgetItem, QMenu, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _, format_date
from crm_desktop.features.attachments import commands, queries
from crm_desktop.features.attachments.records import AttachmentRecord
from crm_desktop.ui.forms import LineField
from crm_desktop.ui.people.archive import file_copies
from crm_desktop.ui.people.archive.ask import Ask
from crm_desktop.ui.people.archive.part import ArchivePage, Part, small_button
from crm_desktop.ui.people.archive.picture_dialog import PictureDialog
from crm_desktop.ui.people.archive.reading import Shown
from crm_desktop.ui.theme import icons
from crm_desktop.ui.widgets.card import Label

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PICTURE = QSize(104, 78)
CELL = QSize(124, 118)
KEPT = 400
ID = Qt.ItemDataRole.UserRole


class FilesView(QListWidget):
    """Pictures and signs side by side; Enter opens, Delete removes, Ctrl+V pastes."""

    opened = Signal(str)
    remove_asked = Signal(str)
    pasted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Files"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setIconSize(PICTURE)
        self.setGridSize(CELL)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.itemDoubleClicked.connect(lambda item: self.opened.emit(item.data(ID)))

    def current_id(self) -> str:
        """The file under the mark, or ""."""
        item = self.currentItem()
        return str(item.data(ID)) if item is not None else ""

    def fit(self) -> None:
        """As tall as its rows: the page scrolls, not the list."""
        beside = max(1, (self.viewport().width() or 400) // CELL.width())
        self.setFixedHeight(-(-self.count() // beside) * CELL.height() + 4)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_id():
            self.opened.emit(self.current_id())
        elif event.key() == Qt.Key.Key_Delete and self.current_id():
            self.remove_asked.emit(self.current_id())
        else:
            super().keyPressEvent(event)


class FilesCard(Part):
    """Drop anything on it."""

    def __init__(self, page: ArchivePage) -> None:
        super().__init__("", page)
        self.setAcceptDrops(True)
        self._pictures: dict[str, QPixmap] = {}
        self._waiting = False
        self.add_button = small_button(_("Add a file"), self, "paperclip")
        self.head.insertWidget(0, self.add_button)
        self.list = FilesView(self)
        self.none = Label(
            _("Nothing kept yet. Drag a photo, an ID card or a contract in here; it is stored encrypted."), "muted",
            self,
        )
        self.body.addWidget(self.none)
        self.body.addWidget(self.list)
        self.add_button.clicked.connect(self.choose)
        self.list.opened.connect(self.open)
        self.list.remove_asked.connect(self.remove)
        self.list.pasted.connect(lambda: self.take(QGuiApplication.clipboard().mimeData()))
        self.list.customContextMenuRequested.connect(self._ask_menu)

    # Showing ------------------------------------------------------------------------------------------------------

    @override
    def fill(self, data: Shown) -> None:
        super().fill(data)
        files = data.archive.attachments
        keep = self.list.current_id()
        self.list.clear()
        for file in files:
            item = QListWidgetItem(self._icon(file), file.name, self.list)
            item.setData(ID, file.id)
            item.setToolTip(" · ".join(filter(None, (file.name, file.note, _size(file.size),
                                                     format_date(file.created.date())))))  # fmt: skip
            if file.id == keep:
                self.list.setCurrentItem(item)
        self.list.setVisible(bool(files))
        self.none.setVisible(not files)
        self.list.fit()
        self._waiting = True
        self._ask_pictures()

    def _icon(self, file: AttachmentRecord) -> QIcon:
        picture = self._pictures.get(file.thumbnail) if file.thumbnail else None
        if picture is not None:
            return QIcon(picture)
        return icons.icon("image-outline" if file.is_image else "file-document-outline", "faint")

    def _ask_pictures(self) -> None:
        if not self._waiting or not self.isVisible() or self.data is None:
            return
        self._waiting = False
        wanted = [f.id for f in self.data.archive.attachments if f.thumbnail and f.thumbnail not in self._pictures]
        if wanted:
            self.page.load(_thumbnails, wanted, then=partial(self._show_pictures, self.data.id), key="thumbnails")

    def _show_pictures(self, person: str, found: dict[str, bytes]) -> None:
        if len(self._pictures) > KEPT:
            self._pictures.clear()
        for name, content in found.items():
            picture = QPixmap()
            if picture.loadFromData(content):
                mode = Qt.AspectRatioMode.KeepAspectRatio
                self._pictures[name] = picture.scaled(PICTURE, mode, Qt.TransformationMode.SmoothTransformation)
        if self.data is None or self.data.id != person:
            return
        for n, file in enumerate(self.data.archive.attachments):
            item = self.list.item(n)
            if item is not None and file.thumbnail in self._pictures:
                item.setIcon(self._icon(file))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_pictures()

    # Adding -------------------------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for files."""
        dialog = QFileDialog(self, _("Add files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self.add)
        dialog.open()

    def add(self, paths: Sequence[str]) -> None:
        """Keep these files; one that cannot be kept does not stop the others."""
        if self.page.data is None:
            return
        limit = self.page.data.shop.numbers.attachment_mb * 2**20
        for path in paths:
            self.page.work(partial(file_copies.read, Path(path), limit), partial(self._keep, self.page.data.id))

    def _keep(self, person: str, read: tuple[str, bytes]) -> None:
        name, content = read
        self.page.act(
            _("Add a file"), commands.add_file, person, name, data=content, done=_("{name} is kept.").format(name=name)
        )

    def take(self, mime: QMimeData) -> bool:
        """Keep what was dropped or pasted: files, or a picture itself."""
        paths = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
        paths = [path for path in paths if Path(path).is_file()]
        if paths:
            self.add(paths)
            return True
        data = self.page.data
        if mime.hasImage() and data is not None:
            content = _as_png(QImage(mime.imageData()))
            if content:
                self._keep(data.id, (_("Picture {day}.png").format(day=data.today.isoformat()), content))
            return bool(content)
        return False

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if takes(event.mimeData()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        if self.take(event.mimeData()):
            event.acceptProposedAction()

    # Using --------------------------------------------------------------------------------------------------------

    def _file(self, file_id: str) -> AttachmentRecord | None:
        files = self.data.archive.attachments if self.data else ()
        return next((file for file in files if file.id == file_id), None)

    def open(self, file_id: str) -> None:
        """A picture inside the program; anything else by a private copy that is removed at the end."""
        file = self._file(file_id)
        if file is not None:
            self.page.load(queries.content, file_id, then=partial(self._open, file), key="content")

    def _open(self, file: AttachmentRecord, content: bytes) -> None:
        picture = QImage()
        if file.is_image and picture.loadFromData(content):
            PictureDialog(file.name, picture, self.page, lambda: self.save_as(file.id)).open()
            return
        self.page.work(partial(file_copies.private_copy, file.name, content), self._opened)

    def _opened(self, copy: Path) -> None:
        file_copies.open_outside(copy)
        self.page.notices.info(_("A readable copy is open in another program; it is removed when this one closes."))

    def save_as(self, file_id: str) -> None:
        """Ask where to."""
        file = self._file(file_id)
        if file is None:
            return
        dialog = QFileDialog(self, _("Save a copy"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(file.name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(partial(self.save_to, file_id))
        dialog.open()

    def save_to(self, file_id: str, place: str) -> None:
        """Write a readable copy there."""
        def write(content: bytes) -> None:
            done = _("Saved as {name}. This copy is not encrypted.").format(name=Path(place).name)
            self.page.work(
                partial(file_copies.write, Path(place), content), lambda _path: self.page.notices.done(done)
            )

        self.page.load(queries.content, file_id, then=write)

    def rename(self, file_id: str) -> None:
        """Another name, and a note what it is."""
        file = self._file(file_id)
        if file is None:
            return
        name = LineField("name", _("File name"), inline=False)
        note = LineField("note", _("Note"), inline=False)
        name.set_value(file.name, force=True)
        note.set_value(file.note, force=True)
        Ask(
            _("File"), [name, note],
            lambda values, then, failed: self.page.act(
                _("Rename a file"), commands.edit_file, file.id, name=values["name"], note=values["note"], then=then,
                failed=failed, seen={("attachment", file.id): file.row_seq},
            ),
            self.page,
        ).open()  # fmt: skip

    def use_as_photo(self, file_id: str) -> None:
        """Show this picture as the person's sign."""
        self.page.act(_("Use as photo"), commands.use_as_photo, file_id, done=_("The photo is set."))

    def remove(self, file_id: str) -> None:
        """Take it off; the message brings it back."""
        self.page.act(_("Remove a file"), commands.remove_file, file_id, done=_("The file is removed."))

    def make_menu(self, file: AttachmentRecord) -> QMenu:
        """What can be done with a file."""
        menu = QMenu(self)
        menu.addAction(_("Open"), partial(self.open, file.id))
        menu.addAction(_("Save a copy…"), partial(self.save_as, file.id))
        menu.addAction(_("Rename…"), partial(self.rename, file.id))
        if file.thumbnail:
            menu.addAction(_("Use as photo"), partial(self.use_as_photo, file.id))
        menu.addSeparator()
        menu.addAction(_("Remove"), partial(self.remove, file.id))
        return menu

    def _ask_menu(self, spot: QPoint) -> None:
        file = self._file(self.list.current_id())
        if file is not None:
            self.make_menu(file).popup(self.list.viewport().mapToGlobal(spot))


def takes(mime: QMimeData) -> bool:
    """Whether this can be kept as a file."""
    return any(url.isLocalFile() for url in mime.urls()) or mime.hasImage()


def _thumbnails(session: "Session", ids: list[str]) -> dict[str, bytes]:
    """The small pictures by their name in the blobs."""
    found = {}
    for file_id in ids:
        content = queries.thumbnail(session, file_id)
        if content:
            found[queries.attachment(session, file_id).thumbnail] = content
    return found


def _as_png(image: QImage) -> bytes:
    room = QByteArray()
    buffer = QBuffer(room)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return bytes(room.data()) if image.save(buffer, "PNG") else b""  # type: ignore[call-overload]


def _size(size: int) -> str:
    if size < 1024 * 1024:
        return _("{n} KB").format(n=f"{max(1, size // 1024):,}")
    return _("{n} MB").format(n=f"{size / 1024 / 1024:.1f}")
