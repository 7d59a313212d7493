"""People written down line by line, each value behind its label, as leads are sent in a chat."""

import re
from collections.abc import Callable, Sequence

_LABELLED = re.compile(r"\s*(?:[-•·*]\s*)?([^\s:：\d][^:：]{0,11}?)\s*[:：]\s*(.*?)\s*")
_FEWEST = 2  # labels that are known
_SHARE = 0.5  # of the lines have a label that is known
_SAMPLE = 200  # lines


def read_labelled(text: str, known: Callable[[str], bool]) -> list[list[str]]:
    """A header and a row a person, below the lines that stand above the first; nothing for a text of another kind."""
    if not _is_labelled(text.split("\n", _SAMPLE)[:_SAMPLE], known):
        return []
    above, people = _people(text.split("\n"))
    header = list(dict.fromkeys(label for person in people for label in person))
    return [*above, header, *([person.get(label, "") for label in header] for person in people)]


def _is_labelled(lines: Sequence[str], known: Callable[[str], bool]) -> bool:
    labels = [match[1] for line in lines if (match := _LABELLED.fullmatch(line))]
    familiar = [label for label in labels if known(label)]
    filled = sum(bool(line.strip()) for line in lines)
    return len(set(familiar)) >= _FEWEST and len(familiar) >= _SHARE * filled


def _people(lines: Sequence[str]) -> tuple[list[list[str]], list[dict[str, str]]]:
    """What stands above, and the people: another one begins below a blank line, or where a label comes again."""
    above: list[list[str]] = []
    people: list[dict[str, str]] = []
    last, begun = "", False
    for line in map(str.strip, lines):
        match = _LABELLED.fullmatch(line)
        if not line:
            begun = False
        elif match:
            if not begun or match[1] in people[-1]:
                people.append({})
            last, begun = match[1], True
            people[-1][last] = match[2]
        elif people:
            people[-1][last] = f"{people[-1][last]}\n{line}".strip()
        else:
            above.append([line])
    return above, people
