"""The shop's reward rules and waiting times, changed on the page."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from crm_desktop.features.referrals import commands, queries
from crm_desktop.features.referrals.records import Named
from crm_desktop.features.settings.queries import shop_rules
from tests import make


@pytest.fixture
def section(open_page, store, clock):
    page = open_page("settings", 1096, 664)
    page.open_record("referrals")
    return page.section("referrals")


def dialog():
    QApplication.processEvents()
    return next(one for one in QApplication.allWidgets() if isinstance(one, QDialog) and one.isVisible())


def rows(section):
    return [(row.title, row.subtitle, row.right) for _number, row in section.list.rows.held()]


def test_the_rules_are_told_in_words(section):
    assert rows(section) == [
        ("到店礼", "到店 · 每月最多 4 次", "礼品 ¥50"), ("成交答谢", "交车", "现金 ¥500"),
        ("第三台起成交答谢", "交车 · 从第 3 位起", "现金 ¥800"),
    ]  # fmt: skip


def test_a_rule_is_changed_by_keyboard_and_old_promises_keep_their_amount(store, section, clock, notices):
    who = make.customer(store, "王芳", status="D")
    store.write("Name", commands.add_name, who, Named("李强"))
    clock.forward(days=1)
    section.list.pick("delivery_first")
    QTest.keyClick(section.list, Qt.Key.Key_Return)
    opened = dialog()
    assert opened.fields["amount"].input.text() == "500"
    opened.fields["amount"].input.setText("600")
    opened.fields["amount"].note_edit()
    QTest.keyClick(opened.fields["amount"].input, Qt.Key.Key_Return)
    QApplication.processEvents()

    assert rows(section)[1] == ("成交答谢", "交车", "现金 ¥600")
    assert section.former.text() == "另有 1 条旧规则仍适用于当时给名的人。"
    store.write("Name", commands.add_name, who, Named("赵新"))
    given = {one.name: one.amount for one in store.read(queries.ledger_of) if one.event == "delivered"}
    assert given == {"李强": 50000, "赵新": 60000}


def test_what_cannot_be_is_said_under_its_field(store, section):
    before = store.read(shop_rules).reward_rules
    section.add.click()
    opened = dialog()
    opened.save()
    QApplication.processEvents()
    assert opened.fields["label"].error.text() == "请给规则起个名称。"

    opened.fields["label"].write("订车礼")
    opened.fields["label"].note_edit()
    opened.save()
    QApplication.processEvents()
    assert opened.fields["amount"].error.text() == "请填写现金金额，要大于 0 元。"
    opened.fields["amount"].input.setText("一百")
    opened.fields["amount"].note_edit()
    opened.save()
    assert "金额" in opened.fields["amount"].error.text()
    assert opened.isVisible()
    assert store.read(shop_rules).reward_rules == before


def test_a_rule_is_added_switched_off_and_removed(store, section, notices):
    section.add.click()
    opened = dialog()
    for name, value in (("label", "订车积分"), ("event", "ordered"), ("kind", "points"), ("quantity", 2000)):
        opened.fields[name].write(value)
        opened.fields[name].note_edit()
    opened.save()
    QApplication.processEvents()
    assert rows(section)[-1] == ("订车积分", "订车", "积分 × 2,000")

    code = list(section.rules)[-1]
    section.open_rule(code)
    opened = dialog()
    opened.fields["on"].input.click()
    opened.save()
    QApplication.processEvents()
    pills = [row.pills for _number, row in section.list.rows.held()][-1]
    assert [pill.text for pill in pills] == ["已停用"]

    section.open_rule(code)
    dialog().remove.click()
    QApplication.processEvents()
    assert code not in section.rules
    notices.press()
    QApplication.processEvents()
    assert code in section.rules


def test_the_shipped_rules_come_back(store, section):
    store.write("Remove", commands.remove_reward_rule, "visit_gift")
    QApplication.processEvents()
    assert len(rows(section)) == 2

    section.back.click()
    QApplication.processEvents()

    assert [row[0] for row in rows(section)] == ["到店礼", "成交答谢", "第三台起成交答谢"]


def test_the_waiting_after_an_ask_is_changed_and_put_back(store, section):
    for name, text in (("ask_results/refused/wait_days", "90"), ("numbers/unhappy_days/", "10")):
        field = section.form.fields[name]
        field.input.setText(text)
        field.note_edit()
        field.leave()
    shop = store.read(shop_rules)
    assert (shop.find("ask_results", "refused").wait_days, shop.numbers.unhappy_days) == (90, 10)

    store.undo()
    assert store.read(shop_rules).numbers.unhappy_days == 30
    section.put_asking_back()

    shop = store.read(shop_rules)
    assert (shop.find("ask_results", "refused").wait_days, shop.numbers.unhappy_days) == (180, 30)


def test_a_number_that_cannot_be_is_refused_there(store, section):
    field = section.form.fields["ask_results/refused/wait_days"]
    field.input.setText("many")
    field.note_edit()
    field.leave()

    assert field.error.isVisible()
    assert store.read(shop_rules).find("ask_results", "refused").wait_days == 180


def test_the_dialog_is_not_clipped(section, clipped):
    section.add.click()
    assert not clipped(dialog())
