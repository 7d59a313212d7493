"""What is done now and then: many at once, an older step taken back, promises corrected, forms and rewards changed."""

from __future__ import annotations

from sqlalchemy import text

from crm_desktop.features.commitments import commands as commitments
from crm_desktop.features.commitments.records import NewCommitment
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.forms import commands as forms
from crm_desktop.features.forms.records import FORMS
from crm_desktop.features.hand_over import commands as hand_over
from crm_desktop.features.network import commands as network
from crm_desktop.features.network.records import NewPerson
from crm_desktop.features.referrals import commands as referrals
from crm_desktop.features.settings.records import RewardRule
from tests.sync.showroom.hands import Hands, Idle

LATELY = 12
"""So many steps back somebody may look."""


class WithDetails(Hands):
    """Somebody thorough."""

    def do_undo_older(self) -> None:
        """One particular step of the last few, as after a merge that was looked at again."""
        steps = self._ids(f"SELECT id FROM step ORDER BY id DESC LIMIT {LATELY}")
        if not steps:
            raise Idle
        self.store.undo_step(int(self.dice.choice(steps)))

    def do_hand_over_many(self) -> None:
        """All whose first letter it is, as when somebody is on leave; whoever has them gives them back so."""
        mine = self._ids("SELECT id FROM contact WHERE deleted IS NULL AND private = 0 ORDER BY created, id")
        if not mine:
            raise Idle
        self.write(hand_over.reassign, self.dice.sample(mine, min(8, len(mine))), self.dice.choice(self._colleagues))

    def do_throw_away_many(self) -> None:
        everybody = self._ids("SELECT id FROM contact WHERE deleted IS NULL ORDER BY created, id")
        if not everybody:
            raise Idle
        self.write(contacts.trash, self.dice.sample(everybody, min(5, len(everybody))))

    def do_file_back(self) -> None:
        """A file that was removed is wanted after all: its removal is taken back, whenever that was."""
        steps = self._ids(
            "SELECT DISTINCT j.step FROM journal j JOIN attachment a ON a.id = j.id WHERE j.tbl = 'attachment' "
            "AND j.op = 'D' AND j.step > 0 AND a.deleted IS NOT NULL ORDER BY j.step"
        )
        if not steps:
            raise Idle
        self.store.undo_step(int(self.dice.choice(steps)))

    def do_correct_commitment(self) -> None:
        self.write(commitments.edit_commitment, self.row("commitment"), NewCommitment(self.words(), due_on=self.day()))

    def do_take_known(self) -> None:
        new = NewPerson(self.name(), self.phone(), how_known=self.code("how_known"), closeness=1)
        self.write(network.take_known, self.person(), new)

    def do_take_offer(self) -> None:
        self.write(network.take_offer, "company", "比亚迪")

    def do_target(self) -> None:
        self.write(network.set_target, self.code("network_steps"), self.dice.randint(1, 9))

    def do_remove_ask(self) -> None:
        self.write(referrals.remove_ask, self.row("referral_ask"))

    def do_remove_gift(self) -> None:
        self.write(referrals.remove_gift, self.row("gift"))

    def do_reward_rule(self) -> None:
        what = self.dice.choice(["save", "save", "remove", "shipped"])
        if what == "save":
            self.write(referrals.save_reward_rule, RewardRule("", self.words(), amount=self.dice.randint(1, 9) * 100))
        elif what == "remove":
            self.write(referrals.remove_reward_rule, self.code("reward_rules"))
        else:
            self.write(referrals.restore_reward_rules)

    def do_form(self) -> None:
        form, what = self.dice.choice(FORMS), self.dice.choice(["title", "sign", "reset"])
        if what == "title":
            self.write(forms.set_title, form, self.dice.choice(["", self.words()]))
        elif what == "sign":
            self.write(forms.set_signatures, form, [self.words()])
        else:
            self.write(forms.reset, form)

    def do_kept_words(self) -> None:
        """What stands in a field is typed once more: nothing changes by it."""
        person = self.person()
        note = self.store.read(lambda session: session.scalar(
            text("SELECT note FROM contact WHERE id = :id"), {"id": person}
        ))  # fmt: skip
        self.write(contacts.set_field, person, "note", note)
