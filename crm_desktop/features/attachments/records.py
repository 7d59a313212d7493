"""What a page sees of a file kept with a person."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Files by their ids whose bytes are at the shop and not here yet."""

    missing: frozenset[str] = frozenset()
    wanted: frozenset[str] = frozenset()
    """That come with the next sync, for somebody asked for them."""


@dataclass(frozen=True, slots=True)
class AttachmentRecord:
    """A file of a person, without its bytes."""

    id: str
    row_seq: int
    contact_id: str
    name: str
    mime: str
    size: int
    sha256: str
    thumbnail: str
    note: str
    private: bool
    created: datetime

    @property
    def is_image(self) -> bool:
        """Whether it can be shown as a picture."""
        return self.mime.startswith("image/")
