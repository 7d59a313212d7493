"""What joining a shop does to what a consultant had made for himself."""

import json
from datetime import datetime

from crm_desktop.features.settings import commands as settings
from crm_desktop.store.replica.enrolment import RULES_BEFORE
from crm_desktop.store.tables import CatalogueModel, Gift, Visit
from sync.core.mutations import Op
from tests import make
from tests.store.replica.shop import Laptop, Server


def add_shop_data(session) -> None:
    session.add(CatalogueModel(id="car", root="car", brand="比亚迪", model="汉 EV", active=True))
    session.add(Gift(id="gift", root="gift", name="保温杯"))


def test_the_people_list_knows_its_owner_after_joining(store, server: Server) -> None:
    make.customer(store, name="王芳")

    Laptop(store, server)

    assert store.check() == []


def test_own_rules_give_way_to_the_shops_and_can_be_looked_up(store, server: Server) -> None:
    store.write("Rule", settings.override, "numbers", "cold_factor", 3)
    ann = Laptop(store, server)

    assert ann.sync()

    assert ann.value("SELECT count(*) FROM setting WHERE kind = 'numbers'") == 0
    (kept,) = json.loads(str(ann.value("SELECT value FROM sync_state WHERE key = :key", key=RULES_BEFORE)))
    assert (kept["kind"], kept["key"]) == ("numbers", "cold_factor")
    assert not server.shop.records
    assert store.check() == []


def test_own_cars_and_gifts_stay_and_are_not_sent(store, server: Server) -> None:
    store.write("Shop data", add_shop_data)
    ann = Laptop(store, server)

    assert ann.sync()
    assert ann.sync()

    assert ann.value("SELECT count(*) FROM catalogue_model") == 1
    assert ann.value("SELECT count(*) FROM gift") == 1
    assert not server.shop.records


def test_own_marks_on_reports_give_way_and_their_words_stay(store, server: Server) -> None:
    contact = make.customer(store, name="王芳")
    at = datetime(2026, 11, 20, 10, 0)
    words = {"report": "drove it", "review_note": "bring the wife"}
    own = Visit(root=contact, follow_up="", review="well", reviewed_at=at, **words)
    store.write("Visit", lambda session: session.add(own))
    ann = Laptop(store, server)

    assert ann.sync()

    (sent,) = [one.values for key, one in server.shop.records.items() if key[0] == "visit"]
    assert (sent["review"], sent["review_note"], sent["report"]) == ("", "", "drove it\nbring the wife")
    assert ann.rows("SELECT review, reviewed_at, report FROM visit") == [("", None, "drove it\nbring the wife")]
    assert not [one for one in server.shop.records if one[0] == "parked"]
    assert store.check() == []


def test_a_manager_brings_her_rules_into_the_shop(store, server: Server) -> None:
    store.write("Rule", settings.override, "numbers", "cold_factor", 3)
    store.write("Shop data", add_shop_data)
    meg = Laptop(store, server, "meg")

    assert meg.sync()

    sent = {table for table, _row in server.shop.records}
    assert sent >= {"setting", "catalogue_model", "gift"}
    assert Op.INSERT in {entry.mutation.op for entry in server.shop.history}
