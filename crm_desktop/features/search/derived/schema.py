"""The tables of the index.

`derived_search_person` (names, pinyin, all other words) and `derived_search_number` (any three signs of a phone, plate,
VIN, WeChat id; "$" ends each) have the row numbers of `derived_person.n`. `derived_search_rank` keeps these numbers
with the contact's id and how recent the person is. `derived_search_note` numbers notes by time, so that the newest
come first without sorting; `derived_search_source` says which row a number is.

All text tables are contentless: they hold no second copy of the words. The `ascii` tokenizer takes any other character
as part of a word; `rules.folding` has cut the words already.
"""

from collections.abc import Mapping

from sqlalchemy import Connection

CREATE = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS derived_search_person USING fts5(whole, name, pinyin, given, other,
       content='', contentless_delete=1, detail=column, prefix='1 2 3', tokenize='ascii')""",
    """CREATE VIRTUAL TABLE IF NOT EXISTS derived_search_number USING fts5(numbers, content='', contentless_delete=1,
       tokenize='trigram')""",
    """CREATE VIRTUAL TABLE IF NOT EXISTS derived_search_note USING fts5(note, content='', contentless_delete=1,
       detail=none, tokenize='ascii')""",
    """CREATE TABLE IF NOT EXISTS derived_search_rank (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
       rank INTEGER NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS derived_search_source (n INTEGER PRIMARY KEY, kind INTEGER NOT NULL,
       row TEXT NOT NULL, UNIQUE (row, kind))""",
)
TEXT_TABLES = ("derived_search_person", "derived_search_number", "derived_search_note")
PLAIN_TABLES = ("derived_search_rank", "derived_search_source")
MANY = 200
"""People whose texts come in together, as in the first session with a shop."""
# How many parts lie side by side until they are merged into one, and bytes gathered in memory before one is written.
# Of many people larger parts, merged less often, save much of the work; what they leave later writes merge.
_USUAL = {"automerge": 4, "hashsize": 1_000_000}
_OF_MANY = {"automerge": 8, "hashsize": 4_000_000}
_OF_ALL = {"hashsize": 16_000_000}

# Customers before other people, then by the day of the last touch.
RANK = """(p.is_customer * 1000000 + CAST(julianday(coalesce(p.last_touch_at, p.opened_on, '2000-01-01')) AS INTEGER)
          - 2400000)"""


def create(connection: Connection) -> None:
    """Make the tables; nothing happens when they are there."""
    for statement in CREATE:
        connection.exec_driver_sql(statement)


def empty(connection: Connection) -> None:
    """Make the tables anew, without rows."""
    for table in (*TEXT_TABLES, *PLAIN_TABLES):
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")
    create(connection)


def gather(connection: Connection, people: int) -> None:
    """Before texts are written: as it is best for so many people. It is kept in the tables until it is said anew."""
    wanted = _OF_MANY if people >= MANY else _USUAL
    kept = connection.exec_driver_sql(f"SELECT v FROM {TEXT_TABLES[0]}_config WHERE k = 'automerge'").scalar()
    if (kept or _USUAL["automerge"]) != wanted["automerge"]:
        _configure(connection, wanted)


def gather_all(connection: Connection) -> None:
    """The same before everybody's texts are written at once."""
    _configure(connection, _OF_ALL)


def merge_all(connection: Connection) -> None:
    """When everybody's texts were written: one part of each table is read fastest. From now on as usual."""
    for table in TEXT_TABLES:
        connection.exec_driver_sql(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
    _configure(connection, _USUAL)


def _configure(connection: Connection, wanted: Mapping[str, int]) -> None:
    for table in TEXT_TABLES:
        for option, value in wanted.items():
            connection.exec_driver_sql(f"INSERT INTO {table} ({table}, rank) VALUES (?, ?)", (option, value))
