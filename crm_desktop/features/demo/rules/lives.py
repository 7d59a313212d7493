"""What happened between the showroom and each made-up person, so that the lists of a day look like a real one's."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate

from crm_desktop.features.demo.records import Batch, World
from crm_desktop.features.demo.rules import customers, people, said
from crm_desktop.features.demo.rules.customers import Archive
from crm_desktop.features.demo.rules.dice import Dice
from crm_desktop.features.demo.rules.material import Material
from crm_desktop.features.demo.rules.people import Identity, Known
from crm_desktop.features.demo.rules.ties import Tied, Ties
from crm_desktop.features.demo.rules.words import Talk

CUSTOMER_SHARE = 0.55
DUPLICATE_SHARE = 0.006
NEW_FACES = {13, 17, 33, 37}
"""Numbers of people met in the last days, so that this week's path is not empty."""
_RING_SUMS = tuple(accumulate((0.42, 0.22, 0.24, 0.12)))
_RELATIONS = ("friend", "colleague", "neighbour", "classmate", "relative", "spouse", "introducer", "introducer")
_NETWORK_KINDS = ("call", "wechat", "wechat", "wechat", "visit", "event", "gift")


class Crowd:
    """Makes people one after the other; later ones may know earlier ones."""

    def __init__(self, world: World, stuff: Material) -> None:
        self.world, self.stuff, self.dice = world, stuff, Dice(world)
        self.talk = Talk(self.dice, stuff)
        self.ties = Ties(world, stuff)
        self.customers = 0
        self._recent: deque[Known] = deque(maxlen=2000)

    def batches(self, size: int = 1000) -> Iterator[Batch]:
        """All people, so many at a time."""
        for start in range(0, self.world.people, size):
            batch = Batch()
            for number in range(start, min(start + size, self.world.people)):
                self._person(batch, number)
            yield batch

    def _person(self, batch: Batch, number: int) -> None:
        dice = self.dice
        twin = self._twin(number)
        who = twin or people.identity(dice, self.stuff, number, self.world.today)
        is_customer = twin is None and (number % 20 < 11)
        known = Known(dice.new_id(), who, is_customer)
        if is_customer:
            self._customer(batch, known, number)
        else:
            self._contact(batch, known, number)
        self._ways_and_tags(batch, known, number)
        if self._recent and dice.chance(0.16):
            self._relate(batch, known)
        self._recent.append(known)

    def _twin(self, number: int) -> Identity | None:
        """Now and then somebody is entered a second time, a little differently."""
        dice = self.dice
        if len(self._recent) < 8 or not (number in (47, 59) or dice.chance(DUPLICATE_SHARE)):
            return None
        first = dice.pick(self._recent).identity
        if dice.chance(0.6):  # the same phone under a shorter name
            short = (first.family or first.name) + ("哥" if first.gender == "male" else "姐")
            return replace(first, name=first.nickname or short, birthday="")
        return replace(first, phone=people.mobile(dice, self.stuff), nickname="", address="")

    def _customer(self, batch: Batch, known: Known, number: int) -> None:
        archive = Archive(self.world, self.stuff, self.dice, self.talk)
        place = self.customers
        self.customers += 1
        archive.fill(batch, known.id, place)
        self._row(batch, known, created=archive.opened, network=False)

    def _contact(self, batch: Batch, known: Known, number: int) -> None:
        dice = self.dice
        met = 1 + int(1500 * dice.random.random() ** 1.6)
        if number % 50 in NEW_FACES:
            met = min(met, number % 5)
        self._row(batch, known, created=met, network=True)
        count = dice.between(0, 10) if dice.chance(0.94) else dice.between(10, 24)
        last = min(met, dice.between(2, 90))
        model = self.stuff.models[dice.place(self.stuff.model_sums)].model
        for ago in sorted((dice.between(last, met) for _ in range(count)), reverse=True):
            moment = dice.moment(ago)
            kind = dice.pick(_NETWORK_KINDS)
            reached = dice.chance(0.8)
            result = customers.result_of(kind, reached=reached, dice=dice)
            row_id, opener = dice.new_id(), dice.some(0.6, ("news", "help", "benefit"))
            batch.add(
                "touch",
                row_id,
                known.id,
                moment,
                1,
                moment,
                kind,
                result,
                int(reached),
                opener,
                dice.between(2, 5) if reached and dice.chance(0.4) else None,
                None,
                self.talk.network_note(model) if reached and dice.chance(0.7) else "",
                "",
                said.in_network(opener),
            )
        if (number % 50 in (12, 17) and self.world.people <= 5000) or dice.chance(0.002):
            batch.add(
                "follow_up",
                dice.new_id(),
                known.id,
                dice.moment(3),
                "planned",
                "",
                dice.day(-dice.pick((-2, 0, 0, 1, 3, 6))),
                "",
                "call",
                dice.pick(self.stuff.talk["purposes"]["names"]),
                "planned",
            )

    def _row(self, batch: Batch, known: Known, *, created: int, network: bool) -> None:
        dice, who, talk = self.dice, known.identity, self.stuff.talk["people"]
        ring = 1 + dice.place(_RING_SUMS) if network else (dice.between(1, 4) if dice.chance(0.25) else None)
        job = who.job
        if network and ring == 3 and dice.chance(0.3):
            job = dice.pick(self.stuff.places["jobs"]["in_house" if dice.chance(0.5) else "peers"])
        consent = "given" if dice.chance(0.5 if not network else 0.1) else ""
        silent = dice.chance(0.012)
        note = dice.some(0.6, talk["network_note"]) if network else dice.some(0.45, talk["note"])
        how_known = self.ties.how_known(ring, job) if network else ""
        self.ties.hear(Tied(known.id, who.name, who.family, who.company, who.estate, network, how_known))
        batch.add(
            "contact",
            known.id,
            known.id,
            dice.moment(created),
            int(network),
            who.name,
            who.nickname,
            who.gender,
            who.birthday,
            who.company,
            job,
            who.estate,
            who.address,
            ring,
            dice.between(1, 5) if network and dice.chance(0.7) else None,
            dice.some(0.5 if network else 0.15, self.world.occasions),
            dice.day(created),
            self._source(network=network),
            dice.some(0.25, talk["preferences"]),
            dice.some(0.25, talk["family"]),
            note,
            int(silent),
            consent,
            dice.day(created) if consent else None,
            dice.day(dice.between(0, created)) if dice.chance(0.3) else None,
            "",
            how_known,
        )

    def _source(self, *, network: bool) -> str:
        sources = self.world.sources
        if network:
            return self.dice.some(0.4, sources)
        # The shop's list begins with what is most frequent.
        return sources[min(int(self.dice.random.random() ** 1.8 * len(sources)), len(sources) - 1)] if sources else ""

    def _ways_and_tags(self, batch: Batch, known: Known, number: int) -> None:
        dice = self.dice
        created = str(batch.rows["contact"][-1][2])
        for position, (kind, value, normal, label) in enumerate(people.ways(dice, self.stuff, known.identity, number)):
            batch.add("contact_way", dice.new_id(), known.id, created, kind, value, normal, label, position)
        if dice.chance(0.4):
            tags = self.stuff.talk["people"]["tags"]
            for tag in dict.fromkeys(dice.pick(tags) for _ in range(dice.between(1, 3))):
                batch.add("tag", dice.new_id(), known.id, created, tag)

    def _relate(self, batch: Batch, known: Known) -> None:
        dice = self.dice
        other = dice.pick(self._recent)
        private = int(not (known.is_customer and other.is_customer))
        batch.add(
            "relation",
            dice.new_id(),
            known.id,
            str(batch.rows["contact"][-1][2]),
            private,
            other.id,
            dice.pick(_RELATIONS),
            dice.pick(self.stuff.talk["relations"]["notes"]),
        )
