"""Fields one types into: a line, several lines, and lines that are understood as a date, money or a number."""

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.ui.forms.field import Field
from crm_desktop.ui.widgets.completer import WordCompleter
from crm_desktop.ui.widgets.text_input import LineInput, TextInput


class LineField(Field):
    """One line of text."""

    def __init__(
        self, name: str, label: str = "", parent: QWidget | None = None, *, placeholder: str = "", inline: bool = True,
        longest: int = 200,
    ) -> None:  # fmt: skip
        super().__init__(name, label, parent, inline=inline)
        self.input = LineInput(placeholder, self)
        self._completer: WordCompleter | None = None
        self.input.setMaxLength(longest)
        self.input.edited.connect(self.note_edit)
        self.input.entered.connect(self.commit)
        self.input.left.connect(self.leave)
        self.take_input(self.input)

    def complete(self, words: Sequence[str], *, several: bool = False) -> None:
        """Offer these words while somebody types; `several`: the line is a list of them."""
        if self._completer is None:
            self._completer = WordCompleter(self.input, several=several)
        self._completer.offer(words)

    @override
    def read(self) -> Any:
        return self.input.text().strip()

    @override
    def write(self, value: Any) -> None:
        self.input.put(str(value or ""))
        hint = self.input.text() if len(self.input.text()) > 24 else ""
        if hint != self.input.toolTip():  # a changed tooltip is an event for the field
            self.input.setToolTip(hint)


class TextField(Field):
    """Several lines of text; grows with them."""

    def __init__(
        self, name: str, label: str = "", parent: QWidget | None = None, *, placeholder: str = "", inline: bool = True,
        lines: int = 2,
    ) -> None:  # fmt: skip
        super().__init__(name, label, parent, inline=inline)
        self.input = TextInput(placeholder, self, lines=lines)
        self.input.edited.connect(self.note_edit)
        self.input.entered.connect(self.commit)
        self.input.left.connect(self.leave)
        self.take_input(self.input)

    @override
    def read(self) -> Any:
        return self.input.text().strip()

    @override
    def write(self, value: Any) -> None:
        self.input.put(str(value or ""))


class ParsedField(LineField):
    """A line that is understood by `parse` and shown by `show`; dates, partial dates, plates.

    `parse(text)` raises InvalidInput with the sentence to show; an empty line is `empty`.
    """

    def __init__(  # noqa: PLR0913 - a field's whole description, all but three by keyword
        self, name: str, label: str, parse: Callable[[str], Any], parent: QWidget | None = None, *,
        show: Callable[[Any], str] = str, placeholder: str = "", inline: bool = True,
    ) -> None:  # fmt: skip
        self._parse, self._show = parse, show
        super().__init__(name, label, parent, placeholder=placeholder, inline=inline)

    empty: Any = None

    @override
    def read(self) -> Any:
        text = self.input.text().strip()
        return self._parse(text) if text else self.empty

    @override
    def write(self, value: Any) -> None:
        super().write("" if value is None or value == self.empty else self._show(value))


def money_of(text: str) -> int:
    """Fen of what a consultant types: 128800, 128,800.50, ¥12.88万, 12w."""
    plain = text.strip().lower().replace(",", "").replace("，", "").replace(" ", "").strip("¥￥元")
    factor = Decimal(100)
    if plain.endswith(("万", "w", "萬")):
        plain, factor = plain[:-1], Decimal(1_000_000)
    try:
        fen = Decimal(plain) * factor
        whole = int(fen)
    except (InvalidOperation, ValueError, OverflowError):
        raise InvalidInput("money", _("This is not an amount. Write it like 128800 or 12.88万.")) from None
    if fen != whole or not 0 <= whole <= 10**13:
        raise InvalidInput("money", _("This is not an amount. Write it like 128800 or 12.88万."))
    return whole


def money_text(fen: int) -> str:
    """The amount as it is typed: yuan, with fen only where there are any."""
    yuan, rest = divmod(fen, 100)
    return f"{yuan:,}.{rest:02}" if rest else f"{yuan:,}"


class MoneyField(ParsedField):
    """An amount; the value is fen (int) or None."""

    def __init__(
        self, name: str, label: str, parent: QWidget | None = None, *, placeholder: str = "", inline: bool = True
    ) -> None:
        super().__init__(name, label, money_of, parent, show=money_text, placeholder=placeholder, inline=inline)


class NumberField(ParsedField):
    """A whole number between two bounds; the value is int or None."""

    def __init__(
        self, name: str, label: str, parent: QWidget | None = None, *, least: int = 0, most: int = 9_999_999,
        inline: bool = True,
    ) -> None:  # fmt: skip
        self._least, self._most = least, most
        super().__init__(name, label, self._whole, parent, inline=inline)

    def _whole(self, text: str) -> int:
        plain = text.replace(",", "").replace("，", "").replace(" ", "")
        if plain.lstrip("-").isdecimal() and self._least <= int(plain) <= self._most:
            return int(plain)
        raise InvalidInput(
            self.name,
            _("Write a whole number from {least} to {most}.").format(least=self._least, most=f"{self._most:,}"),
        )
