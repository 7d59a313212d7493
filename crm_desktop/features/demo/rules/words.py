"""What was said: notes put together from the parts of the talk file."""

from crm_desktop.features.demo.rules.dice import Dice
from crm_desktop.features.demo.rules.material import Material


class Talk:
    """The notes of one person, about one car."""

    def __init__(self, dice: Dice, stuff: Material) -> None:
        self._dice, self._cars = dice, stuff.cars
        notes = stuff.talk["notes"]
        self._parts: dict[str, list[str]] = notes
        self._by_kind: dict[str, list[str]] = {
            "visit": notes["visit"],
            "came_in": notes["visit"],
            "test_drive": notes["drive"],
            "quote": notes["quote"],
            "service": notes["service"],
        }
        self._times: list[str] = stuff.talk["times"]["names"]

    def note(self, kind: str, result: str, model: str, price: str, *, topic: str = "topic") -> str:
        """A note fitting the touch; `topic` names the list of subjects."""
        dice = self._dice
        if result in ("no_answer", "busy", "no_reply", "rejected", "none"):
            return dice.pick(self._parts["silent" if result in ("no_reply", "none") else "missed"])
        if result == "wrong_number":
            return dice.pick(self._parts["wrong"])
        special = self._by_kind.get(kind)
        if special is not None:
            return self._filled(dice.pick(special) + dice.pick(self._parts["end"]), model, price)
        if dice.random.random() < 0.12:
            return ""
        return self._filled("".join(dice.pick(self._parts[part]) for part in ("opening", topic, "end")), model, price)

    def network_note(self, model: str) -> str:
        """A note about a friend or neighbour."""
        dice = self._dice
        return self._filled(
            "".join(dice.pick(self._parts[part]) for part in ("network", "network_topic", "end")), model, ""
        )

    def filled(self, text: str, model: str) -> str:
        """Any text of the talk file with its names filled in."""
        return self._filled(text, model, "")

    def _filled(self, text: str, model: str, price: str) -> str:
        if "{" not in text:
            return text
        dice, cars = self._dice, self._cars
        text = text.replace("{model}", model).replace("{price}", price)
        if "{" in text:
            text = text.replace("{time}", dice.pick(self._times))
            text = text.replace("{colour}", dice.pick(cars["colours"]["names"]))
            text = text.replace("{rival}", dice.pick(cars["rivals"]["names"]))
        return text
