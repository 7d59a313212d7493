"""Who changed what at a person: this laptop's journal, and what the shop's server tells of the others."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from crm_desktop.base import clock as base_clock
from crm_desktop.features.contacts.commands import set_field, share
from crm_desktop.features.customers.commands import capture
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.features.sync.commands import enrol, fetch_history, run_sync
from crm_desktop.features.sync.queries.history import ADDED, history
from crm_desktop.features.sync.records import Deed, SyncStopped
from crm_desktop.store.store import Store
from sync.client.backoff import Patience
from sync.core.mutations import Op
from tests import make
from tests.conftest import FrozenClock
from tests.sync.codes import code_for
from tests.sync.server.serving import Served

QUICK = Patience(attempts=1, first=0.01)


@pytest.fixture
def meg(store: Store, served: Served) -> Store:
    """The manager's laptop."""
    enrol(store, code_for(served, "meg"), device_name="Meg's")
    return store


@pytest.fixture
def ann(tmp_path: Path, served: Served) -> Iterator[Store]:
    opened = Store.create(tmp_path / "ann", passphrase=None, derivers=DERIVERS)
    enrol(opened, code_for(served, "ann"), device_name="Ann's")
    yield opened
    opened.close()


@pytest.fixture
def person(ann: Store, meg: Store) -> str:
    made = make.customer(ann, name="王芳")
    for one in (ann, meg):
        run_sync(one)
    return made


@pytest.fixture(autouse=True)
def _time_passes(clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two deeds are never at the same moment."""

    def now() -> datetime:
        clock.forward(seconds=1)
        return clock.moment

    monkeypatch.setattr(base_clock, "now", now)


def rename(store: Store, person: str, name: str) -> None:
    store.write("改名", set_field, person, "name", name)


def told(deeds: tuple[Deed, ...]) -> list[tuple[str, str, str, str]]:
    """Who, where, before and after, of each change of a name."""
    return [
        (deed.who, deed.laptop, one.before, one.after) for deed in deeds for one in deed.changes if one.field == "name"
    ]


def test_what_others_changed_is_told_with_who_where_and_what_stood_there(ann: Store, meg: Store, person: str) -> None:
    rename(ann, person, "王芳芳")
    for one in (ann, meg):
        run_sync(one)
    rename(meg, person, "王小芳")
    run_sync(meg)

    fetch_history(ann, person)
    hers = ann.read(history, person)
    fetch_history(meg, person)
    his = meg.read(history, person)

    assert told(hers.deeds) == [("meg", "Meg's", "王芳芳", "王小芳"), ("", "", "王芳", "王芳芳")]
    assert told(his.deeds) == [("", "", "王芳芳", "王小芳"), ("ann", "Ann's", "王芳", "王芳芳")]
    added = [one for deed in his.deeds for one in deed.changes if one.field == ADDED and one.table == "contact"]
    assert [one.after for one in added] == ["王芳"]
    assert (hers.user, hers.fetched is not None) == ("ann", True)


def test_deeds_within_one_second_stand_in_the_order_the_shop_took_them(
    ann: Store, meg: Store, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base_clock, "now", lambda: clock.moment)
    person = make.customer(ann, name="王芳")
    names = ["王一", "王二", "王三", "王四"]
    for number, name in enumerate(names):
        for one in (ann, meg, ann):
            run_sync(one)
        rename((ann, meg)[number % 2], person, name)
    run_sync(meg)
    rename(ann, person, "王五")

    for one in (ann, meg):
        fetch_history(one, person)

    assert told(ann.read(history, person).deeds) == [
        ("", "", "王三", "王五"), ("meg", "Meg's", "王三", "王四"), ("", "", "王二", "王三"),
        ("meg", "Meg's", "王一", "王二"), ("", "", "王芳", "王一"),
    ]  # fmt: skip
    assert [name for _who, _where, _before, name in told(meg.read(history, person).deeds)] == [
        "王四", "王三", "王二", "王一",
    ]  # fmt: skip


def test_what_was_done_within_one_second_and_never_sent_stands_in_its_order(
    store: Store, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base_clock, "now", lambda: clock.moment)
    person = make.customer(store, name="王芳")
    for name in ("王一", "王二", "王三"):
        rename(store, person, name)

    names = [name for _who, _where, _before, name in told(store.read(history, person).deeds)]

    assert names == ["王三", "王二", "王一"]


def test_who_was_added_here_is_told_as_added_by_this_laptop(ann: Store) -> None:
    """The capture fills in what was made: that is the adding, and no change."""
    person = ann.write("新建联系人", capture, "王芳", "13800138000", "", as_customer=True)
    alone = ann.read(history, person).deeds
    run_sync(ann)
    fetch_history(ann, person)

    deeds = ann.read(history, person).deeds

    assert alone == ()
    assert {(deed.who, deed.laptop) for deed in deeds} == {("", "")}
    assert ("contact", ADDED, "王芳") in {(one.table, one.field, one.after) for deed in deeds for one in deed.changes}
    assert {one.field for deed in deeds for one in deed.changes} == {ADDED}


def test_without_the_shop_the_journal_is_all_and_the_kept_rest_stays(
    ann: Store, meg: Store, person: str, served: Served
) -> None:
    rename(meg, person, "王小芳")
    run_sync(meg)
    fetch_history(ann, person)
    ann.write("", _forget_the_way)
    rename(ann, person, "王芳芳")

    with pytest.raises(SyncStopped) as stopped:
        fetch_history(ann, person, patience=QUICK)

    assert stopped.value.kind == "unreachable"
    assert told(ann.read(history, person).deeds) == [
        ("", "", "王芳", "王芳芳"), ("meg", "Meg's", "王芳", "王小芳"),
    ]  # fmt: skip


def _forget_the_way(session):  # type: ignore[no-untyped-def]
    from sqlalchemy import text

    session.execute(text("UPDATE sync_state SET value = 'http://127.0.0.1:9' WHERE key = 'url'"))


def test_a_history_is_fetched_once_and_only_the_news_after_that(ann: Store, meg: Store, person: str) -> None:
    rename(meg, person, "王小芳")
    run_sync(meg)
    for _ in range(2):
        fetch_history(ann, person)

    assert told(ann.read(history, person).deeds) == [("meg", "Meg's", "王芳", "王小芳")]


def test_a_customer_who_leaves_takes_the_kept_history_along(ann: Store, meg: Store, person: str) -> None:
    fetch_history(ann, person)
    assert ann.read(_kept) > 0
    meg.write("移交", set_owner, person)
    run_sync(meg)
    run_sync(ann)

    assert ann.read(_kept) == 0


def set_owner(session, person):  # type: ignore[no-untyped-def]
    from sqlalchemy import text

    session.execute(text("UPDATE contact SET owner = 'bo' WHERE id = :id"), {"id": person})


def _kept(session):  # type: ignore[no-untyped-def]
    from sqlalchemy import text

    return session.execute(text("SELECT count(*) FROM derived_history")).scalar_one()


def test_nothing_of_the_time_as_a_private_contact_is_told(ann: Store, meg: Store) -> None:
    private = make.contact(ann, name="私人", private=True)
    rename(ann, private, "私人二")
    ann.write("分享", share, private)
    for one in (ann, meg):
        run_sync(one)

    fetch_history(meg, private)

    assert "私人二" in str(meg.read(history, private).deeds)
    assert told(meg.read(history, private).deeds) == []


def test_a_laptop_on_its_own_asks_nobody(store: Store) -> None:
    person = make.customer(store, name="王芳")

    with pytest.raises(SyncStopped):
        fetch_history(store, person)
    assert store.read(history, person).user == ""


def test_what_was_done_in_one_go_is_told_whole_also_at_the_end_of_a_page(store: Store) -> None:
    person = make.customer(store, name="王芳")

    def several(session):  # type: ignore[no-untyped-def]
        for field, value in (("name", "王小芳"), ("job", "教师"), ("company", "一中")):
            set_field(session, person, field, value)

    store.write("几处", several)
    rename(store, person, "王大芳")

    first = store.read(history, person, limit=2)
    rest = store.read(history, person, limit=2, before=first.last)

    assert [len(deed.changes) for deed in first.deeds] == [1, 3]
    assert rest.deeds == ()


def test_one_deed_that_cannot_be_read_hides_no_other(ann: Store, meg: Store, person: str) -> None:
    rename(meg, person, "王小芳")
    run_sync(meg)
    rename(meg, person, "王大芳")
    run_sync(meg)
    fetch_history(ann, person)

    for spoiled in ("{", "[]", '{"name": {"x": 1}}', '{"name": [1]}', "[" * 100_000):
        ann.write("", _spoil, person, spoiled)
        assert told(ann.read(history, person).deeds)[0][2:] == ("王芳", "王大芳")


def _spoil(session, person, patch):  # type: ignore[no-untyped-def]
    from sqlalchemy import text

    first = "SELECT min(seq) FROM derived_history WHERE root = :id AND patch LIKE '%王小芳%' OR refused = 'x'"
    session.execute(
        text(f"UPDATE derived_history SET patch = :patch, refused = 'x' WHERE seq = ({first})"),
        {"id": person, "patch": patch},
    )


def test_a_history_with_half_a_character_of_another_client_is_kept(ann: Store, served: Served, person: str) -> None:
    pc = served.laptop("meg")
    pc.hello()
    base = max(one for group in pc.pull().document["rows"] for one in group["seq"])
    pc.push(pc.frozen(Op.UPDATE, "contact", person, {"name": "王\ud83d芳"}, base))

    fetch_history(ann, person)

    assert told(ann.read(history, person).deeds) == [("meg", "笔记本", "王芳", "王\ufffd芳")]
