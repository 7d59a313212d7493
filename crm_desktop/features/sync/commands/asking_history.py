"""What was changed at a person on other laptops is fetched from the shop's server and kept beside the rows."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import DiskFull
from crm_desktop.features.sync import queries, rules
from crm_desktop.features.sync.commands.line import Tokens, device_keys, server_of
from crm_desktop.features.sync.commands.running import alone
from crm_desktop.store.replica.characters import whole_text
from crm_desktop.store.tables import Contact, DerivedHistory, DerivedHistoryRead
from sync.client.backoff import Patience
from sync.client.errors import Offline, SyncProblem
from sync.client.history import Told
from sync.client.receipt import Traffic
from sync.core.push import Refusal

if TYPE_CHECKING:
    from crm_desktop.store.store import Store
    from sync.client.http import HttpServer

MOST_PARTS = 40


def fetch_history(store: "Store", contact_id: str, *, patience: Patience | None = None) -> None:
    """Bring a person's history up to date; raises SyncStopped where the server cannot be asked now."""
    facts = store.look(queries.enrolled_facts)
    if not facts.get("inc"):
        raise rules.not_enrolled()
    keys = device_keys()
    with alone(store):
        server = server_of(facts, keys, Traffic(), patience or Patience(attempts=2), lambda: None)
        try:
            # A session that ends after its hello: that is as good as any other end of one.
            epoch = server.hello(store.replica(Tokens(keys, facts.get("profile", ""))).hello()).epoch
            told = _ask(server, epoch, contact_id, store.read(_known, contact_id))
        except SyncProblem as problem:
            raise rules.problem(problem) from problem
        except Refusal as refused:  # the next session of sync sets it right
            raise rules.problem(Offline()) from refused
        finally:
            server.close()
    try:
        store.write("", keep_history, contact_id, told)
    except DiskFull as full:
        raise rules.disk_full() from full


def _ask(server: "HttpServer", epoch: int, contact_id: str, known: frozenset[tuple[str, int]]) -> list[Told]:
    """Newest first, until what is known already."""
    told: list[Told] = []
    before = 0
    for _ in range(MOST_PARTS):
        part = server.history(epoch, contact_id, before)
        told += part.entries
        before = part.before
        if not before or any((one.inc, one.lsn) in known for one in part.entries):
            break
    return told


def _known(session: Session, contact_id: str) -> frozenset[tuple[str, int]]:
    found = select(DerivedHistory.inc, DerivedHistory.lsn).where(DerivedHistory.root == contact_id)
    return frozenset((inc, lsn) for inc, lsn in session.execute(found))


def keep_history(session: Session, contact_id: str, told: Sequence[Told]) -> None:
    """Keep what was told of a person, and that it is whole as of now."""
    if session.get(Contact, contact_id) is None:  # moved away meanwhile
        return
    for one in told:
        values = {
            "root": contact_id, "inc": one.inc, "lsn": one.lsn, "seq": one.seq, "tbl": one.table, "row": one.row,
            "op": one.op, "user": one.user, "laptop": one.laptop, "at": one.at, "result": one.result,
            "refused": json.dumps(one.refused), "patch": whole_text(json.dumps(dict(one.patch), ensure_ascii=False)),
        }  # fmt: skip
        added = insert(DerivedHistory).values(values)
        session.execute(added.on_conflict_do_update(index_elements=["root", "inc", "lsn"], set_=values))
    session.execute(delete(DerivedHistoryRead).where(DerivedHistoryRead.root == contact_id))
    session.add(DerivedHistoryRead(root=contact_id, at=clock.now()))
    session.flush()
