"""A laptop that belongs to a shop, as pictures show it: conflicts, changes that were not taken, sessions of a week."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from crm_desktop.base import clock
from crm_desktop.base.i18n import _
from crm_desktop.features.sync.commands import keep_session, note
from crm_desktop.features.sync.records import DONE, OPEN, SyncSession
from crm_desktop.store.replica.enrolment import RULES_BEFORE
from crm_desktop.store.replica.withdrawn import FOR_GOOD
from crm_desktop.store.tables import Conflict, Contact, ContactWay, Customer, Opportunity, Parked, Review

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from crm_desktop.store.store import Store

ME, COLLEAGUE, MANAGER, LEAVER = "刘伟", "李娜", "王经理", "zhao"
PLACE = {
    "user": ME, "role": "consultant", "device": "d1", "inc": "i1", "shop": "s1", "server_id": "s1",
    "url": "https://192.168.1.20:8443", "keys_in": "key store",
}  # fmt: skip
WEEK = (
    {"sent": 27, "received": 112, "conflicts": 3, "parked": 1, "requests": 3, "bytes_up": 9_800, "bytes_down": 31_400,
     "seconds": 0.84},
    {"problem": "unreachable", "requests": 4, "seconds": 12.0},
    {"sent": 41, "received": 8, "requests": 3, "bytes_up": 12_700, "bytes_down": 2_300, "seconds": 0.61},
    {"requests": 1, "bytes_up": 412, "bytes_down": 388, "seconds": 0.05},
    {"sent": 1_284, "received": 5_310, "requests": 9, "bytes_up": 402_000, "bytes_down": 1_310_000, "seconds": 4.7},
)  # fmt: skip


def connect(store: "Store") -> None:
    """Let the profile look as if it belonged to a shop. Nothing is sent anywhere: there is no such server."""
    store.write(_("Fill with demo data"), _enter)
    for days, figures in reversed(list(enumerate(WEEK))):
        at = clock.now() - timedelta(days=days, minutes=17)
        keep_session(store, SyncSession(at=at, **figures))  # type: ignore[arg-type]


def lead(store: "Store") -> None:
    """Let the profile look as if it were the sales manager's: two consultants' customers, and what they ask for."""
    store.write(_("Fill with demo data"), _lead)


def _lead(session: "Session") -> None:
    people = [
        {"user": MANAGER, "name": MANAGER, "role": "manager"}, {"user": ME, "name": ME, "role": "consultant"},
        {"user": COLLEAGUE, "name": COLLEAGUE, "role": "consultant"},
        {"user": LEAVER, "name": "赵敏", "role": "consultant", "active": False},
    ]  # fmt: skip
    told = {"user": MANAGER, "role": "manager", "colleagues": json.dumps(people, ensure_ascii=False)}
    note(session, {**PLACE, **told, "shop_name": _("Sunshine Motors")})
    shared = session.scalars(select(Contact).where(Contact.private.is_(False)).order_by(Contact.id)).all()
    for number, person in enumerate(shared):
        person.owner = (ME, COLLEAGUE)[number % 2]
    owners = {person.id: person.owner for person in shared}
    lost = session.scalars(select(Opportunity).where(Opportunity.stage == "lost").order_by(Opportunity.id)).all()
    session.add_all(
        Review(root=one.root, kind="loss", of=one.id, asked_by=owners[one.root]) for one in lost if one.root in owners
    )
    session.add_all(_left_behind())
    session.flush()
    note(session, {"looked": _all_sent(session)})


def _left_behind() -> "list[Parked]":
    """A customer somebody added and could not send any more when he left: he waits with all that is his."""
    at = clock.now() - timedelta(days=1)
    said: list[tuple[str, dict[str, object]]] = [
        ("contact", {"name": _NEW, "gender": "female", "job": _("Accountant"), "source": "walk_in", "note": _LONG,
                     "private": 0, "do_not_contact": 0, "owner": LEAVER}),
        ("contact_way", {"kind": "phone", "value": "139 1122 3344", "normal": "+8613911223344", "position": 0}),
        ("customer", {"status": "P", "level": "A", "opened_on": at.date().isoformat()}),
        ("touch", {"at": at.isoformat(sep=" ", timespec="microseconds"), "kind": "call", "result": "answered",
                   "effective": 1, "private": 0, "note": _("Send the price of the trade-in"), "script_version": 0}),
    ]  # fmt: skip
    return [
        Parked(
            root="", uid=f"left{number}", tbl=table, row=f"left{number}", op="I", reason="revoked", state=OPEN,
            created=at, row_seq=1 + number, body=json.dumps({"root": "left0", **values}, ensure_ascii=False),
        )
        for number, (table, values) in enumerate(said)
    ]  # fmt: skip


def _all_sent(session: "Session") -> str:
    """What is there is taken for sent: only what is edited from now on waits."""
    return str(session.execute(text("SELECT coalesce(max(n), 0) FROM journal")).scalar_one())


def _enter(session: "Session") -> None:
    before = [
        {"kind": "levels", "key": "H", "value": '{"interval_days": 5}'},
        {"kind": "numbers", "key": "birthday_lead_days", "value": "10"},
        {"kind": "numbers", "key": "call_again_days", "value": "1"},
    ]
    note(session, {
        **PLACE, "shop_name": _("Sunshine Motors"), "looked": _all_sent(session), RULES_BEFORE: json.dumps(before),
    })  # fmt: skip
    people = session.scalars(
        select(Contact).join(Customer, Customer.root == Contact.id).where(Contact.private.is_(False))
        .order_by(Contact.id).limit(5)
    ).all()  # fmt: skip
    # Withdrawn, and not taken by the shop again: one is on this laptop only.
    session.execute(text("INSERT INTO sync_withdrawn (id) VALUES (:id)"), {"id": FOR_GOOD + people[-1].id})
    for hours, row in enumerate(_cards(session, list(people))):
        row.created = clock.now() - timedelta(hours=3 + 5 * hours)
        row.row_seq = 1
        session.add(row)
    session.flush()


def _cards(session: "Session", people: "list[Contact]") -> "list[Conflict | Parked]":
    first, second, third, fourth, fifth = people
    way = session.scalars(select(ContactWay).where(ContactWay.root == second.id).limit(1)).one()
    asked = {"next_step": _("Send the price of the trade-in"), "decision_maker": fourth.name}
    customer = session.scalars(select(Customer).where(Customer.root == fourth.id)).one()
    return [
        _conflict(first, "job", first.job, _("Accountant"), by=COLLEAGUE),
        Conflict(root=second.id, tbl="contact_way", row=way.id, col="value", kind="field", kept=way.value,
                 kept_author=MANAGER, lost="139 1122 3344", lost_author=ME, state=OPEN),
        _conflict(third, "note", third.note, _LONG, by=COLLEAGUE),
        Parked(root=fourth.id, uid="u1", tbl="customer", row=customer.id, op="U", reason="access",
               body=json.dumps(asked), state=OPEN),
        _conflict(fifth, "company", fifth.company, _("Sunshine Motors"), by=MANAGER, state=DONE),
    ]  # fmt: skip


_NEW = "陈静"
_LONG = "电话里说周末带家人来看车，要两台试驾车；上次报价觉得高，想了解置换补贴和分期 3 年 0 息。下午 4 点以后联系。"


def _conflict(person: Contact, column: str, kept: str, lost: str, *, by: str, state: str = OPEN) -> Conflict:
    return Conflict(
        root=person.id, tbl="contact", row=person.id, col=column, kind="field", kept=kept, kept_author=by, lost=lost,
        lost_author=ME, state=state,
    )  # fmt: skip
