"""Files kept with the person, encrypted in the profile: dropped in, pasted, or chosen; pictures show themselves."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QPoint, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QIcon,
    QImage,
    QPixmap,
    QShowEvent,
)  # fmt: skip
from PySide6.QtWidgets import QFileDialog, QMenu
from typing_extensions import override

from crm_desktop.base.i18n import _, format_date
from crm_desktop.features.attachments import commands, queries
from crm_desktop.features.attachments.records import AttachmentRecord, Elsewhere
from crm_desktop.ui.forms import LineField
from crm_desktop.ui.people.archive import file_copies
from crm_desktop.ui.people.archive.ask import Ask
from crm_desktop.ui.people.archive.fetching import Fetching, size_words
from crm_desktop.ui.people.archive.files_view import ID, PICTURE, FilesView, sign_of
from crm_desktop.ui.people.archive.part import ArchivePage, Part, small_button
from crm_desktop.ui.people.archive.picture_dialog import PictureDialog
from crm_desktop.ui.people.archive.reading import Shown
from crm_desktop.ui.widgets.card import Label

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

KEPT = 400


class FilesCard(Part):
    """Drop anything on it."""

    def __init__(self, page: ArchivePage) -> None:
        super().__init__("", page)
        self.setAcceptDrops(True)
        self._pictures: dict[str, QPixmap] = {}
        self._waiting = False
        self.add_button = small_button(_("Add a file"), self, "paperclip")
        self.get_button = small_button("", self, "cloud-download-outline")
        self.get_button.hide()
        self.head.insertWidget(0, self.add_button)
        self.head.insertWidget(1, self.get_button)
        self.fetching = Fetching(page)
        self.list = FilesView(self)
        self.none = Label(
            _("Nothing kept yet. Drag a photo, an ID card or a contract in here; it is stored encrypted."), "muted",
            self,
        )
        self.body.addWidget(self.none)
        self.body.addWidget(self.list)
        self.add_button.clicked.connect(self.choose)
        self.get_button.clicked.connect(lambda: self.fetching.get(self._files()))
        self.fetching.moved.connect(self._show_lines)
        self.fetching.opened.connect(self.open)
        self.list.opened.connect(self.open)
        self.list.remove_asked.connect(self.remove)
        self.list.pasted.connect(lambda: self.take(QGuiApplication.clipboard().mimeData()))
        self.list.customContextMenuRequested.connect(self._ask_menu)

    # Showing ------------------------------------------------------------------------------------------------------

    @override
    def fill(self, data: Shown) -> None:
        super().fill(data)
        files = self._files()
        tips = [
            " · ".join(filter(None, (one.name, one.note, size_words(one.size), format_date(one.created.date()))))
            for one in files
        ]
        self.list.show_files([(one, self._icon(one), self.fetching.line(one)) for one in files], tips)
        self.list.setVisible(bool(files))
        self.none.setVisible(not files)
        self._waiting = True
        self._ask_pictures()

    def _files(self) -> tuple[AttachmentRecord, ...]:
        return tuple(self.data.archive.attachments) if self.data is not None else ()

    def _icon(self, file: AttachmentRecord) -> QIcon:
        picture = self._pictures.get(file.thumbnail) if file.thumbnail else None
        return sign_of(file, picture, missing=self.fetching.is_missing(file))

    def _ask_pictures(self) -> None:
        if not self._waiting or not self.isVisible() or self.data is None:
            return
        self._waiting = False
        if self._files():
            wanted = [one.id for one in self._files() if one.thumbnail and one.thumbnail not in self._pictures]
            then = partial(self._show_kept, self.data.id)
            self.page.load(_kept, self.data.id, wanted, then=then, key="thumbnails")

    def _show_kept(self, person: str, kept: tuple[dict[str, bytes], Elsewhere]) -> None:
        found, elsewhere = kept
        if len(self._pictures) > KEPT:
            self._pictures.clear()
        for name, content in found.items():
            picture = QPixmap()
            if picture.loadFromData(content):
                mode = Qt.AspectRatioMode.KeepAspectRatio
                self._pictures[name] = picture.scaled(PICTURE, mode, Qt.TransformationMode.SmoothTransformation)
        if self.data is None or self.data.id != person:
            return
        self.fetching.show(elsewhere)
        self._show_lines()

    def _show_lines(self) -> None:
        """What lies here and what at the shop, and how far the one on its way is."""
        files = self._files()
        missing = [one for one in files if self.fetching.is_missing(one)]
        self.get_button.setVisible(bool(missing))
        self.get_button.setText(_("Get all ({n})").format(n=len(missing)))
        self.list.set_tall(tall=bool(missing))
        for n, file in enumerate(files):
            item = self.list.item(n)
            if item is not None and item.data(ID) == file.id:
                item.setIcon(self._icon(file))
                self.list.show_line(item, file.name, self.fetching.line(file))

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
        """A picture inside the program; anything else by a private copy that is removed at the end.

        What lies at the shop only is fetched first.
        """
        file = self._file(file_id)
        if file is not None and self.fetching.is_missing(file):
            self.fetching.get([file], open_it=True)
        elif file is not None:
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
        if self.fetching.is_asked(file):
            menu.addAction(_("Do not get it"), partial(self.fetching.let_be, file))
        elif self.fetching.is_missing(file):
            menu.addAction(_("Get"), partial(self.fetching.get, [file]))
        else:
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


def _kept(session: "Session", person: str, ids: list[str]) -> tuple[dict[str, bytes], Elsewhere]:
    """The small pictures by their name in the blobs, and which files are not here."""
    found = {}
    for file_id in ids:
        content = queries.thumbnail(session, file_id)
        if content:
            found[queries.attachment(session, file_id).thumbnail] = content
    return found, queries.lying_elsewhere(session, person)


def _as_png(image: QImage) -> bytes:
    room = QByteArray()
    buffer = QBuffer(room)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return bytes(room.data()) if image.save(buffer, "PNG") else b""  # type: ignore[call-overload]
