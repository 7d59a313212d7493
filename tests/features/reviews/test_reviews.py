"""What a consultant records goes before the manager's eyes; alone nothing is asked."""

from datetime import date

import pytest

from crm_desktop.base.errors import InvalidInput, Refused
from crm_desktop.features.customers.queries import archive
from crm_desktop.features.duplicates import commands as duplicates
from crm_desktop.features.milestones import commands as milestones
from crm_desktop.features.reviews import commands
from crm_desktop.features.reviews.glance import reviews_of, state_text, waiting
from crm_desktop.features.visits import commands as visits
from crm_desktop.features.visits import queries as visit_queries
from crm_desktop.features.visits.records import VisitPlan, VisitReport
from tests import make

TODAY = date(2026, 11, 22)


def lose(store, person):
    return store.write("lose", milestones.lose, person, reason="same_price", truth="true", note="差三千")


def as_manager(store):
    make.enrolled(store, "chen", role="manager")


def as_consultant(store):
    make.enrolled(store, "li", role="consultant")


@pytest.fixture
def person(store):
    as_consultant(store)
    found = make.customer(store, "王芳", owner="li")
    make.opportunity(store, found, model="汉 EV")
    return found


@pytest.fixture
def lost(store, person):
    lose(store, person)
    return person


def test_a_loss_waits_for_the_manager_with_all_he_needs(store, lost):
    as_manager(store)

    found = store.look(waiting)

    assert (found.total, found.is_manager) == (1, True)
    one = found.items[0]
    assert (one.kind, one.contact_id, one.name, one.asked_by, one.asked_on) == ("loss", lost, "王芳", "李娜", TODAY)
    assert one.title == "战败 · 汉 EV"
    assert "差三千" in one.lines


def test_a_merge_waits_too_and_names_who_is_gone(store, person):
    other = make.customer(store, "王小芳", "13900000000", owner="li")
    store.write("merge", duplicates.merge, person, other)
    as_manager(store)

    one = store.look(waiting).items[0]

    assert (one.kind, one.contact_id) == ("merge", person)
    assert "王小芳" in one.lines[0]


def test_a_report_is_marked_by_the_answer(store, person):
    visit = store.write("plan", visits.plan_visit, person, VisitPlan(TODAY, purpose="看车"))
    store.write("report", visits.report_visit, visit, VisitReport(report="谈得好", agreed="下周试驾"))
    as_manager(store)
    one = store.look(waiting).items[0]
    assert one.lines == ("谈得好", "下周试驾")

    store.write("approve", commands.approve, one.id, "不错")

    record = store.read(visit_queries.visit, visit)
    assert (record.review, record.review_note) == ("good", "不错")
    assert store.look(waiting).items == ()


def test_the_mark_on_a_report_answers_the_review(store, person):
    visit = store.write("plan", visits.plan_visit, person, VisitPlan(TODAY))
    store.write("report", visits.report_visit, visit, VisitReport(report="没见到"))
    as_manager(store)

    store.write("mark", visits.review_visit, visit, "redo", note="再约")

    assert store.look(waiting).total == 0
    as_consultant(store)
    assert [(one.kind, one.note) for one in store.look(waiting).items] == [("visit", "再约")]


def test_a_withdrawn_report_waits_for_nobody(store, person):
    visit = store.write("plan", visits.plan_visit, person, VisitPlan(TODAY))
    store.write("report", visits.report_visit, visit, VisitReport(report="写错人了"))
    store.write("withdraw", visits.withdraw_report, visit)
    as_manager(store)

    assert store.look(waiting).total == 0


def test_what_is_sent_back_comes_back_with_its_note_and_is_asked_again(store, lost):
    as_manager(store)
    one = store.look(waiting).items[0]
    with pytest.raises(InvalidInput):
        store.write("send back", commands.send_back, one.id, "  ")
    store.write("send back", commands.send_back, one.id, "再打一次电话")
    assert store.look(waiting).total == 0

    as_consultant(store)
    back = store.look(waiting)
    assert (back.total, back.is_manager) == (1, False)
    assert state_text(back.items[0]) == "战败 · 汉 EV：被陈经理退回。再打一次电话"
    store.write("again", commands.ask_again, one.id)

    as_manager(store)
    assert [item.id for item in store.look(waiting).items] == [one.id]


def test_a_loss_taken_back_is_not_looked_at(store, lost):
    store.write("revive", milestones.revive, lost, level="B")
    as_manager(store)

    assert store.look(waiting).total == 0
    assert store.read(reviews_of, lost) == []


def test_who_is_lost_twice_is_looked_at_once(store, lost):
    as_manager(store)
    store.write("approve", commands.approve, store.look(waiting).items[0].id)
    as_consultant(store)
    store.write("revive", milestones.revive, lost, level="B")
    deal = store.read(archive, lost).opportunities[0].id
    store.write("lose", milestones.lose, lost, reason="same_price", truth="true", deal=deal)
    as_manager(store)

    assert [(one.of, one.state) for one in store.look(waiting).items] == [(deal, "asked")]


def test_undo_takes_the_asking_back_with_the_loss(store, lost):
    store.undo()
    as_manager(store)

    assert store.look(waiting).total == 0


def test_a_consultant_decides_nothing(store, lost):
    one = store.read(reviews_of, lost)[0]

    with pytest.raises(Refused):
        store.write("approve", commands.approve, one.id)


def test_a_consultant_marks_no_report(store, person):
    visit = store.write("plan", visits.plan_visit, person, VisitPlan(TODAY))
    store.write("report", visits.report_visit, visit, VisitReport(report="谈得好"))

    with pytest.raises(Refused):
        store.write("mark", visits.review_visit, visit, "good")


def test_a_manager_asks_nobody(store):
    as_manager(store)
    person = make.customer(store, owner="chen")
    lose(store, person)

    assert store.look(waiting).total == 0


def test_alone_nothing_is_asked(store):
    person = make.customer(store)
    lose(store, person)
    as_manager(store)

    assert store.look(waiting).total == 0


def test_of_private_contacts_the_manager_hears_nothing(store):
    as_consultant(store)
    keep = make.contact(store, "老友", "13900000000")
    other = make.contact(store, "老友二", "13900000001")
    store.write("merge", duplicates.merge, keep, other)
    as_manager(store)

    assert store.look(waiting).total == 0
