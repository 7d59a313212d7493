"""The archive of one made-up customer: status, needs, cars, talks, plans and promises that fit each other."""

from itertools import accumulate

from crm_desktop.base import names
from crm_desktop.features.demo.records import Batch, World
from crm_desktop.features.demo.rules import cars, said
from crm_desktop.features.demo.rules.dice import Dice
from crm_desktop.features.demo.rules.material import Material
from crm_desktop.features.demo.rules.words import Talk

# A small shop's first customers are dealt out so that every list of the day has something to show.
_FIRST = ("P", "D", "P", "O", "D", "P", "N", "F1", "D", "P", "D", "P", "F2", "D", "P", "L", "D", "P", "D", "T")
_STATUSES = ("N", "P", "O", "D", "F1", "F2", "L", "T")
_STATUS_SUMS = tuple(accumulate((0.01, 0.22, 0.05, 0.44, 0.12, 0.08, 0.06, 0.02)))
_LEVELS = ("H", "A", "B", "C")
_LEVEL_SUMS = tuple(accumulate((0.12, 0.25, 0.33, 0.30)))
_TIER_SUMS = tuple(accumulate((0.08, 0.2, 0.42, 0.3)))
_KINDS = ("call", "wechat", "came_in", "test_drive", "quote", "visit", "called_in", "sms")
_KIND_SUMS = tuple(accumulate((0.43, 0.31, 0.09, 0.04, 0.05, 0.02, 0.04, 0.02)))
_OWNER_KINDS = ("call", "wechat", "service", "called_in", "event", "gift")
_OWNER_SUMS = tuple(accumulate((0.38, 0.34, 0.12, 0.08, 0.05, 0.03)))
_OPENERS = ("", "", "news", "help", "benefit")
_STAGES = {"D": "delivered", "O": "ordered", "F1": "lost"}
_RESULTS = {
    "call": ("answered", ("no_answer", "no_answer", "busy", "rejected")),
    "called_in": ("answered", ("answered",)),
    "wechat": ("replied", ("no_reply",)),
    "sms": ("replied", ("no_reply",)),
    "quote": ("met", ("no_reply",)),
}


def result_of(kind: str, *, reached: bool, dice: Dice) -> str:
    """How such a touch ends, reached or not."""
    good, bad = _RESULTS.get(kind, ("met", ("none",)))
    return good if reached else dice.pick(bad)


class Archive:
    """One customer in the making; `opened` is how many days ago the archive was opened."""

    def __init__(self, world: World, stuff: Material, dice: Dice, talk: Talk) -> None:
        self.world, self.stuff, self.dice, self.talk = world, stuff, dice, talk
        self.opened = 0
        self.status = "P"
        self.level = ""
        self.car = cars.model(dice, stuff)
        self.price = cars.price(dice, self.car)
        self.last_reached: int | None = None
        self.changed = 0  # days since the status began

    def fill(self, batch: Batch, root: str, place: int) -> None:
        """Write all rows of the archive but the person's own."""
        self._begin(place)
        self._customer(batch, root)
        self._scales(batch, root)
        self._opportunity(batch, root)
        self._cars(batch, root, place)
        self._touches(batch, root)
        self._plans(batch, root)

    def _begin(self, place: int) -> None:
        dice = self.dice
        self.status = _FIRST[place % 20] if place < 200 else _STATUSES[dice.place(_STATUS_SUMS)]
        until = self._until_due(place)
        if self.status == "N":
            self.opened = max(0, 1 - until)
            return
        self.level = _LEVELS[dice.place(_LEVEL_SUMS)] if self.status in ("P", "O", "F2") or dice.chance(0.3) else ""
        rhythm = self.world.intervals.get(f"P:{self.level}" if self.status == "P" else self.status, 0)
        if rhythm and until < 0 and place % 18 == 9:
            until = -rhythm - dice.between(0, 12)  # going cold: silent for two intervals
        if rhythm:
            self.last_reached = max(1, rhythm - min(until, rhythm - 1))
        else:
            self.last_reached = dice.between(1, 120)
        longest = 1500 if self.status in ("D", "F1", "L", "T") else 240
        self.opened = self.last_reached + 3 + int(longest * dice.random.random() ** 1.3)
        # The rhythm of a status counts from the later of its beginning and the last real talk.
        self.changed = dice.between(self.last_reached + 1, self.opened)

    def _until_due(self, place: int) -> int:
        """Days until the rhythm asks again: 0 is today, below is overdue. Few are due, however large the book."""
        dice, share = self.dice, min(0.05, 0.01 + 12 / self.world.people)
        if self.world.people <= 2000 and place < 120 and place % 6 in (0, 3):
            return 0 if place % 6 == 0 else -dice.between(1, 4)
        kind = dice.random.random()
        if kind < share:
            return 0
        if kind < 1.7 * share:
            return -dice.between(1, 6) if kind < 1.4 * share else -dice.between(7, 45)
        return dice.between(1, 90)

    def _customer(self, batch: Batch, root: str) -> None:
        dice, people = self.dice, self.stuff.talk["people"]
        tier = 1 + dice.place(_TIER_SUMS) if dice.chance(0.6) else None
        batch.add(
            "customer",
            dice.new_id(),
            root,
            dice.moment(self.opened),
            self.status,
            self.level,
            tier,
            dice.pick(people["tier_reason"]) if tier == 1 else "",
            dice.day(self.opened),
            dice.some(0.5, people["decision"]),
            dice.some(0.4 if self.status in ("P", "O") else 0.05, self.stuff.talk["purposes"]["names"]),
        )

    def _scales(self, batch: Batch, root: str) -> None:
        dice = self.dice
        if self.status == "N":
            return
        first = max(self.changed, self.opened - 1) if self.status != "P" else self.changed
        steps = [(first, "status", "N", "P")] if self.status != "P" else [(self.changed, "status", "N", "P")]
        if self.status != "P":
            steps.append((self.changed, "status", "P", self.status))
        if self.level and dice.chance(0.6):
            before = dice.pick(_LEVELS)
            if before != self.level:
                steps.append((dice.between(self.last_reached or 0, self.opened), "level", before, self.level))
        for ago, scale, before, after in steps:
            moment = dice.moment(ago)
            batch.add("scale_change", dice.new_id(), root, moment, moment, scale, before, after, "")

    def _opportunity(self, batch: Batch, root: str) -> None:
        dice, stuff, yuan = self.dice, self.stuff, 100
        stage = _STAGES.get(self.status, "open")
        ordered = self.changed + (dice.between(5, 40) if stage == "delivered" else 0)
        lost = self.stuff.talk["lost"]
        batch.add(
            "opportunity",
            dice.new_id(),
            root,
            dice.moment(self.opened),
            stage,
            self.car.model,
            dice.pick(stuff.cars["colours"]["names"]),
            dice.some(0.7, self.world.uses),
            (self.price // 10000) * 10000 * yuan,
            (self.price // 10000 + dice.between(1, 4)) * 10000 * yuan,
            dice.some(0.7, self.world.payments),
            dice.some(0.3, stuff.cars["old"]["names"]),
            None,
            dice.some(0.5, stuff.cars["rivals"]["names"]),
            dice.some(0.6, stuff.talk["needs"]["concerns"]),
            self.price * yuan if stage != "open" or dice.chance(0.4) else None,
            dice.day(-dice.between(2, 60)) if stage in ("open", "ordered") and self.status in ("P", "O") else None,
            dice.day(ordered) if stage in ("ordered", "delivered") else None,
            dice.day(self.changed) if stage == "delivered" else None,
            dice.day(self.changed) if stage == "lost" else None,
            dice.some(1, self.world.lost_reasons) if stage == "lost" and self.world.lost_reasons else "",
            self.talk.filled(dice.pick(lost["notes"]), self.car.model) if stage == "lost" else "",
        )

    def _cars(self, batch: Batch, root: str, place: int) -> None:
        if self.status == "D":
            self._own_car(batch, root, place)
        elif self.dice.chance(0.3):
            self._old_car(batch, root, place)

    def _own_car(self, batch: Batch, root: str, place: int) -> None:
        dice, stuff, ago = self.dice, self.stuff, self.changed
        year = dice.date_ago(ago).year
        plate = cars.plate(dice, stuff, place, green=True) if ago > 10 else ""
        insured = cars.yearly(dice, ago)
        batch.add(
            "vehicle",
            dice.new_id(),
            root,
            dice.moment(ago),
            "own",
            "",
            self.car.model,
            dice.pick(self.car.trims),
            dice.pick(stuff.cars["colours"]["names"]),
            cars.vin(dice, year, 100_000 + place),
            plate,
            names.plate_normal(plate),
            dice.day(ago),
            dice.day(ago),
            ago * dice.between(15, 60),
            dice.day(min(ago, dice.between(0, 60))),
            dice.pick(stuff.cars["insurers"]["names"]),
            dice.day(-insured),
            dice.day(-max(2 * 365 - ago, cars.yearly(dice, ago))),
            dice.day(-dice.between(5, 180)),
            (ago * 40 // 10000 + 1) * 10000,
            1,
        )

    def _old_car(self, batch: Batch, root: str, place: int) -> None:
        dice, stuff, ago = self.dice, self.stuff, self.dice.between(700, 4000)
        plate = cars.plate(dice, stuff, place, green=False)
        batch.add(
            "vehicle",
            dice.new_id(),
            root,
            dice.moment(self.opened),
            dice.pick(("own", "own", "trade_in")),
            "",
            dice.pick(stuff.cars["old"]["names"]),
            "",
            "",
            cars.vin(dice, dice.date_ago(ago).year, 500_000 + place) if dice.chance(0.4) else "",
            plate,
            names.plate_normal(plate),
            dice.day(ago),
            None,
            ago * dice.between(20, 50),
            dice.day(min(self.opened, 30)),
            dice.some(0.5, stuff.cars["insurers"]["names"]),
            dice.day(-cars.yearly(dice, ago)),
            dice.day(-cars.yearly(dice, ago + 40)),
            None,
            None,
            0,
        )

    def _touches(self, batch: Batch, root: str) -> None:
        dice = self.dice
        if self.last_reached is None:
            return
        count = dice.between(5, 19) if dice.chance(0.8) else dice.between(16, 38)
        count = min(count, 1 + (self.opened - self.last_reached) * 2 // 3)  # hardly two on one day
        days = [dice.between(self.last_reached, self.opened) for _ in range(count)]
        days.append(self.last_reached)
        days.sort(reverse=True)
        for place, ago in enumerate(days):
            self._touch(batch, root, ago, reached=place == count or dice.random.random() < 0.72)
        if self.last_reached > 2 and dice.chance(0.35):
            self._touch(batch, root, dice.between(1, self.last_reached - 1), reached=False)

    def _touch(self, batch: Batch, root: str, ago: int, *, reached: bool) -> None:
        dice = self.dice
        owns = self.status == "D" and ago < self.changed
        if not reached:
            kind = "call" if dice.random.random() < 0.7 else "wechat"
        elif owns:
            kind = _OWNER_KINDS[dice.place(_OWNER_SUMS)]
        else:
            kind = _KINDS[dice.place(_KIND_SUMS)]
        moment = dice.moment(ago)
        result = result_of(kind, reached=reached, dice=dice)
        mood = dice.between(1, 5) if reached and dice.random.random() < 0.45 else None
        minutes = dice.between(1, 45) if reached and dice.random.random() < 0.5 else None
        # fmt: off
        batch.rows["touch"].append((
            dice.new_id(), root, moment, 0, moment, kind, result, int(reached), dice.pick(_OPENERS), mood, minutes,
            self.talk.note(kind, result, self.car.model, f"{self.price}", topic="owner" if owns else "topic"), "",
            said.in_follow_up(kind, self.status, self.level, owns=owns, place=ago),
        ))
        # fmt: on

    def _plans(self, batch: Batch, root: str) -> None:
        dice, talk = self.dice, self.stuff.talk
        if self.status in ("P", "O", "D") and dice.chance(0.06):
            due = -dice.between(1, 20)
            batch.add(
                "follow_up",
                dice.new_id(),
                root,
                dice.moment(2),
                "planned",
                "",
                dice.day(due),
                dice.some(0.4, ("10:00", "14:30", "16:00")),
                dice.pick(("call", "call", "visit", "wechat")),
                dice.pick(talk["purposes"]["names"]),
                "planned",
            )
        if self.status in ("P", "O", "D") and dice.chance(0.08):
            kind = dice.pick(("price", "gift", "gift", "date", "other"))
            kept = dice.chance(0.5)
            due = dice.between(5, 60) if kept else -dice.pick((0, 1, 2, 5, 9, 14, 20, -2))
            batch.add(
                "commitment",
                dice.new_id(),
                root,
                dice.moment(max(due, 0) + 3),
                kind,
                dice.pick(talk["promises"][kind]),
                dice.day(due),
                "kept" if kept else "open",
                dice.day(due) if kept else None,
            )
