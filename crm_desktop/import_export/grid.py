"""A sheet before anyone knows which row is the header."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Grid:
    """Rows of text as they stand; `first_number` is the number of the first row in the file, counted from 1."""

    sheet: str
    rows: list[list[str]] = field(repr=False)
    first_number: int = 1
