"""A few things to tick beside an event: planned contacts that are given up, promises that were kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _, format_day, ngettext
from crm_desktop.features.milestones.records import EventSheet
from crm_desktop.ui.widgets.card import Label

MOST = 4


@dataclass(frozen=True)
class Tick:
    """One thing and whether it is ticked at first."""

    id: str
    text: str
    on: bool


class TickList(QWidget):
    """Hides while there is nothing to tick. Of very many the first few are shown; the others keep their first state."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.addWidget(Label(title, "strong", self))
        self.boxes: dict[str, QCheckBox] = {}
        self._rest: tuple[str, ...] = ()
        self.hide()

    def offer(self, ticks: Sequence[Tick]) -> None:
        """Show these; once."""
        for tick in ticks[:MOST]:
            box = QCheckBox(tick.text, self)
            box.setChecked(tick.on)
            self.boxes[tick.id] = box
            self._whole.addWidget(box)
        rest = ticks[MOST:]
        self._rest = tuple(tick.id for tick in rest if tick.on)
        if rest:
            more = ngettext("… and {n} more, like these", "… and {n} more, like these", len(rest)).format(n=len(rest))
            self._whole.addWidget(Label(more, "muted", self))
        self.setVisible(bool(ticks))

    def ticked(self) -> tuple[str, ...]:
        """What is ticked now."""
        return tuple(one for one, box in self.boxes.items() if box.isChecked()) + self._rest


def plan_ticks(sheet: EventSheet) -> list[Tick]:
    """The planned contacts: given up, unless they are appointments with a time."""
    found = []
    for plan in sheet.plans:
        when = " ".join(filter(None, (format_day(plan.due_on, sheet.today), plan.due_at)))
        kind = sheet.shop.label_of("touch_kinds", plan.kind)
        text = " · ".join(filter(None, (when, kind, plan.purpose[:60])))
        found.append(Tick(plan.id, text, not plan.stays))
    return found


def promise_ticks(sheet: EventSheet) -> list[Tick]:
    """The open promises; whether they were kept nobody can guess."""
    found = []
    for promise in sheet.promises:
        until = _("until {day}").format(day=format_day(promise.due_on, sheet.today)) if promise.due_on else ""
        found.append(Tick(promise.id, " · ".join(filter(None, (promise.text[:60], until))), on=False))
    return found
