"""Whose a customer is: in the list, its filter and its figures."""

import pytest

from crm_desktop.features.customers import commands
from crm_desktop.features.customers.queries import facets, person_rows, segments
from crm_desktop.features.customers.rules import parse_filter
from crm_desktop.features.search.queries import find, people_ids, people_page
from tests import make


@pytest.fixture
def people(store):
    make.enrolled(store, "chen", role="manager")
    return {
        name: make.customer(store, name, f"1380013800{n}", level=level, owner=owner)
        for n, (name, level, owner) in enumerate((("王芳", "H", "li"), ("李雷", "A", "wang"), ("韩梅", "H", "wang")))
    }


@pytest.mark.parametrize(
    ("typed", "names"),
    [("owner:li", ["王芳"]), ("顾问:王强", ["韩梅", "李雷"]), ("owner:WANG level:H", ["韩梅"]), ("owner:nobody", []),
     ("owner:li,wang", ["韩梅", "李雷", "王芳"]), ("owner:wang 李", ["李雷"])],
)  # fmt: skip
def test_a_filter_names_consultants_by_user_or_name(store, people, typed, names):
    page = store.read(people_page, parse_filter(typed))

    assert [row.name for row in page.rows] == names
    assert page.total == len(names)
    assert len(store.read(people_ids, parse_filter(typed))) == len(names)


def test_the_search_box_knows_the_filter(store, people):
    assert [hit.name for hit in store.read(find, "owner:wang level:H").people] == ["韩梅"]


def test_figures_are_counted_of_some_consultants(store, people):
    assert store.read(facets).levels["H"] == 2

    found = store.read(facets, owners=frozenset({"王强"}))

    assert (found.total, found.levels["H"], found.levels["A"]) == (2, 1, 1)


def test_a_row_says_whose_it_is_and_follows_a_change(store, people):
    def give(session):
        from crm_desktop.store.tables import Contact

        session.get_one(Contact, people["王芳"]).owner = "wang"

    store.write("give", give)

    assert [row.owner for row in store.read(person_rows, [people["王芳"]])] == ["wang"]
    assert store.check() == []


def test_the_filter_is_tested_in_the_index_of_the_order(store, people):
    def plan(session):
        sql = ("SELECT id FROM derived_person WHERE is_customer = 1 AND owner IN ('li') "
               "ORDER BY due_on NULLS LAST, id LIMIT 100")  # fmt: skip
        return str(session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}").all())

    assert "COVERING INDEX dp_due" in store.read(plan)


def test_a_managers_own_segments_come_first_and_each_other_names_its_consultant(store):
    make.enrolled(store, "li", role="consultant")
    hers = store.write("save", commands.save_segment, "热门", "level:H")
    make.own(store, "segment", hers, "li")
    make.enrolled(store, "chen", role="manager")

    mine = store.write("save", commands.save_segment, "热门", "level:H,A")

    found = store.read(segments)
    assert [(one.id, one.filter, one.owner) for one in found] == [(mine, "level:H,A", ""), (hers, "level:H", "李娜")]
    store.write("again", commands.save_segment, "热门", "level:A")
    assert [one.filter for one in store.read(segments)] == ["level:A", "level:H"]
