"""A QR code to dial or scan from the phone."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

Squares = tuple[tuple[bool, ...], ...]


def squares_of(text: str) -> Squares:
    """The code as rows of dark squares; slow the first time, so call it on the free lane (`page.work`)."""
    import segno

    code = segno.make(text, error="m", micro=False)
    return tuple(tuple(bool(square) for square in line) for line in code.matrix)


class QrCode(QWidget):
    """Paints the squares black on white in both themes: phones read nothing else."""

    def __init__(self, name: str, size: int = 160, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(QSize(size, size))
        self.setAccessibleName(name)
        self._squares: Squares = ()

    def show_squares(self, squares: Squares) -> None:
        """Show another code."""
        self._squares = squares
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if not self._squares:
            return
        step = self.width() / (len(self._squares) + 8)
        for y, line in enumerate(self._squares):
            for x, dark in enumerate(line):
                if dark:
                    square = QRectF((x + 4) * step, (y + 4) * step, step + 0.3, step + 0.3)
                    painter.fillRect(square, Qt.GlobalColor.black)
