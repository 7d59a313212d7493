"""Changing the shop's forms: titles, columns, points to tick, signatures. One setting a column, so that two laptops
may change two columns."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import NotFound
from crm_desktop.base.i18n import _
from crm_desktop.base.ids import shop_data_id
from crm_desktop.features.forms import rules
from crm_desktop.features.forms.queries.designs import design
from crm_desktop.features.forms.records import FORMS
from crm_desktop.features.team.queries import refuse_unless_mine_to_change
from crm_desktop.store.tables import Setting


def set_title(session: Session, form: str, title: str) -> None:
    """Give a form another title; an empty one brings the shipped title back."""
    line = rules.checked_line("title", title) if title.strip() else None
    _change(session, rules.key_of(_known(form)), title=line)


def set_signatures(session: Session, form: str, lines: Sequence[str]) -> None:
    """Who signs at the foot of a form."""
    kept = rules.checked_lines("signatures", lines, most=rules.MOST_SIGNATURES)
    _change(session, rules.key_of(_known(form)), signatures=kept)


def set_column_label(session: Session, form: str, code: str, label: str) -> None:
    """Rename a column; an empty name brings the shipped one back."""
    line = rules.checked_line("label", label) if label.strip() else None
    _change(session, _column(session, form, code), label=line)


def show_column(session: Session, form: str, code: str, *, shown: bool) -> None:
    """Print a column or leave it out; the last one stays."""
    _change(session, _column(session, form, code), hidden=not shown)
    rules.refuse_without_columns(design(session, form).columns)


def order_columns(session: Session, form: str, codes: Sequence[str]) -> None:
    """Put the columns into this order; those not named follow as they stood."""
    known = [column.code for column in design(session, form).columns]
    wanted = [code for code in dict.fromkeys(codes) if code in known]
    for position, code in enumerate(wanted + [code for code in known if code not in wanted]):
        _change(session, rules.key_of(form, "column", code), position=position)


def set_points(session: Session, form: str, code: str, points: Sequence[str]) -> None:
    """The points of one list to tick off."""
    if code not in {checks.code for checks in design(session, form).checks}:
        raise NotFound(_("This entry is no longer here. It may have been removed in the meantime."))
    kept = rules.checked_lines("points", points, most=rules.MOST_POINTS, longest=rules.LONGEST_POINT)
    _change(session, rules.key_of(form, "checks", code), points=kept)


def reset(session: Session, form: str) -> None:
    """Give a form back its shipped shape."""
    refuse_unless_mine_to_change(session)
    rows = session.scalars(select(Setting).where(Setting.kind == rules.KIND, Setting.deleted.is_(None)))
    for row in rows:
        if row.key.partition("/")[0] == _known(form):
            row.deleted = clock.now()
    session.flush()


def _known(form: str) -> str:
    if form not in FORMS:
        raise NotFound(_("This entry is no longer here. It may have been removed in the meantime."))
    return form


def _column(session: Session, form: str, code: str) -> str:
    if code not in {column.code for column in design(session, _known(form)).columns}:
        raise NotFound(_("This entry is no longer here. It may have been removed in the meantime."))
    return rules.key_of(form, "column", code)


def _change(session: Session, key: str, **values: Any) -> None:
    """Change some of what a setting says; None takes a change back. A tombstoned row of the same id comes to life."""
    refuse_unless_mine_to_change(session)
    row_id = shop_data_id(rules.KIND, key)
    row = session.get(Setting, row_id)
    living = row is not None and row.deleted is None
    before = json.loads(row.value) if row is not None and living else {}
    after = {name: value for name, value in {**before, **values}.items() if value is not None}
    if after == before:
        return
    text = json.dumps(after, ensure_ascii=False)
    if row is None:
        session.add(Setting(id=row_id, root=row_id, kind=rules.KIND, key=key, value=text))
    else:
        row.value, row.deleted = text, None
    session.flush()
