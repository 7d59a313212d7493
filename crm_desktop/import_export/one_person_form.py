"""A form of one person: labels with what belongs to them beside, no header and no rows."""

from collections.abc import Callable
from dataclasses import dataclass, field

_LONGEST_LABEL = 20
Known = Callable[[str], bool]


@dataclass
class OnePerson:
    """What the form says, and its title and remarks."""

    values: dict[str, str] = field(default_factory=dict)
    beside: list[str] = field(default_factory=list)


def read_form(rows: list[list[str]], known: Known) -> OnePerson:
    """Each label with the next cell of its line; a label with another one behind it was left blank."""
    made = OnePerson()
    for row in rows:
        cells = [text for cell in row if (text := " ".join(cell.split()))]
        label = ""
        for at, cell in enumerate(cells):
            if known(cell) or (not label and _may_be_label(cells, at, known)):
                label = cell
            elif label:
                _put(made.values, label, cell)
                label = ""
            else:
                made.beside.append(cell)
    return made


def _may_be_label(cells: list[str], at: int, known: Known) -> bool:
    """A label we do not know has its value behind it."""
    alone = at + 1 == len(cells) or known(cells[at + 1])
    return not alone and len(cells[at]) <= _LONGEST_LABEL and not any(map(str.isdigit, cells[at]))


def _put(values: dict[str, str], label: str, text: str) -> None:
    name, count = label, 1
    while name in values:
        count += 1
        name = f"{label} ({count})"
    values[name] = text
