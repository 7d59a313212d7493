"""Price lists as makers and shops send them."""

import openpyxl
import pytest
import xlwt

from crm_desktop.base.errors import FileProblem
from crm_desktop.features.catalogue import commands, queries
from crm_desktop.features.catalogue.records import NewModel
from crm_desktop.import_export import price_list
from crm_desktop.import_export.price_list import bring_in, judge_price_list, read_price_list, write_price_report
from crm_desktop.store.long_step import LongPart

HEADER = ("品牌", "车型", "配置/版本", "颜色", "官方指导价(万)", "首保(月)", "首保里程", "保养间隔")


@pytest.fixture
def book(tmp_path):
    """`book(rows…, merged="A3:A4")`: an .xlsx with these rows."""

    def make(*rows, merged=""):
        made = openpyxl.Workbook()
        sheet = made.active
        for row in rows:
            sheet.append(row)
        if merged:
            sheet.merge_cells(merged)
        path = tmp_path / "prices.xlsx"
        made.save(path)
        return path

    return make


@pytest.fixture
def text(tmp_path):
    def make(content, encoding="utf-8"):
        path = tmp_path / "prices.csv"
        path.write_bytes(content.encode(encoding))
        return path

    return make


def judged(store, path):
    return store.read(judge_price_list, read_price_list(path))


def verdicts(plan):
    return [(row.row, row.verdict.value) for row in plan.report.rows]


def bring(store, path):
    plan = judged(store, path)
    return bring_in(store, plan.cars, file=path.name)


def cars(store):
    return [(car.model, car.trim, car.colour, car.list_price) for car in store.read(queries.catalogue)]


def test_a_list_with_a_title_merged_cells_and_several_colours_a_cell(store, book):
    path = book(
        ("某某汽车 2026 年 11 月价目表",), HEADER,
        ("比亚迪", "海豹", "精英型", "雪域白、极地黑", 14.98, 6, "5000公里", "12个月/1万公里"),
        (None, None, "四驱版", "雪域白", 23.98, 6, 5000, "1年或10000公里"),
        merged="B3:B4",
    )  # fmt: skip

    plan = judged(store, path)

    assert verdicts(plan) == [(3, "new"), (4, "new")]
    assert plan.cars[0] == NewModel("比亚迪", "海豹", "精英型", "雪域白", 149_800_00, 6, 5000, 12, 10_000)
    assert [(car.model, car.trim, car.colour, car.later_km) for car in plan.cars[1:]] == [
        ("海豹", "精英型", "极地黑", 10_000), ("海豹", "四驱版", "雪域白", 10_000)]  # fmt: skip


def test_what_cannot_be_a_car_is_refused_with_its_reason(store, book):
    path = book(
        HEADER,
        ("比亚迪", "海豹", "精英型", "", "14.98-23.98", 6, 5000, ""),
        ("轿车系列",),
        ("比亚迪", None, "无名", "", 9.98),
        ("比亚迪", "海豚", "活力版", "", "面议"),
        HEADER,
        ("合计", None, None, None, 3),
        ("比亚迪", "汉", "尊贵型", "", "待定"),
    )  # fmt: skip

    plan = judged(store, path)

    # A model that is written once stands for the rows below it.
    assert verdicts(plan) == [(2, "refused"), (3, "refused"), (4, "new"), (5, "refused"), (6, "refused"),
                              (7, "refused"), (8, "new")]  # fmt: skip
    reasons = [row.reason for row in plan.report.rows if row.reason]
    starts = ("“14.98-23.98”是一个价格区间", "只填了一格", "“面议”不是价格", "这一行重复了表头", "这一行是合计")
    assert [reason.startswith(start) for reason, start in zip(reasons, starts, strict=True)] == [True] * 5


def test_a_list_of_known_cars_updates_them_and_says_what(store, book):
    store.write("Add", commands.add_model, NewModel("比亚迪", "海豹", "精英型", "", 149_800_00, 6, 5000))
    path = book(HEADER, *(("比亚迪", name, "精英型", "", price) for name, price in (
        ("海 豹", 13.98), ("海豹", 13.98), ("海豹", 12.98))))  # fmt: skip

    plan = judged(store, path)
    assert verdicts(plan) == [(2, "updated"), (3, "duplicate"), (4, "refused")]
    assert plan.report.rows[0].reason == "指导价 ¥149,800 → ¥139,800"
    bring(store, path)

    assert cars(store) == [("海豹", "精英型", "", 139_800_00)]
    assert store.read(queries.catalogue)[0].first_km == 5000
    assert verdicts(judged(store, path))[0] == (2, "duplicate")


def test_a_dry_run_writes_nothing_and_undo_takes_all_back(store, book):
    path = book(HEADER, ("比亚迪", "海豹", "精英型", "", 14.98), ("比亚迪", "海豚", "", "", 9.98))
    judged(store, path)
    assert cars(store) == []

    kept = bring(store, path)
    assert len(cars(store)) == 2
    store.undo_step(kept.step)

    assert cars(store) == []


def test_a_long_list_lets_saves_in_between_and_is_one_step(store, text, monkeypatch):
    store.write("Before", commands.keep_list, [NewModel("小鹏", "G6", "版0", "", 100_000_00)])
    monkeypatch.setattr(price_list, "CARS_AT_ONCE", 2)
    monkeypatch.setattr(LongPart, "may_go_on", False)  # as when somebody waits to save
    changes = []
    store.on_change(changes.append)
    rows = "\n".join(f"小鹏,G6,版{n},{20 + n}万" for n in range(7))
    plan = judged(store, text(f"品牌,车型,配置,指导价\n{rows}\n"))

    kept = bring_in(store, plan.cars, file="prices.csv")

    assert (kept.new, kept.updated, kept.same) == (6, 1, 0)
    assert [change.step for change in changes if change.tables] == [kept.step] * 4
    assert store.read(queries.last_import).new == 6
    store.undo_step(kept.step)
    assert [(trim, price) for _model, trim, _colour, price in cars(store)] == [("版0", 100_000_00)]


def test_series_above_models_makes_the_model_a_trim(store, book):
    path = book(("品牌", "车系", "车型", "厂商指导价（元）"), ("大众", "朗逸", "2026款 1.5L 自动", "129,900"))

    bring(store, path)

    assert cars(store) == [("朗逸", "2026款 1.5L 自动", "", 129_900_00)]


def test_an_old_workbook_of_the_dealer_system(store, tmp_path):
    made = xlwt.Workbook()
    sheet = made.add_sheet("价目")
    for place, row in enumerate([("车型", "指导价"), ("海豹 精英型", 149800.0), ("海豚", 99800.0)]):
        for column, value in enumerate(row):
            sheet.write(place, column, value)
    path = tmp_path / "old.xls"
    made.save(str(path))

    bring(store, path)

    assert [(model, price) for model, _t, _c, price in cars(store)] == [
        ("海豹 精英型", 149_800_00), ("海豚", 99_800_00)]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_file_in_any_encoding(store, text, encoding):
    path = text("品牌;车型;版本;指导价\n比亚迪;海豹;精英型;14.98万\n;;四驱版;23.98万\n", encoding)

    bring(store, path)

    assert cars(store) == [("海豹", "精英型", "", 149_800_00), ("海豹", "四驱版", "", 239_800_00)]


def test_english_headers(store, text):
    path = text("Brand,Model,Trim,Color,MSRP,First service,Service interval (km)\nBYD,Seal,AWD,White,239800,"
                "6 months / 5000 km,10000\n")  # fmt: skip

    assert judged(store, path).cars == (
        NewModel("BYD", "Seal", "AWD", "White", 239_800_00, 6, 5000, None, 10_000),)  # fmt: skip


@pytest.mark.parametrize("content", ["姓名,电话\n王芳,13800138000\n", "1,2,3\n4,5,6\n"])
def test_a_file_without_cars_is_refused_as_a_whole(text, content):
    with pytest.raises(FileProblem, match="车型"):
        read_price_list(text(content))


def test_a_file_that_is_no_table_is_refused(tmp_path):
    path = tmp_path / "prices.xlsx"
    path.write_bytes(b"%PDF-1.7 whatever")

    with pytest.raises(FileProblem):
        read_price_list(path)


def test_the_report_has_a_line_for_every_row(store, book, tmp_path):
    plan = judged(store, book(HEADER, ("比亚迪", "海豹", "精英型", "", 14.98), ("比亚迪", "海豚", "", "", "面议")))

    write_price_report(plan.report, tmp_path / "report.csv")

    lines = (tmp_path / "report.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "面议" in lines[2]


def test_why_a_report_of_cars_cannot_be_written_is_said_in_the_users_language(store, text, tmp_path):
    report = judged(store, text("车型,指导价\n海豹,20万\n")).report

    with pytest.raises(FileProblem, match="文件夹不存在"):
        write_price_report(report, tmp_path / "gone" / "report.csv")
