"""Any scrap of data finds the person."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_desktop.features.search import queries
from crm_desktop.features.search.records import Field, SearchResults
from crm_desktop.store.store import Store
from tests import make


@pytest.fixture
def wang(store: Store) -> str:
    """One customer with a bit of everything."""
    contact = make.customer(
        store, "王秀英", "13812345678", wechat="wx_Blue-77", email="xiuying@example.com", tags=["老客户"],
        company="宏达贸易有限公司", estate="万科城市花园", address="长宁路 88 弄 3 号", job="财务总监",
        note="女儿明年高考, QQ 8812345",
    )  # fmt: skip
    make.vehicle(store, contact, plate="京A·12345", vin="LGXC14DA0A1234567", brand="比亚迪", model="汉")
    make.opportunity(store, contact, "宋 PLUS")
    make.customer(store, "李伟", "13900000000")
    return contact


def find(store: Store, text: str, **options: int) -> SearchResults:
    return store.read(queries.find, text, **options)


def names(store: Store, text: str) -> list[str]:
    return [hit.name for hit in find(store, text).people]


SCRAPS = [
        "王秀英", "王秀", "秀英", "王", "英", "wangxiuying", "wangxiu", "wang", "wxy", "xiuying", "xy", "wangxy",
        "w xiuying", "WXY", "ｗｘｙ", "138", "5678", "12345678", "138 1234 5678", "138-1234-5678", "+86 138 1234",
        "１２３４５", "0086 138 1234 5678", "京A12345", "京a·12345", "A12345", "京a", "1234567", "LGXC", "0A1234567",
        "wx_blue", "blue-77", "BLUE", "xiuying@example.com", "example.com", "老客户", "客户", "宏达", "贸易", "万科",
        "城市花园", "长宁路", "88 弄", "财务", "高考", "8812345", "比亚迪", "宋 PLUS", "汉", "王 万科", "万科 5678",
        "wxy 京A", "老客户 宏达 王", "秀英 138", "0086138", "0086 138", "+86 138",
]  # fmt: skip


def test_every_scrap_finds_her_alone(store: Store, wang: str) -> None:
    assert {text: names(store, text) for text in SCRAPS} == {text: ["王秀英"] for text in SCRAPS}


@pytest.mark.parametrize("name", ["陳小龍", "陈小龙"])
def test_traditional_and_simplified_characters_find_each_other(store: Store, wang: str, name: str) -> None:
    make.customer(store, name, "13700137000", company="鴻發貿易" if name == "陳小龍" else "鸿发贸易", note="想要銀色")

    for text in ("陳小龍", "陈小龙", "小龍", "小龙", "陈小龍", "鴻發", "鸿发贸", "银色", "銀色"):
        assert names(store, text) == [name], text
    (hit,) = find(store, "小龙").people
    assert [hit.name[start:end] for start, end in hit.name_marks] == [name[1:]]


def test_a_number_abroad_is_found_by_its_beginning_with_blanks(store: Store, wang: str) -> None:
    make.contact(store, "John", "+1 212 555 0199")

    assert names(store, "+1 212") == names(store, "+1 212 55") == names(store, "+12125") == ["John"]


def test_what_is_nowhere_finds_nobody(store: Store, wang: str) -> None:
    for text in ("", " ", "龘", "zzz", "99999999", "王 李", "wxy 李", "花城市", "京B"):
        assert names(store, text) == [], text


def test_the_reason_marks_what_was_typed(store: Store, wang: str) -> None:
    def reason(text: str) -> tuple[Field, str, tuple[tuple[int, int], ...]]:
        why = find(store, text).people[0].why[0]
        return why.field, why.text, why.marks

    assert reason("秀英") == (Field.NAME, "王秀英", ((1, 3),))
    assert reason("xiuy") == (Field.PINYIN, "王秀英", ((1, 3),))
    assert reason("5678") == (Field.PHONE, "138 1234 5678", ((9, 13),))
    assert reason("京a123") == (Field.PLATE, "京A·12345", ((0, 2), (3, 6)))
    assert reason("花园") == (Field.ESTATE, "万科城市花园", ((4, 6),))
    field, text, marks = reason("高考")
    assert (field, text[marks[0][0] : marks[0][1]]) == (Field.NOTE, "高考")


def test_several_words_have_a_reason_each(store: Store, wang: str) -> None:
    hit = find(store, "万科 wxy").people[0]

    assert [why.field for why in hit.why] == [Field.PINYIN, Field.ESTATE]
    assert hit.name_marks == ((0, 3),)


def test_exact_names_come_before_longer_ones_and_pinyin(store: Store) -> None:
    for name in ("汪芳", "王芳芳", "小王芳", "王芳"):
        make.customer(store, name, "")
    make.customer(store, "陈刚", "", company="王芳贸易")

    assert names(store, "王芳") == ["王芳", "王芳芳", "小王芳", "陈刚"]
    assert names(store, "wangfang")[-1] != "陈刚"


def test_the_tail_of_a_number_comes_first(store: Store) -> None:
    make.customer(store, "甲", "13880001111")
    make.customer(store, "乙", "13811118000")

    assert names(store, "8000") == ["乙", "甲"]


def test_the_customer_of_yesterday_comes_before_the_others(store: Store) -> None:
    make.contact(store, "王一", "")
    old, new = make.customer(store, "王二", ""), make.customer(store, "王三", "")
    make.touch(store, old, at=datetime(2026, 9, 1, 9))
    make.touch(store, new, at=datetime(2026, 11, 21, 9))

    assert names(store, "王") == ["王三", "王二", "王一"]


def test_the_surname_comes_before_the_given_name(store: Store) -> None:
    for name in ("王秀英", "李伟"):
        make.contact(store, name, "")

    assert names(store, "w") == ["王秀英", "李伟"]


def test_names_in_letters_are_found_by_any_word(store: Store) -> None:
    make.contact(store, "Zoë van der Berg-O'Neill", "")

    for text in ("zoe", "Zoë", "berg", "van der", "zoevan", "oneill", "o'neill", "neill zoe", "ber"):
        assert names(store, text) == ["Zoë van der Berg-O'Neill"], text


def test_rare_characters_are_found(store: Store) -> None:
    rare = ["䶮㛃", "王𬭎", "张\U00030000", "🌸小雨", "Ελένη", "مريم", "한지민"]
    for name in rare:
        make.contact(store, name, "")

    assert [names(store, name) for name in rare] == [[name] for name in rare]
    assert [names(store, name[:1]) for name in rare] == [[name] for name in rare]


def test_a_phone_of_words_and_a_plate_that_is_none_are_found(store: Store, wang: str) -> None:
    someone = make.contact(store, "仇英", "转人工请拨总机")
    make.vehicle(store, someone, plate="临牌 99321")

    assert [names(store, text) for text in ("转人工", "总机", "临牌", "99321")] == [["仇英"]] * 4


def test_one_character_of_a_note_is_enough(store: Store, wang: str) -> None:
    make.touch(store, wang, note="客户担心油耗, 下周再谈", at=datetime(2026, 11, 1, 9))
    make.commitment(store, wang, "送脚垫一套")
    make.opportunity(store, wang, "汉 EV", concerns="续航不足")

    def notes(text: str) -> list[str]:
        return [hit.text[a:b] for hit in find(store, text).notes for a, b in hit.marks]

    assert notes("油") == ["油"]
    assert notes("担心油耗") == ["担心油耗"]
    assert notes("脚垫") == ["脚垫"]
    assert notes("续航") == ["续航"]
    assert notes("油担") == []
    assert notes("下周 油耗") == ["油耗", "下周"]


def test_one_word_may_name_the_person_and_another_the_note(store: Store, wang: str) -> None:
    make.touch(store, wang, note="客户担心油耗")
    make.touch(store, make.contact(store, "赵六", ""), note="油耗无所谓")

    assert [hit.name for hit in find(store, "王 油耗").notes] == ["王秀英"]
    assert [hit.name for hit in find(store, "油耗 zl").notes] == ["赵六"]


def test_the_newest_notes_come_first(store: Store, wang: str) -> None:
    day = datetime(2026, 11, 1, 9)
    for n in (3, 0, 4, 1, 2):
        make.touch(store, wang, note=f"试驾第{n}次", at=day + timedelta(days=n))

    assert [hit.at.day for hit in find(store, "试驾").notes] == [5, 4, 3, 2, 1]
    few = find(store, "试驾", note_limit=2)
    assert ([hit.at.day for hit in few.notes], few.more_notes) == ([5, 4], True)


def test_a_word_typed_halfway_finds_the_note(store: Store, wang: str) -> None:
    make.touch(store, wang, note="wants an insurance quote")

    assert len(find(store, "insur").notes) == 1
    assert len(find(store, "quote").notes) == 1


def test_filters_narrow_the_search(store: Store, wang: str) -> None:
    make.customer(store, "王五", "", level="H", status="O", tags=["重点"])
    make.contact(store, "王六", "")

    assert names(store, "王 level:H") == ["王五"]
    assert names(store, "status:O") == ["王五"]
    assert names(store, "tag:\"o'brien? %s :x\"") == []
    assert names(store, "due:2026-11-24 王") == []
    assert names(store, "due:week 王五") == ["王五"]
    assert names(store, "tag:老客户 w") == ["王秀英"]
    assert names(store, "is:network") == ["王六"]
    assert names(store, "王 is:customer level:C") == []
    assert sorted(names(store, "is:customer wang")) == ["王五", "王秀英"]


def test_more_is_said_when_there_is_more(store: Store) -> None:
    for n in range(6):
        make.contact(store, f"王{'甲乙丙丁戊己'[n]}", "")

    found = find(store, "王", limit=4)

    assert (len(found.people), found.more_people) == (4, True)
    assert find(store, "王", limit=6).more_people is False


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from(list("\"'*()^:-+{}$ ANDORNEAR王😀\x00\ud800")))))
def test_any_text_gets_an_answer(store: Store, text: str) -> None:
    assert isinstance(find(store, text), SearchResults)


def test_hostile_text_gets_an_answer(store: Store, wang: str) -> None:
    long = ["x" * 10_000, "王" * 10_000, " " * 10_000, "💥" * 300]
    signs = ['"', '""', "*", "(", "^王", "'; --", ":", "王 -秀", "\x00王", "\ud83d", 'tag:"', "level:", "due:never"]
    for text in (*long, *signs, "NEAR(王 秀)", "name:王 OR 1", "a AND", "NOT", "1 2 3 4 5 6 7 8 9 10 11 12"):
        assert isinstance(find(store, text), SearchResults)


def test_a_name_with_the_sound_of_u_umlaut_is_found_however_it_is_typed(store: Store) -> None:
    make.customer(store, "吕布", "13812345678")
    make.customer(store, "陈绿", "13812345679")
    make.customer(store, "王女略", "13812345680")
    make.customer(store, "闾丘明", "13812345681")

    for typed in ("lübu", "lubu", "lvbu", "lyubu", "LÜ BU", "lu bu", "lüb"):
        assert names(store, typed) == ["吕布"], typed
        assert find(store, typed).people[0].why[0].marks, typed
    for typed in ("chenlv", "chenlü", "chenlu"):
        assert names(store, typed) == ["陈绿"], typed
    for typed in ("wangnvlve", "wangnülüe", "wangnulue", "nulve", "nv lue", "wang nü"):
        assert names(store, typed) == ["王女略"], typed
    for typed in ("lvqiu", "lüqium", "luqiuming"):
        assert names(store, typed) == ["闾丘明"], typed
