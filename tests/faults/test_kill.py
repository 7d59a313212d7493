"""The process is killed (SIGKILL) at random moments: what it had confirmed as saved is there, and `check` is clean."""

import contextlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.import_export.undo import list_batches, undo_import
from crm_desktop.store.store import Store
from crm_desktop.store.tables import Attachment, Contact, FollowUp, Tag, Touch

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
WORKERS = {"commands": HERE / "worker.py", "pages": HERE / "page_worker.py"}
# Half of them at the commands, half at the window.
KILLS = 100 if os.environ.get("CRM_LONG") == "1" else 10
Line = dict[str, Any]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """For each worker a profile that grows from kill to kill."""
    made = {}
    for worker in WORKERS:
        made[worker] = tmp_path_factory.mktemp(worker) / "profile"
        Store.create(made[worker], passphrase=None, derivers=DERIVERS).close()
    return made


def work_until_killed(worker: Path, profile: Path, seed: int, *, most: int) -> list[Line]:
    """Let the worker go, kill it at a random moment after a random number of saves; what it had confirmed."""
    dice = Random(seed)
    command = [sys.executable, str(worker), str(profile), str(seed)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(dice.randint(1, most))]
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(dice.random() * 0.08)
        child.kill()
        lines += child.stdout.read().splitlines(keepends=True)
    assert child.returncode < 0, "the worker ended by itself"
    # A line cut by the kill confirms nothing.
    return [json.loads(line) for line in lines if line.endswith(b"\n")]


def missing(session: Session, confirmed: list[Line]) -> list[Line]:
    """Confirmed saves that are not there."""
    names = set(session.scalars(select(Contact.name).where(Contact.deleted.is_(None))))
    people = {row.id: row for row in session.execute(select(Contact.id, Contact.name, Contact.note))}
    said = set(session.scalars(select(Touch.note)))
    texts = {"touch": (Touch.id, Touch.note), "follow_up": (FollowUp.id, FollowUp.purpose)}
    texts["attachment"] = (Attachment.id, Attachment.name)
    rows = {what: {row[0]: row[1] for row in session.execute(select(*pair))} for what, pair in texts.items()}
    # Every tag has a name of its own; a merge that was not yet taken back may have moved it.
    tags = set(session.scalars(select(Tag.name).where(Tag.deleted.is_(None))))

    def there(line: Line) -> bool:
        what, row_id, value = line["what"], line["id"], line["value"]
        if not row_id and what in ("touch", "name"):
            return value in (said if what == "touch" else names)
        if what in rows:
            return rows[what].get(row_id) == value
        if what == "tag":
            return value in tags
        if what == "import":
            return names.issuperset(value)
        if what == "note":
            # A later note may have been saved before its line was written.
            return number(people[row_id].note) >= number(value)
        return str(people[row_id].name) == value

    return [line for line in confirmed if not there(line)]


def number(text: str) -> int:
    """The last number in a note; a merge puts two notes into one."""
    return max((int(found) for found in re.findall(r"(\d+)(?!\S)", text)), default=-1)


@pytest.mark.parametrize("seed", range(KILLS))
@pytest.mark.parametrize("worker", ["commands", "pages"])
def test_nothing_confirmed_is_lost_by_a_kill(places: dict[str, Path], worker: str, seed: int):
    confirmed = work_until_killed(WORKERS[worker], places[worker], seed, most=50 if worker == "commands" else 14)

    store = Store.open(places[worker], passphrase=None, derivers=DERIVERS)
    try:
        assert store.read(missing, confirmed) == []
        assert store.check() == []
        finish_imports(store)
    finally:
        store.close()


def finish_imports(store: Store) -> None:
    """An import that was cut off is listed as such, and can be taken back."""
    for batch in store.read(list_batches):
        if not batch.complete and batch.undone is None:
            undo_import(store, batch.id)
            assert store.check() == []
