"""The manager sees whose customer it is also in the search, in groups, among partners and on the map."""

import pytest
from PySide6.QtWidgets import QApplication

from crm_desktop.features.network import commands, queries
from crm_desktop.features.network.records import NewGroup, NewTip
from crm_desktop.features.relationship_map.queries import network
from crm_desktop.ui.window import found_people
from tests import make


@pytest.fixture
def people(store, clock):
    """Two customers of two consultants, in one company; the first one's consultant is called 李娜."""
    make.enrolled(store, "chen", role="manager")
    return [
        make.customer(store, "赵一", owner="li", company="海豚科技"),
        make.customer(store, "赵二", owner="wang", company="海豚科技"),
    ]


@pytest.fixture
def group(store, people):
    made = store.write("group", commands.save_group, NewGroup("club", "车友会"))
    store.write("members", commands.add_members, made, people)
    return made


def pills(row):
    return [pill.text for pill in row.pills]


def owner_names(store, people):
    from crm_desktop.features.team.queries import team

    known = store.read(team)
    return [known.name_of(user) for user in ("li", "wang")]


def test_the_search_says_whose_it_is(store, people):
    first, second = owner_names(store, people)

    found = {one.row.title: pills(one.row) for one in store.read(found_people.find, "赵", 20)}

    assert first in found["赵一"]
    assert second in found["赵二"]


def test_a_consultant_is_not_told_that_all_are_his(store, clock):
    make.enrolled(store, "li", role="consultant")
    make.customer(store, "赵一", owner="li")

    (found,) = store.read(found_people.find, "赵", 20)

    assert "li" not in str(pills(found.row))


def test_groups_count_and_show_the_people_of_some_consultants(open_page, store, people, group):
    first, _second = owner_names(store, people)
    page = open_page("network")
    page.show_tab("groups")
    tab = page.groups
    tab.show_group(group)
    QApplication.processEvents()
    assert tab.owners.isVisible()
    assert {row.title: first in pills(row) for _n, row in tab.members.rows.held()} == {"赵一": True, "赵二": False}

    tab.owners.put({"li"})
    tab.owners.changed.emit()
    QApplication.processEvents()

    assert [row.title for _n, row in tab.members.rows.held()] == ["赵一"]
    assert [one.people for one in store.read(queries.groups, owners={"li"})] == [1]
    assert store.read(queries.groups, owners={"chen"}) == []


def test_partners_are_those_of_some_consultants(open_page, store, people, clock):
    for person in people:
        store.write("tip", commands.record_tip, NewTip(person, "received", clock.now().date(), about_name="某人"))
    page = open_page("network")
    page.show_tab("tips")
    tab = page.tips
    assert len(tab.partners) == 2
    assert all(one.owner for one in tab.partners)

    tab.owners.put({"wang"})
    tab.owners.changed.emit()
    QApplication.processEvents()

    assert [one.name for one in tab.partners] == ["赵二"]


def test_the_map_is_narrowed_to_some_consultants_and_says_whose(open_page, store, people):
    first, _second = owner_names(store, people)
    page = open_page("map")
    assert page.bar.owners.isVisible()
    assert {one.owner for one in store.read(network).people} == {"li", "wang"}

    page.open_record(people[0])
    QApplication.processEvents()
    assert first in page.side.detail.about.text()
    page.bar.owners.put({"li"})
    page.bar.owners.changed.emit()

    assert page.bar.wanted().owners == {"li"}
    page.bar.clear()
    assert not page.bar.wanted()
