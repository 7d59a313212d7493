"""What is told before a laptop is connected to a shop."""

from typing import TYPE_CHECKING

from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.demo import commands as demo
from crm_desktop.features.settings import commands as settings
from crm_desktop.features.settings.records import Me
from crm_desktop.features.sync.queries.before import before_enrolling
from crm_desktop.features.sync.records import Before
from tests import make

if TYPE_CHECKING:
    from crm_desktop.store.store import Store


def test_customers_go_and_private_contacts_stay(store: "Store") -> None:
    gone = make.customer(store, name="王芳")
    make.customer(store, name="李雷")
    make.contact(store, name="张三", private=False)
    make.contact(store, name="赵六")
    store.write("trash", contacts.trash, [gone])

    assert store.look(before_enrolling) == Before(customers=1, shared=2, private=1, rules=(), made_up=False)


def test_rules_changed_here_are_named_and_what_is_my_own_is_not(store: "Store") -> None:
    store.write("rule", settings.override, "levels", "H", {"horizon_days": 5})
    store.write("rule", settings.override, "levels", "A", {"horizon_days": 10})
    store.write("rule", settings.override, "carry_kit", "cards", {"minimum": 5})
    store.write("me", settings.save_me, Me(name="刘伟"))

    assert store.look(before_enrolling).rules == ("carry_kit", "levels")


def test_a_profile_of_made_up_people_is_known(store: "Store") -> None:
    demo.fill(store, people=5)

    assert store.look(before_enrolling).made_up
