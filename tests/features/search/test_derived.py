"""The index follows the rows inside the same transaction."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import Refused
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.search import queries
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.features.search.derived.schema import MANY
from crm_desktop.features.settings import commands as settings
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.store.store import Store
from crm_desktop.store.tables import Contact, ContactWay, Tag, Touch
from tests import make
from tests.conftest import PASSPHRASE


def names(store: Store, text: str) -> list[str]:
    return [hit.name for hit in store.read(queries.find, text).people]


def change(store: Store, table: type, row: str, **values: object) -> None:
    def command(session: Session) -> None:
        found = session.get(table, row)
        for column, value in values.items():
            setattr(found, column, value)

    store.write("change", command)


def test_a_changed_name_is_found_and_the_old_one_is_not(store: Store) -> None:
    contact = make.contact(store, "王芳", "")

    change(store, Contact, contact, name="李四")

    assert (names(store, "李四"), names(store, "王芳"), names(store, "wf")) == (["李四"], [], [])
    assert store.check() == []


def test_undo_brings_the_old_words_back(store: Store) -> None:
    contact = make.contact(store, "王芳", "13800138000")
    change(store, Contact, contact, name="李四")

    store.undo()

    assert (names(store, "王芳"), names(store, "李四")) == (["王芳"], [])


def test_who_is_in_the_trash_leaves_the_index_and_comes_back(store: Store) -> None:
    contact = make.customer(store, "王芳", "13800138000")
    make.touch(store, contact, note="看过汉 EV")

    store.write("trash", contacts.trash, [contact])
    found = store.read(queries.find, "王")
    assert (found.people, store.read(queries.find, "看过").notes) == ((), ())
    assert store.check() == []

    store.undo()
    assert names(store, "8000") == ["王芳"]
    assert len(store.read(queries.find, "看过").notes) == 1


def test_phones_tags_and_notes_that_go_are_not_found(store: Store) -> None:
    contact = make.contact(store, "王芳", "13800138000", tags=["同学"])
    touch = make.touch(store, contact, note="喜欢白色")

    def remove(session: Session) -> None:
        for table in (ContactWay, Tag, Touch):
            for row in session.query(table):
                row.deleted = clock.now()

    store.write("remove", remove)

    assert [names(store, text) for text in ("8000", "同学")] == [[], []]
    assert store.read(queries.find, "白色").notes == ()
    assert touch
    assert store.check() == []


def test_a_note_that_changes_its_time_is_still_found_once(store: Store) -> None:
    contact = make.contact(store, "王芳", "")
    touch = make.touch(store, contact, note="喜欢白色")

    change(store, Touch, touch, at=clock.now().replace(year=2020))
    change(store, Touch, touch, note="喜欢黑色")

    assert [len(store.read(queries.find, text).notes) for text in ("黑色", "白色")] == [1, 0]
    assert store.check() == []


def test_a_crowd_of_notes_in_one_minute_has_room(store: Store) -> None:
    contact = make.contact(store, "王芳", "")
    moment = clock.now()

    def many(session: Session) -> None:
        session.add_all(Touch(root=contact, kind="note", at=moment, note=f"第{n}条") for n in range(400))

    store.write("many", many)

    assert len(store.read(queries.find, "第399条").notes) == 1
    assert store.read(queries.find, "条").more_notes
    assert store.check() == []


def test_an_index_made_anew_answers_the_same(store: Store) -> None:
    for n in range(30):
        contact = make.customer(store, f"王{'甲乙丙丁戊'[n % 5]}{n}", f"138001380{n:02}", tags=["老客户"])
        make.touch(store, contact, note=f"第{n}次试驾")
    asked = ["王", "老客户", "1380013", "试驾", "第7次", "wj"]
    before = [store.read(queries.find, text) for text in asked]

    store.rebuild_derived()

    assert [store.read(queries.find, text) for text in asked] == before
    assert store.check() == []


def test_check_sees_a_missing_and_a_wrong_entry(store: Store) -> None:
    contact = make.contact(store, "王芳", "")
    make.touch(store, contact, note="喜欢白色")

    def damage(session: Session) -> None:
        session.connection().exec_driver_sql("DELETE FROM derived_search_person")
        session.connection().exec_driver_sql("DELETE FROM derived_search_note")

    store.write("damage", damage)

    assert len(store.check()) == 2


def test_a_check_after_many_changes_finds_the_index_whole(store: Store) -> None:
    for number in range(30):
        make.contact(store, f"王{number}", f"1380013{number:04}")
        assert store.check() == []


@pytest.mark.parametrize(("kind", "values"), [("levels", {"interval_days": 44}), ("completeness", {"weight": 9})])
def test_a_rule_that_sync_takes_away_counts_no_more(store: Store, kind: str, values: dict[str, object]) -> None:
    """The shop's server was restored to before it, so that its row goes, and of what kind it was is not told."""
    make.customer(store, name="王芳", level="C")
    code = getattr(store.read(shop_rules), kind)[0].code if kind != "levels" else "C"
    store.write("override", settings.override, kind, code, values)

    def dropped(session: Session) -> None:
        session.execute(text("UPDATE setting SET row_seq = -1"))
        session.execute(text("DELETE FROM setting"))

    store.write("", dropped)

    assert store.check() == []


def test_what_an_older_version_derived_is_made_anew(profile: Path) -> None:
    store = Store.open(profile, passphrase=PASSPHRASE, derivers=DERIVERS)
    make.customer(store, "王芳", "13800138000")

    def age(session: Session) -> None:
        session.execute(text("DROP INDEX dp_due_all"))
        session.execute(text("CREATE INDEX dp_due_all ON derived_person (due_on)"))
        session.execute(text("UPDATE local_value SET value = '1' WHERE key LIKE 'deriver:%'"))

    store.write("age", age)
    store.close()

    with pytest.raises(Refused):
        Store.open(profile, passphrase=PASSPHRASE, derivers=DERIVERS, read_only=True)
    heard = list[tuple[int, int]]()
    store = Store.open(
        profile, passphrase=PASSPHRASE, derivers=DERIVERS, progress=lambda done, total: heard.append((done, total))
    )
    found = store.read(lambda session: session.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'dp_due_all'")))
    assert "level_rank" in found
    assert (names(store, "王"), store.check()) == (["王芳"], [])
    assert (1, 1) in heard
    store.close()


def test_many_who_come_in_at_once_are_found_and_so_is_who_comes_after_a_step_that_failed(store: Store) -> None:
    def enter(session: Session, family: str, *, fails: bool = False) -> None:
        session.add_all([Contact(name=f"{family}秀{chr(0x4E00 + number)}") for number in range(MANY + 50)])
        session.flush()
        if fails:
            raise Refused("no")

    store.write("enter", enter, "王")
    with pytest.raises(Refused):
        store.write("enter", enter, "李", fails=True)
    make.contact(store, "李四", "")

    assert (len(names(store, "王秀")) > 5, names(store, "李")) == (True, ["李四"])
    assert store.check() == []
