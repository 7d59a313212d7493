"""Forms to print with nothing by chance in them: few lines, none, many, long ones."""

from dataclasses import replace

from crm_desktop.features.forms.queries.designs import shipped_design
from crm_desktop.features.forms.records import (
    DAILY_REPORT,
    DAY_PLAN,
    DELIVERY_CHECKLIST,
    LEVEL_TABLE,
    OWNER_CARD,
    REGISTER,
    Cell,
    Column,
    FactGrid,
    Form,
    Group,
    Line,
    Table,
    Ticks,
    Writing,
)
from crm_desktop.features.forms.rules import with_parts
from crm_desktop.features.visits.records import Fact, Letterhead

HEAD = Letterhead("城东店", "销售顾问 刘洋", "139 0000 1234", "城东大道 88 号")
NAMES = ("王秀英", "周敏", "阿不都热合曼·买买提", "王䶮", "㛃𬭎", "Anna Schmidt")
WORDS = {
    "time": "14:30", "time_in": "10:05", "time_out": "10:50", "level": "H", "level_start": "A", "level_end": "H",
    "phone": "138\u00a00013\u00a08000", "model": "汉 EV 605km", "area": "阳光花园", "source": "自然进店",
    "purpose": "带丈夫复驾，解决冬季续航顾虑", "last_words": "满意加速与隔音；丈夫担心冬季续航。",
    "talk": "来店·已见面 谈置换差价，约周六复驾。", "rival": "Model 3", "result": "□ 联系上  □ 未接", "people": "3",
}


def line(columns: tuple[Column, ...], number: int, *, long: str = "") -> Line:
    """One line; every third counts in the summed columns."""
    cells = []
    for column in columns:
        text = {"no": str(number), "name": NAMES[number % len(NAMES)]}.get(column.code, WORDS.get(column.code, ""))
        parts = tuple("H" if place % 7 == number % 7 else "" for place in range(len(column.parts)))
        counted = column.summed and number % 3 == 0
        cells.append(Cell(
            "✓" if counted else long if long and column.code in ("talk", "purpose", "name") else text,
            "H" if column.code == "level" else "", 1 if counted else None, parts,
        ))
    return tuple(cells)


def form(code: str, lines: int, *, long: str = "", still_open: bool = False) -> Form:
    """One of the shop's forms with so many lines."""
    design = shipped_design(code)
    columns = with_parts(design.shown, "days", [str(day) for day in range(1, 31)])
    found = tuple(line(columns, number, long=long) for number in range(1, lines + 1))
    table = Table(
        columns, (Group("H · 7", found),) if code in (DAY_PLAN, LEVEL_TABLE) and found else (Group("", found),),
        lines=design.lines, fills=code != LEVEL_TABLE, still_open=still_open,
    )
    bands: list[tuple[object, ...]] = [(table,)]
    if code == DAILY_REPORT:
        figures = Table((Column("0", "", 20), Column("1", "9", 9)), (Group("", ((Cell("H"), Cell("3")),)),), title="∑")
        bands.append((figures, Writing("主管指示", 2)))
    if code in (OWNER_CARD, DELIVERY_CHECKLIST):
        facts = (Fact("车型", "汉 EV"), Fact("VIN", ""), Fact("车牌", "沪A·12345", urgent=True), Fact("备注", long))
        bands.insert(0, (FactGrid("车辆", facts),))
    if code == DELIVERY_CHECKLIST:
        bands[1:1] = [tuple(Ticks(checks.title, checks.points) for checks in design.checks[:2])]
    return Form(
        code, f"X20261122-{code[:3].upper()}", design.title, design.title, ("2026年11月22日 星期日",), HEAD,
        tuple(bands), design.signatures, design.landscape,  # type: ignore[arg-type]
    )


def named(one: Form, name: str) -> Form:
    """The form of another person."""
    return replace(one, name=name)


ALL = (DAY_PLAN, REGISTER, LEVEL_TABLE, DAILY_REPORT, OWNER_CARD, DELIVERY_CHECKLIST)
