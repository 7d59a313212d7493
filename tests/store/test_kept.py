"""What a laptop keeps for itself."""

from collections.abc import Callable, Mapping

import pytest

from crm_desktop.base.errors import ProfileLocked
from crm_desktop.store import kept
from crm_desktop.store.long_step import Change
from crm_desktop.store.store import Store


def _value(store: Store) -> list[tuple[object, ...]]:
    return store.look(lambda source: source.rows("SELECT value FROM local_value WHERE key = 'counted'"))


def _longer(by: str) -> Callable[[Mapping[str, str]], Mapping[str, str]]:
    return lambda before: {"counted": before.get("counted", "") + by}


def test_value_is_made_of_the_one_before(bare: Store) -> None:
    kept.change(bare, _longer("a"), "counted")
    kept.change(bare, _longer("b"), "counted", "another")

    assert _value(bare) == [("ab",)]


def test_only_what_was_asked_for_is_read(bare: Store) -> None:
    kept.change(bare, _longer("a"), "counted")
    kept.change(bare, _longer("b"))

    assert _value(bare) == [("b",)]


def test_it_is_announced_and_no_step_of_the_user(bare: Store) -> None:
    heard: list[Change] = []
    bare.on_change(heard.append)

    kept.change(bare, _longer("1"))

    assert [(one.step, one.tables) for one in heard] == [(0, {"local_value"})]
    assert bare.look(lambda source: source.count("SELECT count(*) FROM step")) == 0
    assert bare.peek_undo() is None


def test_nothing_is_left_where_it_cannot_be_made(bare: Store) -> None:
    def fails(before: Mapping[str, str]) -> Mapping[str, str]:
        return {"counted": "2", "other": str(int(before["counted"]) / 0)}

    kept.change(bare, _longer("1"))
    with pytest.raises(ZeroDivisionError):
        kept.change(bare, fails, "counted")

    kept.change(bare, _longer("+"), "counted")
    assert _value(bare) == [("1+",)]


def test_who_may_only_look_keeps_nothing(bare: Store) -> None:
    looking = Store.open(bare.profile, passphrase=None, derivers=(), read_only=True)

    with pytest.raises(ProfileLocked):
        kept.change(looking, _longer("1"))
    looking.close()
