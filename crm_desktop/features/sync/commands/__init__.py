"""Enrolling, running a session, and deciding what waits after it."""

from crm_desktop.features.sync.commands.deciding import keep_session, let_go, retry, settle, take_kept, take_lost

__all__ = ["keep_session", "let_go", "retry", "settle", "take_kept", "take_lost"]
