"""A person as one line of a list."""

from datetime import date

from crm_desktop.base.i18n import _, format_day, ngettext
from crm_desktop.features.contacts.records import PersonName
from crm_desktop.features.customers.records import PersonRow
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.chip import Pill
from crm_desktop.ui.widgets.rows import Row

LEVEL_TONES = {"H": Tone.BAD, "A": Tone.WARN, "B": Tone.ACCENT, "C": Tone.MUTED}
STATUS_TONES = {"O": Tone.OK, "D": Tone.OK, "F1": Tone.BAD}


def private_pill(private: object) -> list[Pill]:
    """The mark of a person, group or tip that never leaves this laptop."""
    return [Pill(_("Private"), Tone.MUTED)] if private else []


def name_row(person: PersonName) -> Row:
    """Somebody to choose."""
    words = " · ".join(filter(None, (person.phone, person.subtitle)))
    return Row(person.id, person.name, words, pills=tuple(private_pill(person.private)))


def scale_pills(level: str, status: str) -> tuple[Pill, ...]:
    """The level while somebody is thinking of buying, else the status."""
    if status in ("", "N", "P") and level:
        return (Pill(level, LEVEL_TONES.get(level, Tone.MUTED)),)
    return (Pill(status, STATUS_TONES.get(status, Tone.MUTED)),) if status else ()


def owner_pill(owner: str) -> tuple[Pill, ...]:
    """Whose customer it is, in the lists of a manager ("" elsewhere)."""
    return (Pill(owner, Tone.MUTED),) if owner else ()


def person_row(person: PersonRow, today: date, owner: str = "") -> Row:
    """Name, level, what is wanted and the phone; on the right when to speak next or when we last did."""
    subtitle = " · ".join(filter(None, (person.subtitle, person.phone)))
    right, pill = "", None
    if person.due_on is not None and person.due_on < today:
        late = (today - person.due_on).days
        pill = Pill(ngettext("{n} day late", "{n} days late", late).format(n=late), Tone.BAD)
    elif person.due_on == today:
        pill = Pill(person.due_at or _("today"), Tone.ACCENT)
    elif person.last_touch_at is not None:
        right = format_day(person.last_touch_at.date(), today)
    pills = (*scale_pills(person.level, person.status), *owner_pill(owner), *private_pill(person.private))
    return Row(
        person.id, person.name, subtitle, right=right, right_pill=pill, pills=pills,
    )  # fmt: skip
