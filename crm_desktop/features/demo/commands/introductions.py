"""Who brought whom in the demo: asks, names in several generations, rewards in every state, gifts.

Made of the people who are there already, with dice of its own, so that they are the same as without it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.features.demo.records import World
from crm_desktop.features.demo.rules.dice import Dice
from crm_desktop.features.referrals.queries import ledger_of
from crm_desktop.features.referrals.records import RewardLine, RewardState
from crm_desktop.features.referrals.rules.rewards import reward_id
from crm_desktop.store.tables import Customer, Gift, GiftMove, Referral, ReferralAsk, Relation, Reward

_LEAST_GAINED, _LEAST_OWNERS, _LEAST_IN_VAIN = 26, 9, 10
_CUSTOMERS_A_NAME = 40
"""In a large book one customer of so many was named by somebody."""
_SITUATION = {"D": "owner", "O": "just_closed"}
_SCRIPT = {"owner": "referral_owner", "just_closed": "referral_closed", "strong": "referral_strong",
           "weak": "referral_weak"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Person:
    id: str
    status: str
    level: str
    opened_on: date


def introduce(session: Session, world: World, words: Mapping[str, Any]) -> None:
    """Fill asks, referrals, rewards and gifts."""
    dice = Dice(replace(world, salt=f"{world.salt}referrals"))
    rows = session.execute(
        select(Customer.root, Customer.status, Customer.level, Customer.opened_on)
        .where(Customer.deleted.is_(None)).order_by(Customer.opened_on, Customer.root)
    )
    people = [_Person(*row) for row in rows]
    times = max(len(people) / (_LEAST_GAINED * _CUSTOMERS_A_NAME), 1.0)
    gifts = _gifts(session, dice, words["gifts"])
    brought = _name(session, dice, people, words["notes"], times)
    in_vain = round(_LEAST_IN_VAIN * times)
    others = [one for one in people if one.id not in brought][-6 * in_vain :: 6]
    _ask_in_vain(session, dice, others, words["notes"], world.today)
    session.flush()
    _decide(session, dice, ledger_of(session), gifts, words["evidence"])
    session.flush()


def _name(
    session: Session, dice: Dice, people: Sequence[_Person], notes: Sequence[str], times: float
) -> frozenset[str]:
    """The newest customers were brought by owners, and some by those who were brought themselves."""
    owners = [one for one in people if one.status == "D"][: round(_LEAST_OWNERS * times)]
    first = {one.id for one in owners}
    wanted = 3 * round(_LEAST_GAINED * times)
    gained = [one for one in people if one.id not in first][-wanted::3] if owners else []
    known: list[_Person] = list(owners)
    seen: set[str] = set()
    for one in gained:
        before = [who for who in known if who.opened_on < one.opened_on - timedelta(days=3)]
        if not before:
            continue
        later = [who for who in before if who.id not in first]
        who = dice.pick(later) if later and dice.chance(0.3) else dice.pick(before)
        named_on = one.opened_on - timedelta(days=dice.between(0, 3))
        ask = _ask(session, dice, who, named_on, "named", dice.pick(notes))
        session.add(Referral(id=dice.new_id(), root=who.id, contact=one.id, named_on=named_on, ask=ask, private=False,
                             created=_moment(dice, named_on)))  # fmt: skip
        session.add(Relation(id=dice.new_id(), root=one.id, other=who.id, kind="introducer", private=False,
                             created=_moment(dice, named_on)))  # fmt: skip
        known.append(one)
        seen |= {one.id, who.id}
    return frozenset(seen)


def _ask_in_vain(
    session: Session, dice: Dice, people: Sequence[_Person], notes: Sequence[str], today: date
) -> None:
    """Not everybody who is asked gives a name."""
    for one in people:
        day = today - timedelta(days=dice.between(1, 80))
        if day >= one.opened_on:
            _ask(session, dice, one, day, dice.pick(("will_think", "later", "later", "refused")), dice.pick(notes))


def _ask(session: Session, dice: Dice, who: _Person, day: date, result: str, note: str) -> str:
    strong = who.level in ("H", "A") and who.status in ("N", "P")
    situation = _SITUATION.get(who.status, "strong" if strong else "weak")
    at = _moment(dice, day)
    row = ReferralAsk(
        id=dice.new_id(), root=who.id, private=False, at=at, created=at, situation=situation,
        script=_SCRIPT[situation], channel=dice.pick(("call", "wechat", "visit")), result=result, note=note,
    )
    session.add(row)
    return row.id


def _moment(dice: Dice, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, dice.between(9, 18), dice.between(0, 59))


def _gifts(session: Session, dice: Dice, words: Sequence[Sequence[Any]]) -> list[Gift]:
    found = []
    for name, yuan, stock in words:
        row_id = dice.new_id()
        found.append(Gift(id=row_id, root=row_id, name=name, cost=yuan * 100, stock=stock,
                          created=datetime.fromisoformat(dice.moment(200))))  # fmt: skip
        move = dice.new_id()
        session.add(GiftMove(id=move, root=move, gift=row_id, day=dice.date_ago(40), quantity=dice.between(3, 9),
                             created=datetime.fromisoformat(dice.moment(40))))  # fmt: skip
    session.add_all(found)
    return found


def _decide(
    session: Session, dice: Dice, rewards: Sequence[RewardLine], gifts: Sequence[Gift], evidence: Sequence[str]
) -> None:
    """Of what is due the older part was paid, some of the rest is approved, one is void."""
    due = [one for one in rewards if one.state == RewardState.DUE and one.due_on]
    for place, one in enumerate(due):
        share = place / max(len(due), 1)
        if share > 0.75 or one.due_on is None:
            continue
        state = RewardState.PAID if share < 0.5 else RewardState.VOID if place == len(due) // 2 else (
            RewardState.APPROVED)  # fmt: skip
        paid = state == RewardState.PAID
        gift = dice.pick(gifts) if one.kind == "gift" and gifts and state != RewardState.VOID else None
        session.add(Reward(
            id=reward_id(one.referral, one.event), root=one.introducer, referral=one.referral, event=one.event,
            rule=one.rule, kind=one.kind, amount=gift.cost if gift else one.amount, gift=gift.id if gift else "",
            state=state, promised_on=one.promised_on, due_on=one.due_on,
            approved_on=one.due_on if state != RewardState.VOID else None,
            paid_on=one.due_on if paid else None, evidence=dice.pick(evidence) if paid else "",
            created=_moment(dice, one.due_on),
        ))  # fmt: skip
