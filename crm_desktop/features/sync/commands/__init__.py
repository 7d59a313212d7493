"""Enrolling, running a session, deciding what waits after it, and what ends a laptop's access."""

from crm_desktop.features.sync.commands.asking_history import fetch_history
from crm_desktop.features.sync.commands.carrying import get_file, let_be, run_files
from crm_desktop.features.sync.commands.deciding import let_go, retry, settle, take_kept, take_lost
from crm_desktop.features.sync.commands.enrolling import enrol, forget_key, may_be_taken
from crm_desktop.features.sync.commands.lease import count_use, lock_card, unlock
from crm_desktop.features.sync.commands.leaving import leave, needs_passphrase, new_passphrase
from crm_desktop.features.sync.commands.line import device_keys
from crm_desktop.features.sync.commands.noting import note
from crm_desktop.features.sync.commands.receipts import keep_session
from crm_desktop.features.sync.commands.running import run_sync

__all__ = [
    "count_use", "device_keys", "enrol", "fetch_history", "forget_key", "get_file", "keep_session", "leave", "let_be",
    "let_go", "lock_card", "may_be_taken", "needs_passphrase", "new_passphrase", "note", "retry", "run_files",
    "run_sync", "settle", "take_kept", "take_lost", "unlock",
]  # fmt: skip
