"""Scripts are written as versions; the shipped words are one step away, and every step is undone whole."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from crm_desktop.base import i18n
from crm_desktop.base.errors import InvalidInput, NotFound, Refused
from crm_desktop.features.scripts import commands, queries
from crm_desktop.features.scripts.records import PERSONAL, SHOP, Beat, Draft, Script

if TYPE_CHECKING:
    from crm_desktop.store.store import Store
    from tests.conftest import FrozenClock

MINE = Draft("我的", "follow_up", (Beat("问候", "{salutation}好"), Beat("", " ")), stage="prospect")


def found(store: "Store", key: str) -> Script:
    script = store.read(queries.script, key)
    assert script is not None
    return script


def draft(store: "Store", key: str, *words: str) -> Draft:
    return replace(commands.draft_of(found(store, key)), beats=tuple(Beat("", text) for text in words))


def test_changed_words_are_said_from_now_on(store: "Store") -> None:
    version = store.write("Scripts", commands.save_version, "follow_h", MINE)

    script = store.read(queries.script_for, status="P", level="H")

    assert script is not None
    assert (script.title, script.beats) == ("我的", (Beat("问候", "{salutation}好"),))
    assert (script.version, script.own, script.scope, script.levels) == (version, True, SHOP, ("H",))


def test_every_change_is_a_version_and_none_is_lost(store: "Store", clock: "FrozenClock") -> None:
    for words in ("一", "二", "二"):
        clock.forward(minutes=1)
        store.write("Scripts", commands.save_version, "birthday", draft(store, "birthday", words))

    versions = store.read(queries.versions, "birthday")

    assert [(one.script.version, one.script.text[:1], one.said) for one in versions] == [
        (2, "二", True), (1, "一", False), (0, "{", False)]


def test_an_older_version_or_the_shipped_words_come_back(store: "Store") -> None:
    shipped = found(store, "birthday")
    for words in ("一", "二"):
        store.write("Scripts", commands.save_version, "birthday", draft(store, "birthday", words))

    store.write("Scripts", commands.use_version, "birthday", 1)
    assert found(store, "birthday").text == "一"
    store.write("Scripts", commands.use_version, "birthday", 0)
    assert found(store, "birthday") == shipped
    store.write("Scripts", commands.save_version, "birthday", draft(store, "birthday", "三"))
    assert found(store, "birthday").version == 3


def test_a_copy_of_my_own_fits_whom_the_original_fits(store: "Store") -> None:
    key = store.write("Scripts", commands.duplicate, "follow_h")

    copy = found(store, key)

    assert copy.title == "H 级：近期订车（我的）"
    assert (copy.scope, copy.shipped, copy.statuses, copy.levels) == (PERSONAL, False, ("P",), ("H",))
    best = store.read(queries.script_for, status="P", level="H")
    assert best is not None
    assert best.key == key


def test_another_stage_means_everybody_in_it(store: "Store") -> None:
    store.write("Scripts", commands.save_version, "follow_h", replace(MINE, stage="owner"))

    assert (found(store, "follow_h").statuses, found(store, "follow_h").levels) == (("D",), ())


def test_a_script_that_is_off_is_not_offered(store: "Store") -> None:
    store.write("Scripts", commands.switch, "birthday", on=False)

    assert store.read(queries.script_for, situation="birthday") is None
    assert not found(store, "birthday").on
    store.write("Scripts", commands.switch, "birthday", on=True)
    assert store.read(queries.script_for, situation="birthday") == found(store, "birthday")


def test_an_own_script_can_be_thrown_away_a_shipped_one_not(store: "Store") -> None:
    key = store.write("Scripts", commands.create, MINE)

    store.write("Scripts", commands.remove, key)

    assert store.read(queries.script, key) is None
    with pytest.raises(Refused):
        store.write("Scripts", commands.remove, "birthday")
    with pytest.raises(NotFound):
        store.write("Scripts", commands.use_version, key, 0)


def test_each_step_is_undone_whole(store: "Store") -> None:
    before = store.read(queries.every_script)
    store.write("Scripts", commands.save_version, "birthday", draft(store, "birthday", "一"))
    store.write("Scripts", commands.use_version, "birthday", 0)
    store.write("Scripts", commands.switch, "follow_h", on=False)
    store.write("Scripts", commands.duplicate, "promise")

    for _step in range(4):
        store.undo()

    assert store.read(queries.every_script) == before


@pytest.mark.parametrize(
    "wrong",
    [
        replace(MINE, beats=()), replace(MINE, beats=(Beat("", "长" * 2001),)), replace(MINE, title=" "),
        replace(MINE, situation="unheard of"), replace(MINE, stage="x"), replace(MINE, opener="x"),
        replace(MINE, channel="x"), replace(MINE, truth="长" * 301), replace(MINE, beats=(Beat("长" * 41, "x"),)),
    ],
)  # fmt: skip
def test_unusable_words_are_refused(store: "Store", wrong: Draft) -> None:
    with pytest.raises(InvalidInput):
        store.write("Scripts", commands.save_version, "birthday", wrong)


def test_what_is_gone_is_told(store: "Store") -> None:
    with pytest.raises(NotFound):
        store.write("Scripts", commands.save_version, "nothing", MINE)
    with pytest.raises(NotFound):
        store.write("Scripts", commands.use_version, "birthday", 7)


def test_situations_are_named(store: "Store") -> None:
    assert ("birthday", "生日问候") in [(choice.code, choice.label) for choice in queries.situations()]
    assert store.read(queries.script_for, situation="unheard of") is None
    i18n.set_language("en")
    assert ("birthday", "Birthday") in [(choice.code, choice.label) for choice in queries.situations()]
