"""The files of a person side by side: a picture or a sign, the name; what lies at the shop only says how to get it."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QKeySequence, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.features.attachments.records import AttachmentRecord
from crm_desktop.ui.theme import icons, theme

PICTURE = QSize(104, 78)
CELL, TALL = QSize(124, 118), QSize(124, 136)
"""The size of one file; a second line under the name makes it taller."""
BADGE = 26
FADED = 0.55
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
        self.setWordWrap(True)  # only so are two lines drawn; a name never needs more than one
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
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
        cell = self.gridSize()
        beside = max(1, (self.viewport().width() or 400) // cell.width())
        self.setFixedHeight(-(-self.count() // beside) * cell.height() + 4)

    def show_files(self, files: list[tuple[AttachmentRecord, QIcon, str]], tips: list[str]) -> None:
        """Each file with its icon and the line under its name, "" for none; the mark stays where it was."""
        keep = self.current_id()
        self.clear()
        self.set_tall(tall=any(line for _file, _icon, line in files))
        for (file, sign, line), tip in zip(files, tips, strict=True):
            item = QListWidgetItem(sign, "", self)
            item.setData(ID, file.id)
            item.setToolTip(tip)
            item.setSizeHint(self.gridSize())
            self.show_line(item, file.name, line)
            if file.id == keep:
                self.setCurrentItem(item)
        self.fit()

    def set_tall(self, *, tall: bool) -> None:
        """Room for a second line under each name, or not."""
        size = TALL if tall else CELL
        if self.gridSize() != size:
            self.setGridSize(size)
            for n in range(self.count()):
                self.item(n).setSizeHint(size)
            self.fit()

    def show_line(self, item: QListWidgetItem, name: str, line: str) -> None:
        """The name, cut in its middle, and the line under it."""
        room = CELL.width() - 12
        short = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, room)
        item.setText(f"{short}\n{line}" if line else short)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, " · ".join(filter(None, (name, line))))

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


def sign_of(file: AttachmentRecord, picture: QPixmap | None, *, missing: bool) -> QIcon:
    """The small picture or a sign for the kind; what lies at the shop only is faded and bears a cloud."""
    sign = icons.icon("image-outline" if file.is_image else "file-document-outline", "faint")
    if not missing:
        return QIcon(picture) if picture is not None else sign
    scale = 2.0
    drawn = QPixmap(PICTURE * scale)
    drawn.setDevicePixelRatio(scale)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    whole = QRect(0, 0, PICTURE.width(), PICTURE.height())
    painter.setOpacity(FADED)
    if picture is not None:
        size = picture.deviceIndependentSize().toSize().scaled(PICTURE, Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(0, 0, size.width(), size.height())
        place.moveCenter(whole.center())
        painter.drawPixmap(place, picture)
    else:
        sign.paint(painter, whole.adjusted(20, 6, -20, -6))
    painter.setOpacity(1)
    _draw_cloud(painter, QRect(whole.center().x() - BADGE // 2, whole.center().y() - BADGE // 2, BADGE, BADGE))
    painter.end()
    return QIcon(drawn)


def _draw_cloud(painter: QPainter, place: QRect) -> None:
    colours = theme.tokens()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.surface)
    painter.drawEllipse(place)
    icons.paint(painter, place.adjusted(4, 4, -4, -4), "cloud-download-outline", colours.accent)
