# ruff: noqa: E501 - tables of cases read best with one case a line
"""When two entries are one person."""

import pytest

from crm_desktop.features.duplicates import rules
from crm_desktop.features.duplicates.records import Reason, Verdict
from crm_desktop.features.duplicates.rules.counts import count
from tests.bench import truth


def verdict(a: dict[str, object], b: dict[str, object]) -> tuple[Verdict | None, tuple[Reason, ...]]:
    people = [rules.profile("a", **_sets(a)), rules.profile("b", **_sets(b))]  # type: ignore[arg-type]
    counts = count(people)
    found = rules.score(people[0], people[1], counts)
    assert rules.score(people[1], people[0], counts).verdict(counts) == found.verdict(counts)
    assert [pair.verdict for pair in rules.pairs(people)] == ([found.verdict(counts)] if found.verdict(counts) else [])
    return found.verdict(counts), found.reasons


def _sets(known: dict[str, object]) -> dict[str, object]:
    plural = {"phone": "phones", "wechat": "wechats", "vin": "vins", "plate": "plates", "email": "emails"}
    return {plural.get(k, k): frozenset({v}) if k in plural else v for k, v in known.items()}


ALIKE = [
    ({"name": "王芳", "phone": "+8613800138000"}, {"name": "李四", "phone": "+8613800138000"}, Verdict.CERTAIN, Reason.PHONE),
    ({"name": "王芳", "wechat": "wx1"}, {"name": "阿芳", "wechat": "wx1"}, Verdict.CERTAIN, Reason.WECHAT),
    ({"name": "王芳", "vin": "L" * 17}, {"name": "王方", "vin": "L" * 17}, Verdict.CERTAIN, Reason.VIN),
    ({"name": "", "plate": "京A12345"}, {"name": "王方", "plate": "京A12345"}, Verdict.CERTAIN, Reason.PLATE),
    ({"name": "王芳", "company": "宏达"}, {"name": "王芳", "company": "宏达"}, Verdict.PROBABLE, Reason.COMPANY),
    ({"name": "王芳", "estate": "万科"}, {"name": "王 芳", "estate": "万科"}, Verdict.PROBABLE, Reason.ESTATE),
    ({"name": "王芳", "birthday": "1985-06-15"}, {"name": "王方", "birthday": "1985-06-15"}, Verdict.PROBABLE, Reason.PINYIN),
    ({"name": "王芳", "email": "a@b.c"}, {"name": "王方", "email": "a@b.c"}, Verdict.PROBABLE, Reason.EMAIL),
    ({"name": "王秀英", "birthday": "1985-06-15"}, {"name": "秀英王", "birthday": "1985-06-15"}, Verdict.PROBABLE, Reason.SWAPPED_NAME),
    ({"name": "Xiuying Wang", "company": "x"}, {"name": "王秀英", "company": "X"}, Verdict.PROBABLE, Reason.PINYIN),
    ({"name": "Wang Xiuying", "birthday": "1985-06-15"}, {"name": "王秀英", "birthday": "--06-15"}, Verdict.PROBABLE, Reason.PINYIN),
    ({"name": "王芳", "phone": "+8613800138000"}, {"name": "王芳", "phone": "+8613800138001"}, Verdict.PROBABLE, Reason.NEAR_PHONE),
    ({"name": "王芳", "phone": "+8613800138000"}, {"name": "王方", "phone": "+8613800130800"}, Verdict.PROBABLE, Reason.NEAR_PHONE),
    ({"name": "王秀英", "phone": "+8613800138000"}, {"name": "王秀芬", "phone": "+8613800138009"}, Verdict.PROBABLE, Reason.NEAR_PHONE),
    ({"name": "王芳", "phone": "+8613800138000", "models": ("汉",)}, {"name": "王芳", "phone": "+8613911118000", "models": ("汉",)},
     Verdict.PROBABLE, Reason.PHONE_TAIL),
    ({"name": "michaela neumann", "birthday": "1985-06-15", "address": "8 stanley street miami"},
     {"name": "neuman michaella", "birthday": "1985-06-15", "address": "8 stanly street miami"}, Verdict.PROBABLE, Reason.SWAPPED_NAME),
]  # fmt: skip
DIFFERENT = [
    ({"name": "王芳"}, {"name": "王芳"}),
    ({"name": "王芳", "phone": "+8613800138000"}, {"name": "王芳", "phone": "+8613911112222"}),
    ({"name": "王芳", "company": "宏达"}, {"name": "李四", "company": "宏达"}),
    ({"name": "王芳", "phone": "+8613800138000"}, {"name": "李四", "phone": "+8613800138001"}),
    ({"name": "王芳", "estate": "万科", "birthday": "1985-06-15"}, {"name": "王强", "estate": "万科", "birthday": "2010-01-02"}),
    ({"name": "王芳", "birthday": "1985-06-15"}, {"name": "王芳", "birthday": "1990-12-01"}),
    ({"name": "", "company": "宏达"}, {"name": "", "company": "宏达"}),
    ({"name": "John Miller", "address": "8 stanley street miami 4213"}, {"name": "Mary Miller", "address": "8 stanley street miami 4213"}),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "wanted", "because"), ALIKE)
def test_these_are_one_person(a: dict[str, object], b: dict[str, object], wanted: Verdict, because: Reason) -> None:
    found, why = verdict(a, b)

    assert found == wanted
    assert because in why


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_these_are_two_people(a: dict[str, object], b: dict[str, object]) -> None:
    assert verdict(a, b)[0] is None


def test_a_switchboard_does_not_make_one_person_of_its_people() -> None:
    line = frozenset({"+862152341234"})
    people = [
        rules.profile(str(n), name, phones=line) for n, name in enumerate(["王芳", "李四", "张三", "赵六", "钱七"])
    ]

    assert rules.pairs(people) == []


def test_pairs_that_were_told_apart_are_left_out() -> None:
    people = [rules.profile(id_, "王芳", phones=frozenset({"+8613800138000"})) for id_ in "ab"]

    assert len(rules.pairs(people)) == 1
    assert rules.pairs(people, [frozenset("ab")]) == []


def test_a_common_name_needs_more_than_a_common_place() -> None:
    crowd = [rules.profile(str(n), "王伟", estate="万科") for n in range(60)]

    assert rules.pairs(crowd) == []


def test_many_of_one_name_are_not_compared_with_each_other() -> None:
    from crm_desktop.features.duplicates.rules.finding import candidates

    crowd = [rules.profile(str(n), "王伟", estate="万科", phones=frozenset({f"+861380013{n:04}"})) for n in range(2000)]

    assert len(candidates(crowd, count(crowd))) < len(crowd) * 50


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nearly_all_doubles_of_a_generated_book_are_found(seed: int) -> None:
    made = truth.book(1500, seed=seed)

    pairs = rules.pairs(truth.profiles(made.entries))
    found = truth.quality({(pair.a, pair.b) for pair in pairs}, made.truth)

    assert found.f1 >= 0.95, found
