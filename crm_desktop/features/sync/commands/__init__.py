"""Enrolling, running a session, and deciding what waits after it."""

from crm_desktop.features.sync.commands.deciding import keep_session, let_go, retry, settle, take_kept, take_lost
from crm_desktop.features.sync.commands.enrolling import enrol
from crm_desktop.features.sync.commands.running import run_sync

__all__ = ["enrol", "keep_session", "let_go", "retry", "run_sync", "settle", "take_kept", "take_lost"]
