"""Who brought this person and whom they brought, how far each has come, and how asking them for names stands."""

from collections.abc import Sequence

from typing_extensions import override

from crm_desktop.base.i18n import _, format_day, format_full_day, format_money, ngettext
from crm_desktop.features.referrals.records import BroughtTo, Line, RewardLine, RewardState, Step
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.ui.people.archive.part import ArchivePage, Part, RowsView, small_button
from crm_desktop.ui.people.archive.reading import Shown
from crm_desktop.ui.people.rows import private_pill
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.card import Label, row
from crm_desktop.ui.widgets.chip import Pill, PillLabel
from crm_desktop.ui.widgets.rows import Row

FIRST = 5
ROW_HEIGHT = 46
_FAR = frozenset({Step.ORDERED, Step.DELIVERED})


class ReferralsCard(Part):
    """Hidden where there is nothing to tell. A click or Enter opens the other person."""

    def __init__(self, page: ArchivePage) -> None:
        super().__init__(_("Referrals"), page)
        self._all_of = ""
        self.by_head, self.brought_head = Label(_("Brought by"), "muted", self), Label("", "muted", self)
        self.by = RowsView(_("Brought by"), self, compact=True, row_height=ROW_HEIGHT)
        self.brought = RowsView(_("Brought"), self, compact=True, row_height=ROW_HEIGHT)
        self.rest = small_button("", self, kind="flat")
        self.state = PillLabel("", parent=self)
        self.asked, self.why = Label("", "muted", self, fills=True), Label("", "", self, fills=True)
        for part in (self.by_head, self.by, self.brought_head, self.brought, self.rest, self.asked):
            self.body.addWidget(part)
        self.body.addLayout(row(self.state, None))
        self.body.addWidget(self.why)
        for shown in (self.by, self.brought):
            shown.opened.connect(self.open)
        self.by.clicked.connect(lambda _index: self.open(self.by.picked_id()))
        self.brought.clicked.connect(lambda _index: self.open(self.brought.picked_id()))
        self.rest.clicked.connect(lambda: self.show_all())
        self.hide()

    @override
    def fill(self, data: Shown) -> None:
        super().fill(data)
        found = data.brought
        if found is None:
            self.hide()
            return
        self.by_head.setVisible(bool(found.by))
        self.by.show_rows([_introducer_row(line, data) for line in found.by])
        self._fill_brought(found, data)
        self._fill_asking(found, data)
        self.show()

    def _fill_brought(self, found: BroughtTo, data: Shown) -> None:
        lines = list(reversed(found.brought))  # the last one named first
        kept = lines if self._all_of == data.id else lines[:FIRST]
        self.brought_head.setVisible(bool(lines))
        if lines:
            self.brought_head.setText(brought_text(len(lines)))
        self.brought.show_rows([_brought_row(line, found.rewards_of(line), data.shop) for line in kept])
        self.rest.setVisible(len(kept) < len(lines))
        self.rest.setText(_("Show all {n}").format(n=len(lines)))

    def _fill_asking(self, found: BroughtTo, data: Shown) -> None:
        self.asked.setVisible(found.asked is not None)
        if found.asked is not None:
            day, result = found.asked.at.date(), data.shop.label_of("ask_results", found.asked.result)
            self.asked.setText(_("Last asked {day}: {result}").format(day=format_day(day, data.today), result=result))
            self.asked.setToolTip(format_full_day(day))
        self.why.setText("\n".join(block.sentence for block in found.blocks))
        self.why.setVisible(bool(found.blocks))
        if found.blocks:
            self.state.show_pill(_("Do not ask for names now"), Tone.WARN)
        else:
            self.state.show_pill(_("May be asked for names"), Tone.OK)

    def show_all(self) -> None:
        """Everybody this person brought."""
        if self.data is not None and self.data.brought is not None:
            self._all_of = self.data.id
            self._fill_brought(self.data.brought, self.data)
            self.brought.setFocus()

    def open(self, referral_id: str) -> None:
        """Go to the other person of a referral; whoever is in the trash has no archive to show."""
        found = self.data.brought if self.data else None
        for line in found.by if found else ():
            if line.id == referral_id:
                self._go(line.introducer, line.introducer_status)
                return
        for line in found.brought if found else ():
            if line.id == referral_id and not line.gone:
                self._go(line.contact, line.status)
                return

    def _go(self, person: str, status: str) -> None:
        self.page.signals.open_record.emit("customers" if status else "network", person)


def brought_text(count: int) -> str:
    """Brought 3 people."""
    return ngettext("Brought {n} person", "Brought {n} people", count).format(n=count)


def _introducer_row(line: Line, data: Shown) -> Row:
    return Row(
        line.id, line.introducer_name, _named(line, data), pills=tuple(private_pill(line.private)),
        icon="account-arrow-left-outline", tooltip=format_full_day(line.named_on),
    )  # fmt: skip


def _named(line: Line, data: Shown) -> str:
    return _("named {day}").format(day=format_day(line.named_on, data.today))


def _brought_row(line: Line, rewards: Sequence[RewardLine], shop: ShopRules) -> Row:
    words = "\n".join(reward_text(one, shop) for one in rewards)
    lost = line.lost_on is not None
    step = Pill(shop.label_of("referral_steps", line.step), Tone.OK if line.step in _FAR else Tone.ACCENT)
    pills = (step, *((Pill(_("Lost"), Tone.BAD),) if lost else ()),
             *((Pill(_("In the trash"), Tone.MUTED),) if line.gone else ()), *private_pill(line.private))  # fmt: skip
    since = format_full_day(line.since)
    return Row(
        line.id, line.name, sums_text(rewards, shop) or _("No reward"), pills=pills, icon="account-arrow-right-outline",
        tooltip="\n".join(filter(None, (f"{step.text} {since}", words))),
    )  # fmt: skip


def sums_text(rewards: Sequence[RewardLine], shop: ShopRules) -> str:
    """Paid ¥299 · promised ¥500: the room is narrow, the tooltip says for what."""
    by_state: dict[str, list[RewardLine]] = {}
    for one in rewards:
        by_state.setdefault(one.state, []).append(one)
    return " · ".join(
        f"{shop.label_of('reward_states', state)} {_worth(own, shop)}".strip() for state, own in by_state.items()
    )


def _worth(rewards: Sequence[RewardLine], shop: ShopRules) -> str:
    amount = sum(one.amount for one in rewards)
    if rewards[0].state == RewardState.VOID:
        return ""
    return format_money(amount) if amount else " ".join(_what(one, shop) for one in rewards)


def _what(one: RewardLine, shop: ShopRules) -> str:
    what = one.gift_name or shop.label_of("reward_kinds", one.kind)
    return f"{what} × {one.quantity}" if one.quantity > 1 else what


def reward_text(one: RewardLine, shop: ShopRules) -> str:
    """Due cash ¥500."""
    worth = format_money(one.amount) if one.amount and one.state != RewardState.VOID else ""
    return " ".join(filter(None, (shop.label_of("reward_states", one.state), _what(one, shop), worth)))
