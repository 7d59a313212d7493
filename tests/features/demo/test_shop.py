"""The made-up laptop of a shop is read as a real one is."""

from crm_desktop.features.demo import commands as demo
from crm_desktop.features.demo.commands import shop
from crm_desktop.features.sync import queries as sync
from crm_desktop.features.team.queries import me


def test_whose_laptop_it_is_reads_the_same_everywhere(store):
    demo.fill(store, people=60, seed=1)

    shop.connect(store)

    assert store.look(sync.state).user == shop.ME
    assert store.look(me).user == shop.ME
