"""The start as a user has it: `crm-desktop --profile …`. Says "painted", then "usable" when Today shows the day."""

import sys

from PySide6.QtCore import QTimer

from crm_desktop import app as composition
from crm_desktop.cli import main


def say(word: str) -> None:
    """The parent takes the time."""
    print(word, flush=True)


class Watched(composition.Program):
    """The program, telling where it is."""

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        self.window.resize(1360, 860)
        self.opened.connect(self.watch_today)

    def begin(self) -> None:
        """The window is on the screen; what opens the profile comes after that."""
        if not self.begun:
            say("painted")
        super().begin()

    def watch_today(self) -> None:
        """The profile is open; Today is on its way."""
        from tests.bench.window_session import when_painted

        page = self.window.pages.get("today")
        if page is None:  # its code is still being read
            QTimer.singleShot(1, self, self.watch_today)
            return
        viewport = page.due.list.viewport()  # type: ignore[attr-defined]
        when_painted(viewport, then=self.tell_usable, condition=lambda: bool(page.title.text()))

    def tell_usable(self) -> None:
        """Rows of the day are on the screen."""
        say("usable")
        say("end")
        self.window.close()


if __name__ == "__main__":
    composition.Program = Watched  # type: ignore[misc]
    sys.exit(main(["gui", "--profile", sys.argv[1]]))
