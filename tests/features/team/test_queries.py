"""Who I am in the shop comes from what the enrolment and each sync wrote down."""

import pytest

from crm_desktop.base import clock
from crm_desktop.base.errors import Refused
from crm_desktop.features.catalogue import commands as catalogue
from crm_desktop.features.catalogue.records import NewModel
from crm_desktop.features.forms import commands as forms
from crm_desktop.features.referrals import commands as referrals
from crm_desktop.features.scripts import commands as scripts
from crm_desktop.features.scripts.queries import library
from crm_desktop.features.settings import commands as settings
from crm_desktop.features.settings.queries import me as my_card
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import CustomField, Me, RewardRule
from crm_desktop.features.settings.rules import OWN
from crm_desktop.features.team import rules
from crm_desktop.features.team.queries import colleagues, me, team
from crm_desktop.features.team.records import CONSULTANT, MANAGER, Colleague
from crm_desktop.store.replica.schema import PERSONAL_SETTINGS
from tests import make


def test_nobody_is_known_before_the_enrolment(store):
    assert store.look(me) is None
    assert store.read(colleagues) == ()


def test_me_and_my_colleagues_are_known_by_user_and_by_name(store):
    make.enrolled(store, "chen", role=MANAGER)

    found = store.look(team)

    assert (found.me.user, found.me.name, found.me.role) == ("chen", "陈经理", MANAGER)
    assert Colleague("li", "李娜", CONSULTANT) in found.colleagues
    assert found.shop == "城东店"
    assert [found.user_of(typed) for typed in ("LI", " 李娜 ", "nobody")] == ["li", "li", None]
    assert [found.name_of(user) for user in ("li", "long-gone")] == ["李娜", "long-gone"]


def test_an_unreadable_list_of_colleagues_is_no_reason_to_stop(store):
    make.enrolled(store, "li", role=CONSULTANT, colleagues='[{"name": "x"}, 3')

    assert store.look(me).user == "li"
    assert store.look(colleagues) == ()


def test_of_whom_only_the_customers_are_known_the_manager_sees_the_user(store):
    make.enrolled(store, "chen", role=MANAGER)
    make.told(store, scopes='["shop", "own:li", "own:zhao", "own:chen"]')

    found = store.look(team)

    assert [one.user for one in found.colleagues] == ["chen", "zhao", "zhou", "li", "wang"]
    assert Colleague("zhao", "zhao", "") in found.colleagues


def test_who_left_the_shop_is_given_nothing(store):
    make.enrolled(store, "chen", role=MANAGER)

    found = store.look(team)

    assert [one.user for one in found.colleagues if not one.active] == ["zhou"]
    assert [one.user for one in rules.takers(found)] == ["chen", "li", "wang"]


def test_a_consultant_gives_away_only_his_own(store):
    make.enrolled(store, "li", role=CONSULTANT)
    found = store.look(team)

    assert rules.may_give_away(found.me, "li")
    assert not rules.may_give_away(found.me, "wang")
    assert [one.user for one in rules.takers(found)] == ["chen", "wang"]


SHOP_DATA = {
    "levels": (settings.override, "levels", "A", {"horizon_days": 9}),
    "numbers": (settings.override, "numbers", "cold_factor", 3),
    "reset": (settings.reset, "levels"),
    "field": (settings.save_custom_field, CustomField("", "爱好")),
    "title": (forms.set_title, "day_plan", "计划"),
    "form": (forms.reset, "day_plan"),
    "model": (catalogue.add_model, NewModel("比亚迪", "汉 EV")),
    "price list": (catalogue.keep_list, [NewModel("比亚迪", "汉 EV")]),
    "reward rule": (referrals.save_reward_rule, RewardRule("", "到店礼", event="visited", kind="gift", from_nth=2)),
}


@pytest.mark.parametrize("change", sorted(SHOP_DATA))
def test_a_consultant_leaves_the_data_of_the_shop_as_it_is(store, change):
    make.enrolled(store, "li", role=CONSULTANT)
    command, *arguments = SHOP_DATA[change]

    with pytest.raises(Refused, match="属于门店"):
        store.write("try", command, *arguments)

    make.enrolled(store, "chen", role=MANAGER)
    store.write("as the manager", command, *arguments)


def test_gifts_are_the_managers_but_anybody_notes_what_went_out(store):
    make.enrolled(store, "chen", role=MANAGER)
    gift = store.write("gift", referrals.save_gift, name="雨伞", cost=3000, stock=5)
    make.enrolled(store, "li", role=CONSULTANT)

    store.write("out", referrals.move_gift, gift, -1)
    with pytest.raises(Refused):
        store.write("drop", referrals.remove_gift, gift)


def test_what_is_my_own_stays_mine_to_change(store):
    make.enrolled(store, "li", role=CONSULTANT)

    store.write("me", settings.save_me, Me(name="李娜"))
    store.write("days", settings.set_days_off, [0])

    assert store.read(my_card).name == "李娜"
    assert store.read(shop_rules).work_days.weekly == (0,)


def test_a_script_of_the_shop_is_switched_off_by_the_manager(store):
    make.enrolled(store, "li", role=CONSULTANT)
    shipped = store.read(library, today=clock.today()).scripts[0].key

    with pytest.raises(Refused):
        store.write("off", scripts.switch, shipped, on=False)
    mine = store.write("copy", scripts.duplicate, shipped)
    store.write("off", scripts.switch, mine, on=False)


def test_what_is_my_own_is_what_never_leaves_the_laptop():
    assert OWN == PERSONAL_SETTINGS
