"""Three-way merge of long texts, line by line. It never drops a line that somebody typed: where it cannot keep both, it
says so, and both texts go to the inbox."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

MOST_LINES = 500
"""A comparison of longer texts could keep the shop's lock too long."""

Lines = Sequence[str]
Span = tuple[int, int]


def merged(base: str, mine: str, theirs: str, *, common: bool = True) -> str | None:
    """What `mine` changes in `base`, done to `theirs`; None where both changed the same lines.

    Where `theirs` does not surely come from `base` (not `common`), a line it has not was perhaps never there, and not
    taken out: then nothing is merged.
    """
    old, one, other = base.split("\n"), mine.split("\n"), theirs.split("\n")
    if max(len(old), len(one), len(other)) > MOST_LINES:
        return None
    if not common and len(_kept(old, other)) < len(old):
        return None
    found: list[str] = []
    for at, in_one, in_other in _apart(old, one, other):
        lines = _either(old[slice(*at)], one[slice(*in_one)], other[slice(*in_other)])
        if lines is None:
            return None
        found += lines
        found += old[at[1] : at[1] + 1]  # the line all three have, that ends the region
    return "\n".join(found)


def _either(old: Lines, one: Lines, other: Lines) -> Lines | None:
    """A region between two lines that all three have: who changed it, has it; who adds there, adds."""
    if one in (old, other):
        return other
    if other == old:
        return one
    return None if old else [*other, *one]


def _apart(old: Lines, one: Lines, other: Lines) -> Iterator[tuple[Span, Span, Span]]:
    """The regions between the lines of the base that both still have."""
    in_one, in_other = _kept(old, one), _kept(old, other)
    at, here, there = 0, 0, 0
    for line in sorted(in_one.keys() & in_other.keys()):
        yield (at, line), (here, in_one[line]), (there, in_other[line])
        at, here, there = line + 1, in_one[line] + 1, in_other[line] + 1
    yield (at, len(old)), (here, len(one)), (there, len(other))


def _kept(old: Lines, new: Lines) -> dict[int, int]:
    """Which lines of the base are still there, and where."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {block.a + n: block.b + n for block in blocks for n in range(block.size)}
