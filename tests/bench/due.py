"""What is due: reckoned anew for everybody beside one bare pass over the same rows; Today after a result."""

import json
import sys
import time
from pathlib import Path
from typing import Any

from tests.bench.line import Line, least, p95
from tests.bench.processes import answer_of

ROUNDS, COUNT = 3, 60


def bare_pass() -> list[str]:
    """The statements of the reckoning, each once over the whole table: the same rows and columns, nothing decided."""
    from crm_desktop.features.calendar import derived
    from crm_desktop.features.calendar.queries import facts

    kept = (facts._PEOPLE, facts._TOUCHES, facts._SINCE, facts._PLANS, facts._CLOSED, facts._DEALS, facts._CARS)
    return [sql.format(who="IS NOT NULL") for sql in (*kept, derived._KNOWN, derived._SHOWN)]


def measure(profile: Path) -> list[Line]:
    """Reckoning on the file alone; the repaint in the real window."""
    found = answer_of("due.py", "reckon", profile)
    shown = answer_of("due.py", "show", profile)["figures"]
    name = f"recompute what is due for {found['people']:,} people"
    floor, figure = least(found["floors"]), least(found["figures"])
    return [
        Line(name, floor, figure, "<= 3 x", 3 * floor),
        Line("Today repaint after a result, p95", None, p95(shown), "<= 33 ms", 33),
    ]


def reckon(profile: Path) -> dict[str, Any]:
    """The bare pass and the reckoning, turn by turn, in one connection each."""
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from crm_desktop.features.calendar.derived import refresh_due
    from crm_desktop.features.search.derived import DERIVERS
    from crm_desktop.features.settings.queries import shop_rules
    from crm_desktop.store.store import Store

    store = Store.open(profile, passphrase=None, derivers=DERIVERS)
    floors, figures, people = [], [], []

    def bare(session: Session) -> None:
        raw = session.connection().connection.driver_connection
        for sql in bare_pass():
            for _row in raw.execute(sql, {"tomorrow": "9999-12-31"}):
                pass

    def anew(session: Session) -> None:
        connection: Connection = session.connection()
        ids = connection.exec_driver_sql("SELECT id FROM contact WHERE deleted IS NULL ORDER BY id").scalars().all()
        people[:] = [len(ids)]
        refresh_due(connection, ids, shop_rules(session), everybody=True)

    for _round in range(ROUNDS):
        for work, times in ((bare, floors), (anew, figures)):
            begun = time.perf_counter()
            store.write("bench", work)
            times.append((time.perf_counter() - begun) * 1000)
    store.close()
    return {"people": people[0], "floors": floors, "figures": figures}


def show(profile: Path) -> None:
    """From the commit of a result until Today shows the next list; afterwards all is taken back."""
    from crm_desktop.features.touches import commands
    from crm_desktop.features.touches.records import NewTouch
    from tests.bench.window_session import Session

    session = Session(profile)
    session.window.show_page("today")
    session.rest(2000)
    page: Any = session.window.pages["today"]
    committed = [0.0]
    session.store.on_change(lambda _change: committed.__setitem__(0, time.perf_counter()))
    figures, steps = [], []
    for number in range(COUNT + 5):
        item = next(iter(page.due._items.values()))
        session.act(
            lambda item=item: page.do(
                "bench", commands.log_touch, item.contact_id, NewTouch("call", "answered", answers=item.key)
            ),
            page.due.list, when=lambda item=item: item not in page.due._items.values(),
        )  # fmt: skip
        steps.append(session.program.services.last_step)
        if number >= 5:
            figures.append((time.perf_counter() - committed[0]) * 1000)
        session.rest(150)
    for step in reversed(steps):
        session.store.undo_step(step)
    session.end({"figures": figures})


if __name__ == "__main__":
    if sys.argv[1] == "reckon":
        print(json.dumps(reckon(Path(sys.argv[2]))))
    else:
        show(Path(sys.argv[2]))
