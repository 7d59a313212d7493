"""Changing the shop's wording of a script."""

import json
from collections.abc import Sequence

from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput, NotFound
from crm_desktop.base.i18n import _
from crm_desktop.base.ids import shop_data_id
from crm_desktop.features.scripts import queries
from crm_desktop.features.scripts.records import Beat
from crm_desktop.store.tables import Setting

_LONGEST = 2000


def save_script(session: Session, key: str, beats: Sequence[Beat], *, title: str = "") -> None:
    """Keep the shop's own words for a script. Absolute words are shown to the user, not forbidden."""
    if queries.script(session, key) is None:
        raise NotFound(_("There is no such script any more."))
    kept = [[beat.label.strip(), beat.text.strip()] for beat in beats if beat.text.strip()]
    if not kept:
        raise InvalidInput("text", _("A script needs at least one sentence."))
    if sum(len(text) for _label, text in kept) > _LONGEST:
        raise InvalidInput("text", _("This is too long. Keep it under {most} characters.").format(most=_LONGEST))
    value = json.dumps({"title": title.strip(), "beats": kept}, ensure_ascii=False)
    row_id = shop_data_id("scripts", key)
    row = session.get(Setting, row_id)
    if row is None:
        session.add(Setting(id=row_id, root=row_id, kind="scripts", key=key, value=value))
    else:
        row.deleted, row.value = None, value
    session.flush()


def reset_script(session: Session, key: str) -> None:
    """Give a script its shipped words back."""
    row = session.get(Setting, shop_data_id("scripts", key))
    if row is not None and row.deleted is None:
        row.deleted = clock.now()
        session.flush()
