"""The register: somebody comes in or calls in, and all that follows is one step."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from crm_desktop.base.errors import InvalidInput
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.contacts.queries import card
from crm_desktop.features.customers import commands as customers
from crm_desktop.features.customers.queries import archive
from crm_desktop.features.duplicates.commands import merge
from crm_desktop.features.reception import commands, queries
from crm_desktop.features.reception.records import CALLED_IN, RegisterFields, Who
from crm_desktop.features.touches import commands as touches
from crm_desktop.features.touches.queries import timeline
from crm_desktop.features.touches.records import EntryKind, NextFollowUp
from crm_desktop.store.tables import Contact, Reception
from tests import make

DAY = date(2026, 11, 22)


def receive(store, who=None, *, next_follow_up=None, **fields):
    return store.write("Receive", commands.receive, RegisterFields(**fields), who, next_follow_up=next_follow_up)


def lines(store, day=DAY):
    return store.read(queries.register, day).lines


def people(store):
    return store.read(lambda s: s.scalars(select(Contact.name).where(Contact.deleted.is_(None))).all())


def touches_of(store, contact_id):
    found = store.read(timeline, contact_id)
    return [(entry.code, entry.at, entry.minutes) for entry in found if entry.kind == EntryKind.TOUCH]


def test_somebody_new_gets_person_archive_touch_level_and_line_in_one_step(store, clock):
    made = receive(store, Who(name="王芳", phone="13800138000"), party=2, arrival="own_car", purpose="new_car",
                   models="海豹、汉 EV", level="A", test_drive=True)  # fmt: skip

    person = store.read(archive, made.contact_id, today=DAY)
    assert (person.customer.level, person.customer.status) == ("A", "P")
    assert person.opportunity.model == "海豹"
    assert person.card.source == "walk_in"
    assert touches_of(store, made.contact_id) == [("came_in", datetime(2026, 11, 22, 10, 0), None)]
    line = lines(store)[0]
    assert (line.name, line.phone, line.fields.level, line.fields.visit) == ("王芳", "138 0013 8000", "A", "first")
    assert (line.fields.time_in, line.fields.result) == ("10:00", "left_details")

    store.undo()

    assert (people(store), lines(store)) == ([], ())


def test_who_leaves_no_name_is_a_line_without_a_person(store, clock):
    made = receive(store, party=3, note="只看看")

    assert (made.contact_id, made.touch_id, people(store)) == ("", "", [])
    line = lines(store)[0]
    assert (line.name, line.fields.party, line.fields.note) == ("", 3, "只看看")
    assert (line.fields.visit, line.fields.result) == ("first", "no_details")


def test_a_next_contact_needs_a_person(store, clock):
    with pytest.raises(InvalidInput):
        receive(store, next_follow_up=NextFollowUp(date(2026, 11, 25)))

    assert lines(store) == ()


def test_the_next_date_is_planned_in_the_same_step(store, clock):
    made = receive(store, Who(name="王芳"), level="B", next_follow_up=NextFollowUp(date(2026, 11, 24)))

    assert store.read(archive, made.contact_id, today=DAY).follow_ups[0].due_on == date(2026, 11, 24)


@pytest.mark.parametrize("name", ["", "王芳"])
def test_a_known_phone_is_the_same_person(store, clock, name):
    known = make.customer(store, name="王芳", phone="13800138000")

    made = receive(store, Who(name=name, phone="138-0013-8000"))

    assert (made.contact_id, made.new_person) == (known, False)
    assert people(store) == ["王芳"]


def test_the_same_phone_under_another_name_is_another_person(store, clock):
    make.customer(store, name="王芳", phone="13800138000")

    assert receive(store, Who(name="李强", phone="13800138000")).new_person


def test_somebody_chosen_keeps_the_archive_and_gets_the_new_number(store, clock):
    known = make.customer(store, name="王芳", phone="13800138000", level="H")

    receive(store, Who(contact_id=known, phone="13900139000"))

    assert len(store.read(card, known).phones) == 2
    assert lines(store)[0].fields.level == "H"


def test_who_was_here_before_came_again(store, clock):
    known = make.customer(store)
    make.touch(store, known, "came_in", result="met", at=datetime(2026, 11, 1, 9, 0))

    receive(store, Who(contact_id=known))

    assert lines(store)[0].fields.visit == "again"


def test_without_an_archive_person_touch_and_line_stay_private(store, clock):
    made = receive(store, Who(name="王芳", as_customer=False))

    person = store.read(archive, made.contact_id, today=DAY)
    private = store.read(lambda s: s.scalar(select(Reception.private)))
    assert (person.card.private, person.customer, private) == (True, None, True)

    store.write("Promote", customers.open_archive, made.contact_id, with_touches=True)

    assert store.read(lambda s: s.scalar(select(Reception.private))) is False


def test_a_call_has_no_party_and_is_answered(store, clock):
    made = receive(store, Who(name="王芳"), kind=CALLED_IN, time_in="9:05", time_out="0912")

    assert touches_of(store, made.contact_id) == [("called_in", datetime(2026, 11, 22, 9, 5), 7)]
    assert store.read(card, made.contact_id).source == "call_in"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"time_in": "25:00"}, "time_in"), ({"time_in": "10:00", "time_out": "09:00"}, "time_out"),
     ({"day": date(2026, 11, 23)}, "day"), ({"party": 0}, "party"), ({"arrival": "rocket"}, "arrival"),
     ({"kind": "flew_in"}, "kind"), ({"level": "Z"}, "level")],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_kept(store, clock, wrong, field):
    with pytest.raises(InvalidInput) as problem:
        receive(store, Who(name="王芳"), **wrong)

    assert problem.value.field == field
    assert (people(store), lines(store)) == ([], ())


def test_who_is_still_here_leaves_with_one_command(store, clock):
    made = receive(store, Who(name="王芳"))
    receive(store, kind=CALLED_IN)
    clock.forward(minutes=45)

    assert [line.name for line in store.read(queries.still_here, DAY)] == ["王芳"]
    assert store.write("Leave", commands.close_reception, made.id) == "10:45"

    assert store.read(queries.still_here, DAY) == []
    assert lines(store)[0].minutes == 45
    assert touches_of(store, made.contact_id)[0][2] == 45


def test_a_forgotten_line_of_yesterday_is_closed_by_hand(store, clock):
    made = receive(store, Who(name="王芳"))
    clock.forward(days=1)

    with pytest.raises(InvalidInput):
        store.write("Leave", commands.close_reception, made.id)

    assert store.write("Leave", commands.close_reception, made.id, time_out="11:30") == "11:30"


def test_correcting_a_line_corrects_its_touch(store, clock):
    made = receive(store, Who(name="王芳"), time_in="09:30")
    fields = RegisterFields(time_in="09:10", time_out="09:40", party=2, note="带了家人", level="H", day=DAY)

    store.write("Correct", commands.edit_reception, made.id, fields)

    assert touches_of(store, made.contact_id) == [("came_in", datetime(2026, 11, 22, 9, 10), 30)]
    assert store.read(archive, made.contact_id, today=DAY).customer.level == "H"
    assert store.read(queries.reception, made.id).fields.party == 2


def test_a_name_left_later_is_put_to_the_line(store, clock):
    made = receive(store, party=2)

    fields = store.read(queries.reception, made.id).fields
    store.write("Name", commands.edit_reception, made.id, fields, Who(name="王芳"))

    assert people(store) == ["王芳"]
    line = lines(store)[0]
    assert (line.name, line.fields.party) == ("王芳", 2)
    assert len(touches_of(store, line.contact_id)) == 1


def test_a_touch_taken_off_the_timeline_takes_its_line_along_and_undo_brings_both(store, clock):
    made = receive(store, Who(name="王芳"))

    store.write("Remove", touches.remove_touch, made.touch_id)
    assert lines(store) == ()
    store.undo()

    assert len(lines(store)) == 1


def test_a_line_taken_out_takes_its_touch_along(store, clock):
    made = receive(store, Who(name="王芳"))

    store.write("Remove", commands.remove_reception, made.id)

    assert lines(store) == ()
    assert touches_of(store, made.contact_id) == []


def test_a_merge_takes_the_lines_along(store, clock):
    keep = make.customer(store, name="王芳", phone="13900139000")
    made = receive(store, Who(name="王小芳", phone="13800138000"))

    store.write("Merge", merge, keep, made.contact_id)

    assert lines(store)[0].name == "王芳"
    store.undo()
    assert lines(store)[0].name == "王小芳"


def test_a_line_stays_when_its_person_goes_into_the_trash(store, clock):
    made = receive(store, Who(name="王芳"))

    store.write("Trash", contacts.trash, [made.contact_id])

    assert [(line.name, line.phone) for line in lines(store)] == [("", "")]


def test_the_sheet_of_a_day_adds_up(store, clock):
    fang = Who(name="王芳", phone="13800138000")
    receive(store, fang, time_in="09:00", party=2, level="A", quoted=True, weather="sunny")
    receive(store, time_in="08:30", time_out="08:40")
    receive(store, Who(name="李强"), time_in="09:30", kind=CALLED_IN, weather="rain")

    sheet = store.read(queries.register, DAY)

    assert [(line.number, line.name) for line in sheet.lines] == [(1, ""), (2, "王芳"), (3, "李强")]
    assert sheet.weather == "rain"
    total = sheet.totals
    assert (total.lines, total.came_in, total.called_in, total.people) == (3, 2, 1, 3)
    assert (total.first, total.again, total.left_details, total.still_here) == (2, 0, 1, 1)
    assert (total.flags["quoted"], total.levels) == (1, {"A": 1})
    assert store.read(queries.register, date(2026, 11, 21)).lines == ()


def test_the_timeline_is_told_what_the_register_says(store, clock):
    made = receive(store, Who(name="王芳"), party=2, arrival="own_car", models="海豹", test_drive=True)
    other = make.touch(store, made.contact_id)

    facts = store.read(queries.facts_of, [made.touch_id, other])

    assert list(facts) == [made.touch_id]
    assert facts[made.touch_id] == "2 人来店 · 自驾 · 首次来店 · 海豹 · 试乘试驾 · 未留资料"
    assert store.read(queries.of_touch, made.touch_id) == made.id
    assert store.read(queries.of_touch, other) == ""
