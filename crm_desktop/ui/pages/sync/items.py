"""What the inbox shows, in the user's words: two values of one thing, or a change that could not be taken."""

from dataclasses import dataclass

from crm_desktop.ui.widgets.rows import Row


@dataclass(frozen=True)
class Side:
    """One of two values: what it says, and who wrote it when."""

    which: str
    heading: str
    value: str
    who: str
    take: str
    """What the button says that takes it; empty when there is nothing to take."""
    in_use: bool = False


@dataclass(frozen=True)
class Item:
    """One thing in the inbox; `sides` are the value in use and the other one, where there is a choice."""

    id: str
    row: Row
    title: str
    sentence: str
    sides: tuple[Side, Side] | None = None
    person: str = ""
    """Whose archive Enter opens."""
    text: str = ""
    """The whole of a change that was not taken."""
    retry: str = ""
    """What the button says that tries it again."""
    let_go: str = ""
    """What the button says that takes it off the list."""
