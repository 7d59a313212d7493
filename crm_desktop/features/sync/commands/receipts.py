"""The receipts of the last sessions, which stay on this laptop."""

import json
from dataclasses import asdict, replace
from functools import partial
from typing import TYPE_CHECKING

from crm_desktop.features.sync.queries import kept_sessions, session_of
from crm_desktop.features.sync.records import MOST_RECEIPTS, RECEIPTS, SyncSession
from crm_desktop.store import kept

if TYPE_CHECKING:
    from crm_desktop.store.store import Store


def keep_session(store: "Store", done: SyncSession) -> None:
    """Remember how a session went. Of those that had nothing to do, the last one only."""
    kept.change(store, RECEIPTS, partial(_with, done))


def keep_files(store: "Store", up: int, down: int, carried: int) -> None:
    """Remember with the last session how many attachments went after it, and how many bytes that took."""
    kept.change(store, RECEIPTS, partial(_with_files, up, down, carried))


def _with(done: SyncSession, text: str) -> str:
    before = kept_sessions(text)
    if before and _idle(done) and _idle(session_of(before[0])):
        before = before[1:]
    return json.dumps([_spelled(done), *before[: MOST_RECEIPTS - 1]])


def _with_files(up: int, down: int, carried: int, text: str) -> str:
    before = kept_sessions(text)
    if not before:
        return json.dumps(before)
    last = session_of(before[0])
    last = replace(
        last, files_up=last.files_up + up, files_down=last.files_down + down, file_bytes=last.file_bytes + carried
    )
    return json.dumps([_spelled(last), *before[1:]])


def _idle(one: SyncSession) -> bool:
    moved = one.sent or one.received or one.files_up or one.files_down
    return not (one.problem or moved or one.conflicts or one.parked)


def _spelled(one: SyncSession) -> dict[str, object]:
    return {**asdict(one), "at": one.at.isoformat()}
