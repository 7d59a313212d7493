"""People, notes and scripts as lines of the search box; imported only when something is searched for."""

from typing import TYPE_CHECKING

from crm_desktop.base import clock
from crm_desktop.base.i18n import _, format_day
from crm_desktop.features.scripts import queries as scripts
from crm_desktop.features.search import queries as search
from crm_desktop.features.search.records import Field, NoteHit, PersonHit
from crm_desktop.features.team.queries import team
from crm_desktop.features.team.rules import owner_shown
from crm_desktop.ui.people.rows import owner_pill, private_pill, scale_pills
from crm_desktop.ui.widgets.rows import Row
from crm_desktop.ui.window.palette import Found

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MOST_NOTES = 5
MOST_SCRIPTS = 4


def find(session: "Session", text: str, limit: int) -> list[Found]:
    """People first, then notes."""
    results = search.find(session, text, limit=limit, note_limit=MOST_NOTES)
    known = team(session)
    people = [_person(hit, owner_shown(known, hit.owner)) for hit in results.people]
    return [*people, *map(_note, results.notes)]


def _person(hit: PersonHit, owner: str) -> Found:
    where = next((why for why in hit.why if why.field not in (Field.NAME, Field.PINYIN, Field.FILTER)), None)
    subtitle, marks = (where.text, where.marks) if where is not None else (hit.subtitle, ())
    if not subtitle:
        subtitle = " · ".join(hit.phones[:1])
    pills = (*scale_pills(hit.level, hit.status), *owner_pill(owner), *private_pill(hit.private))
    kind = _("Customer") if hit.is_customer else _("Network")
    row = Row("", hit.name, subtitle, kind, pills, marks=hit.name_marks, subtitle_marks=marks)
    return Found(row, "record", "customers" if hit.is_customer else "network", hit.id)


def _note(hit: NoteHit) -> Found:
    when = format_day(hit.at.date(), clock.today())
    row = Row("", hit.name, hit.text, when, sign="text-box-outline", subtitle_marks=hit.marks)
    return Found(row, "record", "person", hit.contact_id)


def find_scripts(session: "Session", text: str, limit: int) -> list[Found]:
    """Scripts whose title or words hold the text; Enter copies the words."""
    wanted = text.casefold()
    found = []
    for script in scripts.scripts(session):
        words = "\n".join(beat.text for beat in script.beats)
        if wanted in script.title.casefold() or (len(wanted) > 1 and wanted in words.casefold()):
            row = Row("", script.title, words.replace("\n", " "), _("Script"), sign="message-text-outline")
            found.append(Found(row, "script", "copy", words))
    return found[: min(limit, MOST_SCRIPTS)]
