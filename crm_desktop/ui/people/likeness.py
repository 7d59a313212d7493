"""Somebody who resembles what is typed, as a line of a list."""

from crm_desktop.features.duplicates.queries import why_text
from crm_desktop.features.duplicates.records import Likeness, Verdict
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.chip import Pill
from crm_desktop.ui.widgets.rows import Row

LIKENESS_HEIGHT = 56
TONES = {Verdict.CERTAIN: Tone.BAD, Verdict.PROBABLE: Tone.WARN, Verdict.POSSIBLE: Tone.MUTED}


def likeness_row(one: Likeness) -> Row:
    """Who it is, and what is alike."""
    why = "、".join(why_text(reason) for reason in one.why)
    return Row(
        one.id, one.name, " · ".join(filter(None, (one.phone, one.subtitle))), pills=(Pill(why, TONES[one.verdict]),)
    )
