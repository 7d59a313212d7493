"""What ties the made-up people together: how I know them, who introduced whom, their groups, and tips of colleagues.

It has dice of its own, so that the people are the same as without it.
"""

from collections import Counter
from dataclasses import dataclass, replace

from crm_desktop.features.demo.records import Batch, World
from crm_desktop.features.demo.rules.dice import Dice
from crm_desktop.features.demo.rules.material import Material

_CLOSE = ("relative", "friend", "friend", "classmate", "owner")
_OF_RING = {1: _CLOSE, 2: ("introduced",), 3: ("neighbour",), 4: ("chance",)}
_PARTNERS = ("colleague", "peer")
_LOOKED_AT, _INTRODUCERS, _FEW = 1000, 400, 8
_KIN = ("sibling", "relative", "relative", "friend", "classmate")
_OUTCOMES = ("ordered", "visited", "visited", "contacted", "contacted", "nothing", "", "")


@dataclass(frozen=True, slots=True)
class Tied:
    """What of a person is needed here."""

    id: str
    name: str
    family: str
    company: str
    estate: str
    private: bool
    how_known: str


class Ties:
    """Hears of everybody once, then makes the rows."""

    def __init__(self, world: World, stuff: Material) -> None:
        self.dice = Dice(replace(world, salt=f"{world.salt}ties"))
        self.words = stuff.talk["network"]
        self.jobs = stuff.places["jobs"]
        self.people: list[Tied] = []

    def how_known(self, ring: int | None, job: str) -> str:
        """How I came to know somebody of this ring."""
        if ring == 3 and job in self.jobs["in_house"]:
            return "colleague"
        if ring == 3 and job in self.jobs["peers"]:
            return "peer"
        return self.dice.pick(_OF_RING[ring]) if ring in _OF_RING else ""

    def hear(self, person: Tied) -> None:
        """Somebody who may belong to a group; the first ones are enough."""
        if len(self.people) < _LOOKED_AT:
            self.people.append(person)

    def batch(self) -> Batch:
        """Groups, members and tips."""
        made = Batch()
        for field in ("company", "estate"):
            said = Counter(getattr(one, field) for one in self.people if getattr(one, field))
            for name, count in said.most_common(2):
                if count > 1:
                    self._group(made, field, name, [one for one in self.people if getattr(one, field) == name])
        self._households(made)
        owners = [one for one in self.people if not one.private]
        for name in self.words["clubs"]:
            if owners:
                self._group(made, "club", name, self._some(owners, 7), self.words["club_roles"])
        self._tips(made)
        self._introductions(made)
        return made

    def _households(self, made: Batch) -> None:
        families = Counter(one.family for one in self.people if one.family)
        for family, count in families.most_common(4):
            if count > 1:
                people = self._some([one for one in self.people if one.family == family], 3)
                self._group(made, "household", self.words["household"].format(family=family), people,
                            self.words["home_roles"])  # fmt: skip

    def _some(self, people: list[Tied], most: int) -> list[Tied]:
        return list(dict.fromkeys(self.dice.pick(people) for _ in range(min(most, len(people)))))

    def _group(
        self, made: Batch, kind: str, name: str, people: list[Tied], roles: tuple[str, ...] | list[str] = ("",)
    ) -> None:
        key, moment = self.dice.new_id(), self.dice.moment(self.dice.between(20, 200))
        private = any(one.private for one in people)
        made.add("people_group", key, key, moment, int(private), kind, name, "")
        for place, one in enumerate(people):
            role = roles[place] if place < len(roles) else ""
            made.add("membership", self.dice.new_id(), one.id, moment, int(private or one.private), key, role,
                     moment[:10])  # fmt: skip

    def _introductions(self, made: Batch) -> None:
        """Who I know by others was introduced by them; some introduce several, and a few close people are family."""
        close = [one for one in self.people if one.how_known in _CLOSE or not one.private][:_INTRODUCERS]
        if len(close) < _FEW:
            return
        hubs = [self.dice.pick(close) for _ in range(max(len(close) // 6, 2))]
        for one in self.people:
            if one.how_known == "introduced" and self.dice.chance(0.85):
                by = self.dice.pick(hubs if self.dice.chance(0.5) else close)
                self._relate(made, one, by, "introducer")
        for one in close:
            if one.private and self.dice.chance(0.14):
                self._relate(made, one, self.dice.pick(close), self.dice.pick(_KIN))

    def _relate(self, made: Batch, one: Tied, other: Tied, kind: str) -> None:
        if one.id != other.id:
            private = int(one.private or other.private)
            made.add("relation", self.dice.new_id(), one.id, self.dice.moment(self.dice.between(5, 300)), private,
                     other.id, kind, "")  # fmt: skip

    def _tips(self, made: Batch) -> None:
        partners = [one for one in self.people if one.how_known in _PARTNERS][:25]
        customers = [one for one in self.people if not one.private]
        dice = self.dice
        for partner in partners:
            for _ in range(dice.between(0, 4)):
                about = dice.pick(customers) if customers and dice.chance(0.6) else None
                ago = dice.between(1, 150)
                made.add(
                    "tip", dice.new_id(), partner.id, dice.moment(ago), int(partner.private),
                    "received" if dice.chance(0.65) else "given", about.id if about else "",
                    "" if about else dice.pick(self.words["tip_about"]), dice.day(ago), dice.pick(_OUTCOMES),
                    dice.some(0.6, self.words["tip_notes"]),
                )  # fmt: skip
