"""The library of scripts by command line."""

import json
from pathlib import Path

from crm_desktop.base.ids import shop_data_id
from crm_desktop.features.scripts import commands
from crm_desktop.features.scripts.records import PERSONAL, Beat, Draft
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.store.store import Store
from crm_desktop.store.tables import Setting


def write(folder: Path, *steps):
    store = Store.open(folder, passphrase=None, derivers=DERIVERS)
    found = [store.write("Scripts", *step) for step in steps]
    store.close()
    return found


def draft(text: str) -> Draft:
    return Draft("我的话术", "follow_up", (Beat("", text),), stage="prospect", opener="help", channel="wechat")


def test_the_shipped_library_is_told_and_clean(crm):
    told = crm("scripts")

    assert (told.code, told.document["findings"]) == (0, 0)
    assert len(told.document["scripts"]) >= 40
    one = next(one for one in told.document["scripts"] if one["id"] == "first_contact")
    assert (one["situation"], one["stage"], one["owner"], one["version"]) == ("first_contact", "prospect", "shop", 0)


def test_what_was_used_is_counted(crm):
    found = crm("scripts").document["scripts"]

    used = [one for one in found if one["uses"]]
    assert used
    assert all(one["uses"] == sum(part["uses"] for part in one["versions"]) for one in used)
    assert any(one["effective"] for one in used)


def test_doubtful_words_are_told_and_fail(crm, run, folder):
    (key,) = write(folder, (lambda session: commands.create(session, draft("保证最低价 {nobody}"), scope=PERSONAL),))

    told = crm("scripts")

    assert (told.code, told.document["findings"]) == (1, 3)
    one = next(one for one in told.document["scripts"] if one["id"] == key)
    assert (one["name"], one["owner"], one["opener"], one["channel"]) == ("我的话术", "personal", "help", "wechat")
    assert [finding["words"] for finding in one["findings"]] == ["保证", "最低价", "{nobody}"]
    lines = run("scripts", "--profile", folder, "--lang", "zh_CN").out
    assert "  ! 最低价: " in lines


def test_the_shop_decides_which_words_are_doubtful(crm, folder):
    def only_one(session):
        row = shop_data_id("doubtful_words", "certainty")
        session.add(
            Setting(
                id=row, root=row, kind="doubtful_words", key="certainty", value=json.dumps({"words": ["", "两分钟"]})
            )
        )

    write(folder, (only_one,), (commands.create, draft("保证两分钟")))

    assert crm("scripts").document["scripts"][-1]["findings"][0]["words"] == "两分钟"
