"""Old files are brought to today's schema, after a verified copy; newer ones are left alone."""

import shutil

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from crm_desktop.base.errors import ProfileDamaged, ProfileTooNew
from crm_desktop.store import migrate
from crm_desktop.store.connection import connect, make_engine
from crm_desktop.store.keys import load_key
from crm_desktop.store.store import Store


def schema(connection):
    found = connection.exec_driver_sql(
        "SELECT type, name, sql FROM sqlite_master "
        "WHERE name NOT LIKE 'sqlite_%' AND name <> 'alembic_version' ORDER BY name"
    )
    return {(r[0], r[1]): " ".join((r[2] or "").split()) for r in found}


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
