"""A picture shown inside the program, so that no readable copy is made."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.ui.dialogs.sheet import Sheet


class PictureView(QLabel):
    """As large as there is room, never larger than it is."""

    def __init__(self, name: str, picture: QImage, parent: QWidget) -> None:
        super().__init__(parent)
        self._whole = QPixmap.fromImage(picture)
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMinimumSize(240, 180)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = event.size().boundedTo(self._whole.size())
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        self.setPixmap(self._whole.scaled(room, keep, smooth))


class PictureDialog(Sheet):
    """The picture, and a copy to the outside if that is wanted."""

    def __init__(self, name: str, picture: QImage, parent: QWidget, save: Callable[[], object]) -> None:
        super().__init__(name, parent, width=360)
        self.view = PictureView(name, picture, self)
        self.body.addWidget(self.view, 1)
        keep = self.add_button(_("Save a copy…"))
        keep.clicked.connect(lambda: save())
        self.add_close()
        self.resize(picture.size().boundedTo(QSize(880, 620)) + QSize(48, 120))
