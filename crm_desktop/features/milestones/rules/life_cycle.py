"""Which event may happen in which status, to which purchase, and where it leaves the customer."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from crm_desktop.base.i18n import _
from crm_desktop.features.customers.records import Stage, Status
from crm_desktop.features.milestones.records import Event


class Purchase(Protocol):
    """What decides of a purchase."""

    @property
    def id(self) -> str: ...
    @property
    def stage(self) -> str: ...


P = TypeVar("P", bound=Purchase)

RUNNING = (Stage.ORDERED, Stage.OPEN)
_WANTED: dict[Event, tuple[Stage, ...]] = {
    Event.ORDER: (Stage.OPEN,),
    Event.DELIVER: RUNNING,
    Event.LOSE: (Stage.OPEN, Stage.ORDERED, Stage.CANCELLED),
    Event.FREEZE: (Stage.OPEN,),
    Event.OUT_OF_CONTACT: (Stage.OPEN,),
    Event.CANCEL_ORDER: (Stage.ORDERED,),
    Event.REVIVE: (Stage.OPEN,),
}
_ALLOWED: dict[Event, frozenset[str]] = {
    Event.ORDER: frozenset(Status),
    Event.DELIVER: frozenset(Status),
    Event.LOSE: frozenset({"N", "P", "O", "F2", "L", "T", "D"}),
    Event.FREEZE: frozenset({"N", "P", "F1", "F2", "L", "T"}),
    Event.OUT_OF_CONTACT: frozenset({"N", "P", "F1", "F2", "T"}),
    Event.CANCEL_ORDER: frozenset({"O"}),
    Event.REVIVE: frozenset({"D", "F1", "F2", "L", "T"}),
}


def deal_of(event: Event, status: str, deals: Sequence[P], *, wanted: str = "") -> P | None:
    """The purchase an event concerns: the one asked for, else the newest that fits; None: a new one begins.

    `deals` are in the order newest first. A cancelled order is lost only while nothing else is under way.
    """
    for deal in deals:
        if deal.id == wanted and deal.stage in _WANTED[event]:
            return deal
    for stage in _WANTED[event]:
        if stage == Stage.CANCELLED and status != Status.CANCELLED:
            continue
        found = next((deal for deal in deals if deal.stage == stage), None)
        if found is not None:
            return found
    return None


def owner_of(status: str, deals: Iterable[Purchase]) -> bool:
    """Whether the person has a car of us already: then the end of another purchase does not make a stranger."""
    return status == Status.DELIVERED or any(deal.stage == Stage.DELIVERED for deal in deals)


def refusal(event: Event, status: str, deals: Sequence[Purchase]) -> str:
    """Why the event cannot happen now, as a sentence; "" when it can."""
    if status not in _ALLOWED[event]:
        return _refused(event, status)
    running = any(deal.stage in RUNNING for deal in deals)
    if status == Status.DELIVERED and event in (Event.DELIVER, Event.LOSE) and not running:
        return _("This customer has the car already and no other purchase is under way. Note the new order first.")
    return ""


def _refused(event: Event, status: str) -> str:
    if event == Event.CANCEL_ORDER:
        return _("There is no order that could be cancelled.")
    if event == Event.LOSE:
        return _("This customer is noted as lost already.")
    if event == Event.REVIVE:
        if status == Status.ORDERED:
            return _("This customer has ordered. If the order is off, cancel it first.")
        return _("This customer is in progress already.")
    if status == Status.ORDERED:
        return _("This customer has ordered. If the order is off, cancel it first.")
    if status == Status.DELIVERED:
        return _("This customer is an owner. Owners stay owners, also while they buy nothing.")
    return _("This customer is out of contact already.")


def status_after(event: Event, status: str, others: Sequence[Purchase]) -> str:
    """Where an event leaves the customer; `others` are all purchases but the one concerned."""
    if event == Event.ORDER or any(deal.stage == Stage.ORDERED for deal in others):
        return Status.ORDERED.value
    if event in (Event.CANCEL_ORDER, Event.LOSE):
        return _after_an_end(event, status, others)
    return {
        Event.DELIVER: Status.DELIVERED, Event.FREEZE: Status.FROZEN, Event.OUT_OF_CONTACT: Status.OUT_OF_CONTACT,
    }.get(event, Status.PROGRESS).value


def _after_an_end(event: Event, status: str, others: Sequence[Purchase]) -> str:
    """An order or a hope is over: other wishes go on, an owner stays an owner."""
    if any(deal.stage == Stage.OPEN for deal in others):
        return Status.PROGRESS.value if status == Status.ORDERED else status
    if owner_of(status, others):
        return Status.DELIVERED.value
    return Status.LOST.value if event == Event.LOSE else Status.CANCELLED.value
