"""Made-up cars: VINs whose check digit is right, plates of old and new energy, dates that come due."""

from collections.abc import Iterator

from crm_desktop.features.catalogue.records import NewModel
from crm_desktop.features.demo.rules.dice import Dice
from crm_desktop.features.demo.rules.material import Material, Model

_VALUES = dict(zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "012345678912345678123457923456789"), strict=True))
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_YEARS = "ABCDEFGHJKLMNPRSTVWXY123456789"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
COLOURS = 4
_STRIDE = 48_271  # a prime: neighbours in the book do not have neighbouring plates


def vin(dice: Dice, year: int, serial: int) -> str:
    """A vehicle number of an invented maker, with a correct check digit."""
    kind = f"C{dice.between(1, 8)}{dice.pick('ABCDE')}{dice.between(1, 9)}{dice.pick('CEFG')}"
    body = f"LZX{kind}0{_YEARS[(year - 2010) % 30]}{dice.pick('0123456789ABC')}{serial % 1_000_000:06}"
    return body[:8] + check_digit(body) + body[9:]


def check_digit(body: str) -> str:
    """The ninth character of a VIN, computed from the others (ISO 3779)."""
    rest = sum(_VALUES[char] * weight for char, weight in zip(body, _WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def plate(dice: Dice, stuff: Material, serial: int, *, green: bool) -> str:
    """粤B·D12345 for new energy, 粤B·A1234 or 粤B·1234A else; another one for every serial below 180,000."""
    plates = stuff.places["plates"]
    place = plates["home"] if dice.chance(0.82) else dice.pick(plates["near"])
    mixed = serial * _STRIDE
    if green:
        return f"{place}·{'DF'[mixed // 90_000 % 2]}{10_000 + mixed % 90_000}"
    letter, number = _LETTERS[mixed // 9000 % len(_LETTERS)], f"{1000 + mixed % 9000}"
    return f"{place}·{letter}{number}" if dice.chance(0.6) else f"{place}·{number}{letter}"


def model(dice: Dice, stuff: Material) -> Model:
    """One of the shop's models, popular ones more often."""
    return stuff.models[dice.place(stuff.model_sums)]


def price_list(stuff: Material) -> Iterator[NewModel]:
    """The shop's catalogue: every trim of every model in some of the colours, dearer from trim to trim."""
    names = stuff.cars["colours"]["names"]
    for place, car in enumerate(stuff.models):
        for step, trim in enumerate(car.trims):
            yuan = car.low + (car.high - car.low) * step // max(len(car.trims) - 1, 1)
            price = yuan // 1000 * 1000 + 800
            for colour in (names[(place + n) % len(names)] for n in range(COLOURS)):
                yield NewModel("", car.model, trim, colour, price * 100, *car.service)


def price(dice: Dice, car: Model) -> int:
    """A price of that model in yuan, ending in hundreds."""
    return dice.between(car.low // 100, car.high // 100) * 100


def yearly(dice: Dice, bought_ago: int) -> int:
    """Days until the next yearly date of something bought so many days ago; now and then it has just run out."""
    left = 365 - bought_ago % 365
    return left - 365 if left > 350 and dice.chance(0.3) else left
