"""Parts of which one is shown; each is made when it is first asked for."""

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QStackedWidget, QWidget


class LazyStack(QStackedWidget):
    """What nobody looked at costs no memory, and opening the page does not wait for it."""

    def __init__(self, makers: Iterable[Callable[[], QWidget]], parent: QWidget) -> None:
        super().__init__(parent)
        self._makers = list(makers)
        self._parts: dict[int, QWidget] = {}
        for _maker in self._makers:
            self.addWidget(QWidget(self))

    def part(self, number: int) -> QWidget:
        """The part of this number."""
        if number not in self._parts:
            place, shown = self.widget(number), self.currentIndex() == number
            assert place is not None
            self._parts[number] = self._makers[number]()
            self.insertWidget(number, self._parts[number])
            self.removeWidget(place)
            place.deleteLater()
            if shown:
                self.setCurrentIndex(number)
        return self._parts[number]

    def has(self, number: int) -> bool:
        """Whether it was asked for."""
        return number in self._parts

    def show_part(self, number: int) -> QWidget:
        """Show the part of this number."""
        part = self.part(number)
        self.setCurrentIndex(number)
        return part
