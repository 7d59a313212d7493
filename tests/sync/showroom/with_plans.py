"""What is done day by day: contact, plans, promises, visits, and what comes of a purchase."""

from __future__ import annotations

from dataclasses import replace

from crm_desktop.base import clock
from crm_desktop.features.calendar import commands as calendar
from crm_desktop.features.calendar.queries import open_items
from crm_desktop.features.commitments import commands as commitments
from crm_desktop.features.commitments.records import NewCommitment
from crm_desktop.features.milestones import commands as milestones
from crm_desktop.features.touches import commands as touches
from crm_desktop.features.touches.records import NewTouch, NextFollowUp
from crm_desktop.features.visits import commands as visits
from crm_desktop.features.visits.records import VisitPlan, VisitReport
from tests.sync.showroom.hands import Hands, Idle


class WithPlans(Hands):
    """Somebody who works."""

    def _touch(self) -> NewTouch:
        return NewTouch(self.code("touch_kinds"), self.code("touch_results"), note=self.words())

    def _next(self) -> NextFollowUp | None:
        timed = NextFollowUp(self.day(), "10:30")
        return self.dice.choice([None, NextFollowUp(self.day(), purpose=self.words()), timed])

    def do_touch(self) -> None:
        self.write(touches.log_touch, self.person(), self._touch(), next_follow_up=self._next())

    def do_edit_touch(self) -> None:
        one, what = self.row("touch"), self.dice.choice(["edit", "note", "remove"])
        if what == "edit":
            self.write(touches.edit_touch, one, self._touch())
        elif what == "note":
            self.write(touches.set_note, one, self.words())
        else:
            self.write(touches.remove_touch, one)

    def do_plan(self) -> None:
        self.write(calendar.plan_follow_up, self.person(), NextFollowUp(self.day()))

    def do_plan_many(self) -> None:
        self.write(calendar.plan_many, [self.person(), self.person()], NextFollowUp(self.day()))

    def do_edit_plan(self) -> None:
        plan = NextFollowUp(self.day(), self.dice.choice(["", "09:00"]), purpose=self.words())
        self.write(calendar.edit_follow_up, self.row("follow_up"), plan)

    def do_item(self) -> None:
        """Something due is moved, given up or done."""
        person = self.person()
        items = self.store.read(open_items, person, today=clock.today())
        if not items:
            raise Idle
        key, what = self.dice.choice(items).key, self.dice.choice(["move", "cancel", "done"])
        if what == "move":
            self.write(calendar.move_follow_up, person, key, due_on=self.day())
        elif what == "cancel":
            self.write(calendar.cancel_follow_up, person, key)
        else:
            self.write(calendar.complete_follow_up, person, key, touch=self._touch(), next_follow_up=self._next())

    def do_commitment(self) -> None:
        self.write(commitments.add_commitment, self.person(), NewCommitment(self.words(), due_on=self.day()))

    def do_change_commitment(self) -> None:
        one = self.row("commitment")
        change = self.dice.choice([
            commitments.keep_commitment, commitments.break_commitment, commitments.cancel_commitment,
            commitments.reopen_commitment, commitments.remove_commitment,
        ])  # fmt: skip
        self.write(change, one)

    def do_move_commitment(self) -> None:
        self.write(commitments.move_commitment, self.row("commitment"), self.day())

    def do_visit(self) -> None:
        self.write(visits.plan_visit, self.person(), VisitPlan(self.day(), purpose=self.words()))

    def do_change_visit(self) -> None:
        one, what = self.row("visit"), self.dice.choice(["edit", "cancel", "report", "report", "withdraw", "review"])
        if what == "edit":
            self.write(visits.edit_visit, one, VisitPlan(self.day(), "14:00", place=self.words()))
        elif what == "cancel":
            self.write(visits.cancel_visit, one)
        elif what == "report":
            self.write(visits.report_visit, one, VisitReport(report=self.words(), next_on=self.day()))
        elif what == "withdraw":
            self.write(visits.withdraw_report, one)
        else:
            self.write(visits.review_visit, one, self.code("review_marks"), note=self.words())

    def do_route(self) -> None:
        self.write(visits.order_route, list({self.row("visit"), self.row("visit")}))

    # Events of a purchase --------------------------------------------------------------------------------------------

    def do_order(self) -> None:
        self.write(milestones.order, self.person(customer=True), deliver_on=self.day(), quote=19_000_000)

    def do_deliver(self) -> None:
        self.write(milestones.deliver, self.person(customer=True), car=replace(self._car(), kind="own"))

    def do_lose(self) -> None:
        reason = self.code("lost_reasons")
        self.write(milestones.lose, self.person(customer=True), reason=reason, revive_on=self.day())

    def do_freeze(self) -> None:
        self.write(milestones.freeze, self.person(customer=True), until=self.day(), note=self.words())

    def do_cancel_order(self) -> None:
        self.write(milestones.cancel_order, self.person(customer=True), note=self.words())

    def do_out_of_contact(self) -> None:
        self.write(milestones.out_of_contact, self.person(customer=True))

    def do_revive(self) -> None:
        self.write(milestones.revive, self.person(customer=True), self.code("levels"))
