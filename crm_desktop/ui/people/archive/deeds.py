"""What is done with a whole person: print, promote, merge, export, history, the trash."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.contacts.records import PersonName
from crm_desktop.features.duplicates import commands as duplicates
from crm_desktop.features.team.rules import may_give_away
from crm_desktop.ui.people.archive.part import ArchivePage
from crm_desktop.ui.people.archive.pick_person import PickPerson


@dataclass(frozen=True)
class Entry:
    """One line of the menu."""

    text: str
    act: Callable[[], object]


def run(page: ArchivePage, action: str, _checked: bool = False) -> None:
    """An action that lives elsewhere, for this person."""
    if page.data is not None:
        page.flush()
        page.signals.run_action.emit(action, page.data.id)


def deeds_for(page: ArchivePage) -> list[Entry | None]:
    """The menu for the person on show; None is a line."""
    if page.data is None:
        return []
    is_customer, card = page.data.archive.customer is not None, page.data.archive.card
    found: list[Entry | None] = [
        Entry(_("Print the archive card"), partial(run, page, "archive_cards")),
        Entry(_("Print the visit sheet"), partial(run, page, "visit_sheets")),
        *_forms(page, page.data.archive.customer.status if page.data.archive.customer else ""),
        Entry(_("Export this person…"), partial(run, page, "export")),
        None,
    ]
    if not is_customer:
        found.append(Entry(_("Make a shop customer…"), partial(run, page, "promote")))
    if may_give_away(page.data.team.me, page.data.archive.owner) and not card.private:
        found.append(Entry(_("Hand over to a colleague…"), partial(run, page, "hand_over")))
    found += [
        Entry(_("Choose a photo…"), partial(choose_photo, page)),
        Entry(_("Merge with another entry…"), partial(merge, page)),
        Entry(_("Not the same person as…"), partial(tell_apart, page)),
        None,
        Entry(_("Allow contact again") if card.do_not_contact else _("Do not contact any more"),
              partial(_block, page, not card.do_not_contact)),
        Entry(_("Find the data still right"), partial(verify, page)),
        Entry(_("Show the history…"), partial(history, page)),
        None,
        Entry(_("Move to the trash"), partial(trash, page)),
    ]  # fmt: skip
    return found


def _forms(page: ArchivePage, status: str) -> list[Entry]:
    """The forms that belong to where the person stands; an account for whoever brought somebody."""
    found = []
    if status == "D":
        found.append(Entry(_("Print the owner card"), partial(run, page, "owner_cards")))
    if status == "O":
        found.append(Entry(_("Print the delivery checklist"), partial(run, page, "delivery_checklists")))
    brought = page.data.brought if page.data else None
    if brought is not None and brought.brought:
        found.append(Entry(_("Print the referral account"), partial(run, page, "referral_accounts")))
    return found


def choose_photo(page: ArchivePage) -> None:
    """Ask for a picture; it is kept among the files and shown as the person's sign."""
    from crm_desktop.ui.people.archive.photo import ask_photo

    if page.data is not None:
        ask_photo(page, page.data.id, page.data.shop.numbers.attachment_mb * 2**20)


def merge(page: ArchivePage) -> None:
    """Choose the other entry, then what of it wins."""
    if page.data is None:
        return
    keep = page.data

    def chosen(person: PersonName, _values: dict[str, Any], then: Callable[[Any], None], _f: object) -> None:
        from crm_desktop.ui.people.archive.merge_dialog import ask_merge

        then(None)
        ask_merge(page, keep.id, person)

    page.flush()
    PickPerson(
        page, _("Merge with another entry"), chosen, without=keep.id, yes=_("Next"),
        hint=_("Everything of the other entry moves to {name}; nothing is lost, and Undo takes it back.").format(
            name=keep.archive.card.name
        ),
    ).open()  # fmt: skip


def tell_apart(page: ArchivePage) -> None:
    """Remember that somebody who looks alike is another person."""
    if page.data is None:
        return
    mine = page.data

    def chosen(
        person: PersonName, _values: dict[str, Any], then: Callable[[Any], None], failed: Callable[[UserError], None]
    ) -> None:
        done = _("{a} and {b} are two people; nobody asks again.").format(a=mine.archive.card.name, b=person.name)
        page.act(
            _("Tell two people apart"), duplicates.not_same_person, mine.id, person.id, then=then, failed=failed,
            done=done,
        )  # fmt: skip

    PickPerson(
        page, _("Not the same person as…"), chosen, without=mine.id, yes=_("Two different people"),
        hint=_("From then on these two are not shown as one person entered twice."),
    ).open()  # fmt: skip


def verify(page: ArchivePage) -> None:
    """The data was looked at and is still right."""
    if page.data is not None:
        page.act(_("Find the data still right"), contacts.verify, page.data.id, done=_("Noted: checked today."))


def _block(page: ArchivePage, block: bool) -> None:
    if page.data is not None:
        refused = _("From now on calls and messages to this person are refused.")
        done = refused if block else _("Contact is allowed again.")
        label = _("Do not contact any more") if block else _("Allow contact again")
        page.act(label, contacts.set_field, page.data.id, "do_not_contact", block, done=done)


def history(page: ArchivePage) -> None:
    """Who changed what, and when."""
    from crm_desktop.ui.people.archive.history_dialog import HistoryDialog

    if page.data is not None:
        HistoryDialog(page, page.data).open()


def trash(page: ArchivePage) -> None:
    """Out of sight with everything that belongs to the person; the message brings it back."""
    if page.data is not None:
        page.flush()
        name = page.data.archive.card.name
        page.act(
            _("Move to the trash"), contacts.trash, [page.data.id], done=_("{name} is in the trash.").format(name=name)
        )
