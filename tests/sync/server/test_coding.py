"""What the tables keep of a row is what the row was."""

import orjson

from sync.core.shop import CREATED, Record, Writer
from sync.server.storage.coding import record_of, record_row, writers_of

MADE, ANN, BO = Writer(1, "i", 1, "ann"), Writer(7, "i", 4, "ann"), Writer(9, "j", 2, "bo")


def kept(record: Record) -> Record:
    """Written and read again."""
    _, table, row, _, scope, seq, data, fver, _, purged = record_row("shop", record)
    return record_of((table, row, scope, seq, data, fver, purged))


def test_every_column_keeps_its_writer() -> None:
    fver = {CREATED: MADE, "name": ANN, "note": BO, "phone": ANN, "deleted": Writer(9, "", 0, "bo")}
    record = Record("contact", "x", "own:ann", 9, {"root": "x", "name": "王", "deleted": None}, fver)

    assert kept(record) == record


def test_a_writer_of_many_columns_is_spelled_once() -> None:
    fver = {CREATED: MADE, **{f"c{place}": Writer(7, "i", 4, "ann") for place in range(40)}}

    data = record_row("shop", Record("contact", "x", "own:ann", 7, {"root": "x"}, fver))[7]

    assert data.count(b'"ann"') == 2
    assert writers_of(data) == fver


def test_writers_as_an_earlier_version_kept_them_are_read() -> None:
    old = orjson.dumps({"": (1, "i", 1, "ann"), "name": (7, "i", 4, "ann")})

    assert writers_of(old) == {CREATED: MADE, "name": ANN}


def test_nobody_at_all_wrote_is_kept_too() -> None:
    record = Record("conflict", "x", "own:ann", 9, {"root": "x"}, {})

    assert kept(record) == record
