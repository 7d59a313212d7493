"""Gifts and their stock."""

from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput, NotFound, Refused
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import rules as fields
from crm_desktop.features.referrals import queries
from crm_desktop.features.team.queries import refuse_unless_mine_to_change
from crm_desktop.store.tables import Gift, GiftMove, Reward

_MOST_FEN = 100_000_000
_MOST_GIFTS = 100_000


def save_gift(session: Session, *, name: str, cost: int, stock: int = 0, gift_id: str = "") -> str:
    """Add a gift or correct it; `stock` is what was there at the start."""
    refuse_unless_mine_to_change(session)
    row = _gift(session, gift_id) if gift_id else Gift()
    row.name = fields.clean_line("name", name, limit=60)
    if not row.name:
        raise InvalidInput("name", _("Enter a name."))
    row.cost, row.stock = fen("cost", cost), count("stock", stock, low=0)
    session.add(row)
    session.flush()
    return row.id


def move_gift(session: Session, gift_id: str, quantity: int, *, why: str = "") -> None:
    """Gifts came in (or went out: below 0) otherwise than as a reward."""
    gift = _gift(session, gift_id)
    if quantity == 0 or abs(quantity) > _MOST_GIFTS:
        raise InvalidInput("quantity", _("Type how many came in, or a number below 0 for those that went out."))
    if quantity < 0 and _left(session, gift_id) + quantity < 0:
        raise Refused(_("Only {n} of “{gift}” are left.").format(n=_left(session, gift_id), gift=gift.name))
    session.add(GiftMove(gift=gift_id, day=clock.today(), quantity=quantity, why=fields.clean_line("why", why)))
    session.flush()


def remove_gift(session: Session, gift_id: str) -> None:
    """No longer offer a gift; rewards paid with it keep its name."""
    refuse_unless_mine_to_change(session)
    _gift(session, gift_id).deleted = clock.now()
    session.flush()


def give(session: Session, row: Reward, gift_id: str) -> None:
    """A gift of the stock takes the place of what the reward was."""
    gift = _gift(session, gift_id)
    row.kind, row.gift, row.amount = "gift", gift.id, gift.cost * row.quantity


def refuse_if_too_few(session: Session, row: Reward) -> None:
    """A sentence when the stock does not hold the gifts of this reward."""
    left = _left(session, row.gift)
    if left < row.quantity:
        raise Refused(_("Only {n} of “{gift}” are left.").format(n=left, gift=_gift(session, row.gift).name))


def _gift(session: Session, gift_id: str) -> Gift:
    row = session.get(Gift, gift_id)
    if row is None or row.deleted is not None:
        raise NotFound(_("This gift is no longer offered."))
    return row


def _left(session: Session, gift_id: str) -> int:
    return next((one.left for one in queries.gifts(session) if one.id == gift_id), 0)


def fen(field: str, value: int) -> int:
    """An amount that can be."""
    return count(field, value, low=0, high=_MOST_FEN)


def count(field: str, value: int, *, low: int = 1, high: int = _MOST_GIFTS) -> int:
    """A number that can be."""
    return fields.clean_number(field, value, low=low, high=high) or low
