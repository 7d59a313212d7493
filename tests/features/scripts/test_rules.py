"""What is said is complete, fitting and honest."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.base import i18n
from crm_desktop.features.scripts import queries, rules
from crm_desktop.features.scripts.records import Beat, Script, Wanted
from crm_desktop.features.settings import queries as settings
from crm_desktop.features.settings.records import DoubtfulWords

KNOWN = st.dictionaries(st.sampled_from(rules.VARIABLES), st.text(max_size=8))
LANGUAGES = sorted(i18n.LANGUAGES)


def shipped(language: str) -> tuple[Script, ...]:
    i18n.set_language(language)
    return queries.shipped(language)


@given(st.text("{}[]abc，。 \x00\x01", max_size=30), KNOWN)
def test_no_braces_of_ours_reach_the_screen(text: str, variables: dict[str, str]) -> None:
    plain = {name: value.translate(str.maketrans("", "", "{}")) for name, value in variables.items()}

    shown = rules.fill_text(text, plain)

    assert "{" not in shown
    assert "}" not in shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("known", [(), ("salutation",), ("consultant",), ("model",), rules.VARIABLES])
def test_shipped_scripts_read_well_whatever_is_known(language: str, known: tuple[str, ...]) -> None:
    variables = dict.fromkeys(known, "Xx")

    for script in shipped(language):
        text = rules.fill(script, variables).text

        assert not set("{}[]") & set(text), script.key
        assert not any(
            pair in text for pair in ("，，", "，。", "。。", ",,", ",.", " ,", " .", "我是。", "我是，", "  ")
        ), script.key


@pytest.mark.parametrize("language", LANGUAGES)
def test_shipped_scripts_promise_nothing_absolute(language: str) -> None:
    for script in shipped(language):
        doubtful = settings.shipped_rules().doubtful_words
        assert rules.findings(f"{script.title}\n{script.text}", doubtful) == (), script.key
        assert script.truth


def test_a_passage_goes_with_its_unknown_variable() -> None:
    text = "您好[，我是[{shop}的]{consultant}]。[{model}]怎么样？"

    assert rules.fill_text(text, {"consultant": "李雷"}) == "您好，我是李雷。怎么样？"
    assert rules.fill_text(text, {"consultant": "李雷", "shop": "北城店"}) == "您好，我是北城店的李雷。怎么样？"
    assert rules.fill_text(text, {}) == "您好。怎么样？"


def test_a_name_with_brackets_is_only_a_name() -> None:
    assert rules.fill_text("{name}您好", {"name": "王芳[{model}]"}) == "王芳[{model}]您好"


@pytest.mark.parametrize(
    ("language", "name", "gender", "salutation"),
    [
        ("zh_CN", "王芳", "female", "王女士"),
        ("zh_CN", "欧阳锋", "male", "欧阳先生"),
        ("zh_CN", "王芳", "", "王芳"),
        ("zh_CN", "John Smith", "male", "John Smith先生"),
        ("en", "John Smith", "male", "Mr Smith"),
        ("en", "Madonna", "female", "Madonna"),
    ],
)
def test_people_are_addressed_as_is_usual(language: str, name: str, gender: str, salutation: str) -> None:
    i18n.set_language(language)
    titles = {"male": "先生", "female": "女士"} if language == "zh_CN" else {"male": "Mr", "female": "Ms"}

    assert rules.variables(name, gender=gender, titles=titles)["salutation"] == salutation


def test_days_owned_are_counted_from_delivery() -> None:
    known = rules.variables("王芳", delivered_on=date(2026, 11, 1), today=date(2026, 11, 22))

    assert known["days_owned"] == "21"
    assert "days_owned" not in rules.variables("王芳", delivered_on=date(2026, 12, 1), today=date(2026, 11, 22))


@pytest.mark.parametrize(
    ("status", "level", "situation", "key"),
    [
        ("P", "H", "follow_up", "follow_h"),
        ("P", "", "follow_up", "follow_c"),
        ("D", "", "follow_up", "follow_owner"),
        ("N", "", "first_contact", "first_contact"),
        ("P", "A", "first_contact", "follow_a"),
        ("P", "B", "birthday", "birthday"),
        ("D", "", "referral", "referral_owner"),
        ("O", "", "referral", "referral_closed"),
        ("P", "H", "referral", "referral_strong"),
        ("P", "C", "referral", "referral_weak"),
        ("", "", "referral", "referral_weak"),
        ("F1", "", "follow_up", "follow_lost"),
    ],
)
def test_the_fitting_script_is_found(status: str, level: str, situation: str, key: str) -> None:
    found = rules.choose(shipped("zh_CN"), status=status, level=level, situation=situation)

    assert found is not None
    assert found.key == key


def test_every_status_and_level_has_words_to_follow_up() -> None:
    scripts = shipped("zh_CN")

    for status in ("N", "P", "O", "D", "F1", "F2", "L", "T"):
        for level in ("H", "A", "B", "C", ""):
            assert rules.choose(scripts, status=status, level=level, situation="follow_up"), (status, level)


def claims(text: str) -> list[str]:
    i18n.set_language("zh_CN")
    return [finding.words for finding in rules.findings(text, settings.shipped_rules().doubtful_words)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("这是全网最低价，保证最好", ["全网最低", "保证", "最好"]),
        ("The lowest price, absolutely!", ["lowest price", "absolutely"]),
        ("Breathe only: no worldclass", []),
        ("THE  ONLY one", ["THE  ONLY"]),
        ("我第一时间告诉您", []),
        ("{salutation}您好，{modell}到店了", ["{modell}"]),
        ("", []),
    ],
)
def test_claims_and_unknown_variables_are_found(text: str, words: list[str]) -> None:
    assert claims(text) == words


def test_a_finding_says_why() -> None:
    i18n.set_language("zh_CN")

    (found,) = rules.findings("全网最低", settings.shipped_rules().doubtful_words)

    assert (found.why, found.start) == ("没有人知道所有门店的价格。请写明本店公布的价格、日期和条件。", 0)


def test_an_emptied_list_of_words_finds_nothing() -> None:
    emptied = DoubtfulWords("certainty", "More than certain", words=("", " "))

    assert rules.findings("I guarantee it", [emptied]) == ()
    assert [one.words for one in rules.findings("I vow it", [replace(emptied, words=(" vow ", ""))])] == ["vow"]


def test_a_whole_script_is_checked_with_its_name() -> None:
    i18n.set_language("zh_CN")

    found = rules.findings_of("最低价", (Beat("", "您好"), Beat("", "保证")), settings.shipped_rules().doubtful_words)

    assert [one.words for one in found] == ["最低价", "保证"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_variable_has_a_meaning(language: str) -> None:
    i18n.set_language(language)

    assert [one.name for one in rules.variable_meanings()] == list(rules.VARIABLES)
    assert all(one.meaning for one in rules.variable_meanings())


def test_the_best_is_offered_first_and_then_what_else_fits() -> None:
    found = rules.offered(shipped("zh_CN"), status="D", level="", situation="referral")

    assert [script.key for script in found[:3]] == ["referral_owner", "referral_owner_wechat", "referral_owner_visit"]
    assert "follow_owner" in [script.key for script in found]
    assert all(not script.statuses or "D" in script.statuses for script in found)
    assert len({script.key for script in found}) == len(found) > 5


def test_the_wording_of_the_channel_is_preferred() -> None:
    found = rules.offered(shipped("zh_CN"), status="D", level="", situation="referral")

    assert found[rules.best_for(found, "wechat")].key == "referral_owner_wechat"
    assert found[rules.best_for(found, "call")].key in ("referral_owner", "referral_owner_call")
    assert found[rules.best_for(found, "gift")].key == "referral_owner"


def test_my_own_words_come_before_the_shipped_ones() -> None:
    scripts = shipped("zh_CN")
    mine = replace(next(one for one in scripts if one.key == "follow_h"), key="x", scope="personal", version=1)

    found = rules.choose((*scripts, mine), status="P", level="H", situation="follow_up")

    assert found == mine


def test_scripts_are_looked_for_by_what_they_are_for_and_by_words() -> None:
    script = next(one for one in shipped("zh_CN") if one.key == "referral_owner_wechat")
    words = rules.search_words(script)

    for fits in (
        Wanted(), Wanted(stages=frozenset({"owner", "lost"})), Wanted(channels=frozenset({"wechat"}), text="微信"),
        Wanted(openers=frozenset({""})), Wanted(text="bykh"), Wanted(scopes=frozenset({"shipped"})),
    ):  # fmt: skip
        assert rules.wanted(script, words, fits), fits
    for fails in (
        Wanted(stages=frozenset({"lost"})), Wanted(channels=frozenset({""})), Wanted(text="微信 zzz"),
        Wanted(situations=frozenset({"birthday"})), Wanted(openers=frozenset({"help"})),
        Wanted(scopes=frozenset({"personal"})),
    ):  # fmt: skip
        assert not rules.wanted(script, words, fails), fails
