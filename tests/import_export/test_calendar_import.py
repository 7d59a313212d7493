"""Appointments of other calendars become planned contacts; every event gets its verdict."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.base.errors import FileProblem
from crm_desktop.import_export.calendar_import import import_calendars
from crm_desktop.import_export.report import write_report
from crm_desktop.import_export.undo import undo_import
from crm_desktop.store.store import Store
from tests import make

Write = Callable[..., Path]
Rows = Callable[..., list[dict[str, Any]]]


def event(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", "DTSTAMP:20261101T000000Z", *lines, "END:VEVENT"])


@pytest.fixture
def calendar(tmp_path: Path, clock: Any) -> Write:
    """`calendar(event("UID:1", …))`: the file; today is 2026-11-22."""
    clock.set(2026, 11, 22, 9, 0)

    def write(*events: str, name: str = "work.ics", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        text = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Other//EN", *events, "END:VCALENDAR", ""])
        path.write_bytes(text.encode(encoding))
        return path

    return write


def told(report: Any) -> tuple[int, int, int, list[str]]:
    file = report.to_json()["files"][0]
    return file["new"], file["updated"], file["duplicate"], [one["reason"] for one in file["refused"]]


def test_an_appointment_with_a_known_phone_is_planned(store: Store, calendar: Write, rows: Rows) -> None:
    person = make.customer(store, "王芳", "13800138000")
    path = calendar(event("UID:a1", "DTSTART:20261125T143000", "SUMMARY:看车 138 0013 8000", "LOCATION:展厅"))

    report = import_calendars(store, [path])

    assert told(report) == (1, 0, 0, [])
    (row,) = rows("follow_up")
    assert (row["root"], row["due_on"], row["due_at"], row["kind"]) == (person, "2026-11-25", "14:30", "visit")
    assert row["purpose"] == "看车 138 0013 8000\n展厅"


def test_a_name_only_one_person_bears_is_enough(store: Store, calendar: Write, rows: Rows) -> None:
    person = make.customer(store, "欧阳锋", "13800138001")
    make.customer(store, "欧阳", "13800138002")

    import_calendars(store, [calendar(event("UID:a1", "DTSTART;VALUE=DATE:20261203", "SUMMARY:给欧阳锋打电话"))])

    (row,) = rows("follow_up")
    assert (row["root"], row["due_on"], row["due_at"], row["kind"]) == (person, "2026-12-03", "", "call")


def test_a_name_two_people_bear_is_refused_with_the_reason(store: Store, calendar: Write, rows: Rows) -> None:
    make.customer(store, "王芳", "13800138000")
    make.customer(store, "王芳", "13800138009")

    report = import_calendars(store, [calendar(event("UID:a1", "DTSTART:20261125T143000", "SUMMARY:王芳看车"))])

    assert "王芳" in told(report)[3][0]
    assert rows("follow_up") == []


def test_the_same_file_twice_plans_nothing_twice(store: Store, calendar: Write, rows: Rows) -> None:
    make.customer(store, "王芳", "13800138000")
    path = calendar(event("UID:a1", "DTSTART:20261125T143000", "SUMMARY:王芳看车"))
    import_calendars(store, [path])

    again = import_calendars(store, [path])

    assert told(again) == (0, 0, 1, [])
    assert len(rows("follow_up")) == 1


def test_an_appointment_moved_in_the_other_calendar_moves_here(store: Store, calendar: Write, rows: Rows) -> None:
    make.customer(store, "王芳", "13800138000")
    import_calendars(store, [calendar(event("UID:a1", "DTSTART:20261125T143000", "SUMMARY:王芳看车"))])

    again = import_calendars(store, [calendar(event("UID:a1", "DTSTART:20261126T100000", "SUMMARY:王芳看车"))])

    assert told(again) == (0, 1, 0, [])
    assert [(row["due_on"], row["due_at"]) for row in rows("follow_up")] == [("2026-11-26", "10:00")]


def test_over_cancelled_and_nameless_events_say_why(store: Store, calendar: Write) -> None:
    make.customer(store, "王芳", "13800138000")
    report = import_calendars(store, [calendar(
        event("UID:1", "DTSTART:20250101T100000", "SUMMARY:王芳"),
        event("UID:2", "DTSTART:20261201T100000", "SUMMARY:王芳", "STATUS:CANCELLED"),
        event("UID:3", "DTSTART:20261201T100000", "SUMMARY:Team meeting"),
        event("UID:4", "SUMMARY:王芳"),
    )])  # fmt: skip

    assert [reason.rstrip("。")[:4] for reason in told(report)[3]] == ["这个预约", "这个预约", "日程里没", "这个日程"]


def test_a_weekly_appointment_keeps_its_exceptions(store: Store, calendar: Write, rows: Rows) -> None:
    make.customer(store, "王芳", "13800138000")
    series = event(
        "UID:w", "DTSTART:20261116T090000", "RRULE:FREQ=WEEKLY;UNTIL=20261220T000000", "EXDATE:20261130T090000",
        "SUMMARY:王芳例行电话")

    report = import_calendars(store, [calendar(series)])

    assert told(report)[0] == 3
    assert [row["due_on"] for row in sorted(rows("follow_up"), key=lambda row: row["due_on"])] == [
        "2026-11-23", "2026-12-07", "2026-12-14"]  # fmt: skip


def test_a_time_in_another_zone_is_shown_on_this_clock(
    store: Store, calendar: Write, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    make.customer(store, "王芳", "13800138000")

    import_calendars(store, [calendar(event("UID:z", "DTSTART:20261125T063000Z", "SUMMARY:王芳看车"))])

    assert [row["due_at"] for row in rows("follow_up")] == ["14:30"]
    monkeypatch.undo()
    time.tzset()


def test_who_asked_for_silence_gets_no_plan(store: Store, calendar: Write, rows: Rows) -> None:
    make.customer(store, "王芳", "13800138000", do_not_contact=True)

    report = import_calendars(store, [calendar(event("UID:a1", "DTSTART:20261125T143000", "SUMMARY:王芳看车"))])

    assert len(told(report)[3]) == 1
    assert rows("follow_up") == []


def test_a_calendar_in_gb18030_is_read(store: Store, calendar: Write) -> None:
    make.customer(store, "王芳", "13800138000")
    path = calendar(event("UID:a1", "DTSTART:20261125T143000", "SUMMARY:王芳看车，谈置换"), encoding="gb18030")

    assert told(import_calendars(store, [path]))[0] == 1


@pytest.mark.parametrize("text", ["", "hello", "BEGIN:VCALENDAR\nBEGIN:VEVENT\n"])
def test_what_is_no_calendar_changes_nothing(store: Store, tmp_path: Path, rows: Rows, text: str) -> None:
    path = tmp_path / "x.ics"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(FileProblem, match=r"x\.ics"):
        import_calendars(store, [path])

    assert rows("follow_up") == []


def test_an_import_of_appointments_can_be_taken_back(store: Store, calendar: Write, rows: Rows) -> None:
    make.customer(store, "王芳", "13800138000")
    report = import_calendars(store, [calendar(event("UID:a1", "DTSTART:20261125T143000", "SUMMARY:王芳看车"))])

    undo_import(store, report.batch)

    assert rows("follow_up") == []
    assert len(rows("contact")) == 1


def test_why_a_calendar_cannot_be_opened_is_said_in_the_users_language(
    store: Store, calendar: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = calendar(event("SUMMARY:x"))
    problem = PermissionError(13, "Permission denied")
    monkeypatch.setattr(Path, "read_bytes", lambda _self: (_ for _ in ()).throw(problem))

    with pytest.raises(FileProblem, match="受保护"):
        import_calendars(store, [path])


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=HOURLY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1", "FREQ=",
        "COUNT=5", "FREQ=WEEKLY;BYDAY=XX", "", "FREQ=SOMETIMES",
        f"FREQ=DAILY;BYHOUR={','.join(map(str, range(24)))};BYMINUTE={','.join(map(str, range(60)))}",
    ],
)  # fmt: skip
def test_a_rule_nobody_could_follow_is_taken_once_and_holds_nothing_up(
    store: Store, calendar: Write, rows: Rows, rule: str
) -> None:
    make.customer(store, "王芳", "13800138000")
    path = calendar(event("UID:a1", "DTSTART:20261125T143000", f"RRULE:{rule}", "SUMMARY:王芳看车"))

    assert told(import_calendars(store, [path])) == (1, 0, 0, [])
    assert [(row["due_on"], row["due_at"]) for row in rows("follow_up")] == [("2026-11-25", "14:30")]


def test_what_repeats_twice_a_day_is_planned_each_time(store: Store, calendar: Write, rows: Rows) -> None:
    make.customer(store, "王芳", "13800138000")
    rule = "RRULE:FREQ=DAILY;COUNT=4;BYHOUR=9,15;BYMINUTE=30"
    path = calendar(event("UID:a1", "DTSTART:20261125T093000", rule, "SUMMARY:王芳看车"))

    import_calendars(store, [path])

    assert [(row["due_on"], row["due_at"]) for row in rows("follow_up")] == [
        ("2026-11-25", "09:30"), ("2026-11-25", "15:30"), ("2026-11-26", "09:30"), ("2026-11-26", "15:30"),
    ]  # fmt: skip


def test_the_report_of_appointments_says_what_became_of_them(store: Store, calendar: Write, tmp_path: Path) -> None:
    make.customer(store, "王芳", "13800138000")
    path = calendar(event("UID:a1", "DTSTART:20261125T143000", "SUMMARY:看车 138 0013 8000"))
    import_calendars(store, [path])

    write_report(import_calendars(store, [path]), tmp_path / "report.csv")

    line = (tmp_path / "report.csv").read_text(encoding="utf-8-sig").splitlines()[1]
    assert line.endswith("没有新内容,看车 138 0013 8000,这个预约已经有了。")
