"""The search index as one deriver of the store."""

from collections.abc import Mapping

from sqlalchemy import Connection

from crm_desktop.features.search.derived import notes, people, schema
from crm_desktop.store.derived import Progress

# Rows whose texts find the person; a touch or a plan changes only how recent the person is.
WORDS = frozenset({"contact", "contact_way", "custom_value", "tag", "vehicle", "opportunity", "merge"})


class SearchIndex:
    """Keeps people and notes findable, in the transaction that changes them."""

    def create(self, connection: Connection) -> None:
        """Make the tables; nothing happens when they are there."""
        schema.create(connection)

    def refresh(self, connection: Connection, stale: Mapping[str, set[str]], roots: set[str]) -> None:
        """Bring up to date what hangs on these rows."""
        words_too = not WORDS.isdisjoint(stale)
        if words_too:
            schema.gather(connection, len(roots))
        people.refresh(connection, roots, words_too=words_too)
        for kind, (table, _at, _note) in enumerate(notes.SOURCES):
            if stale.get(table):
                notes.refresh(connection, kind, stale[table])

    def rebuild(self, connection: Connection, progress: Progress | None = None) -> None:
        """Make the index anew."""
        schema.empty(connection)
        schema.gather_all(connection)
        people.rebuild(connection, progress)
        notes.rebuild(connection, progress)
        schema.merge_all(connection)

    def problems(self, connection: Connection) -> list[str]:
        """Differences between the index and the rows; empty when all is well."""
        from crm_desktop.features.search.derived import checking

        return checking.problems(connection)
