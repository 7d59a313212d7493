"""Writing what belongs to the day itself."""

import json

from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.features.today.queries import KIT_KEY, counted_kit
from crm_desktop.store.tables import LocalValue

MOST = 9999


def count_kit(session: Session, item: str, quantity: int | None) -> None:
    """Note how much of a thing to carry is there today; None takes the note back. Not undone by Ctrl+Z: it is a tally.

    Raises InvalidInput for a negative or absurd count.
    """
    if quantity is not None and not 0 <= quantity <= MOST:
        raise InvalidInput(item, _("Count between 0 and {most}.").format(most=MOST))
    day = clock.today()
    counted = counted_kit(session, day)
    if quantity is None:
        counted.pop(item, None)
    else:
        counted[item] = quantity
    text = json.dumps({"on": day.isoformat(), "counted": counted})
    statement = insert(LocalValue).values(key=KIT_KEY, value=text)
    session.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": text}))
    session.info.setdefault("touched", set()).add("local_value")
