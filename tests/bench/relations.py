"""The relationship map of 5,000 people and 10,000 ties: laying it out beside the bare library, and panning it.

The floor of the layout is the library's own layout of a network (springs) on the same graph, as it comes. The floor of
panning is the bare picture put on a widget of the same size. The hand moves sixty times a second, so far that the
picture has to be drawn anew again and again; a frame is measured from the step of the hand to the painted image.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from tests.bench.line import Line, least, p95
from tests.bench.processes import answer_of

PEOPLE, TIES, ROUNDS = 5000, 10_000, 3
SIZE, FRAMES, HAND, BEAT = (1360, 860), 300, 14, 1 / 60


def measure(profile: Path) -> list[Line]:
    """Both in processes of their own."""
    laid, panned = answer_of("relations.py", "lay", profile), answer_of("relations.py", "pan", profile)
    floor, figure = least(laid["floors"]), least(laid["figures"])
    return [
        Line(f"lay out the map of {PEOPLE:,} people", floor, figure, "<= 3 x", 3 * floor),
        Line("pan the map, frames per second", panned["floor"], panned["figure"], ">= 50", 50, unit="fps", least=True),
        Line("pan the map, slowest of twenty frames", None, panned["slow"], "<= 20 ms", 20),
    ]


def network() -> Any:
    """People in all rings and ties of all kinds, the same every time."""
    from crm_desktop.features.relationship_map.records import Network, Person, Tie, TieKind

    chance, kinds = Random(7), list(TieKind)
    people = [
        Person(f"{n:032x}", f"人{n}", f"ren{n}", 1 + chance.choice((0, 0, 1, 2, 3)), None, "", n % 2 == 0, n % 2 == 1,
               chance.choice(("", "P", "D", "O", "F1")), chance.choice("HABC"), None, "", chance.randint(1, 5), "", "")
        for n in range(PEOPLE)
    ]  # fmt: skip
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < TIES:
        a = chance.randrange(PEOPLE)
        b = (a + chance.randint(1, 60)) % PEOPLE if chance.random() < 0.9 else chance.randrange(PEOPLE)
        if a != b:
            pairs.add((min(a, b), max(a, b)))
    return Network(tuple(people), tuple(Tie(a, b, chance.choice(kinds)) for a, b in sorted(pairs)), PEOPLE)


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def lay() -> dict[str, Any]:
    """Turn by turn; what the library needs to know the graph is its own cost in both."""
    import rustworkx

    from crm_desktop.features.relationship_map import rules

    people = network()
    floors, figures = [], []

    def bare() -> None:
        graph = rustworkx.PyGraph(multigraph=False)
        graph.add_nodes_from(range(PEOPLE))
        graph.add_edges_from([(tie.a, tie.b, 1.0) for tie in people.ties])
        rustworkx.spring_layout(graph, seed=1)

    for _round in range(ROUNDS):
        floors.append(_timed(bare))
        figures.append(_timed(lambda: rules.lay_out(people, rules.influences(people))))
    return {"floors": floors, "figures": figures}


def pan() -> dict[str, Any]:
    """The real canvas with the real lane beside the window's thread."""
    from PySide6.QtGui import QColor, QImage, QPainter
    from PySide6.QtWidgets import QApplication, QWidget

    from crm_desktop.features.relationship_map import rules
    from crm_desktop.ui.lanes import Lanes
    from crm_desktop.ui.notices import Notices
    from crm_desktop.ui.pages.relationship_map.canvas import MapCanvas
    from crm_desktop.ui.pages.relationship_map.scene import build
    from crm_desktop.ui.theme.theme import Theme

    app = QApplication(sys.argv[:1])
    Theme(app, "light")
    lanes, people = Lanes.start(Notices()), network()
    influence = rules.influences(people)
    scene = build(people, rules.lay_out(people, influence), influence, ("1", "2", "3", "4"), "我")
    holder = QWidget()
    canvas = MapCanvas(holder, lambda job, then: lanes.free.run(holder, job, then, key="picture"))
    holder.resize(*SIZE)
    canvas.resize(*SIZE)
    holder.show()
    canvas.show_scene(scene)
    canvas.zoom(2.5)
    _until(app, lambda: canvas._picture is not None and canvas._picture.view.scale == canvas.view.scale)
    times, drawn = [], {id(canvas._picture)}
    for frame in range(FRAMES):
        due = time.perf_counter() + BEAT
        way = HAND if frame // 75 % 2 else -HAND
        times.append(_timed(lambda way=way: (canvas.pan(way, way / 2), canvas.repaint())))
        drawn.add(id(canvas._picture.image))
        while time.perf_counter() < due:
            app.processEvents()
    assert len(drawn) > 3, "the hand never left the first picture"

    picture = QImage(*SIZE, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))

    class Bare(QWidget):
        def paintEvent(self, _event: object) -> None:
            QPainter(self).drawImage(0, 0, picture)

    bare = Bare()
    bare.resize(*SIZE)
    bare.show()
    app.processEvents()
    floors = [_timed(bare.repaint) for _frame in range(FRAMES)]
    lanes.drain()
    return {
        "floor": 1000 * FRAMES / sum(floors), "figure": 1000 * FRAMES / sum(times), "slow": p95(times),
    }  # fmt: skip


def _until(app: Any, so: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not so():
        app.processEvents()
        if time.monotonic() > end:
            raise TimeoutError("no picture came")


if __name__ == "__main__":
    print(json.dumps({"lay": lay, "pan": pan}[sys.argv[1]]()))
