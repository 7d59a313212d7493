"""What the tables keep of a row is what the row was."""

import orjson

from sync.core.own import last_of, last_write
from sync.core.shop import CREATED, Record, Writer
from sync.server.storage.coding import record_of, record_row, writers_of, wrote

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
    assert wrote(old) == [(1, "i", 1, (CREATED,)), (7, "i", 4, ("name",))]


def test_whose_write_a_row_is_is_told_alike_column_by_column_and_writer_by_writer() -> None:
    """The deletion a laptop wrote, alone or with other columns, counts as somebody else's."""
    for columns in (["name"], ["deleted"], ["name", "deleted"], ["name", "note"]):
        fver = {CREATED: MADE, "phone": BO, **dict.fromkeys(columns, Writer(12, "i", 5, "ann"))}
        data = record_row("shop", Record("contact", "x", "own:ann", 12, {"root": "x"}, fver))[7]

        for inc in ("i", "j", "k"):
            assert last_of(12, wrote(data), inc) == last_write(12, fver, inc)


def test_nobody_at_all_wrote_is_kept_too() -> None:
    record = Record("conflict", "x", "own:ann", 9, {"root": "x"}, {})

    assert kept(record) == record
