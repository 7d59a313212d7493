"""The list cache (`derived_person`) as one deriver of the store."""

from collections.abc import Mapping

from sqlalchemy import Connection, func, select
from sqlalchemy.schema import CreateIndex

from crm_desktop.base.i18n import _
from crm_desktop.features.customers import derived as customers
from crm_desktop.store.derived import Progress, postpone
from crm_desktop.store.tables import Contact, DerivedPerson, Setting, Table

SAMPLE = 300
AT_ONCE = 2_000
"""Up to so many people a change of the shop's rhythms is worked in at once; more would hold up the next save."""


class PeopleList:
    """Keeps one row per living contact for the lists, and the numbers the search index counts people by."""

    name = "people"
    version = 5

    def create(self, connection: Connection) -> None:
        """Its table is one of the schema's; its indexes are made anew where an older version made others."""
        table = Table.metadata.tables["derived_person"]
        wanted = {str(index.name): index for index in table.indexes}
        there: dict[str, str] = dict(
            connection.exec_driver_sql(
                "SELECT name, sql FROM sqlite_master WHERE tbl_name = ? AND type = 'index' AND sql IS NOT NULL",
                (table.name,),
            ).all()
        )
        for name, index in wanted.items():
            if there.get(name) != str(CreateIndex(index).compile(connection)):
                connection.exec_driver_sql(f'DROP INDEX IF EXISTS "{name}"')
                index.create(connection)

    def refresh(self, connection: Connection, stale: Mapping[str, set[str]], roots: set[str]) -> None:
        """Bring up to date what hangs on these rows."""
        settings = list(stale.get("setting", ()))
        if settings and self._rhythm_changed(connection, settings):
            people = connection.execute(select(func.count()).select_from(DerivedPerson)).scalar_one()
            if people > AT_ONCE:
                postpone(connection, self, "SELECT id FROM contact WHERE deleted IS NULL")
            else:
                customers.rebuild_people(connection)
        else:
            customers.refresh_people(connection, sorted(roots))

    def rebuild(self, connection: Connection, progress: Progress | None = None) -> None:
        """Make everything anew."""
        customers.rebuild_people(connection, progress)
        connection.exec_driver_sql("ANALYZE derived_person")  # else SQLite has to guess which index is worth it

    def problems(self, connection: Connection) -> list[str]:
        """Differences between the list cache and the rows."""
        living = select(Contact.id).where(Contact.deleted.is_(None))
        kept = select(DerivedPerson.id)
        wrong = connection.execute(select(func.count()).select_from(living.except_(kept).subquery())).scalar_one()
        wrong += connection.execute(select(func.count()).select_from(kept.except_(living).subquery())).scalar_one()
        table = DerivedPerson.__table__
        sample = (
            connection.execute(select(table).order_by(table.c.n % 89, table.c.n.desc()).limit(SAMPLE)).mappings().all()
        )
        expected = {row["id"]: row for row in customers.people_rows(connection, [row["id"] for row in sample])}
        wrong += sum(any(row[k] != v for k, v in expected.get(row["id"], {"id": None}).items()) for row in sample)
        return [_("{count} rows of the people list are not as they should be.").format(count=wrong)] if wrong else []

    def _rhythm_changed(self, connection: Connection, settings: list[str]) -> bool:
        changed = select(Setting.id).where(Setting.id.in_(settings), Setting.kind.in_(customers.DECISIVE))
        return connection.execute(changed.limit(1)).first() is not None
