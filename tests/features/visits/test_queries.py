"""What the sheets say about a person, from the profile."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from crm_desktop.base import clock, i18n
from crm_desktop.base.errors import NotFound
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.contacts.records import NewWay
from crm_desktop.features.referrals import commands as referrals
from crm_desktop.features.referrals.queries import book
from crm_desktop.features.referrals.records import Named
from crm_desktop.features.visits.queries import archive_cards, visit_sheets
from crm_desktop.features.visits.records import ArchiveCard, Fact, VisitSheet
from tests import make

if TYPE_CHECKING:
    from crm_desktop.store.store import Store


def _sheet(store: "Store", contact: str) -> VisitSheet:
    return store.read(visit_sheets, [contact], clock.today())[0]


def _card(store: "Store", contact: str) -> ArchiveCard:
    return store.read(archive_cards, [contact], clock.today())[0]


def _wang(store: "Store") -> str:
    contact = make.customer(
        store, "王秀英", level="H", gender="female", wechat="wxy_82", estate="阳光花园 3 栋",
        preferences="18:00 以后打电话", decision_maker="本人和丈夫", source="referral", birthday="lunar:1985-10-15",
    )
    make.opportunity(
        store, contact, "汉 EV", colour="时光灰", budget_low=20_000_000, budget_high=23_000_000, payment="loan",
        rival="Model 3",
    )
    make.touch(store, contact, "test_drive", result="met", at=datetime(2026, 11, 18, 15), note="担心冬季续航", mood=4)
    make.follow_up(store, contact, date(2026, 11, 22), due_at="14:30", kind="came_in", purpose="带丈夫复驾")
    make.commitment(store, contact, "发冬季实测视频", due_on=date(2026, 11, 20))
    make.commitment(store, contact, "送脚垫一套", due_on=date(2026, 11, 30))
    make.vehicle(store, contact, plate="沪A·12345", brand="丰田", model="卡罗拉", insurance_until=date(2027, 1, 3))
    make.relation(store, contact, make.contact(store, "周敏", "13900000000"), "introducer")
    return contact


def test_a_sheet_says_who_why_and_what(store: "Store") -> None:
    sheet = _sheet(store, _wang(store))

    assert (sheet.who.name, sheet.who.salutation, sheet.who.dial) == ("王秀英", "王女士", "+8613800138000")
    assert (sheet.who.level_text, sheet.who.status_text) == ("H 级 · 7 天内", "跟进中")
    assert Fact("介绍人", "周敏") in sheet.who.about
    assert Fact("偏好", "18:00 以后打电话") in sheet.who.about
    assert Fact("目的", "11月22日 · 来店 · 带丈夫复驾") in sheet.why
    assert Fact("生日", "11月23日") in sheet.why
    assert Fact("预算", "20–23 万元 · 贷款") in sheet.needs
    assert sheet.commitments == (
        Fact("11月20日", "发冬季实测视频 · 逾期 2 天", urgent=True), Fact("11月30日", "送脚垫一套"),
    )
    assert sheet.vehicles == (Fact("自有车", "丰田 卡罗拉 · 沪A·12345 · 保险到\u00a02027年1月3日"),)
    assert sheet.occasion == "14:30 来店 · 第 2 次接触"


def test_the_last_three_touches_come_newest_first(store: "Store") -> None:
    contact = make.customer(store)
    for day in range(1, 8):
        make.touch(store, contact, at=datetime(2026, 11, day, 9), note=f"第 {day} 天")

    sheet = _sheet(store, contact)

    assert [touch.text for touch in sheet.touches] == ["第 7 天", "第 6 天", "第 5 天"]
    assert sheet.occasion == "第 8 次接触"


def test_settled_promises_and_closed_deals_stay_off_the_visit_sheet(store: "Store") -> None:
    contact = make.customer(store)
    make.commitment(store, contact, "旧承诺", state="kept", closed_on=date(2026, 10, 3))
    make.opportunity(store, contact, "旧车型", stage="lost", lost_reason="same_price")

    sheet, card = _sheet(store, contact), _card(store, contact)

    assert (sheet.commitments, sheet.needs) == ((), ())
    said = [fact.text for section in card.sections for fact in section.facts]
    assert "旧承诺 · 已兑现 10月3日" in said
    assert "价格高于他店" in said


def test_the_script_fits_and_is_filled_in(store: "Store") -> None:
    sheet = _sheet(store, _wang(store))

    assert sheet.talk is not None
    assert any("王女士" in beat.text for beat in sheet.talk.beats)
    assert not any("{" in beat.text for beat in sheet.talk.beats)


def test_who_wants_no_contact_gets_no_script(store: "Store") -> None:
    sheet = _sheet(store, make.customer(store, do_not_contact=True))

    assert sheet.who.do_not_contact
    assert sheet.talk is None


def test_a_network_contact_has_a_sheet_without_level(store: "Store") -> None:
    sheet = _sheet(store, make.contact(store, "李雷", "", company="城东修理厂"))

    assert (sheet.who.level_text, sheet.who.status_text, sheet.who.dial) == ("", "", "")
    assert Fact("", "城东修理厂") in sheet.who.about


def test_sheets_come_in_the_order_asked_for_and_once_each(store: "Store") -> None:
    first, second = make.customer(store, "甲"), make.customer(store, "乙", "13900000000")

    sheets = store.read(visit_sheets, [second, first, second], clock.today())

    assert [sheet.who.name for sheet in sheets] == ["乙", "甲"]


def test_a_person_who_is_gone_is_said_and_nothing_printed(store: "Store") -> None:
    with pytest.raises(NotFound, match="有 1 人"):
        store.read(visit_sheets, [make.customer(store), "nobody"], clock.today())


def test_a_hundred_people_take_as_many_queries_as_one(store: "Store") -> None:
    people = [make.customer(store, f"客户{n}", f"1380013{n:04}") for n in range(12)]
    counted = {1: 0, 12: 0}

    def count(session: Session, ids: list[str], query: object) -> None:
        def one(_statement: str) -> None:
            counted[len(ids)] += 1

        driver = session.connection().connection.driver_connection
        driver.set_trace_callback(one)
        query(session, ids, clock.today())  # type: ignore[operator]
        driver.set_trace_callback(None)

    for query in (visit_sheets, archive_cards):
        store.read(count, people[:1], query)
        store.read(count, people, query)
    assert counted[1] == counted[12] > 0


def test_english_sheets_say_it_in_english(store: "Store") -> None:
    contact = _wang(store)
    i18n.set_language("en")

    sheet = _sheet(store, contact)

    assert sheet.who.salutation == "Ms Wang"
    assert Fact("Budget", "¥200,000–¥230,000 · Loan") in sheet.needs
    assert sheet.commitments[0] == Fact("Nov 20", "发冬季实测视频 · 2 days overdue", urgent=True)


def test_a_card_keeps_everything_about_a_person(store: "Store") -> None:
    contact = _wang(store)
    make.tag(store, contact, "新能源")
    for day in range(1, 51):
        make.touch(store, contact, at=datetime(2026, 9, 1 + day % 28, 9), note="老接触")

    card = _card(store, contact)

    titles = [section.title for section in card.sections]
    for title in ("基本情况", "档案", "家庭与关系", "需求 · 洽谈中", "车辆", "承诺", "接触记录"):
        assert title in titles
    facts = [fact for section in card.sections for fact in section.facts]
    assert Fact("标签", "新能源") in facts
    assert Fact("介绍人", "周敏") in facts
    assert Fact("", "更早的 11 次接触见电子档案。") in facts


def test_a_relation_is_told_from_both_sides(store: "Store") -> None:
    contact = make.customer(store, "王秀英")
    other = make.customer(store, "周敏", "13900000000")
    make.relation(store, contact, other, "introducer")

    facts = [fact for section in _card(store, other).sections for fact in section.facts]

    assert Fact("被介绍人", "王秀英") in facts


def test_a_card_tells_who_brought_whom(store: "Store") -> None:
    introducer, wang = make.customer(store, "周敏", "13900000000", status="D"), _wang(store)
    store.write("Name", referrals.add_name, introducer, Named(contact_id=wang))
    for name in ("李强", "赵新"):
        store.write("Name", referrals.add_name, wang, Named(name))
    came = next(line.contact for line in store.read(book).lines if line.name == "李强")
    make.touch(store, came, "came_in", result="met")

    archive = next(section for section in _card(store, wang).sections if section.title == "档案")
    other = [fact for section in _card(store, came).sections for fact in section.facts]

    said = "周敏介绍（11月22日） · 介绍来 2 人：李强（到店 · 应发），赵新（给名）"
    assert Fact("转介绍", said) in archive.facts
    assert Fact("转介绍", "王秀英介绍（11月22日）") in other


def test_sheets_and_cards_of_private_contacts_say_so(store: "Store") -> None:
    people = [make.contact(store, "周敏"), make.customer(store, "王芳", "13900139000")]

    for papers in (visit_sheets, archive_cards):
        assert [paper.who.private for paper in store.read(papers, people, clock.today())] == [True, False]


@pytest.mark.parametrize(("language", "label"), [("zh_CN", "手机"), ("en", "mobile")])
def test_what_a_number_is_called_is_in_the_language_of_the_sheet(store: "Store", language: str, label: str) -> None:
    contact = make.customer(store, "王秀英", "")
    store.write("way", contacts.add_way, contact, NewWay("phone", "13800138000", "mobile"))
    i18n.set_language(language)

    number = Fact(label, "138\u00a00013\u00a08000")
    assert number in _sheet(store, contact).who.about
    assert number in _card(store, contact).who.about
