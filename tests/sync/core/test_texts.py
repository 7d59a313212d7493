"""The merge of long texts by lines: who changed a line has it, both additions stay, an overlap is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sync.core.texts import MOST_LINES, merged


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "text"),
    [
        ("a\nb\nc", "A\nb\nc", "a\nb\nC", "A\nb\nC"),
        ("a\nb\nc", "a\nc", "a\nb\nc\nd", "a\nc\nd"),
        ("a", "a\nmine", "a\ntheirs", "a\ntheirs\nmine"),
        ("a\nb", "x\na\nb", "y\na\nb", "y\nx\na\nb"),
        ("a\nb", "a\nB", "a\nB", "a\nB"),
        ("a\nb", "a\nb", "b", "b"),
        ("a\nb", "a\nmine", "a\ntheirs", None),
        ("a\nb", "a", "a\nB", None),
        ("", "mine", "theirs", None),
        ("", "mine", "", "mine"),
        ("a\n", "a\n", "a", "a"),
    ],
)
def test_two_changes_of_a_text(base: str, mine: str, theirs: str, text: str | None) -> None:
    assert merged(base, mine, theirs) == text


def test_a_very_long_text_is_not_compared() -> None:
    base = "\n".join(map(str, range(MOST_LINES + 1)))

    assert merged(base, base, base) is None


lines = some.lists(some.sampled_from(["a", "b", "c", ""]), max_size=8)


def test_a_line_that_was_perhaps_never_there_is_not_taken_for_taken_out() -> None:
    assert merged("a\nb", "a\nb\nmine", "a\ntheirs", common=False) is None
    assert merged("a\nb\nc", "a\nb\nc\nmine", "a\nc", common=True) == "a\nc\nmine"
    assert merged("a\nb\nc", "a\nb\nc\nmine", "a\nc", common=False) is None
    assert merged("a\nb", "a\nb\nmine", "theirs\na\nb", common=False) == "theirs\na\nb\nmine"


@given(lines, lines)
def test_what_only_one_changed_is_his(base: list[str], other: list[str]) -> None:
    one, two = "\n".join(base), "\n".join(other)

    assert merged(one, two, one) == two
    assert merged(one, one, two) == two
    assert merged(one, two, two) == two


@given(some.lists(some.sampled_from(["a", "b", "c"]), max_size=8), some.data())
def test_no_line_that_somebody_typed_is_dropped(base: list[str], data: some.DataObject) -> None:
    texts = []
    for name in ("m", "t"):
        text = list(base)
        for n in range(data.draw(some.integers(0, 3))):
            at = data.draw(some.integers(0, len(text)))
            text[at : at + data.draw(some.integers(0, 1))] = [f"{name}{n}"]
        texts.append(text)
    mine, theirs = texts

    both = merged("\n".join(base), "\n".join(mine), "\n".join(theirs))

    if both is not None:
        typed = {line for line in [*mine, *theirs] if line[:1] in ("m", "t")}
        assert typed <= set(both.split("\n"))
