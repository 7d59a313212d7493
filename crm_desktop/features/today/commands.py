"""Ticking the carry kit."""

import json
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.today.queries import KIT
from crm_desktop.store.tables import LocalValue


def set_kit(session: Session, item: str, *, quantity: int | None = None, checked: bool | None = None) -> None:
    """Note how much of a thing is packed today, or tick it. It stays on this laptop and holds for the day."""
    if item not in {choice.code for choice in shop_rules(session).carry_kit}:
        raise InvalidInput("item", _("This thing is not on the list of what to carry."))
    if quantity is not None and not 0 <= quantity <= 10_000:
        raise InvalidInput("quantity", _("Type a number from {low} to {high}.").format(low=0, high=10_000))
    today = clock.today()
    key = KIT + today.isoformat()
    row = session.get(LocalValue, key)
    kept = json.loads(row.value) if row else {}
    noted = dict(kept.get(item, {}))
    if quantity is not None:
        noted["quantity"] = quantity
        noted.pop("checked", None)  # the amount speaks for itself
    if checked is not None:
        noted["checked"] = checked
    kept[item] = noted
    session.merge(LocalValue(key=key, value=json.dumps(kept)))
    oldest = KIT + (today - timedelta(days=60)).isoformat()
    old = select(LocalValue.key).where(LocalValue.key.like(f"{KIT}%"), LocalValue.key < oldest)
    session.execute(delete(LocalValue).where(LocalValue.key.in_(old)))
