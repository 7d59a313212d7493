"""A file that would not note a change is not opened for writing."""

import pytest

from crm_desktop.base.errors import ProfileProblem
from crm_desktop.store import capture, self_test


def _failures(store):
    with store._transaction() as session:
        return self_test.failures(session.connection())


def test_every_kind_of_statement_is_noted_and_nothing_is_left_of_the_trial(bare):
    assert not _failures(bare)

    assert bare.look(lambda source: source.count("SELECT count(*) FROM contact")) == 0
    assert bare.look(lambda source: source.count("SELECT count(*) FROM journal")) == 0
    assert bare.look(lambda source: source.count("SELECT count(*) FROM derived_stale")) == 0


def test_a_lost_setting_of_the_connection_is_found(bare):
    with bare._transaction() as session:
        raw = session.connection().connection.driver_connection
    raw.execute("PRAGMA recursive_triggers = OFF")

    assert any("OR REPLACE" in sql for sql in _failures(bare))


@pytest.mark.parametrize(("trigger", "found"), [("i", "INSERT INTO contact"), ("u", "UPDATE"), ("d", "DELETE")])
def test_a_missing_trigger_is_found(bare, trigger, found):
    with bare._transaction() as session:
        session.connection().exec_driver_sql(f"DROP TRIGGER journal_contact_{trigger}")

    assert any(sql.startswith(found) for sql in _failures(bare))


def test_such_a_file_is_not_changed(bare, monkeypatch):
    monkeypatch.setattr(capture, "install", lambda _connection: False)
    with bare._transaction() as session:
        session.connection().exec_driver_sql("DROP TRIGGER journal_contact_u")
    bare._writer.dispose()
    bare._writer = None

    with pytest.raises(ProfileProblem, match="数据"):
        bare.write("Anything", lambda session: None)


def test_the_trial_reads_no_table_through(bare):
    rows = {name: self_test._row_of(name) for name in ("contact", "tag")}
    with bare._transaction() as session:
        plans = [
            str(session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql.format(**rows)}", values).all())
            for sql, values, _wanted in self_test._STEPS
        ]

    assert not [plan for plan in plans if "SCAN contact" in plan]
