"""How long a save waits while a first sync of 10,000 people is under way, up and down, with lists and search index."""

import itertools
import json
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.line import Line
from tests.bench.processes import answer_of

PEOPLE = 10_000
PAUSES = (0.02, 0.02, 0.02, 0.02, 0.8)
"""Seconds between two saves: somebody who types and saves without end, and now and then stops for so long that sync
keeps as much with one commit as it ever does."""
MOST = 300


def measure(_profile: Path) -> list[Line]:
    """On profiles of its own, under SQLCipher; the server is in the same process."""
    told = answer_of("sync_saves.py")
    return [
        Line(f"save beside a first {way} of 10,000 people, the longest wait", None, told[way], f"<= {MOST} ms", MOST)
        for way in ("upload", "download")
    ]


def main() -> None:
    """Both ways, one after the other."""
    from tests.store.replica.shop import Laptop, Server

    server = Server()
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        ann = Laptop(_profile(Path(folder) / "ann"), server)
        ann.store.load_in_bulk("Fill", _fill)
        with _saving(ann.store) as waits:
            ann.sync()
        found["upload"] = max(waits)
        ann.store.close()
        meg = Laptop(_profile(Path(folder) / "meg"), server, "meg")
        with _saving(meg.store) as waits:
            meg.sync()
        found["download"] = max(waits)
        found["saves"] = len(waits)
        meg.store.close()
    print(json.dumps(found))


def _profile(folder: Path) -> Any:
    from crm_desktop.features.search.derived import DERIVERS
    from crm_desktop.store.store import Store

    return Store.create(folder, passphrase=None, derivers=DERIVERS)


def _fill(session: Any) -> None:
    from crm_desktop.base import clock
    from crm_desktop.base.ids import new_id
    from crm_desktop.store.tables import Contact, ContactWay, Customer

    for n in range(PEOPLE):
        root = new_id()
        session.add(Contact(id=root, root=root, name=f"王{n}", owner="ann", private=False, note=f"note of {n}"))
        session.add(ContactWay(root=root, kind="mobile", value=f"139{n:08d}", normal=f"139{n:08d}"))
        session.add(Customer(root=root, status="potential", level="B", opened_on=clock.today()))


@contextmanager
def _saving(store: Any) -> Iterator[list[float]]:
    """Milliseconds each save took while the block ran."""
    from sqlalchemy import text

    waits: list[float] = []
    over = threading.Event()

    def save(session: Any) -> None:
        session.execute(text("INSERT OR REPLACE INTO local_value VALUES ('bench', 'x')"))

    def saver() -> None:
        for pause in itertools.cycle(PAUSES):
            if over.is_set():
                break
            begun = time.perf_counter()
            store.write("Save", save)
            waits.append((time.perf_counter() - begun) * 1000)
            time.sleep(pause)

    thread = threading.Thread(target=saver)
    thread.start()
    try:
        yield waits
    finally:
        over.set()
        thread.join()


if __name__ == "__main__":
    sys.exit(main())
