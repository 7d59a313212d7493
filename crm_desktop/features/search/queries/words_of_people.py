"""Everything of a person that can be searched, read in bulk: to make the index, and to explain a hit."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
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
    ways: list[tuple[int, str, str, str]] = field(default_factory=list)  # position, kind, value, normal
    vehicles: list[tuple[str, str, str, str]] = field(default_factory=list)  # plate, normal plate, VIN, model
    tags: list[str] = field(default_factory=list)
    custom: list[tuple[str, str]] = field(default_factory=list)  # field, value
    models: list[str] = field(default_factory=list)  # of opportunities


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

    found = {row[0]: PersonWords(*row) for row in rows(f"SELECT {CONTACT} FROM contact WHERE id")}
    nobody = PersonWords("", "", "", "", "", "", "", "", "", "")
    by_root = defaultdict(lambda: nobody, found)
    for root, kind, value, normal, place in rows(
        "SELECT root, kind, value, normal, position FROM contact_way WHERE root"
    ):
        by_root[root].ways.append((place, kind, value, normal))
    for root, plate, plain, vin, brand, model in rows(
        "SELECT root, plate, plate_normal, vin, brand, model FROM vehicle WHERE root"
    ):
        by_root[root].vehicles.append((plate, plain, vin, f"{brand} {model}".strip()))
    for root, name in rows("SELECT root, name FROM tag WHERE root"):
        by_root[root].tags.append(name)
    for root, label, value in rows("SELECT root, field, value FROM custom_value WHERE root"):
        by_root[root].custom.append((label, value))
    for root, model in rows("SELECT root, model FROM opportunity WHERE model <> '' AND root"):
        by_root[root].models.append(model)
    return found
