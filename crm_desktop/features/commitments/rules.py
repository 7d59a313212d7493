"""When a promise is about to break."""

from datetime import date

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import rules as fields


def clean_promise(text: str) -> str:
    """The words of a promise; there must be some."""
    words = fields.clean_text("text", text, limit=2000)
    if not words:
        raise InvalidInput("text", _("Write down what was promised."))
    return words


def is_late(due_on: date | None, *, today: date) -> bool:
    """Whether the day of the promise has passed."""
    return due_on is not None and due_on < today
