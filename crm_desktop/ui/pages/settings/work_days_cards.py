"""My days off, my leave, and the public holidays by year."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _, format_date, weekday_name
from crm_desktop.base.ids import new_id
from crm_desktop.features.settings.records import WorkDays
from crm_desktop.features.settings.rules import DAYS_OFF, LEAVE, NATIONAL_DAYS, national_value
from crm_desktop.ui.forms.days import day_of, day_text
from crm_desktop.ui.forms.pick_fields import CheckField
from crm_desktop.ui.forms.text_fields import LineField, ParsedField, TextField
from crm_desktop.ui.pages.settings.draft import Draft
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.card import Card, Label, row
from crm_desktop.ui.widgets.chip import Chip
from crm_desktop.ui.widgets.choice_chips import ChoiceChips

Change = Callable[[str, str, dict[str, Any] | None, object], None]
_MONDAY = date(2026, 11, 23)


class DaysOffCard(Card):
    """On which days of the week I do not work."""

    def __init__(self, change: Change, parent: QWidget) -> None:
        super().__init__(_("My days off"), parent)
        self._change = change
        self._holds: dict[str, Any] = {}
        names = [weekday_name(_MONDAY + timedelta(days=n), short=True) for n in range(7)]
        self.weekly = [Chip(name, self, tone=Tone.ACCENT) for name in names]
        self.national = CheckField("national", _("I am off on public holidays"), self)
        self.body.addWidget(
            Label(_("What a rhythm asks for moves to the next working day, expiries to the one before; appointments "
                    "stay."), "muted", self)
        )  # fmt: skip
        self.body.addWidget(Label(_("Every week"), "muted", self))
        self.body.addLayout(row(*self.weekly, None))
        self.body.addWidget(self.national)
        for chip in self.weekly:
            chip.clicked.connect(self._changed)
        self.national.committed.connect(self._changed)

    def show_days(self, days: WorkDays, draft: Draft, _today: date) -> None:
        """Show what holds, and over it what is drafted."""
        self._holds = {"weekly": list(days.weekly), "national": days.national_off}
        shown = draft.entry(DAYS_OFF, "") or self._holds
        for n, chip in enumerate(self.weekly):
            chip.setChecked(n in shown["weekly"])
        self.national.set_value(shown["national"], force=True)

    def _changed(self, _value: object) -> None:
        weekly = [n for n, chip in enumerate(self.weekly) if chip.isChecked()]
        value = {"weekly": weekly, "national": self.national.value()}
        self._change(DAYS_OFF, "", value, self._holds)


class LeaveCard(Card):
    """When I am away."""

    def __init__(self, change: Change, parent: QWidget) -> None:
        super().__init__(_("My leave"), parent)
        self._change = change
        self.lines = QVBoxLayout()
        self.first = ParsedField("first", _("First day"), day_of, self, show=day_text, inline=False)
        self.last = ParsedField("last", _("Last day"), day_of, self, show=day_text, inline=False)
        self.note = LineField("note", _("What for"), self, inline=False, longest=60)
        self.add_button = QPushButton(_("Add leave"), self)
        self.add_button.setProperty("kind", "small")
        self.add_button.clicked.connect(self.add)
        self.body.addLayout(self.lines)
        self.body.addLayout(row(self.first, self.last, self.note, None))
        self.body.addLayout(row(None, self.add_button))

    def show_days(self, days: WorkDays, draft: Draft, today: date) -> None:
        """Leave that is not over: what holds and what is drafted."""
        while (item := self.lines.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        kept = {one.code: (one.first, one.last, one.note) for one in days.leave}
        for code in draft.entries(LEAVE):
            entry = draft.entry(LEAVE, code)
            kept.pop(code, None)
            if entry is not None:
                kept[code] = (entry["first"], entry["last"], entry["note"])
        held = {one.code for one in days.leave}
        for code, (first, last, note) in sorted(kept.items(), key=lambda one: one[1][:2]):
            if last >= today:
                self.lines.addWidget(self._line(code, (first, last, note), drafted=code not in held))

    def _line(self, code: str, span: tuple[date, date, str], *, drafted: bool) -> QWidget:
        first, last, note = span
        line = QWidget(self)
        days = format_date(first) if first == last else f"{format_date(first)} – {format_date(last)}"
        button = QPushButton(_("Take back"), line)
        button.setProperty("kind", "small")
        button.clicked.connect(lambda: self._change(LEAVE, code, None, None if drafted else span))
        line.setLayout(row(Label(" · ".join(filter(None, (days, note))), "", line, wrap=False), None, button))
        line.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]
        return line

    def add(self) -> None:
        """Draft the leave that was typed."""
        try:
            first, last = self.first.value(), self.last.value()
        except InvalidInput as problem:
            self.first.show_error(str(problem))
            return
        if first is None or (last or first) < first:
            self.first.show_error(_("The last day of the leave cannot be before the first."))
            return
        note = self.note.value()
        for field in (self.first, self.last, self.note):
            field.set_value(None, force=True)
        self._change(LEAVE, new_id(), {"first": first, "last": last or first, "note": note}, {})


class HolidaysCard(Card):
    """Public holidays and make-up workdays of a year; they are announced in the November before."""

    def __init__(self, change: Change, parent: QWidget) -> None:
        super().__init__(_("Public holidays"), parent)
        self._change = change
        self._shown: tuple[WorkDays, Draft] | None = None
        self._years: list[str] = []
        self.year = ChoiceChips(_("Year"), self)
        self.unknown = Label("", "muted", self)
        self.days = TextField("days", _("Holidays, one a line"), self, inline=False, lines=3,
                              placeholder=_("2027-02-06 2027-02-12 Spring Festival"))  # fmt: skip
        self.work = TextField("work", _("Worked in their place"), self, inline=False, lines=1, placeholder="2027-01-31")
        for widget in (self.year, self.unknown, self.days, self.work):
            self.body.addWidget(widget)
        self.year.chosen.connect(self._show_year)
        self.days.committed.connect(self._changed)
        self.work.committed.connect(self._changed)

    def show_days(self, days: WorkDays, draft: Draft, today: date) -> None:
        """The years around today; what is drafted stands over what holds."""
        self._shown = days, draft
        years = [str(year) for year in range(today.year - 1, today.year + 3)]
        chosen = self.year.code() or str(today.year)
        if years != self._years:
            self._years = years
            self.year.offer([(year, year) for year in years], chosen=chosen)
        self._show_year(chosen)

    def _show_year(self, code: str) -> None:
        if self._shown is None:
            return
        value = self._shown[1].entry(NATIONAL_DAYS, code) or self._holds(code)
        self.unknown.setText(
            "" if value["days"] else
            _("The holidays of {year} are not known yet: only my weekly days off count.").format(year=code)
        )  # fmt: skip
        self.unknown.setVisible(not value["days"])
        lines = "\n".join(" ".join((day["first"], day["last"], day["label"])) for day in value["days"])
        self.days.set_value(lines, force=True)
        self.work.set_value(" ".join(value["work"]), force=True)

    def _holds(self, code: str) -> dict[str, Any]:
        assert self._shown is not None
        year = next((one for one in self._shown[0].years if str(one.year) == code), None)
        return national_value(year) if year else {"days": [], "work": []}

    def _changed(self, _value: object) -> None:
        code = self.year.code()
        holds = self._holds(code)
        known = {day["label"]: day["code"] for day in holds["days"]}
        try:
            days = [_holiday(line, known) for line in self.days.value().splitlines() if line.strip()]
            work = [str(_iso(day)) for day in self.work.value().split()]
        except InvalidInput as problem:
            self.days.show_error(str(problem))
            return
        self._change(NATIONAL_DAYS, code, {"days": days, "work": work}, holds)


def _holiday(line: str, codes: dict[str, str]) -> dict[str, str]:
    parts = line.split(maxsplit=2)
    first = _iso(parts[0])
    last, label = first, " ".join(parts[1:])
    if len(parts) > 1 and parts[1][:1].isdigit():
        last, label = _iso(parts[1]), " ".join(parts[2:])
    if last < first:
        raise InvalidInput("days", _("The last day of a holiday cannot be before the first: {line}").format(line=line))
    return {"code": codes.get(label, ""), "label": label, "first": str(first), "last": str(last)}


def _iso(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput("days", _("One of these days cannot be read. Write it like 2027-02-06.")) from None
