"""On a manager's forms each line says whose customer it is."""

from datetime import date

import pytest

from crm_desktop.features.forms import commands
from crm_desktop.features.forms.queries import design, forms
from crm_desktop.features.forms.records import DAILY_REPORT, DAY_PLAN, LEVEL_TABLE, REGISTER
from crm_desktop.features.settings import commands as settings
from crm_desktop.features.settings.records import Me
from tests import make

TODAY = date(2026, 11, 22)
WITH_COLUMN = (DAY_PLAN, LEVEL_TABLE, DAILY_REPORT)


@pytest.fixture
def shop(store, clock):
    make.enrolled(store, "chen", role="manager")
    store.write("me", settings.save_me, Me(name="陈经理"))
    for n, (name, owner) in enumerate((("王芳", "li"), ("李雷", "wang"))):
        person = make.customer(store, name, f"1380013800{n}", owner=owner)
        make.follow_up(store, person)
        make.touch(store, person, "came_in", result="met")


def consultants(store, form):
    table = store.read(forms, form, TODAY)[0].bands[0][0]
    places = [[column.code for column in table.columns].index(code) for code in ("name", "consultant")]
    return {tuple(line[place].text for place in places) for group in table.groups for line in group.lines}


@pytest.mark.parametrize("form", [*WITH_COLUMN, REGISTER])
def test_a_manager_reads_the_consultant_on_every_line(store, shop, form):
    assert consultants(store, form) == {("王芳", "李娜"), ("李雷", "王强")}


@pytest.mark.parametrize("form", WITH_COLUMN)
def test_the_shop_may_leave_the_column_out(store, shop, form):
    store.write("hide", commands.show_column, form, "consultant", shown=False)

    assert "consultant" not in {column.code for column in store.read(design, form).shown}


@pytest.mark.parametrize("role", ["consultant", None])
@pytest.mark.parametrize("form", WITH_COLUMN)
def test_nobody_else_needs_the_column(store, form, role):
    if role:
        make.enrolled(store, "li", role=role)

    assert "consultant" not in {column.code for column in store.read(design, form).shown}


def test_the_register_of_a_consultant_names_him(store, clock):
    store.write("me", settings.save_me, Me(name="林晓东"))
    make.touch(store, make.customer(store, "王芳"), "came_in", result="met")

    assert consultants(store, REGISTER) == {("王芳", "林晓东")}
