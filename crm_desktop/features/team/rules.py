"""Who may do what. Before the enrolment one consultant works alone: everything is his."""

from crm_desktop.base.i18n import _
from crm_desktop.features.team.records import MANAGER, Colleague, Me, Team


def edits_shop_data(me: Me | None) -> bool:
    """Settings of the shop, catalogue, gifts and reward rules are changed by a manager."""
    return me is None or me.role == MANAGER


def why_read_only() -> str:
    """What stands above shop data that I may only read."""
    return _("This belongs to the shop: its manager changes it, and every laptop gets the change with its next sync.")


def sees_owners(me: Me | None) -> bool:
    """Whether lists hold several consultants' customers, so that each says whose it is."""
    return me is not None and me.role == MANAGER


def owner_shown(team: Team, owner: str) -> str:
    """Whose a customer is, as a list says it; "" where everybody on it is mine."""
    return team.name_of(owner) if sees_owners(team.me) else ""


def asks_review(me: Me | None) -> bool:
    """Whether a loss or a merge of mine is looked at by the manager."""
    return me is not None and me.role != MANAGER


def reviews(me: Me | None) -> bool:
    """Whether I look at what the consultants ask for."""
    return me is not None and me.role == MANAGER


def may_give_away(me: Me | None, owner: str) -> bool:
    """A manager moves every customer, a consultant his own."""
    return me is not None and (me.role == MANAGER or owner in ("", me.user))


def takers(team: Team) -> tuple[Colleague, ...]:
    """To whom customers can be given: whoever works in the shop, me included only where I may take."""
    me = team.me
    if me is None:
        return ()
    return tuple(one for one in team.colleagues if one.active and (one.user != me.user or me.role == MANAGER))
