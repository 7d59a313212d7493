"""What is planned leaves as a calendar that two independent libraries open unchanged."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
import vobject

from crm_desktop.features.visits import commands as visits
from crm_desktop.features.visits.records import VisitPlan
from crm_desktop.import_export.calendar_import import import_calendars
from crm_desktop.import_export.export import export_people
from crm_desktop.store.store import Store
from tests import make


@pytest.fixture
def file(store: Store, clock: Any, tmp_path: Path) -> Path:
    """A visit, a customer who is overdue and one who is due later, exported on 2026-11-22."""
    clock.set(2026, 11, 22, 9, 0)
    person = make.customer(store, "王芳，女士", "13800138000", opened_on=date(2026, 11, 22))
    plan = VisitPlan(date(2026, 11, 25), "14:30", "谈置换; 看车\n带评估单", place="海景花园 3 栋, 东门")
    store.write("plan", visits.plan_visit, person, plan)
    make.customer(store, "李强", "13800138005", status="P", level="A", opened_on=date(2026, 11, 1))
    path = tmp_path / "plan.ics"
    export_people(store, path, with_private=True)
    return path


def of(events: Any, name: str) -> Any:
    return [event for event in events if name in str(event["SUMMARY"])]


def test_icalendar_reads_the_visit_as_it_was_planned(file: Path) -> None:
    calendar = icalendar.Calendar.from_ical(file.read_bytes())

    (visit,) = [event for event in of(calendar.walk("VEVENT"), "王芳") if "LOCATION" in event]

    assert visit.decoded("DTSTART") == datetime(2026, 11, 25, 14, 30)
    assert visit.decoded("DURATION") == timedelta(minutes=30)
    assert str(visit["LOCATION"]) == "海景花园 3 栋, 东门"
    assert str(visit["URL"]) == "tel:+8613800138000"


def test_vobject_reads_the_same(file: Path) -> None:
    ours = icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    calendar = vobject.readOne(file.read_text("utf-8"))

    theirs = calendar.vevent_list

    assert [event.summary.value for event in theirs] == [str(event["SUMMARY"]) for event in ours]
    assert [event.dtstart.value for event in theirs] == [event.decoded("DTSTART") for event in ours]
    assert len({event.uid.value for event in theirs}) == len(theirs)


def test_the_file_keeps_the_rules_of_its_format(file: Path) -> None:
    lines = file.read_bytes().split(b"\r\n")

    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert all(len(line) <= 75 for line in lines)


def test_what_is_overdue_is_in_it_on_its_own_day(file: Path) -> None:
    calendar = icalendar.Calendar.from_ical(file.read_bytes())

    (late,) = of(calendar.walk("VEVENT"), "李强")

    assert late.decoded("DTSTART") == date(2026, 11, 5)


def test_importing_it_again_changes_nothing(store: Store, file: Path) -> None:
    told = import_calendars(store, [file]).to_json()["files"][0]

    assert (told["new"], told["updated"]) == (0, 0)


def test_only_the_chosen_people_are_in_it(store: Store, clock: Any, tmp_path: Path) -> None:
    clock.set(2026, 11, 22, 9, 0)
    make.customer(store, "王芳", "13800138000")
    chosen = make.customer(store, "李强", "13800138005")

    assert export_people(store, tmp_path / "one.ics", ids=[chosen], with_private=True) >= 1

    assert "王芳" not in (tmp_path / "one.ics").read_text("utf-8")
