"""Values keep their type, and one document has one spelling."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sync.core.mutations import Mutation, Op, body_of, sealed, thawed, voided
from sync.core.values import canonical, from_wire, hash_of, same, to_wire

values = some.one_of(
    some.none(),
    some.integers(-(2**63), 2**63 - 1),
    some.floats(allow_nan=False),
    some.text(),
    some.binary(),
    some.sampled_from([math.inf, -math.inf, "a\x00b", "😀", "", -0.0, 2**63 - 1, 0.1 + 0.2]),
)


@given(values)
def test_a_value_survives_the_wire(value: object) -> None:
    back = from_wire(json.loads(json.dumps(to_wire(value))))  # type: ignore[arg-type]

    assert same(back, value)  # type: ignore[arg-type]


@pytest.mark.parametrize(("one", "other"), [(1, 1.0), (1, True), ("1", 1), (None, ""), (b"a", "a"), (0, None)])
def test_values_of_two_types_are_two_values(one: object, other: object) -> None:
    assert not same(one, other)  # type: ignore[arg-type]


def test_not_a_number_is_no_change_of_itself() -> None:
    assert same(math.nan, math.nan)


@given(some.dictionaries(some.text(min_size=1), values))
def test_freeze_then_thaw_gives_the_mutation_back(patch: dict[str, object]) -> None:
    base = dict.fromkeys(patch, 7)
    frozen = sealed(Mutation("i", 3, "u", "touch", "t", Op.UPDATE, patch, base, 5, "2026-11-28", root="c"))  # type: ignore[arg-type]

    assert thawed("i", 3, "u", body_of(frozen)) == frozen
    assert frozen.sha256 == hash_of(body_of(frozen))


def test_the_hash_covers_what_is_asked_not_the_number() -> None:
    one = sealed(Mutation("i", 3, "u", "contact", "c", Op.UPDATE, {"name": "a"}, {"name": 7}))
    other = sealed(Mutation("j", 9, "v", "contact", "c", Op.UPDATE, {"name": "a"}, {"name": 7}))
    third = sealed(Mutation("i", 3, "u", "contact", "c", Op.UPDATE, {"name": "b"}, {"name": 7}))

    assert one.sha256 == other.sha256 != third.sha256


def test_an_erased_mutation_keeps_its_number_and_hash_only() -> None:
    frozen = sealed(Mutation("i", 3, "u", "contact", "c", Op.UPDATE, {"name": "a"}, {"name": 7}))

    left = voided(frozen)

    assert (left.inc, left.lsn, left.uid, left.sha256, left.op) == ("i", 3, "u", frozen.sha256, Op.VOID)
    assert not left.patch
    assert left.key == ("", "")


def test_the_spelling_does_not_depend_on_the_order() -> None:
    assert canonical({"b": 1, "a": "名"}) == canonical({"a": "名", "b": 1}) == '{"a":"名","b":1}'.encode()


def test_what_is_no_value_is_refused() -> None:
    with pytest.raises(TypeError):
        from_wire([1])
