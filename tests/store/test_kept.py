"""What a laptop keeps for itself."""

import pytest

from crm_desktop.base.errors import ProfileLocked
from crm_desktop.store import kept
from crm_desktop.store.store import Store


def _value(store: Store) -> list[tuple[object, ...]]:
    return store.look(lambda source: source.rows("SELECT value FROM local_value WHERE key = 'counted'"))


def test_value_is_made_of_the_one_before(bare: Store) -> None:
    kept.change(bare, "counted", lambda before: f"{before}a")
    kept.change(bare, "counted", lambda before: f"{before}b")

    assert _value(bare) == [("ab",)]


def test_it_is_announced_and_no_step_of_the_user(bare: Store) -> None:
    heard = []
    bare.on_change(heard.append)

    kept.change(bare, "counted", lambda _before: "1")

    assert [(one.step, one.tables) for one in heard] == [(0, {"local_value"})]
    assert bare.look(lambda source: source.count("SELECT count(*) FROM step")) == 0
    assert bare.peek_undo() is None


def test_nothing_is_left_where_it_cannot_be_made(bare: Store) -> None:
    kept.change(bare, "counted", lambda _before: "1")

    with pytest.raises(ZeroDivisionError):
        kept.change(bare, "counted", lambda before: str(int(before) / 0))

    kept.change(bare, "counted", lambda before: f"{before}+")
    assert _value(bare) == [("1+",)]


def test_who_may_only_look_keeps_nothing(bare: Store) -> None:
    looking = Store.open(bare.profile, passphrase=None, derivers=(), read_only=True)

    with pytest.raises(ProfileLocked):
        kept.change(looking, "counted", lambda _before: "1")
    looking.close()
