"""The list cache (`derived_person`) as one deriver of the store."""

from collections.abc import Mapping

from sqlalchemy import Connection, func, select
from sqlalchemy import Table as SchemaTable
from sqlalchemy.schema import CreateIndex

from crm_desktop.base.i18n import _
from crm_desktop.features.calendar.derived import first_day, see_day
from crm_desktop.features.customers import derived as customers
from crm_desktop.features.settings.glance import have_changed
from crm_desktop.store.derived import Progress, mark, postpone
from crm_desktop.store.plain import plain
from crm_desktop.store.tables import DerivedPerson, Table

SAMPLE = 300
EVERYBODY = "SELECT id FROM contact WHERE deleted IS NULL"
AT_ONCE = 2_000
"""Up to so many people a change of the shop's rhythms is worked in at once; more would hold up the next save."""


class PeopleList:
    """Keeps one row per living contact for the lists, and the numbers the search index counts people by."""

    def create(self, connection: Connection) -> None:
        """Its tables are some of the schema's; their indexes are made anew where an older version made others."""
        for name in ("derived_person", "derived_due"):
            self._create_indexes(connection, Table.metadata.tables[name])

    def _create_indexes(self, connection: Connection, table: SchemaTable) -> None:
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
        if have_changed(plain(connection), stale.get("setting", ()), customers.DECISIVE):
            if many_people(connection):
                postpone(connection, "people", EVERYBODY)
            else:
                customers.rebuild_people(connection)
        else:
            if stale and (more := see_day(connection) - roots):
                mark(connection, more)
                roots |= more
            customers.refresh_people(connection, sorted(roots))

    def rebuild(self, connection: Connection, progress: Progress | None = None) -> None:
        """Make everything anew, by the day the file has seen."""
        first_day(connection)
        customers.rebuild_people(connection, progress)
        connection.exec_driver_sql("ANALYZE derived_due")
        connection.exec_driver_sql("ANALYZE derived_person")  # else SQLite has to guess which index is worth it

    def problems(self, connection: Connection) -> list[str]:
        """Differences between the list cache and the rows."""
        living = customers.in_sight()
        kept = select(DerivedPerson.id)
        wrong = connection.execute(select(func.count()).select_from(living.except_(kept).subquery())).scalar_one()
        wrong += connection.execute(select(func.count()).select_from(kept.except_(living).subquery())).scalar_one()
        n = DerivedPerson.n
        sample = list(connection.execute(select(DerivedPerson.id).order_by(n % 89, n.desc()).limit(SAMPLE)).scalars())
        there, expected = customers.kept_rows(connection, sample), customers.people_rows(connection, sample)
        wrong += sum(there[id_] != expected.get(id_) for id_ in sample)
        wrong += customers.wrong_items(connection, sample)
        return [_("{count} rows of the people list are not as they should be.").format(count=wrong)] if wrong else []


class DueItems:
    """Works in what changes only who is due: rhythms, event rules, days off, and a new day."""

    def create(self, connection: Connection) -> None:
        """Its table belongs to the people list."""

    def refresh(self, connection: Connection, stale: Mapping[str, set[str]], roots: set[str]) -> None:
        """After a change of the rules everybody; of anything else the people list took care."""
        if not stale:
            customers.refresh_due(connection, roots)
        elif have_changed(plain(connection), stale.get("setting", ()), customers.DUE_ONLY):
            if many_people(connection):
                postpone(connection, "due", EVERYBODY)
            else:
                everybody = connection.execute(select(DerivedPerson.id)).scalars().all()
                customers.refresh_due(connection, everybody, everybody=True)

    def rebuild(self, connection: Connection, progress: Progress | None = None) -> None:
        """The people list makes it anew with everything else of a person."""

    def problems(self, connection: Connection) -> list[str]:
        """The people list compares it."""
        return []


def many_people(connection: Connection) -> bool:
    """Whether to work in everybody at once would hold up the next save."""
    return connection.execute(select(func.count()).select_from(DerivedPerson)).scalar_one() > AT_ONCE
