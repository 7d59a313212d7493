"""100 visit sheets, read and drawn, against the same pages drawn by ReportLab directly."""

import io
import sys
import time
from pathlib import Path
from typing import Any

from tests.bench.line import Line, least
from tests.bench.processes import answer_of

ROUNDS, SHEETS = 7, 100


def measure(profile: Path) -> list[Line]:
    """In a process of its own, warm."""
    found = answer_of("sheets.py", profile)
    return [Line(f"{SHEETS} visit sheets", found["floor"], found["figure"], "<= 1.5 x", 1.5 * found["floor"])]


class Recorder:
    """A canvas that notes what is drawn on it, and on its text objects."""

    def __init__(self, canvas: Any, calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]]) -> None:
        self._canvas, self.calls = canvas, calls

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._canvas, name)
        if not callable(found):
            return found
        if name == "beginText":
            return lambda: Recorder(found(), self.calls)

        def call(*arguments: Any, **named: Any) -> Any:
            self.calls.append((name, arguments, named))
            plain = [one._canvas if isinstance(one, Recorder) else one for one in arguments]
            return found(*plain, **named)

        return call


def recorded(sheets: list[Any]) -> tuple[list[tuple[str, tuple[Any, ...], dict[str, Any]]], tuple[float, float]]:
    """What the program draws for these sheets, call by call."""
    from crm_desktop.printing import sheet as printing
    from crm_desktop.printing import visit_sheet

    calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
    made, size = printing.Sheet.__init__, [(0.0, 0.0)]

    def watched(self: Any, *arguments: Any, **named: Any) -> None:
        made(self, *arguments, **named)
        size[0] = (self.paper.width, self.paper.height)
        self._canvas = Recorder(self._canvas, calls)

    printing.Sheet.__init__ = watched  # type: ignore[method-assign]
    try:
        visit_sheet.render(sheets, io.BytesIO())
    finally:
        printing.Sheet.__init__ = made  # type: ignore[method-assign]
    return calls, size[0]


def replay(calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]], size: tuple[float, float]) -> bytes:
    """The same pages by ReportLab alone, as one writes it: font, colour and `drawString` for each piece of text."""
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas: Any = Canvas(target, pagesize=size, invariant=1, pageCompression=1)
    font, colour, place, in_text = ("", 0.0), (0.0, 0.0, 0.0), (0.0, 0.0), False
    for name, arguments, named in calls:
        match name:
            case "setFont":
                font, in_text = arguments, True
            case "setFillColorRGB" if in_text:
                colour = arguments
            case "setTextOrigin":
                place = arguments
            case "textLine":
                canvas.setFont(*font)
                canvas.setFillColorRGB(*colour)
                canvas.drawString(*place, *arguments)
            case "drawText":
                in_text = False
            case _:
                getattr(canvas, name)(*arguments, **named)
    return target.getvalue()


def main(profile: Path) -> None:
    """Print both in milliseconds."""
    import json

    from crm_desktop.base import clock
    from crm_desktop.features.customers.queries import matching_ids
    from crm_desktop.features.customers.records import Filter
    from crm_desktop.features.search.derived import DERIVERS
    from crm_desktop.features.visits.queries import visit_sheets
    from crm_desktop.printing import visit_sheet
    from crm_desktop.store.store import Store

    store = Store.open(profile, passphrase=None, derivers=DERIVERS, read_only=True)
    ids = store.read(matching_ids, Filter(levels=frozenset("HA")), limit=SHEETS)
    calls, size = recorded(store.read(visit_sheets, ids, clock.today()))
    floors, figures = [], []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        replay(calls, size)
        between = time.perf_counter()
        visit_sheet.render(store.read(visit_sheets, ids, clock.today()), io.BytesIO())
        floors.append((between - begun) * 1000)
        figures.append((time.perf_counter() - between) * 1000)
    store.close()
    print(json.dumps({"floor": least(floors), "figure": least(figures)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
