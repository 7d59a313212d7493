"""Everything of a person that can be searched, read in bulk: to make the index, and to explain a hit."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from crm_desktop.store.plain import stretches

# More ids than this in one statement would pass what older files allow.
CHUNK = 500

CONTACT = "id, name, nickname, company, job, estate, address, note, preferences, family"


@dataclass(slots=True)
class PersonWords:
    """One person's searchable texts."""

    id: str
    name: str
    nickname: str
    company: str
    job: str
    estate: str
    address: str
    note: str
    preferences: str
    family: str
    ways: Sequence[tuple[int, str, str, str]] = ()  # position, kind, value, normal
    vehicles: Sequence[tuple[str, str, str, str]] = ()  # plate, normal plate, VIN, model
    tags: Sequence[str] = ()
    custom: Sequence[tuple[str, str]] = ()  # field, value
    models: Sequence[str] = ()  # of opportunities


def people(connection: Connection, ids: Sequence[str]) -> dict[str, PersonWords]:
    """The texts of these living contacts by id."""
    found: dict[str, PersonWords] = {}
    for part, alone in stretches(connection, sorted(ids), CHUNK):
        if alone:
            found.update(people_between(connection, part[0], part[-1]))
        else:
            found.update(_people(connection, f"IN ({','.join('?' * len(part))})", tuple(part)))
    return found


def people_between(connection: Connection, first: str, last: str) -> dict[str, PersonWords]:
    """The same for all living contacts whose ids lie in this range: bulk reading in the order of the file."""
    return _people(connection, "BETWEEN ? AND ?", (first, last))


def _people(connection: Connection, where: str, values: tuple[str, ...]) -> dict[str, PersonWords]:
    driver: Any = connection.connection.driver_connection  # of many rows most of the time goes into wrapping

    def rows(sql: str) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = driver.execute(f"{sql} {where} AND deleted IS NULL", values).fetchall()
        return found

    ways, vehicles, tags, custom, models = (defaultdict[str, list[Any]](list) for _ in range(5))
    for root, kind, value, normal, place in rows(
        "SELECT root, kind, value, normal, position FROM contact_way WHERE root"
    ):
        ways[root].append((place, kind, value, normal))
    for root, plate, plain, vin, brand, model in rows(
        "SELECT root, plate, plate_normal, vin, brand, model FROM vehicle WHERE root"
    ):
        vehicles[root].append((plate, plain, vin, f"{brand} {model}".strip()))
    for root, name in rows("SELECT root, name FROM tag WHERE root"):
        tags[root].append(name)
    for root, label, value in rows("SELECT root, field, value FROM custom_value WHERE root"):
        custom[root].append((label, value))
    for root, model in rows("SELECT root, model FROM opportunity WHERE model <> '' AND root"):
        models[root].append(model)
    return {
        row[0]: PersonWords(*row, *[parts.get(row[0], ()) for parts in (ways, vehicles, tags, custom, models)])
        for row in rows(f"SELECT {CONTACT} FROM contact WHERE id")
    }
