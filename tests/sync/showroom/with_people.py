"""What is done with people and their archives."""

from __future__ import annotations

from dataclasses import replace

from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.contacts.records import NewContact, NewWay
from crm_desktop.features.customers import commands as customers
from crm_desktop.features.customers.records import NewVehicle
from crm_desktop.features.duplicates import commands as duplicates
from crm_desktop.features.network import commands as network
from tests.sync.showroom.hands import Hands


class WithPeople(Hands):
    """Somebody who keeps people."""

    def _new(self) -> NewContact:
        made = NewContact(
            self.name(), ways=(NewWay("phone", self.phone()),), private=self.dice.random() < 0.3, note=self.words(),
            tags=self.dice.choice([(), ("老客户",), ("车友会", "老客户")]),
        )  # fmt: skip
        birthday, company = self.dice.choice(["", "05-20", "农历8-15"]), self.dice.choice(["", "比亚迪"])
        return replace(made, birthday=birthday, company=company)

    def do_contact(self) -> None:
        self.write(contacts.create_contact, self._new())

    def do_customer(self) -> None:
        new = replace(self._new(), private=False)
        self.write(customers.create_customer, new, level=self.code("levels"), status=self.code("statuses"))

    def do_capture(self) -> None:
        self.write(
            customers.capture, self.name(), self.phone(), self.code("occasions"), as_customer=self.dice.random() < 0.5
        )

    def do_open_archive(self) -> None:
        self.write(
            customers.open_archive, self.person(), level=self.code("levels"), with_touches=self.dice.random() < 0.5
        )

    def do_promote(self) -> None:
        private = self._one("SELECT id FROM contact WHERE deleted IS NULL AND private = 1 ORDER BY id")
        self.write(network.promote, private, level=self.code("levels"), with_touches=self.dice.random() < 0.5)

    def do_share(self) -> None:
        private = self._one("SELECT id FROM contact WHERE deleted IS NULL AND private = 1 ORDER BY id")
        self.write(contacts.share, private, with_touches=self.dice.random() < 0.5)

    def do_field(self) -> None:
        field = self.dice.choice(["name", "nickname", "company", "job", "address", "note", "family", "preferences"])
        self.write(contacts.set_field, self.person(), field, self.name() if field == "name" else self.words())

    def do_flag(self) -> None:
        field, value = self.dice.choice([
            ("do_not_contact", True), ("do_not_contact", False), ("consent", "given"), ("gender", "female"),
            ("ring", 2), ("closeness", 3), ("birthday", "1980-02-30"), ("birthday", "02-29"),
            ("source", self.code("sources")),
        ])  # fmt: skip
        self.write(contacts.set_field, self.person(), field, value)

    def do_verify(self) -> None:
        self.write(contacts.verify, self.person())

    def do_way(self) -> None:
        kind, value = self.dice.choice([("phone", self.phone()), ("wechat", f"wx_{self.words()}"), ("email", "a@b.cn")])
        self.write(contacts.add_way, self.person(), NewWay(kind, value))

    def do_edit_way(self) -> None:
        way = self.row("contact_way")
        what = self.dice.choice(["edit", "prefer", "remove"])
        if what == "edit":
            self.write(contacts.edit_way, way, NewWay("phone", self.phone()))
        else:
            self.write(contacts.prefer_way if what == "prefer" else contacts.remove_way, way)

    def do_tag(self) -> None:
        name = self.dice.choice(["老客户", "车友会", "VIP"])
        change = self.dice.choice([contacts.tag, contacts.tag, contacts.untag])
        self.write(change, [self.person(), self.person()], name)

    def do_rename_tag(self) -> None:
        self.write(contacts.rename_tag, "车友会", self.dice.choice(["VIP", "老客户", "俱乐部"]))

    def do_relation(self) -> None:
        self.write(contacts.add_relation, self.person(), self.person(), kind=self.code("relation_kinds"))

    def do_remove_relation(self) -> None:
        self.write(contacts.remove_relation, self.row("relation"))

    def do_trash(self) -> None:
        self.write(contacts.trash, [self.person()])

    def do_restore(self) -> None:
        self.write(contacts.restore, [self._one("SELECT id FROM contact WHERE deleted IS NOT NULL ORDER BY id")])

    def do_merge(self) -> None:
        choices = self.dice.choice([None, None, {"name": self.name()}])
        self.write(duplicates.merge, self.person(), self.person(), choices)

    def do_not_same(self) -> None:
        self.write(duplicates.not_same_person, self.person(), self.person())

    # Customers -------------------------------------------------------------------------------------------------------

    def do_level(self) -> None:
        self.write(customers.set_level, self.person(customer=True), self.code("levels"), reason=self.words())

    def do_levels(self) -> None:
        self.write(customers.set_level_many, [self.person(), self.person()], self.code("levels"))

    def do_status(self) -> None:
        self.write(customers.set_status, self.person(customer=True), self.code("statuses"))

    def do_tier(self) -> None:
        self.write(customers.set_tier, self.person(customer=True), self.dice.choice([None, 1, 2, 3, 4]))

    def do_customer_field(self) -> None:
        field = self.dice.choice(["decision_maker", "next_step"])
        self.write(customers.set_field, self.person(customer=True), field, self.words())

    def do_opportunity(self) -> None:
        self.write(customers.add_opportunity, self.person(customer=True), model=self.dice.choice(["汉 EV", "唐"]))

    def do_need(self) -> None:
        deal = self.row("opportunity")
        field, value = self.dice.choice([
            ("model", "海豹"), ("colour", self.words()), ("budget_high", 20_000_000), ("concerns", self.words()),
            ("quote", 18_000_000), ("rival", "特斯拉"),
        ])  # fmt: skip
        self.write(customers.set_need, deal, field, value)

    def do_remove_opportunity(self) -> None:
        self.write(customers.remove_opportunity, self.row("opportunity"))

    def _car(self) -> NewVehicle:
        return NewVehicle(
            kind=self.dice.choice(["own", "rival", "trade_in"]), brand="比亚迪", model=self.words(),
            plate=self.dice.choice(["", "京A12345"]), insurance_until=self.day(), delivered_on=self.day(),
        )  # fmt: skip

    def do_vehicle(self) -> None:
        self.write(customers.add_vehicle, self.person(), self._car())

    def do_edit_vehicle(self) -> None:
        car = self.row("vehicle")
        if self.dice.random() < 0.3:
            self.write(customers.remove_vehicle, car)
        else:
            self.write(customers.edit_vehicle, car, self._car())

    def do_segment(self) -> None:
        self.write(customers.save_segment, self.words(), "level:H")

    def do_change_segment(self) -> None:
        one = self.row("segment")
        what = self.dice.choice(["rename", "move", "remove"])
        if what == "rename":
            self.write(customers.rename_segment, one, self.words())
        elif what == "move":
            self.write(customers.move_segment, one, self.dice.randint(0, 3))
        else:
            self.write(customers.remove_segment, one)
