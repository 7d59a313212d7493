"""The receipts of the last sessions, which stay on this laptop."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from crm_desktop.features.sync.queries import kept_sessions, session_of
from crm_desktop.features.sync.records import IDLE, MOST_RECEIPTS, RECEIPTS, SyncSession
from crm_desktop.store import kept

if TYPE_CHECKING:
    from crm_desktop.store.store import Store


def keep_session(store: "Store", done: SyncSession) -> None:
    """Remember how a session went. Of those in a row that had nothing to do, the last one only: it stands apart, for
    that is what most of them are.
    """
    if _idle(done):
        kept.change(store, lambda _before: {IDLE: json.dumps([_spelled(done)])})
    else:
        kept.change(store, partial(_with, done), IDLE, RECEIPTS)


def keep_files(store: "Store", up: int, down: int, carried: int) -> None:
    """Remember with the last session how many attachments went after it, and how many bytes that took."""
    kept.change(store, partial(_with_files, up, down, carried), IDLE, RECEIPTS)


def _with(done: SyncSession, texts: Mapping[str, str]) -> dict[str, str]:
    return _told([_spelled(done), *kept_sessions(texts)])


def _with_files(up: int, down: int, carried: int, texts: Mapping[str, str]) -> dict[str, str]:
    before = kept_sessions(texts)
    if not before:
        return {}
    last = session_of(before[0])
    last = replace(
        last, files_up=last.files_up + up, files_down=last.files_down + down, file_bytes=last.file_bytes + carried
    )
    return _told([_spelled(last), *before[1:]])


def _told(sessions: list[dict[str, Any]]) -> dict[str, str]:
    return {IDLE: "", RECEIPTS: json.dumps(sessions[:MOST_RECEIPTS])}


def _idle(one: SyncSession) -> bool:
    moved = one.sent or one.received or one.files_up or one.files_down
    return not (one.problem or moved or one.conflicts or one.parked)


def _spelled(one: SyncSession) -> dict[str, Any]:
    return {**asdict(one), "at": one.at.isoformat()}
