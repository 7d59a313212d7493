"""A showroom lived through day by day: chance does what consultants do, and each evening everything must be true."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base.errors import UserError
from crm_desktop.features.calendar import commands as calendar
from crm_desktop.features.calendar import queries as due
from crm_desktop.features.calendar.queries.facts import day_seen
from crm_desktop.features.customers import commands as customers
from crm_desktop.features.customers import derived
from crm_desktop.features.customers.records import NewVehicle
from crm_desktop.features.milestones import commands as milestones
from crm_desktop.features.settings import commands as settings
from crm_desktop.features.touches import commands as touches
from crm_desktop.features.touches.queries.rule_changes import changes_of
from crm_desktop.features.touches.records import NewTouch, NextFollowUp
from crm_desktop.features.touches.rules import CADENCE_RULES, anchor_of
from tests import make

if TYPE_CHECKING:
    from crm_desktop.store.store import Change, Store
    from tests.conftest import FrozenClock

ACTIVE = {"N", "P", "O", "D", "F1", "F2"}
RESULTS = ("answered", "answered", "answered", "no_answer", "busy")
FESTIVALS = ("spring_festival", "dragon_boat", "mid_autumn")
TUNED = ("delivery_d1", "delivery_d3", "delivery_d7", "insurance_45", "insurance_33", "inspection", "after_service")
Item = tuple[str, str, str]


class Showroom:
    """One consultant's profile in a test, with the day's doings decided by chance."""

    def __init__(self, store: "Store", clock: "FrozenClock", *, people: int, seed: int, start: date) -> None:
        self.store, self.clock, self.most, self.dice = store, clock, people, Random(seed)
        self.day = start
        self.people: list[str] = []
        self.touched: list[str] = []
        self.concerned: set[str] = set()  # by something that may close or move an item
        self.quiet: set[str] = set()  # by something that may not
        self.overdue: dict[Item, date] = {}
        self._hearing = self.concerned
        self.festivals_told = 0
        self._undoing = self._rule_undone = False
        store.on_change(self._hear)

    def _hear(self, change: "Change") -> None:
        self._hearing |= change.roots
        self._rule_undone |= self._undoing and "rule_change" in change.tables

    # A day ----------------------------------------------------------------------------------------------------------

    def live(self, doings: int, *, festivals: int = 0) -> None:
        """One day: the morning, so many doings, perhaps festivals on top, the evening's look at everything."""
        self.concerned.clear()
        self.quiet.clear()
        self._rule_undone = False
        self._at(8)
        self.store.write("A new day", calendar.see_day)  # a touch of a wrong clock may count from today
        for n in range(doings):
            self._at(9 + n * 9 // doings)
            self._do()
        self._at(19)
        for _n in range(festivals):
            self._festival()
        if self.dice.random() < 0.02:
            self._wrong_clock()
        self.check()
        self.day += timedelta(days=1)

    def _at(self, hour: int) -> None:
        self.clock.set(datetime.combine(self.day, time(hour, self.dice.randrange(60))))

    def _do(self) -> None:
        quietly = False
        doing = self._pick()
        if doing in (self._missed, self._note, self._tag):
            quietly = True
        self._hearing = self.quiet if quietly else self.concerned
        try:
            doing()
        except UserError:
            pass  # chance wanted what the program rightly refuses
        finally:
            self._hearing = self.concerned

    def _pick(self) -> Callable[[], object]:
        if len(self.people) < self.most and (len(self.people) < 5 or self.dice.random() < 0.12):
            return self._new
        doings: list[tuple[Callable[[], object], int]] = [
            (self._work_due, 30), (self._talk, 8), (self._missed, 8), (self._note, 2), (self._tag, 2),
            (self._service, 3), (self._correct, 3), (self._remove, 2), (self._plan, 4), (self._move, 4),
            (self._cancel, 3), (self._level, 5), (self._order, 4), (self._deliver, 4), (self._lose, 2),
            (self._freeze, 2), (self._out, 1), (self._cancel_order, 1), (self._revive, 2), (self._car, 3),
            (self._undo, 4), (self._rule, 1), (self._days, 1),
        ]  # fmt: skip
        return self.dice.choices([one for one, _n in doings], [n for _one, n in doings])[0]

    def _someone(self) -> str:
        return self.dice.choice(self.people)

    def _write(self, label: str, command: Callable[..., Any], *args: Any, **more: Any) -> Any:
        return self.store.write(label, command, *args, **more)

    # Doings -----------------------------------------------------------------------------------------------------------

    def _new(self) -> None:
        level = self.dice.choice(["", "H", "A", "B", "C"])
        number = len(self.people)
        self.people.append(make.customer(
            self.store, f"客户{number}", f"138{number:08}", level=level, status="P" if level else "N",
            tier=self.dice.choice([None, 1, 2, 3, 4])))

    def _log(self, person: str, **more: Any) -> None:
        touch = NewTouch(more.pop("kind", "call"), more.pop("result", self.dice.choice(RESULTS)), **more)
        self.touched.append(self._write("Log", touches.log_touch, person, touch).id)

    def _work_due(self) -> None:
        items = self.store.read(due.due_items, self.day, limit=20)
        if items:
            item = self.dice.choice(items)
            self._log(item.contact_id, answers=item.key if self.dice.random() < 0.7 else "")

    def _talk(self) -> None:
        earlier = self.clock.moment - timedelta(days=self.dice.choice([0, 0, 0, 1, 3]))
        self._log(self._someone(), kind="came_in", result="met", at=earlier)

    def _missed(self) -> None:
        self._log(self._someone(), result="no_answer")

    def _note(self) -> None:
        if self.touched:
            self._write("Note", touches.set_note, self.dice.choice(self.touched), "改了备注")

    def _tag(self) -> None:
        make.tag(self.store, self._someone(), "车友会")

    def _service(self) -> None:
        self._log(self._someone(), kind="service", result="met")

    def _correct(self) -> None:
        if self.touched:
            new = NewTouch("call", self.dice.choice(["answered", "no_answer"]))
            self._write("Correct", touches.edit_touch, self.dice.choice(self.touched[-30:]), new)

    def _remove(self) -> None:
        if self.touched:
            self._write("Remove", touches.remove_touch, self.touched.pop(self.dice.randrange(len(self.touched))))

    def _plan(self) -> None:
        plan = NextFollowUp(self._soon(), self.dice.choice(["", "15:00"]), self.dice.choice(["call", "visit"]))
        self._write("Plan", calendar.plan_follow_up, self._someone(), plan)

    def _soon(self) -> date:
        return self.day + timedelta(days=self.dice.randrange(20))

    def _item(self) -> tuple[str, str] | None:
        person = self._someone()
        items = self.store.read(due.open_items, person, today=self.day)
        return (person, self.dice.choice(items).key) if items else None

    def _move(self) -> None:
        if found := self._item():
            self._write("Move", calendar.move_follow_up, *found, due_on=self._soon())

    def _cancel(self) -> None:
        if found := self._item():
            self._write("Drop", calendar.cancel_follow_up, *found)

    def _level(self) -> None:
        self._write("Level", customers.set_level, self._someone(), self.dice.choice(["H", "A", "B", "C"]))

    def _order(self) -> None:
        coming = self.dice.choice([None, self.day + timedelta(days=self.dice.randrange(1, 40))])
        self._write("Order", milestones.order, self._someone(), deliver_on=coming)

    def _deliver(self) -> None:
        ago = timedelta(days=self.dice.choice([0, 0, 2]))
        self._write("Deliver", milestones.deliver, self._someone(), on=self.day - ago)

    def _lose(self) -> None:
        again = self.dice.choice([None, self.day + timedelta(days=self.dice.randrange(1, 60))])
        self._write("Lose", milestones.lose, self._someone(), reason="other_brand", truth="true", revive_on=again)

    def _freeze(self) -> None:
        self._write("Freeze", milestones.freeze, self._someone(), until=self._soon())

    def _out(self) -> None:
        self._write("Out", milestones.out_of_contact, self._someone())

    def _cancel_order(self) -> None:
        self._write("Cancel", milestones.cancel_order, self._someone())

    def _revive(self) -> None:
        self._write("Revive", milestones.revive, self._someone(), self.dice.choice(["H", "A", "B", "C"]))

    def _car(self) -> None:
        def coming() -> date | None:
            return self.dice.choice([None, self.day + timedelta(days=self.dice.randrange(-20, 120))])

        bought = self.day - timedelta(days=self.dice.randrange(200, 900))
        car = NewVehicle(
            bought_on=bought, mileage=self.dice.choice([None, 9000]), insurance_until=coming(),
            inspection_until=coming(), maintenance_on=coming(), maintenance_km=self.dice.choice([None, 10_000]))
        self._write("Car", customers.add_vehicle, self._someone(), car)

    def _undo(self) -> None:
        self._undoing = True
        try:
            if self.dice.random() < 0.8:
                self.store.undo()
            else:
                self.store.redo()
        finally:
            self._undoing = False

    def _rule(self) -> None:
        kind = self.dice.choice(["levels", "statuses", "event_rules", "tiers", "festivals", "back"])
        if kind == "levels":
            change = {"interval_days": self.dice.randrange(1, 20)}
            self._write("Rule", settings.override, kind, self.dice.choice(["H", "A", "B", "C"]), change)
        elif kind == "statuses":
            change = {"interval_days": self.dice.randrange(2, 60)}
            self._write("Rule", settings.override, kind, self.dice.choice(["N", "O", "F1", "F2"]), change)
        elif kind == "tiers":
            self._write("Rule", settings.override, kind, "1", {"percent": self.dice.choice([50, 100, 150])})
        elif kind == "event_rules":
            change = {"on": self.dice.random() < 0.6}
            self._write("Rule", settings.override, kind, self.dice.choice(TUNED), change)
        elif kind == "festivals":
            self._festival()
        else:
            self._write("Back", settings.reset, self.dice.choice(["levels", "statuses", "event_rules", "tiers"]))

    def _festival(self) -> None:
        """A greeting more or fewer: told to everybody whose greetings it changed, and to nobody else."""
        kind, key, field = self.dice.choice([
            *(("tiers", tier, "festivals") for tier in "1234"), *(("event_rules", code, "on") for code in FESTIVALS)])
        before, known = self.store.read(_greetings), self.store.read(_rule_changes)
        self._write("Festival", settings.override, kind, key, {field: self.dice.random() < 0.6})
        made = self.store.read(_rule_changes) - known
        after = self.store.read(_greetings)
        for person in set(self.people) - self.concerned if made else ():
            told = not made.isdisjoint(self.store.read(changes_of, person))
            moved = before.get(person, set()) != after.get(person, set())
            # A greeting that was moved by hand stays where it is.
            stays = told and self.store.read(_has_plan, person)
            assert told == moved or stays, f"{self.day}: {key}, {moved=} {told=}"
            self.festivals_told += told

    def _days(self) -> None:
        if self.dice.random() < 0.5:
            weekly = self.dice.sample(range(7), self.dice.randrange(3))
            self._write("Days", settings.set_days_off, weekly, national=self.dice.random() < 0.8)
        else:
            first = self._soon()
            self._write("Leave", settings.add_leave, first, first + timedelta(days=self.dice.randrange(9)))

    def _wrong_clock(self) -> None:
        """The laptop thinks it is another day for a while; somebody works on."""
        right = self.clock.moment
        self.clock.set(right + timedelta(days=self.dice.choice([-40, -1, 1, 3, 90, 400])))
        self.store.write("A new day", calendar.see_day)
        for _n in range(3):
            for doing in (self._talk, self._missed, self._level):
                with suppress(UserError):
                    doing()
        self.clock.set(right)
        self.store.write("A new day", calendar.see_day)

    # The evening ------------------------------------------------------------------------------------------------------

    def check(self) -> None:
        """What must be true every day."""
        now = self.store.read(_now)
        self._nobody_forgotten(now)
        assert len(now.items) == now.count, f"{self.day}: an item twice"
        self._nothing_vanished(now)
        self._every_touch_counts(now)
        wrong = self.store.read(_wrong)
        assert wrong == [], f"{self.day}: kept otherwise than reckoned: {wrong}"
        self.overdue = {item: on for item, on in now.items.items() if on < self.day}

    def _nobody_forgotten(self, now: "Now") -> None:
        with_items = {root for root, _rule, _occurrence in now.items}
        for root, status in now.statuses.items():
            assert root in with_items or status not in ACTIVE, f"{self.day}: {status} has no next date"

    def _nothing_vanished(self, now: "Now") -> None:
        for item, on in self.overdue.items():
            if now.items.get(item, date.max) <= on or item[0] in self.concerned:
                continue
            shown = self._rule_undone or self.store.read(_changed_on, item[0], self.day)
            assert shown, f"{self.day}: {item[1]}/{item[2]} of {on} is gone, concerned by nothing"

    def _every_touch_counts(self, now: "Now") -> None:
        for root, at, key in now.answers:
            rule, _slash, occurrence = key.partition("/")
            if (root, rule, occurrence) not in now.items:
                continue
            turn = rule in CADENCE_RULES and (anchor_of(occurrence) or date.max) >= at
            assert turn, f"{self.day}: {key} is open though it was answered on {at}"
        for root, last in now.last.items():
            assert now.shown[root] == last, f"{self.day}: last reached {now.shown[root]} instead of {last}"


class Now:
    """What stands in the file in the evening."""

    def __init__(self, session: Session) -> None:
        run = session.connection().exec_driver_sql
        rows = run("SELECT root, rule, occurrence, due_on FROM derived_due").all()
        self.count = len(rows)
        self.items: dict[Item, date] = {(r[0], r[1], r[2]): date.fromisoformat(r[3]) for r in rows}
        self.statuses: dict[str, str] = dict(
            run(
                "SELECT root, status FROM customer "
                "WHERE deleted IS NULL AND root IN (SELECT id FROM derived_person)"
            ).all()
        )
        self.shown = {
            row[0]: date.fromisoformat(row[1]) if row[1] else None
            for row in run("SELECT id, last_effective_on FROM derived_person").all()
        }
        tomorrow = str(day_seen(session.connection()) + timedelta(days=1))
        spoken = run(
            "SELECT root, date(at), follow_key FROM touch WHERE deleted IS NULL AND effective AND at < ?", (tomorrow,)
        ).all()
        self.answers = [(r[0], date.fromisoformat(r[1]), r[2]) for r in spoken if r[2]]
        self.last: dict[str, date] = {}
        for root, at, _key in spoken:
            day = date.fromisoformat(at)
            self.last[root] = max(day, self.last.get(root, day))


def _now(session: Session) -> Now:
    return Now(session)


def _wrong(session: Session) -> list[str]:
    people = list(session.execute(text("SELECT id FROM derived_person")).scalars())
    wrong = derived.wrong_items(session.connection(), people)
    return [*derived.differences(session), *([f"{wrong} items"] if wrong else [])]


def _greetings(session: Session) -> dict[str, set[str]]:
    """The festivals that are ahead of each person."""
    rows = session.execute(text(f"SELECT root, rule FROM derived_due WHERE rule IN {FESTIVALS}"))
    found: dict[str, set[str]] = {}
    for root, rule in rows:
        found.setdefault(root, set()).add(rule)
    return found


def _has_plan(session: Session, contact_id: str) -> bool:
    sql = f"SELECT 1 FROM follow_up WHERE root = ? AND rule IN {FESTIVALS} AND state = 'planned' AND deleted IS NULL"
    return session.connection().exec_driver_sql(sql, (contact_id,)).first() is not None


def _rule_changes(session: Session) -> set[str]:
    return set(session.execute(text("SELECT id FROM rule_change WHERE deleted IS NULL")).scalars())


def _changed_on(session: Session, contact_id: str, day: date) -> bool:
    """Whether a change of the rules of that day stands on the person's timeline."""
    made = session.execute(text("SELECT id FROM rule_change WHERE date(at) = :day"), {"day": str(day)}).scalars().all()
    return not set(changes_of(session, contact_id)).isdisjoint(made)
