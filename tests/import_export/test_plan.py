"""What rows become: whom they match, what they fill, what goes into the note."""

import pytest

from tests import make

LEAD = "姓名,电话,微信,级别,状态,意向车型,来源,备注,生日,预算,下次回访,最近联系,跟进记录"


def test_a_full_row_becomes_a_customer_with_everything(bring, rows, verdicts) -> None:
    report = bring(
        LEAD,
        "王芳,13800138000,wxid_1,A级(15天),跟进中,汉 EV,自然到店,喜欢红色,1985-06-15,15-20万,"
        "2026-12-01 10:30,2026-11-20,约好试驾",
    )

    assert verdicts(report) == (1, 0, 0, 0)
    (contact,) = rows("contact")
    assert (contact["name"], contact["private"], contact["birthday"]) == ("王芳", 0, "1985-06-15")
    assert contact["note"].splitlines()[0] == "喜欢红色"
    (customer,) = rows("customer")
    assert (customer["level"], customer["status"], customer["root"]) == ("A", "P", contact["id"])
    (need,) = rows("opportunity")
    assert (need["model"], need["budget_low"], need["budget_high"]) == ("汉 EV", 15_000_000, 20_000_000)
    assert [(way["kind"], way["normal"]) for way in rows("contact_way")] == [
        ("phone", "+8613800138000"), ("wechat", "wxid_1"),
    ]  # fmt: skip
    (plan,) = rows("follow_up")
    assert (plan["due_on"], plan["due_at"]) == ("2026-12-01", "10:30")
    (touch,) = rows("touch")
    assert (touch["at"][:10], touch["note"], touch["effective"]) == ("2026-11-20", "约好试驾", 1)


def test_the_same_file_again_is_all_duplicates(bring, verdicts) -> None:
    lines = [
        LEAD,
        "王芳,13800138000,wx,A,跟进中,汉,抖音,好,1985-06-15,20万,2026-12-01,2026-11-20,谈了",
        "李雷,,,,,,,没有电话,,,,,",
    ]
    bring(*lines)

    assert verdicts(bring(*lines)) == (0, 0, 2, 0)


def test_an_export_of_another_profile_twice_is_all_duplicates(bring, verdicts) -> None:
    lines = ["id,姓名,电话,备注", f"{'ab' * 16},李雷,,没有电话", f"{'cd' * 16},王芳,请拨总机,", ",韩梅,,"]
    bring(*lines)

    assert verdicts(bring(*lines)) == (0, 0, 3, 0)


def test_a_match_fills_adds_and_overwrites_nothing(store, bring, rows, verdicts) -> None:
    make.customer(store, name="王芳", phone="13800138000", level="A", company="甲公司")

    report = bring("姓名,手机,公司,职务,级别,标签", "王芳,138 0013 8000,乙公司,会计,B,老乡")

    assert verdicts(report) == (0, 1, 0, 0)
    (contact,) = rows("contact")
    assert (contact["company"], contact["job"]) == ("甲公司", "会计")
    assert contact["note"] == "公司: 乙公司\n级别: B"
    assert rows("customer")[0]["level"] == "A"
    assert [tag["name"] for tag in rows("tag")] == ["老乡"]


def test_one_person_twice_in_a_file_is_one_person(bring, rows, verdicts) -> None:
    report = bring("姓名,电话,备注", "王芳,13800138000,一", "王芳,+86 138-0013-8000,一", "王芳,13800138000,二")

    assert verdicts(report) == (1, 1, 1, 0)
    assert rows("contact")[0]["note"] == "一\n二"


@pytest.mark.parametrize(
    ("header", "first", "second"),
    [
        ("姓名,微信", "王芳,WX_1", "小王,wx_1"),
        ("姓名,车架号", "王芳,LSVAA49J132047371", "小王,lsvaa49j132047371"),
        ("姓名,车牌", "王芳,沪A·12345", "小王,沪A12345"),
        ("姓名,邮箱", "王芳,A@B.cn", "王芳,a@b.cn"),
        ("姓名,手机", "王芳,13800138000", "张姐,13800138000"),
    ],
)
def test_certain_keys_find_the_person(bring, rows, header: str, first: str, second: str) -> None:
    bring(header, first)
    bring(header, second)

    assert len(rows("contact")) == 1


@pytest.mark.parametrize(
    ("header", "first", "second"),
    [
        ("姓名,邮箱", "王芳,office@b.cn", "李雷,office@b.cn"),
        ("姓名,电话", "王芳,021-65521234", "李雷,021-65521234"),
        ("姓名,电话", "王芳,123456", "王小芳,123456"),
        ("姓名,小区", "王芳,红旗小区", "王芳,阳光小区"),
    ],
)
def test_what_people_may_share_does_not_join_them(bring, rows, header: str, first: str, second: str) -> None:
    bring(header, first, second)

    assert len(rows("contact")) == 2


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (",,甲公司,a@b.cn,13800138000,", "甲公司"),
        (",,,a@b.cn,13800138000,", "a@b.cn"),
        (",,,,13800138000,", "13800138000"),
        (",小芳,甲公司,,,", "小芳"),
        (",,,,,只有备注", "只有备注"),
    ],
)
def test_a_row_without_a_name_is_named_by_what_it_has(bring, rows, verdicts, row: str, name: str) -> None:
    assert verdicts(bring("姓名,昵称,公司,邮箱,手机,备注", row)) == (1, 0, 0, 0)
    assert rows("contact")[0]["name"] == name


def test_a_name_replaces_its_stand_in_later(bring, rows, verdicts) -> None:
    bring("姓名,手机", ",13800138000")

    assert verdicts(bring("姓名,手机", "王芳,13800138000")) == (0, 1, 0, 0)
    assert rows("contact")[0]["name"] == "王芳"


def test_only_empty_rows_are_refused(bring) -> None:
    report = bring("姓名,电话", "王芳,13800138000", ",", " , ", "?,无此人", "-,-")

    assert [refused["row"] for refused in report.to_json()["files"][0]["refused"]] == [3, 4, 6]


def test_nothing_of_a_row_is_lost(bring, rows) -> None:
    cells = {
        "姓名": "王芳", "电话": "座机停了", "邮箱": "没有", "生日": "大概六月", "性别": "保密",
        "来源": "某个新渠道", "级别": "看心情", "预算": "随便", "下次回访": "下周", "跟进记录": "打过三次",
        "身高": "165", "公司": "甲" * 300,
    }  # fmt: skip

    bring(",".join(cells), ",".join(cells.values()))

    (contact,) = rows("contact")
    kept = "\n".join([contact["name"], contact["note"], *(way["value"] for way in rows("contact_way"))])
    assert [text for text in cells.values() if text not in kept] == []
    assert "身高: 165" in contact["note"]


def test_the_columns_decide_between_customers_and_network(bring, rows) -> None:
    bring("姓名,电话", "王芳,13800138000")
    bring("姓名,电话,级别", "李雷,13900139000,A", "韩梅,13700137000,")

    assert {row["name"]: bool(row["private"]) for row in rows("contact")} == {
        "王芳": True,
        "李雷": False,
        "韩梅": False,
    }
    assert len(rows("customer")) == 2


def test_the_user_may_decide_otherwise(bring, rows) -> None:
    bring("姓名,电话", "王芳,13800138000", as_="customers")
    bring("姓名,电话,级别", "李雷,13900139000,A", as_="network")

    assert [row["status"] for row in rows("customer")] == ["N"]
    assert rows("contact")[1]["note"] == "级别: A"


def test_a_private_contact_is_not_promoted_by_an_empty_cell(store, bring, rows) -> None:
    make.contact(store, name="王芳", phone="13800138000")

    bring("姓名,电话,级别,备注", "王芳,13800138000,,新情况")

    assert rows("customer") == []
    assert rows("contact")[0]["note"] == "新情况"


def test_a_sheet_that_is_not_about_people_is_refused_row_by_row(bring, verdicts) -> None:
    assert verdicts(bring("车身长度,轴距", "5米,3米", "4米,2米")) == (0, 0, 0, 3)


def test_chinese_and_western_names_are_put_together_their_way(bring, rows) -> None:
    bring("姓,名,电话", "欧阳,娜娜,13800138000")
    bring("First Name,Last Name,Phone", "John,Doe,+1 919 555 1234")

    assert [row["name"] for row in rows("contact")] == ["欧阳娜娜", "John Doe"]


def test_a_wechat_that_is_the_phone_gets_the_number(bring, rows) -> None:
    bring("姓名,微信,手机", "王芳,同手机号,138 0013 8000")

    assert {(way["kind"], way["value"]) for way in rows("contact_way")} == {
        ("phone", "138 0013 8000"), ("wechat", "13800138000"),
    }  # fmt: skip


def test_a_level_that_comes_later_stands_in_the_history(store, bring, rows) -> None:
    make.customer(store, name="王芳", phone="13800138000", level="")

    bring("姓名,手机,级别", "王芳,13800138000,A")

    assert [(row["scale"], row["before"], row["after"]) for row in rows("scale_change")] == [("level", "", "A")]


def test_a_source_is_known_in_both_languages_and_by_its_usual_words(bring, rows) -> None:
    bring("姓名,来源", "甲,转介绍", "乙,Referral", "丙,懂车帝", "丁,天桥")

    assert [(person["source"], person["note"]) for person in rows("contact")] == [
        ("referral", ""), ("referral", ""), ("car_site", "来源: 懂车帝"), ("", "来源: 天桥"),
    ]  # fmt: skip


def test_what_a_level_or_status_says_besides_stays_in_the_note(bring, rows) -> None:
    bring("姓名,级别,状态", "甲,A级(15天内),战败(价格)", "乙,B级 等降价,跟进中")

    assert [(row["level"], row["status"]) for row in rows("customer")] == [("A", "F1"), ("B", "P")]
    assert [person["note"] for person in rows("contact")] == ["状态: 战败(价格)", "级别: B级 等降价"]


def test_a_header_in_two_lines_is_one_header(bring, rows, verdicts) -> None:
    report = bring(
        "客户跟踪表,,,,,", "序号,客户信息,,意向信息,,备注", ",姓名,电话,级别,车型,", "1,刘备,13800138080,A,汉,微信"
    )

    assert verdicts(report) == (1, 0, 0, 0)
    assert [(person["name"], person["note"]) for person in rows("contact")] == [("刘备", "微信\n序号: 1")]
    assert [(row["level"], row["status"]) for row in rows("customer")] == [("A", "P")]


def test_a_person_of_words_that_are_headers_too_is_a_person(bring, verdicts) -> None:
    assert verdicts(bring("姓名,来源,备注", "张三,微信,电话")) == (1, 0, 0, 0)


def test_placeholders_make_no_two_people_one(bring, rows, verdicts) -> None:
    report = bring(
        "姓名,电话,微信,车牌,VIN,QQ,邮箱,级别",
        "甲,13800138210,无,未上牌,无,无,无,A", "乙,13800138211,无,未上牌,无,无,无,B",
        "丙,无,同电话,临牌,00000000000000000,N/A,n/a,C", "丁,无,同电话,临牌,00000000000000000,N/A,n/a,C",
        "戊,11111111111,已加,皖A*****,LFV********3456,,,C", "己,11111111111,已加,皖A*****,LFV********3456,,,C",
        "庚,138****8214,138****8214,12345,12345,0,0,C", "辛,138****8214,138****8214,12345,12345,0,0,C",
    )  # fmt: skip

    assert verdicts(report) == (8, 0, 0, 0)
    assert [person["name"] for person in rows("contact")] == list("甲乙丙丁戊己庚辛")


def test_the_record_number_of_another_program_stays_in_the_note(bring, rows, verdicts) -> None:
    lines = ["编号,姓名,电话,级别", "K2023-001,甲,13800138210,A", "2,乙,,"]
    bring(*lines)

    assert [(person["note"], person["private"]) for person in rows("contact")] == [
        ("编号: K2023-001", 0),
        ("编号: 2", 0),
    ]
    assert verdicts(bring(*lines)) == (0, 0, 2, 0)


def test_an_address_in_pieces_is_one_address(bring, rows) -> None:
    bring(
        "given_name,surname,street_number,address_1,suburb,postcode,state",
        "michaela,neumann,8,stanley street,winston hills,4223,nsw",
    )

    assert rows("contact")[0]["address"] == "8 stanley street, winston hills, nsw, 4223"


@pytest.mark.parametrize("word", ["合计", "总计:", "小计", "Total", "Grand total"])
def test_a_line_of_totals_and_a_header_said_again_are_refused_with_a_reason(bring, verdicts, word: str) -> None:
    report = bring("姓名,电话", "王芳,13800138000", "姓名,电话", "李雷,13900139000", f"{word},2")

    assert verdicts(report) == (2, 0, 0, 2)
    reasons = [row.reason for row in report.files[0].rows if row.verdict == "refused"]
    assert reasons == ["这一行重复了表头。", "这一行是合计，不是客户。"]


def test_a_card_with_nothing_but_a_note_is_a_person(bring, rows, verdicts) -> None:
    card = ("BEGIN:VCARD", "VERSION:3.0", "NOTE:门口卖水果的大姐", "END:VCARD")

    assert verdicts(bring(*card, name="a.vcf")) == (1, 0, 0, 0)
    assert rows("contact")[0]["name"] == "门口卖水果的大姐"


def test_invisible_marks_are_no_part_of_a_name(bring, rows) -> None:
    bring("姓名,电话", "\ufeff王\x0b芳,13800138000")

    assert rows("contact")[0]["name"] == "王芳"


def test_words_beside_an_amount_are_kept_in_the_note(bring, rows) -> None:
    bring("姓名,级别,预算,报价", "王芳,A,20-25万 全款,26万", "李雷,A,25万以内,25.8万送脚垫")

    assert [need["budget_high"] for need in rows("opportunity")] == [25_000_000, 25_000_000]
    assert [need["quote"] for need in rows("opportunity")] == [26_000_000, 25_800_000]
    assert [person["note"] for person in rows("contact")] == ["预算: 20-25万 全款", "报价: 25.8万送脚垫"]


@pytest.mark.parametrize(
    ("written", "day", "at"),
    [
        ("12月5日", "2026-12-05", ""), ("12/5", "2026-12-05", ""), ("1.8", "2027-01-08", ""),
        ("11月20日", "2026-11-20", ""), ("12月5号 15:30", "2026-12-05", "15:30"), ("2月29日", "2028-02-29", ""),
    ],
)  # fmt: skip
def test_a_planned_day_without_its_year_is_the_nearest(bring, rows, clock, written, day, at) -> None:
    clock.set(2027 if "29" in written else 2026, 11, 30, 9, 0)

    bring("姓名,级别,下次回访", f"王芳,A,{written}")

    assert [(plan["due_on"], plan["due_at"]) for plan in rows("follow_up")] == [(day, at)]
    assert [person["note"] for person in rows("contact")] == [""]


@pytest.mark.parametrize("written", ["12.5万", "13月5日", "腊月初八", "12月"])
def test_what_is_no_day_of_a_year_is_kept_as_words(bring, rows, written) -> None:
    bring("姓名,级别,下次回访", f"王芳,A,{written}")

    assert rows("follow_up") == []
    assert [person["note"] for person in rows("contact")] == [f"下次回访: {written}"]


def test_words_beside_a_day_are_kept_in_the_note(bring, rows) -> None:
    bring(
        "姓名,级别,下次回访,交车日期",
        "王芳,A,2026-12-01 下午 3:30 到店试驾,2026-11-02",
        "李雷,A,2026-12-02 10:00,2026/11/2 尾款未付",
    )

    assert [(plan["due_on"], plan["due_at"]) for plan in rows("follow_up")] == [
        ("2026-12-01", "15:30"), ("2026-12-02", "10:00"),
    ]  # fmt: skip
    assert [person["note"] for person in rows("contact")] == [
        "下次回访: 2026-12-01 下午 3:30 到店试驾", "交车日期: 2026/11/2 尾款未付",
    ]  # fmt: skip


def test_a_number_a_spreadsheet_cut_off_is_told(bring) -> None:
    report = bring("姓名,电话", "王芳,1.38E+10", "李雷,1.3800138E+10")

    assert [row.reason for file in report.files for row in file.rows] == [
        "1.38E+10 被电子表格截断了：请在那里把该列设为文本，再导出一次。", "",
    ]  # fmt: skip

    again = bring("姓名,电话", "李雷,13800138000;1.38E+10")
    (row,) = (row for file in again.files for row in file.rows)
    assert "李雷" in row.reason
    assert row.reason.endswith("1.38E+10 被电子表格截断了：请在那里把该列设为文本，再导出一次。")
