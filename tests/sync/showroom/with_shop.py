"""What is done with the network, in the showroom, with the shop's data, and with what sync left to decide."""

from __future__ import annotations

from crm_desktop.base import clock
from crm_desktop.features.attachments import commands as attachments
from crm_desktop.features.catalogue import commands as catalogue
from crm_desktop.features.catalogue.records import NewModel
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.day_close import commands as day_close
from crm_desktop.features.hand_over import commands as hand_over
from crm_desktop.features.network import commands as network
from crm_desktop.features.network.records import NewGroup, NewPerson, NewTip
from crm_desktop.features.reception import commands as reception
from crm_desktop.features.reception.records import RegisterFields, Who
from crm_desktop.features.referrals import commands as referrals
from crm_desktop.features.referrals.records import Named, NewAsk
from crm_desktop.features.reviews import commands as reviews
from crm_desktop.features.scripts import commands as scripts
from crm_desktop.features.scripts.queries import scripts as scripts_of
from crm_desktop.features.settings import commands as settings
from crm_desktop.features.settings.records import CustomField, Me
from crm_desktop.features.sync import commands as syncing
from tests.sync.showroom.hands import Hands, Idle

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000002000000020802000000fdd49a730000001649444154789c633c2127c7c0c0"
    "c0c4c0c0c0c0c000000d0401087d71ca660000000049454e44ae426082"
)


class WithShop(Hands):
    """Somebody of a shop."""

    def do_note_down(self) -> None:
        self.write(network.note_down, NewPerson(self.name(), self.phone(), closeness=2))

    def do_ring(self) -> None:
        self.write(network.put_in_ring, [self.person(), self.person()], self.dice.choice([None, 1, 2, 3]))

    def do_group(self) -> None:
        self.write(network.save_group, NewGroup(self.code("group_kinds"), self.dice.choice(["同学", self.words()])))

    def do_members(self) -> None:
        self.write(network.add_members, self.row("people_group"), [self.person(), self.person()])

    def do_change_group(self) -> None:
        change = self.dice.choice([network.remove_group, network.share_group])
        self.write(change, self.row("people_group"))

    def do_membership(self) -> None:
        if self.dice.random() < 0.5:
            self.write(network.set_role, self.row("membership"), self.words())
        else:
            self.write(network.remove_member, self.row("membership"))

    def do_tip(self) -> None:
        direction = self.dice.choice(["given", "received"])
        about = self.dice.choice([{"about": self.person()}, {"about_name": self.words()}])
        self.write(network.record_tip, NewTip(self.person(), direction, clock.today(), **about))

    def do_change_tip(self) -> None:
        if self.dice.random() < 0.5:
            self.write(network.set_outcome, self.row("tip"), self.code("tip_outcomes"))
        else:
            self.write(network.remove_tip, self.row("tip"))

    def do_ask(self) -> None:
        named = self.dice.choice([(), (Named(self.name(), self.phone()),), (Named(contact_id=self.person()),)])
        new = NewAsk(result="" if named else self.code("ask_results"), note=self.words(), names=named)
        self.write(referrals.record_ask, self.person(), new)

    def do_add_name(self) -> None:
        self.write(referrals.add_name, self.person(), Named(self.name(), self.phone()))

    def do_remove_referral(self) -> None:
        self.write(referrals.remove_referral, self.row("referral"))

    def do_reward(self) -> None:
        event = self.dice.choice(["visit", "order"])
        self.write(referrals.promise, self.row("referral"), event, kind="cash", amount=100)

    def do_change_reward(self) -> None:
        key = f"{self.row('referral')}/{self.dice.choice(['visit', 'order', 'delivery'])}"
        change = self.dice.choice([referrals.approve, referrals.pay, referrals.void, referrals.take_up_again])
        self.write(change, key)

    def do_gift(self) -> None:
        if self.dice.random() < 0.4:
            self.write(referrals.save_gift, name=self.words(), cost=5000, stock=3)
        else:
            self.write(referrals.move_gift, self.row("gift"), self.dice.choice([-1, 1, 2]), why=self.words())

    # The showroom ----------------------------------------------------------------------------------------------------

    def do_receive(self) -> None:
        who = self.dice.choice([Who(), Who(name=self.name(), phone=self.phone()), Who(contact_id=self.person())])
        self.write(reception.receive, RegisterFields(models=self.words(), level=self.code("levels")), who)

    def do_change_reception(self) -> None:
        one, what = self.row("reception"), self.dice.choice(["edit", "close", "remove"])
        if what == "edit":
            who = self.dice.choice([None, Who(contact_id=self.person())])
            self.write(reception.edit_reception, one, RegisterFields(models=self.words()), who)
        else:
            self.write(reception.close_reception if what == "close" else reception.remove_reception, one)

    def do_file(self) -> None:
        if self.dice.random() < 0.3:
            self.write(attachments.set_photo, self.person(), "me.png", data=PNG)
        else:
            self.write(attachments.add_file, self.person(), "合同.txt", data=self.words().encode(), note="x")

    def do_change_file(self) -> None:
        one = self.row("attachment")
        if self.dice.random() < 0.5:
            self.write(attachments.remove_file, one)
        else:
            self.write(attachments.edit_file, one, name=f"{self.words()}.txt")

    def do_close_day(self) -> None:
        self.write(day_close.close_day, clock.today(), note=self.words())

    def do_hand_over(self) -> None:
        to = self.dice.choice(self._colleagues)
        self.write(hand_over.reassign, [self.person()], to)

    def do_review(self) -> None:
        one, what = self.row("review"), self.dice.choice(["approve", "back", "again"])
        if what == "approve":
            self.write(reviews.approve, one)
        elif what == "back":
            self.write(reviews.send_back, one, self.words())
        else:
            self.write(reviews.ask_again, one)

    # Shop data -------------------------------------------------------------------------------------------------------

    def do_model(self) -> None:
        self.write(catalogue.add_model, NewModel("比亚迪", self.dice.choice(["汉", "唐", "宋"]), self.words()))

    def do_change_model(self) -> None:
        self.write(catalogue.set_active, [self.row("catalogue_model")], active=self.dice.random() < 0.5)

    def do_choice(self) -> None:
        self.write(settings.add_choice, "sources", self.dice.choice(["抖音", self.words()]))

    def do_custom_field(self) -> None:
        self.write(settings.save_custom_field, CustomField(self.dice.choice(["", "hobby"]), self.words()))

    def do_custom_value(self) -> None:
        fields = self._ids("SELECT key FROM setting WHERE kind = 'custom_fields' AND deleted IS NULL ORDER BY key")
        if not fields:
            raise Idle
        self.write(contacts.set_custom_value, self.person(), self.dice.choice(fields), value=self.words())

    def do_rhythm(self) -> None:
        self.write(settings.override, "levels", self.code("levels"), {"interval_days": self.dice.randint(1, 30)})

    def do_days_off(self) -> None:
        self.write(settings.set_days_off, self.dice.choice([[5, 6], [6], []]))

    def do_me(self) -> None:
        self.write(settings.save_me, Me(name=self.words()))

    def do_script(self) -> None:
        keys = [one.key for one in self.store.read(scripts_of)]
        if not keys:
            raise Idle
        self.write(scripts.duplicate, self.dice.choice(keys))

    # What sync left to decide ----------------------------------------------------------------------------------------

    def do_conflict(self) -> None:
        one = self._one("SELECT id FROM conflict WHERE state = 'open' AND deleted IS NULL ORDER BY id")
        change = self.dice.choice([syncing.take_kept, syncing.take_lost, syncing.settle])
        self.write(change, one)

    def do_parked(self) -> None:
        one = self._one("SELECT id FROM parked WHERE state = 'open' AND deleted IS NULL ORDER BY id")
        self.write(self.dice.choice([syncing.retry, syncing.let_go]), one)

    def do_undo(self) -> None:
        self.store.undo()

    def do_redo(self) -> None:
        self.store.redo()
