"""Whether the system says that the network costs by what travels. Where it says nothing, nothing waits for it."""

from PySide6.QtCore import QObject, Signal


class Metered(QObject):
    """The system is asked when it is first needed, long after the start; from then on it tells by itself."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.on = False
        self._asked = False

    def ask(self) -> bool:
        """What the system says now."""
        if not self._asked:
            self._asked = True
            self._listen()
        return self.on

    def _listen(self) -> None:
        try:
            from PySide6.QtNetwork import QNetworkInformation
        except ImportError:  # a system without what Qt's network needs
            return
        feature = QNetworkInformation.Feature.Metered
        told = QNetworkInformation.instance() if QNetworkInformation.loadBackendByFeatures(feature) else None
        if told is not None and told.supports(feature):
            self.on = told.isMetered()
            told.isMeteredChanged.connect(self.hear)

    def hear(self, on: bool) -> None:
        """The system says something else."""
        if on != self.on:
            self.on = on
            self.changed.emit()
