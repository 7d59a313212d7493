"""W1 to W5: sessions over loopback with a server process, beside the smallest sync that could be (`floor_sync.py`).

The same records on both sides: one row with the same twenty values. Ours is under SQLCipher, judges every field, keeps
a history, a journal and the search index; the floor is plain SQLite and does none of it.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.line import Line, least, reported
from tests.bench.processes import answer_of

HERE = Path(__file__).parent
RECORDS, CHANGED, NEW, REMOTE = 10_000, 200, 50, 100
LAPTOPS, OWN = 20, 500
ROUNDS = 3
SHORT_ROUNDS = 9


def measure(_profile: Path) -> list[Line]:
    """The floor before and after, for other work may come and go."""
    floors = [_floor("none"), _floor("trigram")]
    told = answer_of("sync_wire.py", timeout=600)
    floors.append(_floor("none"))
    plain = answer_of("sync_wire.py", "plain", timeout=600)

    def floor(work: str) -> float:
        known = floors[1:2] if work == "W2" else [floors[0], floors[2]]
        return 1000 * least([one[work] for one in known])

    def line(work: str, what: str, most: float) -> Line:
        return Line(f"{work} {what}", floor(work), 1000 * told[work], f"<= {most} x", most * floor(work))

    return [
        line("W1", "first upload of 10,000 records", 6),
        line("W2", "first download of 10,000, search index on both sides", 4),
        line("W3", "day end: 250 up, 100 down", 4),
        Line("W3 requests", None, told["W3 requests"], "<= 3", 3, ""),
        Line("W3 on the wire", None, told["W3 bytes"] / 1000, "<= 40 kB", 40, "kB"),
        line("W4", "nothing to do", 4),
        Line("W4 requests", None, told["W4 requests"], "<= 1", 1, ""),
        Line("W4 on the wire", None, told["W4 bytes"], "<= 1,000 B", 1000, "B"),
        line("W5", "twenty laptops at once", 4),
        *(reported(f"{one}, laptop's file in plain SQLite", 1000 * plain[one]) for one in plain if len(one) == 2),
    ]


def _floor(index: str) -> dict[str, float]:
    """Seconds of each work, the round that was disturbed least."""
    with tempfile.TemporaryDirectory() as folder:
        ran = subprocess.run(
            [sys.executable, str(HERE / "floor_sync.py"), index], cwd=folder, capture_output=True, text=True, check=True
        )
    return {told["work"]: told["min"] for told in map(json.loads, ran.stdout.splitlines())}


def main() -> None:
    """All of ours, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CRM_HOME"] = str(Path(folder) / "home")
        if "plain" in sys.argv:
            _without_cipher()
        print(json.dumps(_all(Path(folder), many="plain" not in sys.argv)))


def _without_cipher() -> None:
    """The same library without a key: the files of the laptops are plain SQLite."""
    import sqlcipher3.dbapi2 as sqlcipher

    class Plain(sqlcipher.Connection):  # type: ignore[misc]
        def execute(self, sql: str, *values: Any) -> Any:
            return super().execute("SELECT 1" if sql.startswith("PRAGMA key") else sql, *values)

    open_file = sqlcipher.connect
    sqlcipher.connect = lambda *where, **how: open_file(*where, factory=Plain, **how)


def _all(folder: Path, *, many: bool) -> dict[str, float]:
    from sync.client.backoff import Patience
    from tests.sync.loopback.office import Desk, Office

    office = Office(folder / "server")
    Desk.patience = Patience()
    office.start()
    try:
        told = _two_laptops(office, folder)
        return {**told, "W5": _many_laptops(office, folder / "many")} if many else told
    finally:
        office.kill()


def _two_laptops(office: Any, folder: Path) -> dict[str, float]:
    ups, downs, days, idle = [], [], [], []
    for number in range(ROUNDS):
        office.new_shop(f"round {number}", {"ann": "consultant"})
        with _desk(office, folder / f"first{number}", "ann") as first:
            fill(first, "ann", range(RECORDS))
            ups.append(first.sync())
            note("W1", ups[-1])
            with _desk(office, folder / f"second{number}", "ann") as second:
                downs.append(second.sync())
                note("W2", downs[-1])
                assert second.value("SELECT count(*) FROM contact") == RECORDS
                if number == ROUNDS - 1:
                    for again in range(SHORT_ROUNDS):
                        days.append(_day_end(first, second, again))
                        idle.append(first.sync())
                        note("W3", days[-1])
                        note("W4", idle[-1])
    quickest, emptiest = min(days, key=lambda one: one.seconds), min(idle, key=lambda one: one.seconds)
    return {
        "W1": least([one.seconds for one in ups]), "W2": least([one.seconds for one in downs]),
        "W3": quickest.seconds, "W3 requests": max(one.requests for one in days),
        "W3 bytes": max(one.bytes_up + one.bytes_down for one in days),
        "W4": emptiest.seconds, "W4 requests": max(one.requests for one in idle),
        "W4 bytes": max(one.bytes_up + one.bytes_down for one in idle),
    }  # fmt: skip


def _day_end(mine: Any, other: Any, number: int) -> Any:
    change(other, range(300, 300 + REMOTE), number + 1)
    other.sync()
    change(mine, range(CHANGED), 50 + number)
    fill(mine, "ann", range(10**6 + number * NEW, 10**6 + (number + 1) * NEW), bulk=False)
    receipt = mine.sync()
    assert receipt.sent >= NEW, receipt
    assert receipt.received == REMOTE, receipt
    return receipt


def _many_laptops(office: Any, folder: Path) -> float:
    """Twenty processes that begin at one moment; until the last of them is done."""
    users = [f"u{number}" for number in range(LAPTOPS)]
    office.new_shop("many", {**dict.fromkeys(users, "consultant"), "meg": "manager"})
    for number, user in enumerate(users):
        with _desk(office, folder / user, user) as desk:
            fill(desk, user, range(number * OWN, (number + 1) * OWN))
            desk.sync()
    figures = []
    with _desk(office, folder / "meg", "meg") as meg:
        meg.sync()
        for again in range(2):
            for number in range(LAPTOPS):
                change(meg, range(number * OWN + 300, number * OWN + 300 + REMOTE), again + 1)
            meg.sync()
            figures.append(_at_once(folder, users, again))
            note("W5", figures[-1])
            meg.sync()
    return least(figures)


def _at_once(folder: Path, users: list[str], again: int) -> float:
    import time

    ready = [
        subprocess.Popen(
            [sys.executable, __file__, str(folder / user), str(number), str(again)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
        )
        for number, user in enumerate(users)
    ]  # fmt: skip
    for one in ready:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    began = time.perf_counter()
    for one in ready:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    for one in ready:
        assert one.stdout is not None
        assert int(one.stdout.readline()) == REMOTE
    took = time.perf_counter() - began
    for one in ready:
        one.communicate()
    return took


def laptop(folder: Path, number: int, again: int) -> None:
    """One of the twenty."""
    from sync.client.backoff import Patience
    from tests.sync.loopback.office import Desk

    Desk.patience = Patience()
    desk = Desk.reopened(folder)
    change(desk, range(number * OWN, number * OWN + CHANGED), 50 + again)
    start = 10**6 + (number * 10 + again) * NEW
    fill(desk, folder.name, range(start, start + NEW), bulk=False)
    print("ready", flush=True)
    sys.stdin.readline()
    print(desk.sync().received, flush=True)
    desk.close()


def note(work: str, told: object) -> None:
    """For whoever watches a run."""
    if os.environ.get("CRM_BENCH_NOTES"):
        print(work, told, file=sys.stderr, flush=True)


@contextmanager
def _desk(office: Any, folder: Path, user: str) -> Iterator[Any]:
    from tests.sync.loopback.office import Desk

    folder.parent.mkdir(parents=True, exist_ok=True)
    desk = Desk(folder)
    try:
        desk.enrol(office.code(user))
        yield desk
    finally:
        desk.close()


TAKEN = {
    "nickname": "contact", "company": "short_name", "job": "industry", "estate": "province", "address": "address",
    "preferences": "remark", "gender": "level", "birthday": "code", "source": "source", "occasion": "status",
    "how_known": "mobile", "photo": "phone", "family": "email", "consent": "wechat", "name": "name",
}  # fmt: skip
"""Our column ← the record's: the same values in the same number."""


def values_of(number: int, revision: int = 0) -> dict[str, Any]:
    """The record as a row of ours."""
    from tests.bench.floor_record import rec

    record = rec(number, revision)
    row = {column: str(record[name]) for column, name in TAKEN.items()}
    row["note"] = f"{record['amount']} {record['updated_at']}"
    return {"id": record["id"].replace("-", ""), **row, "closeness": record["created_at"] % 5 + 1}


def fill(desk: Any, user: str, numbers: range, *, bulk: bool = True) -> None:
    """New records, as an import makes them."""
    from sqlalchemy import insert

    from crm_desktop.store.tables import Contact

    rows = [{**values_of(number), "private": False, "owner": user} for number in numbers]
    for row in rows:
        row["root"] = row["id"]

    def load(session: Any) -> None:
        session.execute(insert(Contact), rows)

    if bulk:
        desk.store.load_in_bulk("bench", load)
    else:
        desk.store.write("bench", load)


def change(desk: Any, numbers: range, revision: int) -> None:
    """The same records in another revision, every value that differs."""
    from sqlalchemy import bindparam, update

    from crm_desktop.store.tables import Contact

    rows = [{f"b_{name}": value for name, value in values_of(number, revision).items()} for number in numbers]
    table = Contact.__table__
    names = [name.removeprefix("b_") for name in rows[0] if name != "b_id"]
    statement = update(table).where(table.c.id == bindparam("b_id"))
    statement = statement.values({name: bindparam(f"b_{name}") for name in names})
    desk.store.write("bench", lambda session: session.connection().execute(statement, rows))


if __name__ == "__main__":
    if len(sys.argv) > 3:
        laptop(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
