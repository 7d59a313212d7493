"""Each migration on data of the version before it."""

import pytest
from sqlalchemy.exc import IntegrityError

from crm_desktop.store import migrate
from crm_desktop.store.tables import DerivedPerson


def fill(connection, table, **values):
    """Insert a row; columns that must not be null and are not given get an empty text or zero."""
    for _n, name, kind, needed, default, _key in connection.exec_driver_sql(f"PRAGMA table_info({table})"):
        if needed and name not in values and default is None:
            values[name] = 0 if kind in ("INTEGER", "BOOLEAN") else "2026-11-01" if kind == "DATE" else ""
    names, marks = ", ".join(f'"{name}"' for name in values), ", ".join("?" * len(values))
    connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))


def test_0003_keeps_what_was_there_and_adds_the_closed_days(file_of_revision):
    engine = file_of_revision("0002")
    with engine.begin() as connection:
        fill(connection, "contact", id="c1", root="c1", name="王芳", created="2026-11-01 09:00:00")
        fill(connection, "scale_change", id="s1", root="c1", at="2026-11-02 10:00:00", scale="level", after="H")

    with engine.begin() as connection:
        migrate.upgrade(connection, "0002", ())

        assert connection.exec_driver_sql("SELECT name FROM contact").scalars().all() == ["王芳"]
        assert connection.exec_driver_sql("SELECT after FROM scale_change").scalars().all() == ["H"]
        assert connection.exec_driver_sql("SELECT count(*) FROM day_close").scalar() == 0
        assert migrate.revision(connection) == migrate.HEAD


def test_0004_keeps_what_was_there_and_adds_catalogue_and_register(file_of_revision):
    engine = file_of_revision("0003")
    with engine.begin() as connection:
        fill(connection, "contact", id="c1", root="c1", name="王芳", created="2026-11-01 09:00:00")

    with engine.begin() as connection:
        migrate.upgrade(connection, "0003", ())
        fill(connection, "catalogue_model", id="m1", root="m1", model="海豹", created="2026-11-01 09:00:00")
        fill(connection, "reception", id="r1", root="r1", contact="c1", created="2026-11-01 09:00:00")

        assert connection.exec_driver_sql("SELECT name FROM contact").scalars().all() == ["王芳"]
        assert connection.exec_driver_sql("SELECT contact FROM reception").scalars().all() == ["c1"]
        marks = connection.exec_driver_sql("SELECT tbl FROM journal WHERE op = 'I' ORDER BY n").scalars().all()
        assert marks == ["catalogue_model", "reception"]
        assert migrate.revision(connection) == migrate.HEAD


def test_0005_keeps_planned_visits_and_adds_what_belongs_to_them(file_of_revision):
    engine = file_of_revision("0004")
    with engine.begin() as connection:
        fill(connection, "contact", id="c1", root="c1", name="王芳", created="2026-11-01 09:00:00")
        fill(connection, "follow_up", id="f1", root="c1", due_on="2026-11-30", kind="visit", purpose="看车")

    with engine.begin() as connection:
        migrate.upgrade(connection, "0004", ())

        assert connection.exec_driver_sql("SELECT purpose FROM follow_up").scalars().all() == ["看车"]
        assert connection.exec_driver_sql("SELECT count(*) FROM visit").scalar() == 0


def test_0007_finds_by_day_what_was_answered(file_of_revision):
    engine = file_of_revision("0006")
    with engine.begin() as connection:
        fill(connection, "contact", id="c1", root="c1", name="王芳", created="2026-11-01 09:00:00")
        for n, key in enumerate(("level/1", "")):
            fill(connection, "touch", id=f"t{n}", root="c1", at="2026-11-02 10:00:00", follow_key=key, effective=1)

    with engine.begin() as connection:
        migrate.upgrade(connection, "0006", ())

        found = "SELECT count(*) FROM touch WHERE at > '2026-11-02' AND follow_key <> ''"
        assert connection.exec_driver_sql(found).scalar() == 1
        assert "touch_answer" in str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {found}").all())
        assert migrate.revision(connection) == migrate.HEAD


def test_0008_keeps_relations_and_adds_groups_and_tips(file_of_revision):
    engine = file_of_revision("0007")
    with engine.begin() as connection:
        for who in ("c1", "c2"):
            fill(connection, "contact", id=who, root=who, name=who, created="2026-11-01 09:00:00")
        fill(connection, "relation", id="r1", root="c1", other="c2", kind="friend", private=1)

    with engine.begin() as connection:
        migrate.upgrade(connection, "0007", ())
        fill(connection, "people_group", id="g1", root="g1", kind="household", name="王家", private=1)
        fill(connection, "membership", id="m1", root="c1", people_group="g1")
        fill(connection, "tip", id="t1", root="c2", direction="given", day="2026-11-02")

        assert connection.exec_driver_sql("SELECT root, other, private FROM relation").all() == [("c1", "c2", 1)]
        marks = connection.exec_driver_sql("SELECT tbl FROM journal WHERE op = 'I' ORDER BY n").scalars().all()
        assert marks[-3:] == ["people_group", "membership", "tip"]


def test_0009_keeps_relations_and_adds_asks_referrals_rewards_and_gifts(file_of_revision):
    engine = file_of_revision("0008")
    with engine.begin() as connection:
        fill(connection, "contact", id="c1", root="c1", name="王芳", created="2026-11-01 09:00:00")
        fill(connection, "relation", id="r1", root="c1", other="c2", kind="introducer", created="2026-11-01 09:00:00")

    with engine.begin() as connection:
        migrate.upgrade(connection, "0008", ())
        for table in ("referral_ask", "referral", "reward", "gift", "gift_move"):
            fill(connection, table, id="x", root="c1", created="2026-11-01 09:00:00")

        assert connection.exec_driver_sql("SELECT kind FROM relation").scalars().all() == ["introducer"]
        marks = connection.exec_driver_sql("SELECT tbl FROM journal WHERE op = 'I' ORDER BY n").scalars().all()
        assert marks == ["referral_ask", "referral", "reward", "gift", "gift_move"]
        assert migrate.revision(connection) == migrate.HEAD


def test_0010_makes_changed_words_the_first_version(file_of_revision):
    engine = file_of_revision("0009")
    words = '{"title": "我的", "beats": [["问候", "您好"]]}'
    with engine.begin() as connection:
        fill(connection, "contact", id="c1", root="c1", name="王芳", created="2026-11-01 09:00:00")
        fill(connection, "setting", id="s1", root="s1", kind="scripts", key="follow_h", value=words,
             created="2026-11-05 09:00:00")  # fmt: skip
        fill(connection, "setting", id="s2", root="s2", kind="scripts", key="birthday", value="[]",
             created="2026-11-05 09:00:00")  # fmt: skip
        for n, day in enumerate(("2026-11-02", "2026-11-06")):
            fill(connection, "touch", id=f"t{n}", root="c1", at=f"{day} 10:00:00", script="follow_h", effective=1)

    with engine.begin() as connection:
        migrate.upgrade(connection, "0009", ())

        rows = connection.exec_driver_sql("SELECT key, scope, title, beats, version, active FROM script").all()
        assert [tuple(row) for row in rows] == [("follow_h", "shop", "我的", '[["问候", "您好"]]', 1, 1)]
        living = "SELECT count(*) FROM setting WHERE kind = 'scripts' AND deleted IS NULL"
        assert connection.exec_driver_sql(living).scalar() == 0
        used = connection.exec_driver_sql("SELECT script_version FROM touch ORDER BY at").scalars().all()
        assert used == [0, 1]
        assert migrate.revision(connection) == migrate.HEAD


def test_0011_counts_openers_and_visits_by_an_index(file_of_revision):
    engine = file_of_revision("0010")
    with engine.begin() as connection:
        fill(connection, "contact", id="c1", root="c1", name="王芳", created="2026-11-01 09:00:00")
        for n, (kind, opener) in enumerate((("call", "news"), ("came_in", ""))):
            fill(connection, "touch", id=f"t{n}", root="c1", at="2026-11-02 10:00:00", kind=kind, opener=opener)

    with engine.begin() as connection:
        migrate.upgrade(connection, "0010", ())

        for index, where in (
            ("touch_opener", "opener <> '' GROUP BY opener, root"),
            ("touch_came", "kind IN ('came_in', 'test_drive') GROUP BY root"),
        ):
            found = f"SELECT root, max(at) FROM touch WHERE deleted IS NULL AND {where}"
            assert connection.exec_driver_sql(found).all() == [("c1", "2026-11-02 10:00:00")]
            assert index in str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {found}").all())
        assert migrate.revision(connection) == migrate.HEAD


def test_0012_gives_everything_an_owner_to_come_and_keeps_what_was_derived(file_of_revision, monkeypatch):
    engine = file_of_revision("0011")
    rebuilt = []
    monkeypatch.setattr(migrate.derived, "rebuild", lambda _connection, deriver, **_how: rebuilt.append(deriver))
    with engine.begin() as connection:
        fill(connection, "contact", id="c1", root="c1", name="王芳", created="2026-11-01 09:00:00")

    with engine.begin() as connection:
        migrate.upgrade(connection, "0011", ("due",))

        assert connection.exec_driver_sql("SELECT name, owner FROM contact").all() == [("王芳", "")]
        assert connection.exec_driver_sql('SELECT count(*) FROM "conflict"').scalar() == 0
        assert connection.exec_driver_sql("SELECT count(theirs_seq) FROM journal").scalar() == 0
        assert rebuilt == []
        assert migrate.revision(connection) == migrate.HEAD


def test_0013_tells_the_list_whose_everybody_is_and_adds_the_reviews(file_of_revision):
    engine = file_of_revision("0012")
    with engine.begin() as connection:
        for n, code, owner in ((1, "c1", "li"), (2, "c2", "")):
            fill(connection, "contact", id=code, root=code, owner=owner, created="2026-11-01 09:00:00")
            fill(connection, "derived_person", n=n, id=code)

    with engine.begin() as connection:
        migrate.upgrade(connection, "0012", ("kept",))

        found = connection.exec_driver_sql("SELECT id, owner FROM derived_person ORDER BY id").all()
        assert found == [("c1", "li"), ("c2", "")]
        fill(connection, "review", id="r1", root="c1", kind="loss", of="o1", created="2026-11-01 09:00:00")
        assert connection.exec_driver_sql("SELECT state FROM review").scalars().all() == ["asked"]
        assert migrate.revision(connection) == migrate.HEAD


def test_0013_makes_the_indexes_of_the_list_as_the_tables_say(file_of_revision):
    engine = file_of_revision("0012")
    with engine.begin() as connection:
        migrate.upgrade(connection, "0012", ())

        for index in DerivedPerson.__table__.indexes:
            held = connection.exec_driver_sql(f"PRAGMA index_info({index.name})").all()
            assert [row[2] for row in held] == [column.name for column in index.columns]


def test_an_older_migration_makes_the_derived_data_anew(file_of_revision, monkeypatch):
    engine = file_of_revision("0009")
    rebuilt = []
    monkeypatch.setattr(migrate.derived, "rebuild", lambda _connection, deriver, **_how: rebuilt.append(deriver))

    with engine.begin() as connection:
        migrate.upgrade(connection, "0009", ("due",))

    assert rebuilt == ["due"]


def test_0014_keeps_people_and_adds_a_place_for_their_history(file_of_revision):
    engine = file_of_revision("0013")
    with engine.begin() as connection:
        fill(connection, "contact", id="c1", root="c1", name="王芳", created="2026-11-01 09:00:00")

    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        migrate.upgrade(connection, "0013", ())
        fill(connection, "derived_history", root="c1", inc="i", lsn=1)

        assert connection.exec_driver_sql("SELECT name FROM contact").scalars().all() == ["王芳"]
        assert connection.exec_driver_sql("SELECT root FROM derived_history").scalars().all() == ["c1"]
        assert migrate.revision(connection) == migrate.HEAD


def test_0015_lets_a_row_come_before_its_person_and_keeps_none_without(file_of_revision):
    engine = file_of_revision("0014")
    with engine.begin() as connection:
        fill(connection, "contact", id="c1", root="c1", name="王芳", created="2026-11-01 09:00:00")
        fill(connection, "tag", id="t1", root="c1", name="钓鱼", created="2026-11-01 09:00:00")

    with engine.begin() as connection:
        migrate.upgrade(connection, "0014", ())
        assert migrate.revision(connection) == migrate.HEAD
    with engine.begin() as connection:
        fill(connection, "tag", id="t2", root="c2", name="茶", created="2026-11-01 09:00:00")
        fill(connection, "contact", id="c2", root="c2", name="李强", created="2026-11-01 09:00:00")
    with pytest.raises(IntegrityError), engine.begin() as connection:
        fill(connection, "tag", id="t3", root="nobody", name="酒", created="2026-11-01 09:00:00")
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM contact WHERE id = 'c1'")

        assert connection.exec_driver_sql("SELECT id FROM tag").scalars().all() == ["t2"]
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
        texts = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE sql LIKE '% REFERENCES %'").scalars()
        assert [text for text in texts if "DEFERRABLE INITIALLY DEFERRED" not in text] == []
