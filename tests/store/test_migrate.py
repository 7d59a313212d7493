"""Old files are brought to today's schema, after a verified copy; newer ones are left alone."""

import shutil
from datetime import date

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from crm_desktop.base.errors import ProfileDamaged, ProfileTooNew
from crm_desktop.store import migrate
from crm_desktop.store.connection import connect
from crm_desktop.store.engine import make_engine
from crm_desktop.store.keys import load_key
from crm_desktop.store.store import Store
from crm_desktop.store.tables import Contact


def schema(connection):
    """Columns, keys, indexes and triggers; an added column stands last in a table, which changes nothing."""
    found = connection.exec_driver_sql(
        "SELECT type, name, sql FROM sqlite_master "
        "WHERE name NOT LIKE 'sqlite_%' AND name <> 'alembic_version' ORDER BY name"
    ).all()
    made = {(r[0], r[1]): " ".join((r[2] or "").split()) for r in found if r[0] != "table"}
    for name in [r[1] for r in found if r[0] == "table"]:
        made["columns", name] = sorted(
            tuple(r[1:]) for r in connection.exec_driver_sql(f'PRAGMA table_info("{name}")').all()
        )
        made["keys", name] = sorted(
            tuple(r[2:]) for r in connection.exec_driver_sql(f'PRAGMA foreign_key_list("{name}")').all()
        )
    return made


def test_the_head_is_the_last_migration():
    scripts = ScriptDirectory("crm_desktop/store/migrations")
    assert scripts.get_current_head() == migrate.HEAD


def test_migrating_from_nothing_gives_the_schema_of_a_new_file(tmp_path):
    key = bytes(32)
    new, old = (make_engine(tmp_path / n, key, create=True) for n in ("new.db", "old.db"))
    with new.begin() as connection:
        migrate.create(connection, ())
        wanted = schema(connection)
    with old.begin() as connection:
        migrate.upgrade(connection, "", ())
        made = schema(connection)
        assert migrate.revision(connection) == migrate.HEAD
    new.dispose()
    old.dispose()
    assert made == wanted


def raw(store):
    return connect(store / "data.db", load_key(store, None))


def test_a_file_of_a_newer_version_is_not_touched(tmp_path):
    Store.create(tmp_path / "p", passphrase=None, derivers=()).close()
    connection = raw(tmp_path / "p")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    before = (tmp_path / "p" / "data.db").read_bytes()

    with pytest.raises(ProfileTooNew):
        Store.open(tmp_path / "p", passphrase=None, derivers=())

    assert (tmp_path / "p" / "data.db").read_bytes() == before


def test_a_damaged_file_is_told_and_not_touched(tmp_path):
    Store.create(tmp_path / "p", passphrase=None, derivers=()).close()
    file = tmp_path / "p" / "data.db"
    content = bytearray(file.read_bytes())
    content[:4096] = bytes(4096)
    file.write_bytes(content)

    with pytest.raises(ProfileDamaged):
        Store.open(tmp_path / "p", passphrase=None, derivers=())

    assert file.read_bytes() == bytes(content)


def test_a_lost_key_file_is_told(tmp_path):
    Store.create(tmp_path / "p", passphrase=None, derivers=()).close()
    for name in ("keys.json", "keys.copy.json"):
        (tmp_path / "p" / name).unlink()

    with pytest.raises(ProfileDamaged):
        Store.open(tmp_path / "p", passphrase=None, derivers=())


def test_dropped_triggers_are_put_back_at_the_next_start(tmp_path):
    Store.create(tmp_path / "p", passphrase=None, derivers=()).close()
    connection = raw(tmp_path / "p")
    connection.execute("DROP TRIGGER journal_contact_u")
    connection.close()

    store = Store.open(tmp_path / "p", passphrase=None, derivers=())

    assert store.check() == []
    store.close()


def test_a_backup_is_a_whole_encrypted_copy(tmp_path):
    store = Store.create(tmp_path / "p", passphrase=None, derivers=())
    copy = store.back_up()
    store.close()

    shutil.copy(copy, tmp_path / "p" / "data.db")
    again = Store.open(tmp_path / "p", passphrase=None, derivers=())
    assert again.read(lambda s: s.execute(text("SELECT count(*) FROM contact")).scalar()) == 0
    again.close()


NEXT = """
from alembic import op
import sqlalchemy as sa

revision = "9000"
down_revision = "{head}"


def upgrade():
    op.add_column("contact", sa.Column("star_sign", sa.String(), server_default="", nullable=False))
    op.execute("UPDATE contact SET star_sign = 'old'")
"""


@pytest.fixture
def next_version(tmp_path, monkeypatch):
    """A program one migration ahead of this one."""
    folder = shutil.copytree(migrate.FOLDER, tmp_path / "migrations")
    (folder / "versions" / "m9000_star_sign.py").write_text(NEXT.replace("{head}", migrate.HEAD))
    monkeypatch.setattr(migrate, "FOLDER", folder)
    monkeypatch.setattr(migrate, "HEAD", "9000")


def add(session, name):
    session.add(Contact(name=name))


def an_old_profile(folder):
    store = Store.create(folder, passphrase=None, derivers=())
    store.write("Add", add, "王芳")
    store.close()


def test_an_old_file_is_migrated_after_a_verified_copy(tmp_path, request):
    an_old_profile(tmp_path / "p")
    request.getfixturevalue("next_version")

    store = Store.open(tmp_path / "p", passphrase=None, derivers=())

    rows = store.read(lambda s: s.execute(text("SELECT name, star_sign FROM contact")).all())
    assert [tuple(row) for row in rows] == [("王芳", "old")]
    assert len(list((tmp_path / "p" / "backups").glob("*.db"))) == 1
    # A backfill is no edit of the user: it is neither journaled nor undone.
    assert store.peek_undo().label == "Add"
    assert store.read(lambda s: s.execute(text("SELECT count(*) FROM journal WHERE op = 'U'")).scalar()) == 0
    store.close()


def test_a_migration_that_fails_leaves_the_old_file(tmp_path, request):
    an_old_profile(tmp_path / "p")
    head = migrate.HEAD
    request.getfixturevalue("next_version")
    broken = migrate.FOLDER / "versions" / "m9000_star_sign.py"
    broken.write_text(NEXT.replace("{head}", head) + "    raise RuntimeError('power cut')\n")

    with pytest.raises(RuntimeError):
        Store.open(tmp_path / "p", passphrase=None, derivers=())

    connection = raw(tmp_path / "p")
    columns = [row[1] for row in connection.execute("PRAGMA table_info(contact)")]
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    triggers = connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'").fetchone()[0]
    connection.close()
    assert "star_sign" not in columns
    assert revision == head
    assert triggers > 0


def at_the_first_schema(folder):
    """A profile as version 0.1.0 left it, with one person called twice."""
    Store.create(folder, passphrase=None, derivers=()).close()
    for file in folder.glob("data.db*"):
        file.unlink()
    key = load_key(folder, None)
    engine = make_engine(folder / "data.db", key, create=True)
    with engine.begin() as connection:
        for statement in (migrate.FOLDER / "versions" / "m0001_first_schema.sql").read_text("utf-8").split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('0001')")
        for table, values in OLD_ROWS:
            columns = {"row_seq": 0, "created": "2026-10-01 09:00:00.000000", **values}
            marks = ", ".join("?" * len(columns))
            names = ", ".join(f'"{name}"' for name in columns)
            connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(columns.values()))
    engine.dispose()


_PERSON = dict.fromkeys(
    ("nickname", "gender", "birthday", "company", "job", "estate", "address", "occasion", "source", "preferences",
     "family", "note", "photo", "consent", "merged_into"), "",
)  # fmt: skip
_TOUCH = dict.fromkeys(("opener", "note", "script", "follow_key"), "")
OLD_ROWS = [
    ("contact", {"id": "p1", "root": "p1", "name": "王芳", "private": 0, "do_not_contact": 0, **_PERSON}),
    ("customer", {"id": "k1", "root": "p1", "status": "P", "level": "A", "tier_reason": "", "opened_on": "2026-10-01",
                  "decision_maker": "", "next_step": ""}),
    ("touch", {"id": "t1", "root": "p1", "private": 0, "at": "2026-11-18 10:00:00.000000", "kind": "call",
               "result": "answered", "effective": 1, **_TOUCH}),
    ("touch", {"id": "t2", "root": "p1", "private": 0, "at": "2026-11-20 10:00:00.000000", "kind": "call",
               "result": "no_answer", "effective": 0, **_TOUCH}),
    ("follow_up", {"id": "f1", "root": "p1", "rule": "planned", "occurrence": "", "due_on": "2026-12-01", "due_at": "",
                   "kind": "visit", "purpose": "带样车", "state": "planned", "touch": ""}),
]  # fmt: skip


def test_an_old_file_knows_what_is_due(tmp_path, clock):
    from crm_desktop.features.calendar.queries import due_items
    from tests.conftest import derivers

    at_the_first_schema(tmp_path / "p")

    store = Store.open(tmp_path / "p", passphrase=None, derivers=derivers())

    found = store.read(due_items, date(2026, 12, 31))
    assert [(item.rule, item.due) for item in found] == [
        ("level", date(2026, 11, 22)), ("planned", date(2026, 12, 1))]
    store.write("Add", add, "李强")
    store.close()
