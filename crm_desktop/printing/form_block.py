"""What every part of a form can do: say how high its pieces are, and draw those that stand on one page."""

from typing import Protocol

from crm_desktop.printing.sheet import Sheet


class FormBlock(Protocol):
    """A part of a form, cut between its pieces where a page ends."""

    sheet: Sheet
    width: float
    heights: list[float]
    stretches: bool  # takes what room is left, with more lines for the pen

    def head_height(self, start: int) -> float:
        """What stands above the pieces on a page that begins with this one."""

    def foot_height(self, start: int) -> float:
        """What stands below them."""

    def fitting(self, start: int, room: float) -> int:
        """The end of the pieces from `start` that fit into the room."""

    def draw(self, x: float, y: float, start: int, end: int, *, height: float) -> None:
        """Draw these pieces into a room of this height."""


def height(block: FormBlock, start: int = 0, end: int | None = None) -> float:
    """How high these pieces are with head and foot."""
    until = len(block.heights) if end is None else end
    return block.head_height(start) + sum(block.heights[start:until]) + block.foot_height(start)


def end_of(block: FormBlock, start: int, room: float) -> int:
    """How far the pieces from `start` on fit into the room."""
    left = room - block.head_height(start) - block.foot_height(start)
    end = start
    while end < len(block.heights) and block.heights[end] <= left + 0.01:
        left -= block.heights[end]
        end += 1
    return end
