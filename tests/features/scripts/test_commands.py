"""The shop's own words for a script."""

from typing import TYPE_CHECKING

import pytest

from crm_desktop.base.errors import InvalidInput, NotFound
from crm_desktop.features.scripts import commands, queries
from crm_desktop.features.scripts.records import Beat

if TYPE_CHECKING:
    from crm_desktop.store.store import Store


def test_own_words_replace_the_shipped_ones(store: "Store") -> None:
    store.write(
        "Scripts", commands.save_script, "follow_h", [Beat("问候", "{salutation}好"), Beat("", " ")], title="我的"
    )

    script = store.read(queries.script_for, status="P", level="H")

    assert script is not None
    assert (script.title, script.beats, script.own) == ("我的", (Beat("问候", "{salutation}好"),), True)


def test_shipped_words_come_back(store: "Store") -> None:
    shipped = store.read(queries.script, "birthday")
    store.write("Scripts", commands.save_script, "birthday", [Beat("", "生日快乐")])

    store.write("Scripts", commands.reset_script, "birthday")

    assert store.read(queries.script, "birthday") == shipped


def test_unusable_words_are_refused(store: "Store") -> None:
    with pytest.raises(InvalidInput):
        store.write("Scripts", commands.save_script, "birthday", [])
    with pytest.raises(InvalidInput):
        store.write("Scripts", commands.save_script, "birthday", [Beat("", "长" * 2001)])
    with pytest.raises(NotFound):
        store.write("Scripts", commands.save_script, "nothing", [Beat("", "x")])


def test_situations_are_named(store: "Store") -> None:
    assert ("birthday", "生日问候") in [(choice.code, choice.label) for choice in queries.situations()]
    assert store.read(queries.script_for, situation="unheard of") is None
