"""A profile is enrolled and synced with a real server on loopback."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from crm_desktop.base.errors import Refused, UserError
from crm_desktop.features.contacts.queries import card
from crm_desktop.features.sync import queries, rules
from crm_desktop.features.sync.commands import device_keys, enrol, run_sync
from crm_desktop.features.sync.records import SyncStopped
from crm_desktop.features.team.queries import team
from sync import protocol
from sync.client.backoff import Patience
from sync.client.errors import Braked, Cancelled, ServerProblem, TooOld
from sync.client.keys import Keys, keep_beside
from sync.client.receipt import Receipt
from sync.core.brakes import EMPTY, VANISHING, Brake
from sync.protocol import LEAVER
from tests import make
from tests.sync.codes import code_for
from tests.sync.server.serving import Served

if TYPE_CHECKING:
    from crm_desktop.store.store import Store

QUICK = Patience(attempts=2, first=0.01)


@pytest.fixture
def code(served: Served) -> Callable[..., str]:
    def made(user: str = "ann", **changes: str) -> str:
        return code_for(served, user, **changes)

    return made


@pytest.fixture
def ann(store: "Store", code: Callable[..., str]) -> "Store":
    """Ann's laptop, with one customer she had before it was enrolled."""
    make.customer(store, name="王芳")
    enrol(store, code(), device_name="笔记本")
    return store


def test_profile_on_its_own_has_nobody_to_sync_with(store: "Store") -> None:
    with pytest.raises(SyncStopped) as caught:
        run_sync(store)

    assert caught.value.kind == "not enrolled"


def test_code_connects_the_profile_to_the_shop(store: "Store", code: Callable[..., str]) -> None:
    done = enrol(store, code(), device_name="笔记本")

    state = store.read(queries.state)
    assert (done.user, done.role, done.shop_name, done.keys_in) == ("ann", "consultant", "展厅", "file")
    assert (state.enrolled, state.user, state.shop_name, state.keys_in) == (True, "ann", "展厅", "file")


def test_laptop_of_the_shop_takes_a_new_code_that_names_the_shop(ann: "Store", code: Callable[..., str]) -> None:
    before = ann.look(queries.enrolled_facts)["device"]

    enrol(ann, code(shop="展厅"), patience=QUICK)  # as the server's command line prints it: its name, not its id

    assert ann.look(queries.enrolled_facts)["device"] != before


def test_server_found_elsewhere_is_asked_in_place_of_the_codes_address(
    store: "Store", code: Callable[..., str], served: Served
) -> None:
    enrol(store, code(url="http://127.0.0.1:9"), url=served.url, patience=QUICK)

    assert store.read(queries.state).server == served.url


def test_address_without_encryption_is_refused_wherever_it_comes_from(store: "Store", code: Callable[..., str]) -> None:
    with pytest.raises(UserError, match="没有加密"):
        enrol(store, code(), url="http://10.0.0.5:8000", patience=QUICK)


def test_what_was_there_before_goes_up_whole(ann: "Store", served: Served) -> None:
    waiting = ann.read(queries.state).waiting

    receipt = run_sync(ann)

    state = ann.read(queries.state)
    assert (waiting > 0, receipt.sent > 0, receipt.quiet, state.waiting) == (True, True, True, 0)
    assert state.last is not None
    assert (state.last.sent, state.last.requests, state.last.bytes_up) == (
        receipt.sent, receipt.requests, receipt.bytes_up,
    )  # fmt: skip


def test_nothing_to_do_is_remembered_once(ann: "Store") -> None:
    run_sync(ann)
    run_sync(ann)
    run_sync(ann)

    sessions = ann.read(queries.sessions)
    assert [(one.sent > 0, one.problem) for one in sessions] == [(False, ""), (True, "")]


@pytest.mark.parametrize("wrong", ["", "hello", "eyJ1cmwiOiJo"])
def test_what_is_no_code_is_said_and_changes_nothing(store: "Store", wrong: str) -> None:
    with pytest.raises(UserError, match="接入码"):
        enrol(store, wrong)

    assert not store.read(queries.state).enrolled


def test_code_works_once(store: "Store", code: Callable[..., str], tmp_path: Path) -> None:
    used = code()
    enrol(store, used)
    device_keys().remove(store.look(queries.enrolled_facts)["profile"])

    with pytest.raises(UserError, match="已经用过"):
        enrol(store, used)


def test_code_that_ran_out_is_said(store: "Store", code: Callable[..., str], served: Served) -> None:
    old = code()
    served.clock.now += 3600

    with pytest.raises(UserError, match="已过期"):
        enrol(store, old)


def test_profile_of_one_shop_does_not_join_another(ann: "Store", code: Callable[..., str]) -> None:
    with pytest.raises(Refused):
        enrol(ann, code(shop="elsewhere", secret="x"))


def test_server_that_is_away_is_said_and_remembered(ann: "Store", served: Served) -> None:
    def move(session: "object") -> None:
        session.execute(text("UPDATE sync_state SET value = 'http://127.0.0.1:9' WHERE key = 'url'"))  # type: ignore[attr-defined]

    ann.write("move", move)

    with pytest.raises(SyncStopped) as caught:
        run_sync(ann, patience=QUICK)

    assert caught.value.kind == "unreachable"
    assert ann.read(queries.sessions)[0].problem == "unreachable"


def test_laptop_without_its_key_is_told_what_to_do(ann: "Store") -> None:
    device_keys().remove(ann.look(queries.enrolled_facts)["profile"])

    with pytest.raises(SyncStopped, match="密钥"):
        run_sync(ann)


def test_session_can_be_stopped_and_goes_on_the_next_time(ann: "Store") -> None:
    def stop(_receipt: Receipt) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        run_sync(ann, stop)

    assert run_sync(ann).sent > 0


def test_two_sessions_at_a_time_are_one_too_many(ann: "Store") -> None:
    def again(_receipt: Receipt) -> None:
        run_sync(ann)

    with pytest.raises(SyncStopped) as caught:
        run_sync(ann, again)

    assert caught.value.kind == "running"


def test_laptop_that_was_shut_out_hands_over_its_rest(ann: "Store", served: Served) -> None:
    run_sync(ann)
    person = ann.read(lambda session: session.execute(text("SELECT id FROM contact")).scalar_one())
    ann.write("edit", lambda session: session.execute(text("UPDATE contact SET note = '没传'")))
    served.registry.revoke(ann.look(queries.enrolled_facts)["device"], LEAVER)

    with pytest.raises(SyncStopped) as caught:
        run_sync(ann)

    with served.service.engine.reading() as link:
        parked = link.rows("SELECT data FROM record WHERE tbl = 'parked'")
    assert caught.value.kind == "revoked"
    assert person in str(parked)
    assert "没传" in bytes(parked[0][0]).decode()


def test_edit_of_the_manager_comes_down(ann: "Store", served: Served) -> None:
    run_sync(ann)
    meg = served.laptop("meg")
    meg.hello()
    person = ann.read(lambda session: session.execute(text("SELECT id FROM contact")).scalar_one())
    from sync.core.mutations import Op

    base = ann.read(lambda session: session.execute(text("SELECT row_seq FROM contact")).scalar_one())
    meg.push(meg.frozen(Op.UPDATE, "contact", person, {"name": "王方"}, base=base))

    receipt = run_sync(ann)

    assert (receipt.received, ann.read(card, person).name) == (1, "王方")


@pytest.mark.parametrize(
    ("brake", "said"),
    [
        (Brake(EMPTY, 1200, 1200), "1,200"), (Brake(EMPTY, 3, 3), "转给了同事"),
        (Brake(VANISHING, 900, 2000, "contact"), "联系人"),
    ],
)  # fmt: skip
def test_brake_is_told_with_its_figures(brake: Brake, said: str) -> None:
    stopped = rules.problem(Braked(brake))

    assert (stopped.kind, said in str(stopped)) == (brake.reason, True)


@pytest.mark.parametrize("key", ["", "zzz", "AAAA", "王"])
def test_key_that_is_none_is_a_key_that_is_not_here(ann: "Store", key: str) -> None:
    keep_beside(device_keys(), ann.look(queries.enrolled_facts)["profile"], key=key)

    with pytest.raises(SyncStopped, match="密钥"):
        run_sync(ann)


def test_key_that_cannot_be_kept_is_told_and_nothing_is_sent(
    ann: "Store", served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise OSError(28, "no room")

    monkeypatch.setattr(Keys, "save", failing)
    with pytest.raises(SyncStopped, match="密钥"):
        enrol(ann, code_for(served, "ann"))
    make.customer(ann, name="王芳")
    with pytest.raises(SyncStopped, match="密钥"):
        run_sync(ann)


def test_full_disk_of_the_server_is_told_as_that() -> None:
    assert "磁盘已满" in str(rules.problem(ServerProblem(507, protocol.FULL)))


def test_server_that_came_back_from_a_backup_unmarked_is_told_as_that() -> None:
    assert "从备份恢复" in str(rules.problem(ServerProblem(409, protocol.AHEAD)))


def test_server_of_a_later_version_asks_for_an_update_of_this_program() -> None:
    told = rules.problem(TooOld())

    assert (told.kind, "需要更新" in str(told), "上传" in str(told)) == ("too old", True, True)


def test_laptop_learns_who_works_in_the_shop(ann: "Store", served: Served) -> None:
    run_sync(ann)
    before = ann.read(team)
    served.registry.add_user(served.shop, "ann", "manager")
    served.registry.add_user(served.shop, "eve", "consultant")

    run_sync(ann)
    after = ann.read(team)

    assert [one.user for one in before.colleagues] == ["meg", "ann", "bo"]
    assert [(one.user, one.role) for one in after.colleagues if one.user in ("ann", "eve")] == [
        ("ann", "manager"), ("eve", "consultant"),
    ]  # fmt: skip
    assert after.me is not None
    assert after.me.role == "manager"
    assert run_sync(ann).bytes_down < 700


def test_program_that_is_too_old_hands_in_its_changes_and_goes_on(ann: "Store", served: Served) -> None:
    served.doors.min_rev = protocol.REVISION + 1
    bo = served.laptop("meg")
    bo.hello()
    bo.contact("c9", owner="ann", name="新来的")

    with pytest.raises(SyncStopped) as caught:
        run_sync(ann)

    assert caught.value.kind == rules.UPDATE
    assert ann.look(queries.state).waiting == 0
    make.customer(ann, name="照常工作")
    served.doors.min_rev = protocol.REVISION
    assert run_sync(ann).received > 0
