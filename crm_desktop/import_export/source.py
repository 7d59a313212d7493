"""What a reader hands on: tables of rows of text, whatever the file was."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class SourceKind(StrEnum):
    """How a file was read."""

    SPREADSHEET = "spreadsheet"
    TEXT = "text"
    CARDS = "cards"
    COPY = "copy"  # a full copy: its rows are read only when it is judged or written


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture that came with a row."""

    data: bytes
    mime: str


@dataclass(slots=True)  # not frozen: a file has tens of thousands, and to freeze takes three times as long
class SourceRow:
    """One line of a table or one card; `number` is where the user finds it in the file, counted from 1."""

    number: int
    values: dict[str, str]  # only what is not empty
    photos: tuple[Photo, ...] = ()  # the first one is the person's
    lost: tuple[str, ...] = ()  # sentences about binary content that cannot be kept
    problem: str = ""  # why the row cannot be read, as a sentence


@dataclass(frozen=True)
class SourceTable:
    """The rows of one sheet, one text file or one file of cards."""

    path: Path
    kind: SourceKind
    headers: tuple[str, ...]
    rows: list[SourceRow] = field(repr=False)
    sheet: str = ""
    preamble: tuple[str, ...] = ()  # lines above the header: a title, a date of export
    left_out: tuple[str, ...] = ()  # names of lines that say nothing about a person: REV, PRODID

    @property
    def file(self) -> str:
        """The file's name as the user knows it."""
        return self.path.name
