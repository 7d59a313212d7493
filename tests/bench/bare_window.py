"""The floor of the start: a window of PySide6 with nothing in it. Says "painted", with `memory` what it weighs."""

import json
import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget


class Bare(QWidget):
    """Tells when it is first on the screen."""

    told = False

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.told:
            self.told = True
            QTimer.singleShot(0, self, self.say)

    def say(self) -> None:
        """The paint is done."""
        if "memory" in sys.argv:
            from pathlib import Path

            sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
            from tests.bench.processes import resident

            print(json.dumps({"resident": resident()}), flush=True)
        else:
            print("painted", flush=True)
            print("end", flush=True)
        QApplication.quit()


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    window = Bare()
    window.resize(1360, 860)
    window.show()
    app.exec()
