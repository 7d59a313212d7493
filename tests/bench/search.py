"""Key press to painted search results, against the bare queries of the same kind."""

import sys
import time
from pathlib import Path
from typing import Any

from tests.bench.line import Line, p95
from tests.bench.processes import answer_of

TYPED = (
    "wangfang", "lixm", "13812345", "6688", "王芳", "欧阳", "充电桩", "试驾周六", "宋 plus", "粤B", "宏达电子",
    "锦绣花园", "车友会", "䶮", "zhangwei", "5102", "liu", "level:H", "置换补贴", "朋友", "han ev", "lq",
)  # fmt: skip


def measure(profile: Path) -> list[Line]:
    """Every key of every text counts."""
    found = answer_of("search.py", profile)
    floor, figure = p95(found["floors"]), p95(found["figures"])
    most = max(16.0, 3 * floor)
    return [Line("key press to search results, p95", floor, figure, f"<= {most:.1f} ms", most)]


def main(profile: Path) -> None:
    """Type into the box of the real window."""
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    from tests.bench.window_session import Session

    session = Session(profile)
    box, palette = session.window.top.search, session.window.palette_box
    box.setFocus()
    painted = {"for": ""}
    shown = palette._show

    def note(found: Any) -> None:
        shown(found)
        painted["for"] = palette._text

    palette._show = note  # type: ignore[method-assign]
    figures = []
    for text in ("warm", *TYPED):
        box.put("")
        for place, char in enumerate(text):
            wanted = text[: place + 1].strip()
            if char == " ":
                box.insert(char)
                continue

            def press(char: str = char) -> None:
                painted["for"] = ""
                QApplication.sendEvent(box, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, char))

            places = (palette.list.viewport(), palette)  # the palette itself where it says that nothing was found
            took = session.act(press, *places, when=lambda wanted=wanted: painted["for"] == wanted)
            if text != "warm":
                figures.append(took)
        session.rest(100)
    floors = session.store.read(lambda session: bare(session.connection()))
    session.end({"figures": figures, "floors": floors})


def bare(connection: Any) -> list[float]:
    """For the same texts: people of the word index by rank, of the number index, and the newest notes."""
    from crm_desktop.features.search.rules.words import match_of, words_of

    people = (
        "SELECT r.id FROM (SELECT rowid AS n FROM derived_search_person WHERE derived_search_person MATCH ? "
        "ORDER BY rowid DESC LIMIT 1500) f JOIN derived_search_rank r ON r.n = f.n ORDER BY r.rank DESC LIMIT 20"
    )
    notes = (
        "SELECT s.row FROM (SELECT rowid AS n FROM derived_search_note WHERE derived_search_note MATCH ? "
        "ORDER BY rowid DESC LIMIT 50) f JOIN derived_search_source s ON s.n = f.n"
    )
    took = []
    for text in TYPED:
        for end in range(1, len(text) + 1):
            match = " AND ".join(match_of(word) for word in words_of(text[:end]))
            if not match:
                continue
            begun = time.perf_counter()
            for statement in (people, notes):
                connection.exec_driver_sql(statement, (match,)).all()
            took.append((time.perf_counter() - begun) * 1000)
    return took


if __name__ == "__main__":
    main(Path(sys.argv[1]))
