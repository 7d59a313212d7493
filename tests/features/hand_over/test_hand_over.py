"""Customers change hands: what goes along, who may, and what stays."""

from datetime import date

import pytest

from crm_desktop.base.errors import InvalidInput, Refused
from crm_desktop.features.customers.queries import person_rows
from crm_desktop.features.hand_over import commands, queries
from crm_desktop.features.visits import commands as visits
from crm_desktop.features.visits.records import VisitPlan
from tests import make

TODAY = date(2026, 11, 22)


@pytest.fixture
def people(store):
    """Two of Li, one of Wang, and one nobody else knows of."""
    make.enrolled(store, "chen", role="manager")
    found = {
        name: make.customer(store, name, f"1380013800{n}", owner=owner)
        for n, (name, owner) in enumerate((("王芳", "li"), ("李雷", "li"), ("韩梅", "wang")))
    }
    found["老友"] = make.contact(store, "老友", "13900000000")
    make.commitment(store, found["王芳"], due_on=date(2026, 11, 20))
    make.commitment(store, found["王芳"], "送膜", state="kept")
    store.write("visit", visits.plan_visit, found["李雷"], VisitPlan(TODAY, purpose="看车"))
    make.follow_up(store, found["李雷"], kind="call")
    return found


def owners(store, people):
    return [row.owner for row in store.read(person_rows, list(people.values()))]


def test_it_is_told_before_what_goes_along(store, people):
    found = store.read(queries.hand_over, [*people.values(), "gone"], "wang")

    assert found.going == (people["王芳"], people["李雷"])
    assert (found.promises, found.visits) == (1, 1)
    assert (found.private, found.there, found.not_mine) == (1, 1, 0)


def test_everything_goes_in_one_step_and_comes_back_in_one(store, people):
    store.write("hand over", commands.reassign, list(people.values()), "wang")

    assert owners(store, people) == ["wang", "wang", "wang", ""]
    assert store.check() == []
    store.undo()
    assert owners(store, people) == ["li", "li", "wang", ""]


def test_a_consultant_hands_over_his_own_and_no_other(store, people):
    make.enrolled(store, "li", role="consultant")

    with pytest.raises(Refused, match="其他顾问"):
        store.write("not mine", commands.reassign, [people["王芳"], people["韩梅"]], "chen")
    store.write("mine", commands.reassign, [people["王芳"]], "wang")

    assert owners(store, people) == ["wang", "li", "wang", ""]


@pytest.mark.parametrize("to", ["zhou", "nobody", "li"])
def test_only_who_works_in_the_shop_gets_customers(store, people, to):
    make.enrolled(store, "li", role="consultant")

    with pytest.raises(InvalidInput):
        store.write("hand over", commands.reassign, [people["王芳"]], to)


def test_nobody_is_handed_over_before_the_enrolment(store):
    person = make.customer(store)

    with pytest.raises(Refused, match="接入"):
        store.write("hand over", commands.reassign, [person], "li")


def test_private_contacts_stay_whatever_is_chosen(store, people):
    with pytest.raises(Refused, match="私密"):
        store.write("hand over", commands.reassign, [people["老友"]], "li")


# The papers -----------------------------------------------------------------------------------------------------


def texts(card):
    return "\n".join(
        [*(fact.label + fact.text for section in card.sections for fact in section.facts),
         *(line.text for section in card.sections for line in section.touches)])  # fmt: skip


def test_the_pack_says_who_gave_to_whom_and_counts(store, people):
    store.write("hand over", commands.reassign, [people["王芳"], people["李雷"]], "wang")

    found = store.read(queries.pack, [people["王芳"], people["李雷"], people["老友"]], TODAY)

    grid = {fact.label: fact.text for fact in found.summary.bands[0][0].facts}
    assert (grid["移交人"], grid["接手人"], grid["合计"]) == ("李娜", "王强", "2")
    assert (grid["未兑现承诺"], grid["已约拜访"]) == ("1", "1")
    assert [card.who.name for card in found.cards] == ["王芳", "李雷"]
    assert found.summary.bands[1][0].count == 2


def test_a_card_holds_what_the_first_call_needs_and_nothing_private(store, people, clock):
    one = people["王芳"]
    make.opportunity(store, one, model="汉 EV")
    make.vehicle(store, one, plate="沪A12345", model="秦")
    make.touch(store, one, note="谈了价格")
    make.touch(store, one, note="悄悄话", private=True)
    for n in range(7):
        make.touch(store, one, note=f"更早的第{n}次", at=clock.now().replace(month=10, day=n + 1))

    card = store.read(queries.pack, [one], TODAY).cards[0]

    said = texts(card)
    assert card.who.level == "A"
    for word in ("送脚垫一套", "汉 EV", "沪A12345", "谈了价格"):
        assert word in said
    assert "悄悄话" not in said
    assert len(next(section for section in card.sections if section.touches).touches) == 5
