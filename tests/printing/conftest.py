"""Records to print, little and much."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest

from crm_desktop.features.visits.records import Fact, Letterhead, Talk, TouchLine, VisitSheet, Who

WANG = Who(
    "0197a1", "王秀英", "王女士", "H", "H 级 · 7 天内", "跟进中", 2, False, "+8613800138000",
    (
        Fact("", "138\u00a00013\u00a08000"), Fact("微信", "wxy_82"), Fact("", "阳光花园 3 栋 1202"),
        Fact("偏好", "18:00 以后打电话"), Fact("决策人", "本人和丈夫"),
    ),
)
SHEET = VisitSheet(
    "V20261122-197A1", date(2026, 11, 22), "10:00 来店 · 第 3 次接触",
    Letterhead("城东店", "销售顾问 刘洋", "139 0000 1234", "城东大道 88 号"), WANG,
    why=(Fact("到期", "11月20日 · 逾期 2 天", urgent=True), Fact("目的", "带丈夫复驾，解决冬季续航顾虑，谈置换差价。")),
    touches=(
        TouchLine("11月21日", "试乘试驾 · 已见面", "满意加速与隔音；丈夫担心冬季续航。", effective=True),
        TouchLine("11月19日", "来店 · 已见面", "与丈夫同来，谈置换。", effective=True),
        TouchLine("11月16日", "去电 · 未接", ""),
    ),
    needs=(Fact("车型", "汉 EV 605km · 时光灰"), Fact("预算", "20–23 万元 · 贷款"), Fact("竞品", "Model 3、小鹏 P7i")),
    commitments=(Fact("11月20日", "发冬季实测视频 · 逾期 2 天", urgent=True),),
    vehicles=(Fact("自有车", "丰田 卡罗拉 · 沪A·12345"),),
    talk=Talk("承诺到期前", (Fact("说明", "王女士您好，我是刘洋。"), Fact("确认", "这样处理您看可以吗？"))),
)


def much(sheet: VisitSheet, times: int = 12) -> VisitSheet:
    """The same sheet with far more than fits on a page; every paragraph is numbered, so that a loss is seen."""

    def many(facts: tuple[Fact, ...], mark: str) -> tuple[Fact, ...]:
        return tuple(
            replace(fact, text=f"{mark}{number}号" + fact.text * 3) for number, fact in enumerate(facts * times)
        )

    return replace(
        sheet,
        who=replace(sheet.who, name=sheet.who.name + "阿不都热合曼" * 9, about=many(sheet.who.about, "甲")),
        why=many(sheet.why, "乙"), needs=many(sheet.needs, "丙"), commitments=many(sheet.commitments, "丁"),
        vehicles=many(sheet.vehicles, "戊"),
        touches=tuple(replace(touch, text=f"己{n}号" + touch.text * 20) for n, touch in enumerate(sheet.touches)),
        talk=Talk("承诺到期前", many(sheet.talk.beats if sheet.talk else (), "庚")),
    )


@pytest.fixture
def file() -> BytesIO:
    """Where a document goes."""
    return BytesIO()
