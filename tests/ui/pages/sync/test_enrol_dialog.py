"""Connecting to a shop: the code is said in words, the data's fate told, and nothing sent before that."""

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from crm_desktop.features.demo import commands as demo
from crm_desktop.features.settings import commands as settings
from crm_desktop.features.sync import commands, queries
from crm_desktop.store.store import Store
from crm_desktop.ui.pages.sync.enrol_dialog import EnrolDialog
from crm_desktop.ui.sync_run import SyncRun
from crm_desktop.ui.widgets.card import Label
from sync.client import discovery
from sync.client.discovery import Found
from tests import make
from tests.sync.codes import code_for, serving
from tests.sync.server.serving import Served
from tests.ui.conftest import Heard
from tests.ui.connected import Shop

Open = Callable[..., EnrolDialog]
URL = "https://192.168.1.20:8443"


def code(**changes: Any) -> str:
    said = {"v": 1, "url": URL, "fingerprint": "ab" * 32, "secret": "s3cret", "shop": "阳光汽车城", "user": "刘伟"}
    return base64.urlsafe_b64encode(json.dumps({**said, **changes}).encode()).decode().rstrip("=")


@pytest.fixture(autouse=True)
def nearby(monkeypatch: pytest.MonkeyPatch) -> list[Found]:
    """The servers of the network around; no test listens to the real one."""
    found: list[Found] = []
    monkeypatch.setattr(discovery, "find", lambda: found)
    return found


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """The shop's real server on loopback."""
    with serving(tmp_path / "shop.db") as running:
        yield running


def belongs(store: Store) -> str:
    """Which server this profile belongs to."""
    return store.look(queries.state).server


@pytest.fixture
def open_it(open_dialog: Callable[..., QWidget], run: SyncRun) -> Open:
    def _open(said: str = "") -> EnrolDialog:
        dialog: Any = open_dialog("enrol", said)
        QApplication.processEvents()
        return dialog  # type: ignore[no-any-return]

    return _open


def test_a_pasted_code_is_said_in_words_before_anything_is_sent(
    open_it: Open, store: Store, clipped: Callable[[QWidget], list[str]]
) -> None:
    dialog = open_it()
    assert not dialog.yes.isEnabled()

    QApplication.clipboard().setText(code()[:40] + "\n " + code()[40:])
    dialog.paste.click()
    QApplication.processEvents()

    assert [dialog.facts.fact(name) for name in ("门店", "您", "服务器")] == ["阳光汽车城", "刘伟", URL]
    assert dialog.yes.isEnabled()
    assert not store.look(queries.state).enrolled
    assert not clipped(dialog)


@pytest.mark.parametrize(("said", "problem"), [
    ("你好", "这不是接入码"), (code()[:60], "不完整"), (code(url="http://10.0.0.5:8000"), "没有加密"),
])  # fmt: skip
def test_what_is_no_code_is_told_what_to_do(open_it: Open, said: str, problem: str) -> None:
    dialog = open_it(said)

    assert problem in dialog.problem.text()
    assert not dialog.facts.isVisible()
    assert not dialog.yes.isEnabled()


def test_what_happens_to_the_data_is_listed(open_it: Open, store: Store) -> None:
    make.customer(store, name="王芳")
    make.contact(store, name="赵六")
    make.contact(store, name="张三", private=False)
    store.write("rule", settings.override, "levels", "H", {"horizon_days": 5})

    said = open_it(code()).effects.texts()

    assert said == [
        "1 位客户连同全部档案，在门店归您名下。", "您共享的 1 位联系人也一样。刘伟和销售经理可以看到。",
        "1 位私密联系人只留在本机。", "您改过的这些规则以后以门店为准（您是经理时除外）：意向级别。",
        "您自己的设置另存一份，可在“同步”页查看。",
    ]  # fmt: skip


def test_enter_connects_and_the_first_sync_begins(
    open_it: Open, served: Served, store: Store, notices: Heard, signals: Any, shop: Shop
) -> None:
    opened: list[str] = []
    signals.open_page.connect(opened.append)
    dialog = open_it(code_for(served, "ann"))

    QTest.keyClick(dialog, Qt.Key.Key_Return)

    assert belongs(store) == served.url
    assert not dialog.isVisible()
    assert notices.texts[0] == "这台电脑已接入展厅，首次同步开始。"
    assert "没有可用的钥匙串" in notices.texts[1]
    assert (opened, shop.count) == (["sync"], 1)


def test_a_refusal_stands_below_the_code_and_it_may_be_tried_again(open_it: Open, served: Served, store: Store) -> None:
    dialog = open_it(code_for(served, "ann", secret="made-up"))

    dialog.yes.click()

    assert dialog.isVisible()
    assert dialog.problem.text() == "门店服务器不认识这个接入码，请向经理要新的。"
    assert (dialog.yes.isEnabled(), dialog.yes.text()) == (True, "连接")
    assert not store.look(queries.state).enrolled


def test_made_up_people_are_asked_about_twice(open_it: Open, served: Served, store: Store) -> None:
    demo.fill(store, people=5)
    dialog = open_it(code_for(served, "ann"))
    assert not dialog.yes.isEnabled()

    dialog.made_up.click()
    dialog.yes.click()
    assert not store.look(queries.state).enrolled
    box = dialog.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    next(button for button in box.buttons() if button.text() == "带进门店").click()

    assert belongs(store) == served.url


def test_a_server_found_in_the_network_is_asked_in_place_of_the_codes_address(
    open_it: Open, nearby: list[Found], served: Served, store: Store, clipped: Callable[[QWidget], list[str]]
) -> None:
    nearby += [Found("展厅", served.url)]
    dialog = open_it(code_for(served, "ann", url="http://127.0.0.1:9"))
    assert len(dialog.addresses.words()) == 2
    assert not clipped(dialog)

    dialog.addresses.choose(served.url)
    dialog.yes.click()

    assert belongs(store) == served.url


def test_a_laptop_of_the_shop_takes_a_new_code_without_another_word_about_its_data(
    open_it: Open, served: Served, store: Store, run: SyncRun
) -> None:
    demo.fill(store, people=5)
    commands.enrol(store, code_for(served, "ann"))
    run.look()
    before = store.look(queries.enrolled_facts)["device"]
    dialog = open_it(code_for(served, "ann"))

    assert dialog.effects.texts()[0] == "这台电脑已经属于门店，接入码会给它一把新的密钥。"
    assert not dialog.made_up.isVisible()
    dialog.yes.click()

    assert not dialog.isVisible()
    assert store.look(queries.enrolled_facts)["device"] != before


def test_what_is_said_anew_does_not_stand_on_what_was_said(
    open_it: Open, clipped: Callable[[QWidget], list[str]]
) -> None:
    dialog = open_it(code())

    dialog.check()

    assert len([one for one in dialog.effects.findChildren(Label) if one.isVisible()]) == len(dialog.effects.texts())
    assert not clipped(dialog)


@pytest.mark.parametrize(("url", "said"), [(URL, "已加密，只认这一台服务器"), ("http://127.0.0.1:8765", "仅在本机内")])
def test_it_says_how_the_line_is_kept_safe(open_it: Open, url: str, said: str) -> None:
    assert open_it(code(url=url)).facts.fact("连接") == said
