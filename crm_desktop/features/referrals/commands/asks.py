"""Recording an ask, and who was named."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import clock, phone
from crm_desktop.base.errors import InvalidInput, Refused
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.contacts import rules as fields
from crm_desktop.features.contacts.records import NewContact, NewWay, WayKind
from crm_desktop.features.referrals import queries
from crm_desktop.features.referrals.records import Asked, Named, NewAsk, RewardState
from crm_desktop.features.referrals.rules import asking
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.touches import commands as touches
from crm_desktop.features.touches.records import NewTouch
from crm_desktop.features.touches.rules import labels
from crm_desktop.store.tables import Contact, ContactWay, Referral, ReferralAsk, Reward

_SECOND_RING = 2


def record_ask(session: Session, contact_id: str, new: NewAsk) -> Asked:
    """Write an ask with the touch it was, and everybody who was named. Refused where asking is forbidden now."""
    contact, shop = contacts.find(session, contact_id), shop_rules(session)
    facts = queries.facts_of(session, contact_id)
    forbidden = asking.blocks(facts, today=clock.today(), shop=shop)
    if forbidden:
        raise Refused(_("{name} was not asked. {why}").format(name=contact.name, why=forbidden[0].sentence))
    names = tuple(one for one in new.names if one.name.strip() or one.phone.strip() or one.contact_id)
    result = fields.clean_choice("result", new.result, labels(shop.ask_results)) or ("named" if names else "")
    if not result:
        raise InvalidInput("result", _("Say how it ended: named somebody, will think about it, later, or no."))
    if names and result != "named":
        raise InvalidInput("result", _("Names were given, so the result is “named”."))
    kind = fields.clean_choice("situation", new.situation, labels(shop.ask_situations)) or asking.situation(
        facts, today=clock.today(), just_closed_days=shop.numbers.just_closed_days)  # fmt: skip
    touch = touches.log_touch(session, contact_id, _touch(new, shop))
    row = ReferralAsk(
        root=contact_id, private=contact.private, at=new.at or clock.now(), situation=str(kind),
        script=fields.clean_line("script", new.script), script_version=new.script_version, channel=new.channel,
        result=result, note=fields.clean_text("note", new.note), touch=touch.id,
    )
    session.add(row)
    session.flush()
    made = [add_name(session, contact_id, one, ask_id=row.id) for one in names]
    people = tuple(contacts.find_row(session, Referral, one).contact for one in made)
    return Asked(row.id, touch.id, str(kind), result, tuple(made), people)


def remove_ask(session: Session, ask_id: str) -> None:
    """Take an ask back that was noted by mistake, with its touch; the people who were named stay named."""
    row = contacts.find_row(session, ReferralAsk, ask_id)
    row.deleted = clock.now()
    session.flush()
    if row.touch:
        touches.remove_touch(session, row.touch)


def add_name(session: Session, introducer: str, named: Named, *, ask_id: str = "") -> str:
    """Somebody was named: the person, the referral and the relation of the two. Returns the referral's id.

    A typed phone number that is in the book under the same name, or typed alone, is that person.
    """
    from_whom = contacts.find(session, introducer)
    person = _person(session, named)
    if person.id == introducer:
        raise InvalidInput("name", _("Nobody can refer themselves. Type who was named."))
    known = session.scalar(
        select(Referral.id).where(
            Referral.root == introducer, Referral.contact == person.id, Referral.deleted.is_(None))
    )
    if known:
        return known
    row = Referral(
        root=introducer, contact=person.id, private=from_whom.private or person.private, ask=ask_id,
        named_on=clock.today(), note=fields.clean_text("note", named.note),
    )
    session.add(row)
    session.flush()
    contacts.add_relation(session, person.id, introducer, kind="introducer")
    if named.relation:
        contacts.add_relation(session, introducer, person.id, kind=named.relation)
    return row.id


def remove_referral(session: Session, referral_id: str) -> None:
    """This person was not named by that one after all. Refused once something was paid for it."""
    row = contacts.find_row(session, Referral, referral_id)
    paid = session.scalar(
        select(Reward.id).where(
            Reward.referral == referral_id, Reward.state == RewardState.PAID, Reward.deleted.is_(None))
    )
    if paid:
        raise Refused(_("A reward was paid for this referral, so it stays."))
    row.deleted = clock.now()
    for reward in session.scalars(select(Reward).where(Reward.referral == referral_id, Reward.deleted.is_(None))):
        reward.deleted = row.deleted
    session.flush()


def _touch(new: NewAsk, shop: ShopRules) -> NewTouch:
    """The ask as a real contact: however it ended, the person was reached."""
    possible = next((kind.results for kind in shop.touch_kinds if kind.code == new.channel), ())
    reached = next((code for code in possible if code in shop.effective_results), "")
    text = new.note.strip() or _("Asked for a referral")
    return NewTouch(new.channel, reached, effective=True, note=text, at=new.at, script=new.script,
        script_version=new.script_version,
    )  # fmt: skip


def _person(session: Session, named: Named) -> Contact:
    if named.contact_id:
        return contacts.find(session, named.contact_id)
    name, number = " ".join(named.name.split()), named.phone.strip()
    same = _with_phone(session, number)
    found = next((one for one in same if name in ("", one.name)), None)
    if found is not None:
        return found
    if not (name or number):
        raise InvalidInput("name", _("Type a name or a phone number; one of them is enough."))
    ways = (NewWay(WayKind.PHONE, number),) if number else ()
    made = contacts.create_contact(session, NewContact(
        name=name or number, ways=ways, ring=_SECOND_RING, source="referral", how_known="introduced",
        met_on=clock.today()))  # fmt: skip
    return contacts.find(session, made)


def _with_phone(session: Session, number: str) -> Sequence[Contact]:
    normal = phone.normal(number) if number else ""
    if not normal:
        return ()
    return session.scalars(
        select(Contact).join(ContactWay, ContactWay.root == Contact.id).where(
            ContactWay.kind == WayKind.PHONE, ContactWay.normal == normal, ContactWay.deleted.is_(None),
            Contact.deleted.is_(None))
        .order_by(Contact.created, Contact.id)
    ).unique().all()  # fmt: skip
