"""A sheet before anyone knows which row is the header."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Grid:
    """Rows of text as they stand; `first_number` is the number of the first row in the file, counted from 1."""

    sheet: str
    rows: list[list[str]] = field(repr=False)
    first_number: int = 1
    remarks: Mapping[tuple[int, int], str] = field(default_factory=dict, repr=False)
    """What is remarked on cells, by row and column counted from 0 in `rows`."""
    bare: tuple[int, ...] = ()
    """In the file, the numbers of rows with a formula that has no value."""
