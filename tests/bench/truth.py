# ruff: noqa: E501 - tables of cases read best with one case a line
"""A book with known duplicates: people, corrupted copies of some, and others who only look alike.

The same seed makes the same book. `book(2000, seed=1)` gives the entries and the pairs that are one person.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from crm_desktop.base import names, phone, pinyin
from crm_desktop.features.duplicates import rules
from crm_desktop.store import tables

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉萍红建文辉力斌国庆海山仁波宁贵福生龙元全胜学祥才发武新利清飞彬富顺信子"
    "昌成康星光天达安岩中茂进林有坚和彪博诚先敬震振壮会思群豪心邦承乐绍功松善厚裕河哲江浩亮政谦亨奇固之轮翰朗伯宏言若鸣朋梁栋"
)
SAME_SOUND = {"伟": "玮", "芳": "方", "丽": "莉", "静": "婧", "强": "墙", "磊": "蕾", "杰": "洁", "涛": "韬", "明": "鸣", "秀": "琇",
              "兰": "岚", "霞": "侠", "平": "萍", "英": "瑛", "华": "骅", "玉": "钰", "建": "健", "辉": "晖", "国": "帼", "文": "雯"}  # fmt: skip
COMPANIES = [f"{place}{what}" for place in ("宏达", "远景", "恒通", "天成", "华泰", "金鼎", "长城", "东方")
             for what in ("贸易", "科技", "物流", "建材", "餐饮")]  # fmt: skip
ESTATES = [f"{brand}{what}" for brand in ("万科", "保利", "龙湖", "绿地", "中海", "融创")
           for what in ("城市花园", "国际", "滟澜山", "世纪城", "玖樟台", "格林小镇")]  # fmt: skip
MODELS = ["汉 EV", "宋 PLUS", "秦 L", "海豹", "唐 DM", "元 UP", "仰望 U8", "腾势 D9"]


@dataclass(frozen=True)
class Entry:
    """One line of the book, as somebody typed it."""

    id: str
    name: str
    phones: tuple[str, ...] = ()
    wechat: str = ""
    email: str = ""
    plate: str = ""
    vin: str = ""
    birthday: str = ""
    company: str = ""
    estate: str = ""
    address: str = ""
    models: tuple[str, ...] = ()


@dataclass
class Book:
    """The entries and the pairs of ids (the smaller first) that are one person."""

    entries: list[Entry] = field(default_factory=list)
    truth: set[tuple[str, str]] = field(default_factory=set)


def book(people: int, *, seed: int, doubles: float = 0.2, alike: float = 0.2) -> Book:
    """So many different people, a share of them entered twice, and a share with somebody who looks alike."""
    chance = random.Random(seed)
    made = Book()
    originals = [_person(chance, f"p{n:06}") for n in range(people)]
    made.entries += originals
    for n, person in enumerate(chance.sample(originals, int(people * doubles))):
        copy = _copy(chance, replace(person, id=f"q{n:06}"))
        made.entries.append(copy)
        made.truth.add((person.id, copy.id))
    for n, person in enumerate(chance.sample(originals, int(people * alike))):
        made.entries.append(_look_alike(chance, person, f"x{n:06}"))
    chance.shuffle(made.entries)
    return made


def profiles(entries: Iterable[Entry]) -> list[rules.Profile]:
    """The entries as the rules compare them."""
    return [
        rules.profile(
            e.id, e.name, phones=frozenset(phone.normal(number) for number in e.phones),
            wechats=frozenset(filter(None, [names.wechat_normal(e.wechat)])), emails=frozenset(filter(None, [e.email])),
            plates=frozenset(filter(None, [names.plate_normal(e.plate)])), vins=frozenset(filter(None, [e.vin])),
            birthday=e.birthday, company=e.company, estate=e.estate, address=e.address, models=e.models,
            texts=(e.address,),
        )
        for e in entries
    ]  # fmt: skip


@dataclass(frozen=True)
class Quality:
    """How many of the found pairs are right, how many of the right ones were found, and both in one."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def quality(found: set[tuple[str, str]], truth: set[tuple[str, str]]) -> Quality:
    """Compare pairs of ids, the smaller first."""
    right = len(found & truth)
    return Quality(right / len(found) if found else 1.0, right / len(truth) if truth else 1.0)


def _person(chance: random.Random, id_: str) -> Entry:
    family = chance.choices(SURNAMES, [max(1, 60 - n) for n in range(len(SURNAMES))])[0]
    given = "".join(chance.choices(GIVEN, k=1 if chance.random() < 0.15 else 2))

    def often(share: float, value: str) -> str:
        return value if chance.random() < share else ""

    estate = often(0.4, chance.choice(ESTATES))
    return Entry(
        id_, family + given, phones=(_mobile(chance),), wechat=often(0.4, f"wx_{chance.randrange(16**7):07x}"),
        email=often(0.15, f"{pinyin.sort_key(family + given)}{chance.randrange(1000)}@example.com"),
        plate=often(0.3, _plate(chance)), vin=often(0.2, _vin(chance)),
        birthday=often(0.6, (date(1955, 1, 1) + timedelta(days=chance.randrange(18000))).isoformat()),
        company=often(0.4, chance.choice(COMPANIES)), estate=estate,
        address=f"{chance.randrange(1, 40)}幢{chance.randrange(1, 33)}0{chance.randrange(1, 5)}室" if estate else "",
        models=(chance.choice(MODELS),) if chance.random() < 0.5 else (),
    )  # fmt: skip


def _copy(chance: random.Random, person: Entry) -> Entry:
    """The same person entered once more, by somebody else, with less known and something wrong."""
    thin = replace(
        person,
        email="" if chance.random() < 0.5 else person.email,
        models=() if chance.random() < 0.5 else person.models,
    )
    kinds = [_same_phone, _typed_wrong, _new_phone, _other_writing, _by_car]
    return chance.choices(kinds, [3, 3, 3, 2, 2])[0](chance, thin)


def _same_phone(chance: random.Random, person: Entry) -> Entry:
    """The phone written in another way, the name perhaps only half."""
    number = person.phones[0]
    written = chance.choice([f"+86 {number}", f"{number[:3]}-{number[3:7]}-{number[7:]}", f"0086{number}", number])
    name = chance.choice([person.name, person.name[0] + chance.choice(["先生", "女士", "总"]), _homophone(person.name)])
    return replace(person, name=name, phones=(written,), wechat="", plate="", vin="", birthday="")


def _typed_wrong(chance: random.Random, person: Entry) -> Entry:
    """One digit of the phone wrong, or two swapped."""
    digits = list(person.phones[0])
    place = chance.randrange(3, 10)
    if chance.random() < 0.5 or digits[place] == digits[place + 1]:
        digits[place] = chance.choice([d for d in "0123456789" if d != digits[place]])
    else:
        digits[place], digits[place + 1] = digits[place + 1], digits[place]
    name = chance.choice([person.name, person.name, _homophone(person.name)])
    return replace(person, name=name, phones=("".join(digits),), wechat="", plate="", vin="")


def _new_phone(chance: random.Random, person: Entry) -> Entry:
    """Another phone; the same person by birthday, e-mail, estate with room, or company with model."""
    birthday = person.birthday or (date(1960, 1, 1) + timedelta(days=chance.randrange(15000))).isoformat()
    if not person.birthday and not person.address:
        return _same_phone(chance, replace(person, birthday=birthday))
    return replace(person, phones=(_mobile(chance),), wechat="", plate="", vin="")


def _other_writing(chance: random.Random, person: Entry) -> Entry:
    """Name in pinyin, swapped or by another character of the same sound, the rest agreeing."""
    syllables = [readings[0] for readings in pinyin.syllables(person.name)]
    latin = f"{''.join(syllables[1:])} {syllables[0]}".title()
    swapped = person.name[1:] + person.name[0]
    name = chance.choice([latin, swapped, f"{person.name[1:]} {person.name[0]}", _homophone(person.name)])
    if person.birthday or person.address or person.email:
        return replace(person, name=name, phones=(), wechat="", plate="", vin="")
    return replace(person, name=name, wechat="", plate="", vin="")


def _by_car(chance: random.Random, person: Entry) -> Entry:
    """Another phone, but the car or the WeChat is known."""
    if not (person.plate or person.vin or person.wechat):
        return _typed_wrong(chance, person)
    return replace(person, phones=(_mobile(chance),), birthday="", company="", name=_homophone(person.name))


def _look_alike(chance: random.Random, person: Entry, id_: str) -> Entry:
    """Somebody else: a namesake, a relative of the house, a colleague, or the next number of the same series."""
    other = _person(chance, id_)
    kind = chance.randrange(4)
    if kind == 0:
        return replace(other, name=person.name)
    if kind == 1:
        return replace(other, name=person.name[0] + other.name[1:], estate=person.estate, address=person.address)
    if kind == 2:
        return replace(other, company=person.company, models=person.models)
    tail = f"{(int(person.phones[0][-1]) + 1) % 10}"
    name = other.name if other.name[0] != person.name[0] else "欧阳" + other.name[1:]
    return replace(other, name=name, phones=(person.phones[0][:-1] + tail,), company=person.company)


def _homophone(name: str) -> str:
    for place, char in enumerate(name[1:], start=1):
        if char in SAME_SOUND:
            return name[:place] + SAME_SOUND[char] + name[place + 1 :]
    return name


def _mobile(chance: random.Random) -> str:
    return f"1{chance.choice('3456789')}{chance.randrange(10**9):09}"


def _plate(chance: random.Random) -> str:
    return chance.choice("京沪粤浙苏") + chance.choice("ABCD") + "".join(chance.choices("0123456789ABCDEFGH", k=5))


def _vin(chance: random.Random) -> str:
    return "LGX" + "".join(chance.choices("0123456789ABCDEFGH", k=14))


def load(session: Session, entries: Iterable[Entry]) -> None:
    """Write the entries as contacts; their ids stay."""
    for entry in entries:
        session.add(
            tables.Contact(
                id=entry.id, root=entry.id, name=entry.name, birthday=entry.birthday, company=entry.company,
                estate=entry.estate, address=entry.address,
            )
        )
        session.flush()
        ways = [("phone", number, phone.normal(number)) for number in entry.phones]
        ways += [("wechat", entry.wechat, names.wechat_normal(entry.wechat))] if entry.wechat else []
        ways += [("email", entry.email, entry.email)] if entry.email else []
        for kind, value, normal in ways:
            session.add(tables.ContactWay(root=entry.id, kind=kind, value=value, normal=normal))
        if entry.plate or entry.vin:
            plain = names.plate_normal(entry.plate)
            session.add(tables.Vehicle(root=entry.id, plate=entry.plate, plate_normal=plain, vin=entry.vin))
        session.add_all(tables.Opportunity(root=entry.id, model=model) for model in entry.models)
