"""What the forms say about the day, the month and the people, from the profile."""

import io
from dataclasses import astuple
from datetime import date, datetime
from typing import TYPE_CHECKING

import openpyxl
import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from crm_desktop.base import i18n
from crm_desktop.base.errors import NotFound
from crm_desktop.features.customers import commands as customers
from crm_desktop.features.forms import commands
from crm_desktop.features.forms.queries import design, forms
from crm_desktop.features.forms.records import (
    DAILY_REPORT,
    DAY_PLAN,
    DELIVERY_CHECKLIST,
    FORMS,
    LEVEL_TABLE,
    OF_PEOPLE,
    OWNER_CARD,
    REGISTER,
    Block,
    FactGrid,
    Form,
    Table,
    Ticks,
)
from crm_desktop.features.milestones import commands as milestones
from crm_desktop.features.reception.commands import receive
from crm_desktop.features.reception.records import RegisterFields, Who
from crm_desktop.features.visits.commands import plan_visit
from crm_desktop.features.visits.records import VisitPlan
from crm_desktop.printing import form_workbook
from tests import make
from tests.conftest import FrozenClock

if TYPE_CHECKING:
    from crm_desktop.store.store import Store

DAY = date(2026, 11, 22)


def _form(store: "Store", code: str, day: date = DAY, *ids: str) -> Form:
    return store.read(forms, code, day, ids)[0]


def _blocks(form: Form) -> list[Block]:
    return [block for band in form.bands for block in band]


def _table(form: Form, title: str = "") -> Table:
    return next(block for block in _blocks(form) if isinstance(block, Table) and block.title == title)


def _lines(table: Table, *codes: str) -> list[tuple[str, ...]]:
    places = [[column.code for column in table.columns].index(code) for code in codes]
    return [tuple(line[place].text for place in places) for group in table.groups for line in group.lines]


def _said(form: Form) -> str:
    """Everything that stands on the form, the spaces of numbers as they are typed."""
    return str(astuple(form)).replace("\\xa0", " ")


def test_the_day_plan_goes_from_appointments_to_birthdays(store: "Store") -> None:
    due = make.customer(store, "王秀英", level="H", opened_on=date(2026, 11, 1))
    make.touch(store, due, at=datetime(2026, 11, 20, 9), note="谈置换")
    met = make.customer(store, "周敏", "13900000000", level="A")
    make.follow_up(store, met, DAY, due_at="14:30", kind="visit", purpose="带车上门试驾")
    make.commitment(store, make.customer(store, "李强", "13700000000"), "送脚垫一套", due_on=date(2026, 11, 21))
    make.contact(store, "孙丽", "13600000000", birthday="1990-11-22")
    ordered = make.customer(store, "赵敏", "13500000000", status="O", opened_on=date(2026, 11, 21))
    make.opportunity(store, ordered, "海豹", stage="ordered", deliver_on=DAY)
    toured = make.customer(store, "何静", "13500000001", level="B")
    store.write("visit", plan_visit, toured, VisitPlan(due_on=DAY, purpose="送资料", place="科技园 3 栋"))

    table = _table(_form(store, DAY_PLAN))
    titles = [group.title.partition(" · ")[0] for group in table.groups]
    assert titles == ["预约", "拜访（按路线）", "交车", "今日待回访", "承诺", "生日"]
    assert ("14:30", "周敏", "上门拜访") in _lines(table, "time", "name", "how")
    assert ("王秀英", "H", "谈置换") in _lines(table, "name", "level", "last_words")
    assert any(name == "李强" and "送脚垫一套" in why for name, why in _lines(table, "name", "purpose"))
    assert any(name == "何静" and "科技园 3 栋" in why for name, why in _lines(table, "name", "purpose"))
    assert any(name == "孙丽（私密）" and "36" in why for name, why in _lines(table, "name", "purpose"))


def test_who_asked_for_silence_is_marked_on_the_plan(store: "Store") -> None:
    make.commitment(store, make.contact(store, "孙丽", "13600000000", do_not_contact=True), due_on=DAY)

    assert _lines(_table(_form(store, DAY_PLAN)), "name") == [("孙丽（私密，请勿联系）",)]


def test_an_empty_day_is_a_sheet_to_write_on(store: "Store") -> None:
    for code in (DAY_PLAN, REGISTER, LEVEL_TABLE, DAILY_REPORT):
        table = _table(_form(store, code))
        assert table.count == 0
        assert table.lines >= 12


def test_the_daily_report_tells_plan_and_deed(store: "Store", clock: FrozenClock) -> None:
    reached = make.customer(store, "王秀英", level="B", source="walk_in", estate="阳光花园")
    make.opportunity(store, reached, "汉 EV")
    make.touch(store, reached, "call", at=datetime(2026, 11, 22, 9), note="约周六来店", follow_key="level/B@1")
    store.write("level", customers.set_level, reached, "A", reason="")
    planned = make.customer(store, "周敏", "13900000000", level="", status="D")
    make.follow_up(store, planned, DAY, kind="visit")
    missed = make.customer(store, "李强", "13700000000", level="C")
    make.touch(store, missed, "call", result="no_answer", at=datetime(2026, 11, 22, 9, 30))

    report = _form(store, DAILY_REPORT)
    table = _table(report)
    rows = {row[0]: row[1:] for row in _lines(table, "name", "level", "planned", "phoned", "visited", "purpose")}
    assert rows["王秀英"] == ("B → A", "去电", "✓", "", "促进")
    assert rows["周敏"] == ("", "上门拜访", "", "", "售后")
    assert rows["李强"][2] == ""
    assert ("王秀英", "汉 EV", "阳光花园", "自然进店") in _lines(table, "name", "model", "area", "source")
    work = _table(report, "工作量")
    assert [cell.text for cell in work.groups[0].lines[0][:3]] == ["电话、微信联系上", "1", "1"]


def test_the_daily_report_counts_customers_and_owners(store: "Store") -> None:
    for number, level in enumerate("HHA"):
        make.customer(store, f"客户{number}", f"1380000000{number}", level=level)
    ours = make.customer(store, "车主一", "13900000001", status="D")
    make.vehicle(store, ours, plate="沪A·1", sold_by_us=True)
    make.customer(store, "车主二", "13900000002", status="D")

    lines = _table(_form(store, DAILY_REPORT), "客户构成").groups[0].lines
    counted = {line[n].text: line[n + 1].text for line in lines for n in (0, 2)}
    assert (counted["H 级"], counted["A 级"], counted["意向客户合计"]) == ("2", "1", "3")
    assert (counted["保有客户（自销）"], counted["保有客户（他销）"]) == ("1", "1")


def test_the_level_table_carries_over_marks_days_and_tells_the_end(store: "Store", clock: FrozenClock) -> None:
    old = make.customer(store, "王秀英", level="B", opened_on=date(2026, 10, 3))
    make.touch(store, old, at=datetime(2026, 11, 5, 10))
    clock.set(2026, 11, 12, 9)
    store.write("level", customers.set_level, old, "H", reason="")
    make.touch(store, old, at=datetime(2026, 11, 12, 10))
    make.touch(store, old, result="no_answer", at=datetime(2026, 11, 14, 10))
    make.follow_up(store, old, date(2026, 11, 28))
    clock.set(2026, 11, 22, 10)
    make.customer(store, "周敏", "13900000000", level="A", opened_on=date(2026, 11, 9))
    lost = make.customer(store, "李强", "13700000000", level="C", opened_on=date(2026, 9, 1))
    store.write("lost", milestones.lose, lost, reason="same_price")
    make.customer(store, "早已战败", "13600000000", status="F1", opened_on=date(2026, 1, 1))

    table = _table(_form(store, LEVEL_TABLE))
    rows = {row[0]: row[1:] for row in _lines(table, "name", "origin", "level_start", "result")}
    place = [column.code for column in table.columns].index("days")
    marks = next(line for group in table.groups for line in group.lines if line[2].text == "王秀英")[place].parts
    assert rows == {
        "王秀英": ("转", "B", ""), "周敏": ("新", "A", ""), "李强": ("转", "C", "战败 11/22"),
    }
    assert (marks[4], marks[11], marks[13], marks[27]) == ("B", "H", "–", "○")
    assert [group.title for group in table.groups] == ["H 级 · 1 位客户", "A 级 · 1 位客户", "C 级 · 1 位客户"]


def test_the_level_table_of_a_month_gone_by_shows_its_own_end(store: "Store", clock: FrozenClock) -> None:
    old = make.customer(store, "王秀英", level="B", opened_on=date(2026, 9, 3))
    store.write("level", customers.set_level, old, "H", reason="")

    table = _table(_form(store, LEVEL_TABLE, date(2026, 10, 1)))
    assert _lines(table, "name", "level_start", "level_end") == [("王秀英", "B", "B")]
    assert not table.still_open


def test_the_register_lists_who_came_and_who_called(store: "Store") -> None:
    first = make.customer(store, "王秀英", level="A")
    make.opportunity(store, first, "汉 EV", colour="白", rival="Model 3", payment="loan")
    make.touch(store, first, "came_in", result="met", at=datetime(2026, 11, 22, 10, 5), minutes=45)
    again = make.customer(store, "周敏", "13900000000")
    make.touch(store, again, at=datetime(2026, 11, 1, 9))
    make.touch(store, again, "called_in", at=datetime(2026, 11, 22, 11))

    table = _table(_form(store, REGISTER))
    assert _lines(table, "kind", "time_in", "time_out", "first", "name") == [
        ("来店", "10:05", "10:50", "首次", "王秀英"), ("来电", "11:00", "", "再次", "周敏"),
    ]
    assert table.still_open


def test_a_line_of_the_reception_stands_on_the_register_once(store: "Store") -> None:
    line = RegisterFields(
        time_in="09:40", time_out="10:20", party=3, arrival="own_car", purpose="new_car", models="海豹",
        rival="Model 3", level="A", quoted=True, source="walk_in", weather="sunny",
    )
    store.write("receive", receive, line, Who(name="王秀英", phone="13800138000"))
    store.write("receive", receive, RegisterFields(time_in="11:00", party=2), Who())

    form = _form(store, REGISTER)
    table = _table(form)
    places = [column.code for column in table.columns]
    assert _lines(table, "name", "time_out", "people", "means", "purpose", "model", "rival", "level", "quote") == [
        ("王秀英", "10:20", "3", "自驾", "看新车", "海豹", "Model 3", "A", "✓"), ("", "", "2", "", "", "", "", "", ""),
    ]
    assert [line[places.index("people")].amount for line in table.groups[0].lines] == [3, 2]
    assert form.said[1] == "天气 晴"


def _private_and_shared(store: "Store") -> tuple[str, str]:
    """A private contact and a customer who was private in the morning; both came in, called and were called today."""
    private = make.contact(store, "周敏", "13900139000")
    shared = make.customer(store, "王秀英", level="A", opened_on=DAY)
    for person in (private, shared):
        make.touch(store, person, "came_in", at=datetime(2026, 11, 22, 8), private=True, note="私下说的话")
        make.touch(store, person, "call", at=datetime(2026, 11, 21, 8), private=True)
    make.touch(store, shared, "call", at=datetime(2026, 11, 22, 9), note="看了报价")
    make.follow_up(store, private, DAY)
    visitor = Who(contact_id=private, as_customer=False)
    store.write("receive", receive, RegisterFields(time_in="09:40", note="熟人"), visitor)
    store.write("receive", receive, RegisterFields(time_in="09:50"), Who(contact_id=shared))
    return private, shared


@pytest.mark.parametrize("code", [REGISTER, LEVEL_TABLE, DAILY_REPORT])
def test_what_is_private_stands_on_no_table_of_the_shop(
    store: "Store", clock: FrozenClock, code: str
) -> None:
    clock.set(2026, 11, 22, 10)
    _private_and_shared(store)

    form, file = _form(store, code), io.BytesIO()
    form_workbook.write([form], file)

    cells = [cell for sheet in openpyxl.load_workbook(file) for row in sheet.values for cell in row]
    for text in (_said(form), str(cells).replace("\\xa0", " ")):
        assert "王秀英" in text
        assert not [word for word in ("周敏", "139 0013 9000", "私下说的话", "熟人") if word in text]


def test_private_touches_count_in_no_figure_of_the_shop(store: "Store", clock: FrozenClock) -> None:
    clock.set(2026, 11, 22, 10)
    _private_and_shared(store)

    report, levels = _form(store, DAILY_REPORT), _form(store, LEVEL_TABLE)

    work = next(line for line in _table(report, "工作量").groups[0].lines if line[0].text == "电话、微信联系上")
    assert [cell.text for cell in work[1:3]] == ["1", "1"]
    days = next(cell for cell in _table(levels).groups[0].lines[0] if cell.parts).parts
    assert (days[20], days[21]) == ("", "A")


def test_the_day_plan_names_private_contacts_with_a_mark(store: "Store", clock: FrozenClock) -> None:
    clock.set(2026, 11, 22, 7)
    private = make.contact(store, "周敏", "13900139000")
    make.follow_up(store, private, DAY)

    assert "周敏（私密）" in _said(_form(store, DAY_PLAN))


def test_the_owner_card_knows_car_dates_and_calls(store: "Store") -> None:
    owner = make.customer(store, "王秀英", status="D", birthday="lunar:1985-10-15")
    make.vehicle(
        store, owner, plate="沪A·12345", vin="LGXC76C30M0123456", brand="比亚迪", model="汉 EV", sold_by_us=True,
        delivered_on=date(2026, 10, 20), insurance_until=date(2027, 10, 19),
    )
    make.touch(store, owner, at=datetime(2026, 10, 21, 10), note="提车第二天回访")
    make.touch(store, owner, at=datetime(2026, 9, 1, 10), note="提车以前")

    card = _form(store, OWNER_CARD, DAY, owner)
    facts = {fact.label: fact.text for block in _blocks(card) if isinstance(block, FactGrid) for fact in block.facts}
    assert (facts["VIN"], facts["车牌"], facts["周年"]) == ("LGXC76C30M0123456", "沪A·12345", "2027年10月20日")
    assert facts["发动机/电机号"] == ""
    assert _lines(_table(card, "交车后的回访"), "occasion", "talk") == [("24 小时", "提车第二天回访")]


def test_the_delivery_checklist_has_car_promises_and_points(store: "Store") -> None:
    buyer = make.customer(store, "王秀英", status="O")
    make.opportunity(store, buyer, "汉 EV", stage="ordered", colour="时光灰", quote=20_980_000, payment="full")
    make.commitment(store, buyer, "送脚垫一套", due_on=date(2026, 11, 30))
    make.commitment(store, buyer, "不送了", state="cancelled")

    sheet = _form(store, DELIVERY_CHECKLIST, DAY, buyer)
    facts = {fact.label: fact.text for block in _blocks(sheet) if isinstance(block, FactGrid) for fact in block.facts}
    assert (facts["车型"], facts["颜色"], facts["成交价"]) == ("汉 EV", "时光灰", "¥209,800")
    assert _lines(_table(sheet, "承诺事项"), "promised", "due") == [("送脚垫一套", "11/30")]
    assert sum(len(block.points) for block in _blocks(sheet) if isinstance(block, Ticks)) == 36


def test_a_person_who_is_gone_is_said(store: "Store") -> None:
    for code in OF_PEOPLE:
        with pytest.raises(NotFound):
            store.read(forms, code, DAY, ["nobody"])


@pytest.mark.parametrize("code", FORMS)
def test_many_people_cost_no_more_queries(store: "Store", code: str) -> None:
    def add(count: int) -> list[str]:
        found = []
        for number in range(count):
            who = make.customer(store, f"客户{number}", f"138{number:08}", level="HABC"[number % 4])
            make.touch(store, who, "came_in", result="met", at=datetime(2026, 11, 22, 9, number % 60))
            make.follow_up(store, who, DAY)
            found.append(who)
        return found

    def queries(ids: list[str]) -> int:
        def read(session: Session) -> int:
            counted: list[str] = []
            event.listen(session.get_bind(), "before_cursor_execute", lambda *args: counted.append(args[2]))
            forms(session, code, DAY, ids)
            return len(counted)

        return store.read(read)

    few = add(2)
    before = queries(few)
    assert queries(few + add(30)) == before


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("code", FORMS)
def test_every_column_point_and_signature_has_its_words(code: str, language: str, store: "Store") -> None:
    i18n.set_language(language)
    plan = store.read(design, code)

    words = [plan.title, *plan.signatures, *(column.label for column in plan.columns)]
    words += [word for checks in plan.checks for word in (checks.title, *checks.points)]
    codes = {column.code for column in plan.columns}
    chinese = [any(ord(char) > 0x2E80 for char in word) for word in words]
    assert all(chinese) if language == "zh_CN" else not any(chinese)
    assert len(codes) == len(plan.columns)


def test_the_shops_own_columns_are_printed(store: "Store") -> None:
    store.write("forms", commands.show_column, DAY_PLAN, "last_words", shown=False)
    store.write("forms", commands.set_column_label, DAY_PLAN, "name", "客户姓名")
    store.write("forms", commands.order_columns, DAY_PLAN, ["name", "time"])
    store.write("forms", commands.set_title, DAY_PLAN, "每日作战图")
    store.write("forms", commands.set_signatures, DAY_PLAN, ["店长"])

    form = _form(store, DAY_PLAN)
    labels = [column.label for column in _table(form).columns]
    assert (form.title, form.signatures, labels[:2]) == ("每日作战图", ("店长",), ["客户姓名", "时间"])
    assert "上次谈到" not in labels
