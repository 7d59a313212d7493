"""Who brought this person, whom they brought, and whether they may be asked."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.referrals import commands, queries
from crm_desktop.features.referrals.records import Named, NewAsk
from crm_desktop.ui.people.archive import deeds
from tests import make

Open = Callable[..., Any]


@pytest.fixture
def opened(signals: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    signals.open_record.connect(lambda page, record: found.append((page, record)))
    return found


def rows(shown: Any) -> list[Any]:
    return [row for _number, row in shown.rows.held()]


def test_the_card_names_both_sides_with_step_and_reward(open_archive: Open, store: Any, opened: Any) -> None:
    zhou, wang = make.customer(store, "周敏", "13700137000", status="D"), make.customer(store, "王秀英")
    store.write("Name", commands.add_name, zhou, Named(contact_id=wang))
    asked = store.write("Ask", commands.record_ask, wang, NewAsk("named", names=(Named("李强"), Named("赵新"))))
    li = asked.people[0]
    make.opportunity(store, li, stage="delivered", ordered_on=date(2026, 11, 22), delivered_on=date(2026, 11, 22))

    card = open_archive(wang).referrals

    assert card.isVisible()
    assert [(row.title, row.subtitle) for row in rows(card.by)] == [("周敏", "今天给名")]
    assert card.brought_head.text() == "介绍来 2 人"
    shown = {row.title: ([pill.text for pill in row.pills if pill.text != "私密"], row.subtitle)
             for row in rows(card.brought)}  # fmt: skip
    assert shown["李强"] == (["交车"], "应发 ¥550")
    assert shown["赵新"] == (["给名"], "已承诺 ¥550")
    assert rows(card.brought)[0].tooltip.splitlines()[1:] == ["已承诺 现金 ¥500", "已承诺 礼品 ¥50"]
    assert card.asked.text() == "上次请求今天：给了名单"
    assert "11月22日" in card.why.text()

    card.brought.pick(next(line.id for line in store.read(queries.book).lines if line.contact == li))
    QTest.keyClick(card.brought, Qt.Key.Key_Return)
    card.open(rows(card.by)[0].id)
    assert opened == [("network", li), ("customers", zhou)]


def test_most_people_have_no_card(open_archive: Open, store: Any) -> None:
    wang, li = make.customer(store, "王秀英"), make.customer(store, "李强", "13900139000", status="D")
    store.write("Ask", commands.record_ask, li, NewAsk("refused"))
    view = open_archive(li)
    assert view.referrals.isVisible()
    assert not view.referrals.by.isVisible()

    view.show_person(wang)
    QApplication.processEvents()

    assert not view.referrals.isVisible()


def test_what_the_other_person_does_shows_at_once(open_archive: Open, store: Any) -> None:
    wang = make.customer(store, "王秀英", status="D")
    asked = store.write("Ask", commands.record_ask, wang, NewAsk("named", names=(Named("李强"),)))
    card = open_archive(wang).referrals
    assert rows(card.brought)[0].pills[0].text == "给名"

    make.touch(store, asked.people[0], "came_in", result="met")
    QApplication.processEvents()
    assert rows(card.brought)[0].pills[0].text == "到店"

    store.write("Trash", contacts.trash, [asked.people[0]])
    QApplication.processEvents()
    assert "在回收站" in [pill.text for pill in rows(card.brought)[0].pills]


def test_a_naming_elsewhere_brings_the_card(open_archive: Open, store: Any) -> None:
    wang, zhou = make.customer(store, "王秀英"), make.customer(store, "周敏", "13700137000", status="D")
    card = open_archive(wang).referrals
    assert not card.isVisible()

    store.write("Name", commands.add_name, zhou, Named(contact_id=wang))
    QApplication.processEvents()

    assert [row.title for row in rows(card.by)] == ["周敏"]


def test_many_are_shown_when_asked_for(open_archive: Open, store: Any, clipped: Any) -> None:
    wang = make.customer(store, "王秀英", status="D")
    names = tuple(Named(f"李{one}") for one in "甲乙丙丁戊己庚辛")
    store.write("Ask", commands.record_ask, wang, NewAsk("named", names=names))
    view = open_archive(wang)
    card = view.referrals
    assert (len(rows(card.brought)), card.rest.text()) == (5, "显示全部 8 人")
    assert not clipped(card)

    card.rest.click()

    assert len(rows(card.brought)) == 8
    assert not card.rest.isVisible()


def test_the_account_is_printed_for_whoever_brought_somebody(open_archive: Open, store: Any) -> None:
    wang, owner = make.customer(store, "王秀英"), make.customer(store, "李强", "13900139000", status="D")
    account = "打印转介绍对账单"
    store.write("Name", commands.add_name, wang, Named(contact_id=owner))

    def texts(who: str) -> list[str]:
        return [entry.text for entry in deeds.deeds_for(open_archive(who)) if entry]

    assert account in texts(wang)
    assert account not in texts(owner)
