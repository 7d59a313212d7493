"""Where people stand, reckoned for many at a time."""

from datetime import timedelta
from typing import TYPE_CHECKING

from crm_desktop.base import clock
from crm_desktop.features.calendar.derived import DueShop, Standing, standings
from crm_desktop.features.settings.queries import shop_rules
from tests import make

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from crm_desktop.store.store import Store


def test_people_of_the_same_level_stand_as_each_by_himself(store: "Store") -> None:
    entered = clock.today() - timedelta(20)
    people = [make.customer(store, opened_on=entered) for _ in range(6)]
    friends = [make.contact(store, name="周敏", ring=1) for _ in range(2)]
    make.touch(store, people[1])
    make.follow_up(store, people[2])
    make.vehicle(store, people[3], kind="own", delivered_on=entered, sold_by_us=True)
    make.opportunity(store, people[4], stage="ordered", deliver_on=clock.today() + timedelta(9))
    make.follow_up(store, friends[1])

    def found(session: "Session", ids: list[str]) -> dict[str, Standing]:
        return standings(session.connection(), ids, DueShop.of(shop_rules(session), session.connection()))

    together = store.read(found, people + friends)

    assert together == {one: store.read(found, [one])[one] for one in people + friends}
    assert together[people[0]] == together[people[5]]
    assert len({str(standing) for standing in together.values()}) == 7
