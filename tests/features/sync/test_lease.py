"""A laptop that has not met the shop for long: days of use are counted, a contact or the manager's code opens it."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from crm_desktop.base.errors import InvalidInput, Refused
from crm_desktop.features.settings import commands as settings
from crm_desktop.features.sync import commands, glance, queries
from crm_desktop.features.sync.commands import enrol, run_sync
from crm_desktop.features.sync.records import Lease, LockCard, SyncStopped
from crm_desktop.store.store import Store
from sync.core.lease import unlock_code
from sync.protocol import STOLEN
from tests import make
from tests.conftest import FrozenClock
from tests.sync.codes import code_for
from tests.sync.server.serving import Served

DAYS = 45
FIRST = date(2026, 11, 22)


@pytest.fixture
def ann(store: Store, served: Served) -> Store:
    make.customer(store, name="王芳")
    enrol(store, code_for(served, "ann"), device_name="笔记本")
    return store


def use(store: Store, clock: FrozenClock, days: int) -> bool:
    """So many more days of use; whether it is locked after the last."""
    locked = False
    for _day in range(days):
        clock.forward(days=1)
        locked = store.write("", commands.count_use)
    return locked


def card_of(store: Store) -> LockCard:
    found = commands.lock_card(store)
    assert found is not None
    return found


def answer(store: Store, served: Served) -> str:
    """What the manager reads out."""
    shown = card_of(store)
    return served.registry.unlock(shown.laptop, shown.challenge)[1]


def left(store: Store) -> int | None:
    return store.look(glance.days_left)


# Counting -----------------------------------------------------------------------------------------------------------


def after(*days: date, hours: int = 0) -> Lease:
    lease = Lease()
    for day in days:
        lease = lease.used(day)
    for _hour in range(hours):
        lease = lease.used(days[-1], hour=True)
    return lease


@pytest.mark.parametrize(
    ("lease", "days"),
    [
        (after(FIRST), 0),
        (after(FIRST, FIRST, FIRST + timedelta(1)), 1),
        (after(FIRST, FIRST + timedelta(30)), 1),  # four weeks in the drawer
        (after(FIRST, date(2031, 1, 1), FIRST + timedelta(1)), 2),  # a clock years ahead, for one morning
        (after(FIRST, *[date(1970, 1, 1), FIRST] * 20), 1),  # an empty battery, every morning
        (after(FIRST, FIRST - timedelta(1), FIRST - timedelta(2)), 2),
        (after(FIRST, hours=15), 0),
        (after(FIRST, hours=16), 1),  # the same day for ever
        (after(FIRST, FIRST + timedelta(1), FIRST, hours=32), 3),
    ],
)
def test_days_of_use_are_counted_wherever_the_clock_is_put(lease: Lease, days: int) -> None:
    assert lease.days == days


def test_no_order_of_days_makes_the_count_smaller() -> None:
    lease = Lease()
    for step in (0, 3, -400, 1, 1, 900, 0, -2, -2):
        before, lease = lease, lease.used(FIRST + timedelta(step), hour=True)
        assert lease.days >= before.days


@pytest.mark.parametrize(("used", "told"), [(0, None), (37, None), (38, 7), (44, 1), (45, 0)])
def test_warning_comes_with_seven_days_left(ann: Store, clock: FrozenClock, used: int, told: int | None) -> None:
    assert not use(ann, clock, used)

    assert (left(ann), ann.look(queries.state).days_left) == (told, told)
    assert not ann.look(glance.is_locked, clock.moment.date())


def test_day_after_the_last_locks(ann: Store, clock: FrozenClock) -> None:
    use(ann, clock, DAYS)
    tomorrow = clock.moment.date() + timedelta(1)

    assert ann.look(glance.is_locked, tomorrow)
    assert use(ann, clock, 1)
    assert left(ann) is None


def test_laptop_on_its_own_is_never_locked(store: Store, clock: FrozenClock) -> None:
    assert not use(store, clock, 60)
    assert not store.look(glance.is_locked, date(2040, 1, 1))


@pytest.mark.parametrize(("rule", "locked"), [(0, False), (3, True), (60, False)])
def test_shop_sets_the_days_or_lifts_them(ann: Store, clock: FrozenClock, rule: int, locked: bool) -> None:
    ann.write("", lambda session: session.execute(text("UPDATE sync_state SET value = 'manager' WHERE key = 'role'")))
    ann.write("rule", settings.override, "numbers", "lease_days", rule)

    assert use(ann, clock, 46) == locked


# Opening ------------------------------------------------------------------------------------------------------------


def test_sync_opens_a_locked_laptop_and_brings_up_what_was_typed(
    ann: Store, served: Served, clock: FrozenClock
) -> None:
    use(ann, clock, 46)
    make.customer(ann, name="锁前写的")
    assert card_of(ann).waiting > 0

    receipt = run_sync(ann)

    assert receipt.quiet
    assert receipt.sent > 0
    assert commands.lock_card(ann) is None
    assert not ann.look(glance.is_locked, clock.moment.date())
    assert not use(ann, clock, DAYS)


def test_session_that_did_not_reach_the_shop_opens_nothing(ann: Store, clock: FrozenClock) -> None:
    use(ann, clock, 46)
    facts = {"url": "http://127.0.0.1:9"}
    ann.write("", commands.note, facts)

    with pytest.raises(SyncStopped):
        run_sync(ann, patience=commands.running.Patience(attempts=1))

    assert ann.look(glance.is_locked, clock.moment.date())


def test_shop_that_shuts_the_laptop_out_was_not_met(ann: Store, served: Served, clock: FrozenClock) -> None:
    use(ann, clock, 20)
    device = ann.look(queries.enrolled_facts)["device"]
    served.registry.revoke(device, "later")  # a reason this version does not know: nothing is wiped

    with pytest.raises(SyncStopped):
        run_sync(ann)

    lease = ann.look(glance.lease_of)
    assert lease is not None
    assert lease.days == 20


def test_managers_code_opens_it_once_and_nothing_is_lost(ann: Store, served: Served, clock: FrozenClock) -> None:
    run_sync(ann)
    make.customer(ann, name="没传的")
    use(ann, clock, 46)
    code = answer(ann, served)

    commands.unlock(ann, f"{code[:4]} {code[4:]}")

    assert commands.lock_card(ann) is None
    assert ann.read(queries.state).waiting > 0
    use(ann, clock, 46)
    with pytest.raises(InvalidInput):  # the same code again
        commands.unlock(ann, code)
    assert run_sync(ann).sent > 0


def test_code_in_full_width_digits_fits_too(ann: Store, served: Served, clock: FrozenClock) -> None:
    use(ann, clock, 46)

    commands.unlock(ann, "".join(chr(ord(one) + 0xFEE0) for one in answer(ann, served)))

    assert commands.lock_card(ann) is None


def test_wrong_codes_change_the_number_on_the_screen(ann: Store, served: Served, clock: FrozenClock) -> None:
    use(ann, clock, 46)
    right, before = answer(ann, served), card_of(ann).challenge
    wrong = f"{(int(right) + 1) % 10**8:08}"

    for _try in range(5):
        with pytest.raises(InvalidInput):
            commands.unlock(ann, wrong)

    assert card_of(ann).challenge != before
    with pytest.raises(InvalidInput):
        commands.unlock(ann, right)
    commands.unlock(ann, answer(ann, served))


@pytest.mark.parametrize("typed", ["", "1234", "123456789", "abcdefgh"])
def test_code_that_is_none_is_told_apart(ann: Store, clock: FrozenClock, typed: str) -> None:
    use(ann, clock, 46)

    with pytest.raises(InvalidInput, match="8"):
        commands.unlock(ann, typed)

    lease = ann.look(glance.lease_of)
    assert lease is not None
    assert lease.wrong == 0


def test_code_of_another_laptop_does_not_fit(ann: Store, served: Served, clock: FrozenClock) -> None:
    use(ann, clock, 46)
    other = served.laptop("bo")

    with pytest.raises(InvalidInput):
        commands.unlock(ann, served.registry.unlock(other.device, card_of(ann).challenge)[1])


def test_laptop_enrolled_by_an_earlier_version_learns_its_secret(
    ann: Store, served: Served, clock: FrozenClock
) -> None:
    keys, facts = commands.device_keys(), ann.look(queries.enrolled_facts)
    keys.save(facts["profile"], {"key": keys.load(facts["profile"])["key"]})  # type: ignore[index]
    use(ann, clock, 46)
    with pytest.raises(Refused):
        commands.unlock(ann, "12345678")

    run_sync(ann)

    secret = commands.device_keys().load(facts["profile"])
    assert secret is not None
    assert secret["unlock"] == served.registry.unlock_secret(facts["device"])
    assert secret["token"]


def test_code_answers_one_number_of_one_laptop() -> None:
    codes = {unlock_code(secret, device, number) for secret in "ab" for device in "cd" for number in ("1", "2")}

    assert len(codes) == 8
    assert all(len(code) == 8 and code.isdecimal() for code in codes)


def test_stolen_laptop_gets_no_code(ann: Store, served: Served, clock: FrozenClock) -> None:
    use(ann, clock, 46)
    served.registry.revoke(ann.look(queries.enrolled_facts)["device"], STOLEN)

    with pytest.raises(ValueError, match="shut out"):
        answer(ann, served)


def test_lock_and_its_number_outlive_a_restart(ann: Store, served: Served, clock: FrozenClock) -> None:
    use(ann, clock, 46)
    kept = json.loads(ann.look(queries.enrolled_facts)["lease"])

    assert kept["locked"]
    use(ann, clock, 3)
    assert card_of(ann).challenge == kept["challenge"]
