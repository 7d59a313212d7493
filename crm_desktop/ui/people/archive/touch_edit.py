"""Correct a touch that was logged: what kind it was, how it ended, when, and what was said."""

from datetime import datetime
from typing import Any

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.touches import commands
from crm_desktop.features.touches.records import NewTouch, TouchRecord
from crm_desktop.ui.forms import ChoiceField, NumberField, ParsedField, TextField
from crm_desktop.ui.people.archive.ask import Ask
from crm_desktop.ui.people.archive.days import day_typed
from crm_desktop.ui.people.archive.part import ArchivePage, pairs


class TouchEdit(Ask):
    """The rhythm is counted anew from what is then true."""

    def __init__(self, page: ArchivePage, touch: TouchRecord, shop: ShopRules) -> None:
        self.page, self.touch, self.shop = page, touch, shop
        self.kind = ChoiceField("kind", _("Kind"), pairs(shop.touch_kinds), inline=False, none=None)
        self.outcome = ChoiceField("result", _("Result"), [], inline=False)
        self.opener = ChoiceField("opener", _("Opener"), pairs(shop.openers), inline=False)
        self.mood = ChoiceField("mood", _("Mood"), pairs(shop.moods), inline=False)
        self.at = ParsedField("at", _("When"), _moment, show=lambda at: f"{at:%Y-%m-%d %H:%M}", inline=False)
        self.minutes = NumberField("minutes", _("Minutes"), most=1440, inline=False)
        self.note = TextField("note", _("What was said"), inline=False, lines=3)
        fields = (self.note, self.kind, self.outcome, self.at, self.opener, self.mood, self.minutes)
        super().__init__(_("Correct a touch"), fields, self._write, page)
        self.kind.input.activated.connect(self._offer_results)
        for field, value in (
            (self.kind, touch.kind), (self.opener, touch.opener), (self.mood, str(touch.mood or "")),
            (self.at, touch.at), (self.minutes, touch.minutes), (self.note, touch.note),
        ):  # fmt: skip
            field.set_value(value, force=True)
        self._offer_results()
        self.outcome.set_value(touch.result, force=True)

    def _offer_results(self) -> None:
        kind = next((one for one in self.shop.touch_kinds if one.code == self.kind.value()), None)
        codes = kind.results if kind else ()
        self.outcome.set_choices([(code, self.shop.label_of("touch_results", code)) for code in codes])

    def _write(self, values: dict[str, Any], then: Any, failed: Any) -> None:
        touch = self.touch
        same = values["result"] == touch.result and values["kind"] == touch.kind
        new = NewTouch(
            kind=values["kind"], result=values["result"], effective=touch.effective if same else None,
            opener=values["opener"], mood=int(values["mood"]) if values["mood"] else None,
            minutes=values["minutes"], note=values["note"], at=values["at"] or touch.at, script=touch.script,
        )  # fmt: skip
        self.page.act(
            _("Correct a touch"), commands.edit_touch, touch.id, new, then=then, failed=failed,
            seen={("touch", touch.id): touch.row_seq},
        )  # fmt: skip


def _moment(text: str) -> datetime:
    """2026-11-22 15:20, or a day alone."""
    day, _space, time = text.strip().rpartition(" ")
    hour, colon, minute = time.replace("：", ":").partition(":")
    try:
        if colon:
            found = day_typed(day) if day else clock.today()
            return datetime.combine(found or clock.today(), datetime.min.time().replace(int(hour), int(minute)))
        found = day_typed(text)
        return datetime.combine(found or clock.today(), datetime.min.time())
    except ValueError:
        raise InvalidInput("at", _("This is not a time. Write it like 2026-11-22 15:20.")) from None
