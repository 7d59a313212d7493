"""What waits for a decision, in the user's words."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from crm_desktop.features.sync import queries
from crm_desktop.features.sync.queries.listed import CONFLICTS
from crm_desktop.features.sync.records import DONE, ConflictKind, Inbox, SyncState
from tests import make
from tests.features.sync.conftest import AT

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from crm_desktop.store.store import Store

Make = Callable[..., str]


def _note(session: "Session", **facts: Any) -> None:
    for key, value in facts.items():
        session.execute(text("INSERT OR REPLACE INTO sync_state VALUES (:key, :value)"), {"key": key, "value": value})


def _change(session: "Session", sql: str, **values: Any) -> None:
    session.execute(text(sql), values)


def test_conflict_shows_both_values_who_and_when(store: "Store", conflict: Make, person: str) -> None:
    conflict()

    (card,) = store.read(queries.conflicts).conflicts

    assert (card.person, card.name, card.record, card.field) == (person, "王芳", "联系人", "姓名")
    assert (card.kept, card.kept_author, card.lost, card.lost_author) == ("王芳", "李娜", "王方", "赵强")
    assert (card.at, card.kind, card.in_use, card.can_take) == (AT, ConflictKind.FIELD, "kept", True)


def test_codes_and_money_are_shown_by_their_words(store: "Store", conflict: Make, person: str) -> None:
    conflict(col="gender", kept="female", lost="male")
    need = make.opportunity(store, person, budget_high=20_000_000)
    conflict(
        tbl="opportunity", row=need, col="budget_high", kept=20_000_000, lost=18_000_000, created=AT - timedelta(1)
    )

    first, second = store.read(queries.conflicts).conflicts

    assert (first.kept, first.lost) == ("女", "男")
    assert (second.record, second.kept, second.lost) == ("购车意向", "¥200,000", "¥180,000")


def test_deletion_against_an_edit_is_told_as_that(store: "Store", conflict: Make) -> None:
    conflict(kind="refused_delete", col="deleted", kept=None, lost="2026-11-20")

    (card,) = store.read(queries.conflicts).conflicts

    assert (card.kind, card.kept, card.lost, card.in_use) == (ConflictKind.REFUSED_DELETE, "保留", "删除", "kept")


def test_value_in_use_may_be_a_third_one(store: "Store", conflict: Make) -> None:
    conflict(kept="王方芳")

    assert store.read(queries.conflicts).conflicts[0].in_use == ""


def test_customer_of_somebody_else_has_no_name(store: "Store", conflict: Make) -> None:
    conflict(root="c1", tbl="touch", row="t1", col="note", kept=None, kept_author="")

    (card,) = store.read(queries.conflicts).conflicts

    assert (card.person, card.name, card.can_take) == ("", "（其他顾问的客户）", False)


def test_shops_own_data_is_named_by_its_title(store: "Store", conflict: Make) -> None:
    def add(session: "Session") -> str:
        from crm_desktop.store.tables import CatalogueModel

        row = CatalogueModel(brand="大众", model="帕萨特")
        session.add(row)
        session.flush()
        return row.id

    model = store.write("add", add)
    conflict(root=model, tbl="catalogue_model", row=model, col="model", kept="帕萨特", lost="迈腾")

    (card,) = store.read(queries.conflicts).conflicts

    assert (card.person, card.name, card.can_take) == ("", "帕萨特", True)


def test_column_this_version_does_not_know_is_shown_and_cannot_be_taken(store: "Store", conflict: Make) -> None:
    conflict(col="horoscope", kept="lion", lost="fish")
    conflict(tbl="starship", col="name", created=AT - timedelta(1))

    first, second = store.read(queries.conflicts).conflicts

    assert (first.field, first.lost, first.can_take) == ("horoscope", "fish", False)
    assert (second.record, second.can_take) == ("starship", False)


def test_comparable_form_of_a_number_has_no_card_of_its_own(store: "Store", conflict: Make) -> None:
    conflict(tbl="contact_way", row="w1", col="value", kept="138 0000 0001", lost="139 0000 0001")
    conflict(tbl="contact_way", row="w1", col="normal", kept="13800000001", lost="13900000001")

    found = store.read(queries.conflicts)

    assert (found.total, [card.field for card in found.conflicts]) == (1, ["号码或地址"])


def test_page_of_cards_is_cut_from_the_newest(store: "Store", conflict: Make) -> None:
    names = [conflict(created=AT + timedelta(minutes=n)) for n in range(5)]

    page = store.read(queries.conflicts, limit=2, offset=1)

    assert page.total == 5
    assert [card.id for card in page.conflicts] == [names[3], names[2]]


def test_decided_and_hidden_cards_are_not_among_the_open_ones(store: "Store", conflict: Make) -> None:
    done, hidden = conflict(state=DONE), conflict()
    store.write("hide", _change, "INSERT INTO sync_hidden VALUES ('conflict', :id)", id=hidden)

    assert store.read(queries.conflicts) == Inbox(0)
    assert [card.id for card in store.read(queries.conflicts, state=DONE).conflicts] == [done]


def test_card_can_be_taken_while_somebody_elses_record_is_hidden(store: "Store", conflict: Make) -> None:
    conflict()
    store.write("hide", _change, "INSERT INTO sync_hidden VALUES ('contact', 'somebody else')")

    assert store.read(queries.conflicts).conflicts[0].can_take


def test_moment_of_a_strange_clock_is_no_reason_not_to_show_a_card(store: "Store", conflict: Make) -> None:
    conflict()
    store.write("strange", _change, "UPDATE conflict SET created = 'once upon a time', row_seq = row_seq + 1")

    assert store.read(queries.conflicts).conflicts[0].at is None


def test_queries_do_not_grow_with_the_cards(store: "Store", conflict: Make, parked: Make) -> None:
    def cards(first: int, last: int) -> None:
        for n in range(first, last):
            conflict(col=("name", "note")[n % 2])
            parked(uid=f"u{n}")

    def asked() -> int:
        told: list[str] = []

        def note(session: "Session") -> None:
            raw = session.connection().connection.driver_connection
            raw.set_trace_callback(told.append)
            queries.conflicts(session)
            queries.parked(session)
            raw.set_trace_callback(None)

        store.read(note)
        return len(told)

    cards(0, 5)
    few = asked()
    cards(5, 40)

    assert few == asked()


def test_parked_change_says_what_and_why(store: "Store", parked: Make, person: str) -> None:
    parked()

    (card,) = store.read(queries.parked).parked

    assert (card.person, card.name, card.what) == (person, "王芳", "修改")
    assert card.values == (("姓名", "王方"),)
    assert "其他同事" in card.reason
    assert card.can_retry


def test_new_record_that_was_not_taken_is_known_by_what_it_says(store: "Store", parked: Make) -> None:
    body = json.dumps({"root": "c9", "name": "x" * 30, "gender": "male", "created": "2026-11-20", "note": ""})
    parked(op="I", row="c9", reason="name is too long", body=body)

    (card,) = store.read(queries.parked).parked

    assert (card.name, card.what, card.person, card.can_retry) == ("x" * 30, "新增", "", True)
    assert card.values == (("姓名", "x" * 30), ("性别", "男"))
    assert "姓名" in card.reason


@pytest.mark.parametrize(
    "reason",
    ["access", "purged", "unknown row", "unknown root", "unknown table", "uid used twice", "damaged", "revoked",
     "stage cannot follow", "name is too long", "something new"],
)  # fmt: skip
def test_every_reason_is_a_sentence(store: "Store", parked: Make, reason: str) -> None:
    parked(reason=reason, body="")

    assert store.read(queries.parked).parked[0].reason.endswith("。")


@pytest.mark.parametrize(
    "body",
    ["name: 王方", "[1, 2]", "7", '"name"', "null", '{"name": ["王方"]}', '{"name": {"first": "王"}}',
     '{"name": {"f": "x"}}', '{"name": {"b": 7}}', "[" * 100_000],
)  # fmt: skip
def test_parked_change_that_cannot_be_read_is_shown_with_its_reason(store: "Store", parked: Make, body: str) -> None:
    parked(body=body)

    (card,) = store.read(queries.parked).parked

    assert (card.name, card.what, card.values, card.can_retry) == ("王芳", "修改", (), False)
    assert "其他同事" in card.reason


def test_child_of_a_person_leads_to_the_person(store: "Store", parked: Make, person: str) -> None:
    touch = make.touch(store, person, note="打过电话")
    parked(tbl="touch", row=touch, body='{"note": "没打通"}')

    (card,) = store.read(queries.parked).parked

    assert (card.person, card.name, card.record) == (person, "王芳", "接触")


def test_profile_on_its_own_is_not_enrolled(store: "Store") -> None:
    assert store.read(queries.state) == SyncState(enrolled=False)


def test_state_tells_the_shop_and_counts_what_waits(store: "Store", conflict: Make, parked: Make) -> None:
    conflict()
    parked()
    make.contact(store, name="私人", private=True)
    store.write(
        "enrol", _note, inc="i", user="007", role="consultant", shop_name="东城店", url="https://shop", looked="0"
    )

    state = store.read(queries.state)

    assert (state.enrolled, state.user, state.shop_name, state.server) == (True, "007", "东城店", "https://shop")
    assert (state.conflicts, state.parked) == (1, 1)
    assert state.sessions == ()


def test_private_people_do_not_wait(store: "Store") -> None:
    contact = make.contact(store, name="私人", private=True)
    before = store.read(queries.waiting)
    make.touch(store, contact, note="见过")
    store.write("rename", _change, "UPDATE contact SET name = '某人' WHERE id = :id", id=contact)

    assert (before, store.read(queries.waiting)) == (0, 0)


def test_shared_people_wait_until_they_are_sent(store: "Store") -> None:
    make.customer(store, name="王芳", phone="")
    waiting = store.read(queries.waiting)
    last = store.read(lambda session: session.execute(text("SELECT max(n) FROM journal")).scalar_one())

    assert waiting > 0
    assert store.read(queries.waiting, last) == 0


def test_plan_of_the_inbox_uses_its_index(store: "Store", conflict: Make) -> None:
    conflict()

    plan = store.read(
        lambda session: session.execute(
            text(f"EXPLAIN QUERY PLAN SELECT count(*) {CONFLICTS}"), {"state": "open"}
        ).all()
    )

    assert any("conflict_state" in str(step) for step in plan)


def test_of_sessions_in_a_row_that_had_nothing_to_do_the_last_one_is_listed(store: "Store") -> None:
    from crm_desktop.features.sync.commands import keep_session
    from crm_desktop.features.sync.records import SyncSession

    store.write("enrol", _note, inc="i")
    for minute, sent in enumerate((0, 3, 0, 0, 2, 0, 0)):
        keep_session(store, SyncSession(at=datetime(2026, 11, 20, 18, minute), sent=sent))

    listed = store.read(queries.state).sessions

    assert [(one.at.minute, one.sent) for one in listed] == [(6, 0), (4, 2), (3, 0), (1, 3), (0, 0)]


def test_files_that_go_after_a_session_with_nothing_to_do_stand_with_it(store: "Store") -> None:
    from crm_desktop.features.sync.commands.receipts import keep_files, keep_session
    from crm_desktop.features.sync.records import SyncSession

    store.write("enrol", _note, inc="i")
    keep_session(store, SyncSession(at=datetime(2026, 11, 20, 18)))
    keep_files(store, 2, 1, 900)
    keep_session(store, SyncSession(at=datetime(2026, 11, 20, 19)))

    listed = store.read(queries.state).sessions

    assert [(one.at.hour, one.files_up, one.files_down) for one in listed] == [(19, 0, 0), (18, 2, 1)]


def test_last_session_is_the_last_one_that_ended_well(store: "Store") -> None:
    from crm_desktop.features.sync.commands import keep_session
    from crm_desktop.features.sync.records import MOST_RECEIPTS, SyncSession

    store.write("enrol", _note, inc="i")
    for minute in range(25):
        keep_session(store, SyncSession(at=datetime(2026, 11, 20, 18, minute), sent=minute + 1))
    keep_session(store, SyncSession(at=datetime(2026, 11, 20, 19), problem="offline"))

    state = store.read(queries.state)

    assert state.last is not None
    assert (len(state.sessions), state.sessions[0].problem, state.last.sent) == (MOST_RECEIPTS, "offline", 25)
