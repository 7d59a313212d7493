"""Who a made-up person is: name, numbers, birthday, home and work."""

from dataclasses import dataclass
from datetime import date, timedelta

from crm_desktop.base import lunar, names
from crm_desktop.features.demo.rules.dice import Dice
from crm_desktop.features.demo.rules.material import Material


@dataclass(frozen=True, slots=True)
class Identity:
    """What does not depend on being a customer."""

    name: str
    family: str
    gender: str
    nickname: str
    birthday: str
    company: str
    job: str
    estate: str
    address: str
    phone: str


@dataclass(frozen=True, slots=True)
class Known:
    """Enough of an earlier person to relate to, or to meet a second time."""

    id: str
    identity: Identity
    is_customer: bool


# Persons of these numbers are special, so that a small demo shows everything too.
BORN_TODAY, LUNAR_TODAY, BORN_THIS_WEEK, RARE_NAMES = {7, 41}, {19}, {11, 23, 31, 53}, {5, 13, 29}


def identity(dice: Dice, stuff: Material, number: int, today: date) -> Identity:
    """A person out of nothing."""
    male = dice.chance(0.54)
    gender = "male" if male else "female"
    if number % 997 == 401:
        name, family = dice.pick(stuff.names["foreign"]["names"]), ""
    else:
        family = dice.weighted(stuff.surnames)
        name = family + _given(dice, stuff, gender, rare=number in RARE_NAMES or dice.chance(0.004))
    estates = stuff.places["estates"]
    estate = dice.pick(estates["first"]) + dice.pick(estates["last"]) if dice.chance(0.7) else ""
    return Identity(
        name=name,
        family=family,
        gender=gender,
        nickname=_nickname(dice, stuff, gender, family) if dice.chance(0.25) else "",
        birthday=birthday(dice, number, today),
        company=_company(dice, stuff) if dice.chance(0.55) else "",
        job=dice.some(0.6, stuff.places["jobs"]["names"]),
        estate=estate,
        address=_address(dice, stuff) if dice.chance(0.35) else "",
        phone=mobile(dice, stuff),
    )


def _given(dice: Dice, stuff: Material, gender: str, *, rare: bool) -> str:
    given = stuff.names["given"]
    chars: str = given[gender]
    if rare:
        first = str(dice.pick(given["rare"]))
        return first + dice.pick(chars) if dice.chance(0.5) else first
    kind = dice.random.random()
    if kind < 0.28:
        return str(dice.pick(given[f"common_{gender}"]))
    return dice.pick(chars) + (dice.pick(chars) if kind < 0.9 else "")


def _nickname(dice: Dice, stuff: Material, gender: str, family: str) -> str:
    return str(dice.pick(stuff.names["nicknames"][gender])).replace("{family}", family) if family else ""


def _company(dice: Dice, stuff: Material) -> str:
    firms = stuff.places["companies"]
    if dice.chance(0.15):
        return str(dice.pick(firms["places"]))
    return "".join(str(dice.pick(firms[part])) for part in ("first", "middle", "last"))


def _address(dice: Dice, stuff: Material) -> str:
    streets = stuff.places["streets"]
    street = f"{dice.pick(streets['districts'])}{dice.pick(streets['names'])} {dice.between(1, 399)} 号"
    return f"{street} {dice.between(1, 30)} 栋 {dice.between(2, 32)}0{dice.between(1, 8)}"


def mobile(dice: Dice, stuff: Material) -> str:
    """A Chinese mobile number."""
    return f"{dice.pick(stuff.names['phones']['prefixes'])}{int(dice.random.random() * 1e8):08}"


def birthday(dice: Dice, number: int, today: date) -> str:
    """A birthday as text, or nothing; solar or lunar, now and then without its year."""
    year = today.year - 20 - int(45 * (dice.random.random() + dice.random.random()) / 2)
    if number in BORN_TODAY:
        return f"{year}-{today.month:02}-{min(today.day, 28):02}"
    if number in LUNAR_TODAY:
        found = lunar.of(today)
        return f"lunar:--{found.month:02}-{min(found.day, 29):02}" if found else ""
    if number in BORN_THIS_WEEK:
        soon = today + timedelta(days=dice.between(1, 6))
        return f"{year}-{soon.month:02}-{min(soon.day, 28):02}"
    kind = dice.random.random()
    month, day = dice.between(1, 12), dice.between(1, 28)
    if kind < 0.48:
        return f"{year}-{month:02}-{day:02}"
    if kind < 0.56:
        return f"--{month:02}-{day:02}"
    if kind < 0.66:
        return f"lunar:{year}-{month:02}-{day:02}"
    return f"lunar:--{month:02}-{day:02}" if kind < 0.69 else ""


def ways(dice: Dice, stuff: Material, who: Identity, number: int) -> list[tuple[str, str, str, str]]:
    """(kind, value, comparable form, label) of each way to reach the person; the mobile first."""
    found = [("phone", _written(dice, who.phone), f"+86{who.phone}", "")]
    kind = dice.random.random()
    if kind < 0.08:
        second = mobile(dice, stuff)
        found.append(("phone", second, f"+86{second}", ""))
    elif kind < 0.12:
        line = f"{dice.between(2000, 8999)}{dice.between(1000, 9999)}"
        found.append(("phone", f"0755-{line}", f"+86755{line}", ""))
    wechat = _wechat(dice, stuff, who, number)
    if wechat:
        found.append(("wechat", wechat, names.wechat_normal(wechat), ""))
    if dice.chance(0.12):
        phones = stuff.names["phones"]
        mail = f"{dice.pick(phones['wechat_words'])}{who.phone[-6:]}@{dice.pick(phones['mail'])}"
        found.append(("email", mail, mail, ""))
    if dice.chance(0.06):
        qq = str(dice.between(20_000_000, 2_999_999_999))
        found.append(("qq", qq, qq, ""))
    return found


def _written(dice: Dice, number: str) -> str:
    kind = dice.random.random()
    if kind < 0.9:
        return number
    if kind < 0.96:
        return f"{number[:3]} {number[3:7]} {number[7:]}"
    return f"+86 {number[:3]}-{number[3:7]}-{number[7:]}"


def _wechat(dice: Dice, stuff: Material, who: Identity, number: int) -> str:
    kind = dice.random.random()
    if kind < 0.2:
        return who.phone
    if kind < 0.45:
        return f"{dice.pick(stuff.names['phones']['wechat_words'])}_{who.phone[-4:]}{number % 1000:03}"
    return f"wxid_{dice.random.getrandbits(60):012x}"[:19] if kind < 0.62 else ""
