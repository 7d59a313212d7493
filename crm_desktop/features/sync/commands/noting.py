"""What this copy of the file knows of its place in the shop."""

from collections.abc import Mapping

from sqlalchemy import text
from sqlalchemy.orm import Session


def note(session: Session, facts: Mapping[str, str], *, shown: bool = True) -> None:
    """Keep what this copy of the file knows of its place in the shop; `shown`: pages depend on it."""
    if shown:
        session.info.setdefault("touched", set()).add("setting")  # what depends on my role is shown anew
    for key, value in facts.items():
        session.execute(
            text("INSERT OR REPLACE INTO sync_state VALUES (:key, :value)"),
            {"key": key, "value": value},
        )
