"""Purchase intent: the needs behind one purchase, saved field by field; several purchases, order, delivery, loss."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _, format_date, format_money, language
from crm_desktop.features.catalogue import queries as catalogue
from crm_desktop.features.catalogue.records import CatalogueWords, PriceRange
from crm_desktop.features.customers import commands
from crm_desktop.features.customers.records import OpportunityRecord, Stage
from crm_desktop.features.customers.rules.needs import parse_budget, parse_money
from crm_desktop.features.milestones.records import Event
from crm_desktop.ui.forms import ChoiceField, Field, Form, LineField, ParsedField, TextField
from crm_desktop.ui.people.archive import scales
from crm_desktop.ui.people.archive.ask import Ask
from crm_desktop.ui.people.archive.days import day_shown, day_typed
from crm_desktop.ui.people.archive.part import (
    ArchivePage,
    FieldGrid,
    Part,
    icon_button,
    pairs,
    saving_form,
    small_button,
)
from crm_desktop.ui.people.archive.reading import Shown
from crm_desktop.ui.widgets.card import Label, row
from crm_desktop.ui.widgets.chip import PillLabel
from crm_desktop.ui.widgets.choice_chips import ChoiceChips

STAGE_TONES = {"open": "accent", "ordered": "ok", "delivered": "ok", "lost": "bad", "cancelled": "warn"}
_NAMES = frozenset({
    "model", "colour", "budget", "payment", "use", "expected_on", "rival", "quote", "trade_in", "trade_in_value",
    "concerns", "note",
})  # fmt: skip
Budget = tuple[int | None, int | None]


class NeedsCard(Part):
    """The running purchase at first; chips switch to the others."""

    def __init__(self, page: ArchivePage) -> None:
        super().__init__(_("Purchase intent"), page)
        self.form = saving_form(page, self._deed)
        self._owners: dict[str, str] = {}
        self._chosen = ""
        self._person = ""
        self.stage = PillLabel("", parent=self)
        self.deals = ChoiceChips(_("Purchases"), self)
        self._awake = ""
        self._offered: list[tuple[str, str]] = []
        self.teach = Label(_("No wish for a car is known yet. Note it when one comes up."), "muted", self)
        self.wake_button = small_button(_("Note a wish"), self, "plus")
        self.grid = FieldGrid(self)
        self.list_price = Label("", "muted", self, fills=True)
        self.list_price.hide()
        self._completes = False
        self.outcome = Label("", "muted", self, fills=True)
        self.ordered = small_button(_("Ordered…"), self, "check")
        self.delivered = small_button(_("Delivered…"), self, "car-key")
        self.lost = small_button(_("Lost…"), self, "flag-outline")
        self._build()

    def _build(self) -> None:
        self.head.addWidget(self.stage)
        self.add_button = icon_button("plus", _("Add another purchase"), self, self.add)
        self.head.addWidget(self.add_button)
        self.remove = icon_button("trash-can-outline", _("Remove this purchase"), self, self._remove)
        self.head.addWidget(self.remove)
        self.body.addWidget(self.deals)
        self.body.addWidget(self.teach)
        self.body.addWidget(self.wake_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.grid)
        self.body.addWidget(self.list_price)
        self.body.addWidget(self.outcome)
        self._deeds = QWidget(self)
        deeds = row(self.ordered, self.delivered, self.lost, None)
        self._deeds.setLayout(deeds)
        self.body.addWidget(self._deeds)
        self.deals.chosen.connect(self._choose)
        self.page.signals.changed.connect(self._forget_words)
        self.wake_button.clicked.connect(lambda: self.wake())
        self.ordered.clicked.connect(lambda: scales.happen(self.page, Event.ORDER, self.shown()))
        self.delivered.clicked.connect(lambda: scales.happen(self.page, Event.DELIVER, self.shown()))
        self.lost.clicked.connect(lambda: scales.happen(self.page, Event.LOSE, self.shown()))

    def _build_fields(self) -> None:
        """Once there is something to fill in: of most people no wish is known, and twelve fields are dear."""
        if self.form.fields:
            return
        amount = _("For example 128800 or 12.88万")
        for field, wide in (
            (LineField("model", _("Model"), placeholder=_("Which car?")), False),
            (LineField("colour", _("Colour")), False),
            (_parsed("budget", _("Budget"), _budget, budget_text, _("For example 20-23万")), False),
            (ChoiceField("payment", _("Payment"), []), False),
            (ChoiceField("use", _("Use"), []), False),
            (_parsed("expected_on", _("Buys by"), day_typed, day_shown, _("For example 2026-12-20")), False),
            (LineField("rival", _("Rival cars")), False),
            (_parsed("quote", _("Quote"), partial(parse_money, "quote"), format_money, amount), False),
            (LineField("trade_in", _("Trade-in"), placeholder=_("Which old car?")), False),
            (_parsed("trade_in_value", _("Its value"), partial(parse_money, "trade_in_value"), format_money,
                     amount), False),
            (TextField("concerns", _("Concerns"), lines=1), True),
            (TextField("note", _("Note"), lines=1), True),
        ):  # fmt: skip
            self.grid.add(self.form.add(field), wide=wide)
        self.page.order_tabs()

    def _deed(self, subject: str, field: str, value: Any) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        if field == "budget":
            value = _exact(value)
        return commands.set_need, (self._owners[subject], field, value)

    # Showing ------------------------------------------------------------------------------------------------------

    def shown(self) -> OpportunityRecord | None:
        """The purchase on show."""
        if self.data is None:
            return None
        deals = self.data.archive.opportunities
        return next((deal for deal in deals if deal.id == self._chosen), None) or self.data.archive.opportunity

    @override
    def fill(self, data: Shown) -> None:
        before = self._person
        super().fill(data)
        self._person = data.id
        if before != data.id:
            self._chosen = ""
        self._show_deal()

    def _show_deal(self) -> None:
        assert self.data is not None
        deal, deals = self.shown(), self.data.archive.opportunities
        asleep = deal is None and self.data.archive.customer is None and self._awake != self._person
        if not asleep:
            self._build_fields()
            self._offer_choices(self.data)
        self.form.show_values(self._subject(deal), _values(deal))
        self.teach.setVisible(asleep)
        self.wake_button.setVisible(asleep)
        self.grid.setVisible(not asleep)
        self.add_button.setVisible(not asleep)
        self.deals.setVisible(len(deals) > 1)
        if len(deals) > 1:
            self._offer_deals([(one.id, self._deal_name(one)) for one in deals], deal.id if deal else "")
        self.remove.setVisible(deal is not None)
        shop = self.data.shop
        self.stage.show_pill(
            shop.label_of("stages", deal.stage) if deal and deal.stage != Stage.OPEN else "",
            STAGE_TONES.get(deal.stage if deal else "", "muted"),
        )
        stage = deal.stage if deal else Stage.OPEN.value
        is_customer = self.data.archive.customer is not None
        self._deeds.setVisible(is_customer and stage in (Stage.OPEN, Stage.ORDERED))
        self.ordered.setVisible(stage == Stage.OPEN)
        self.delivered.setVisible(stage == Stage.ORDERED)
        self._show_price(deal)
        self._ask_words()
        self.outcome.setText(_outcome(deal, self.data) if deal else "")
        self.outcome.setVisible(bool(self.outcome.text()))

    def _offer_choices(self, data: Shown) -> None:
        for name, choices in (("payment", data.shop.payments), ("use", data.shop.uses)):
            field = self.form.fields[name]
            assert isinstance(field, ChoiceField)
            offer(field, pairs(choices))

    def _show_price(self, deal: OpportunityRecord | None) -> None:
        """The list price beside the quote."""
        price = self.data.prices.get(deal.id) if self.data and deal else None
        self.list_price.setText(price_text(price, deal.quote if deal else None))
        self.list_price.setVisible(price is not None)

    def _ask_words(self) -> None:
        if self.form.fields and not self._completes:
            self.page.load(catalogue.words, then=self._complete, key="catalogue")

    def _forget_words(self, change: object) -> None:
        if "catalogue_model" in getattr(change, "tables", ()):
            self._completes = False

    def _complete(self, words: CatalogueWords) -> None:
        """Models and colours complete what is typed."""
        self._completes = True
        for name in ("model", "colour"):
            field = self.form.fields[name]
            assert isinstance(field, LineField)
            field.complete(getattr(words, f"{name}s"))

    def _offer_deals(self, deals: list[tuple[str, str]], chosen: str) -> None:
        if deals != self._offered:
            self._offered = deals
            self.deals.offer(deals, chosen=chosen)
            chip = self.deals.focusProxy()
            if chip is not None:
                self.setTabOrder(self.remove, chip)
        self.deals.put(chosen)

    def _subject(self, deal: OpportunityRecord | None) -> str:
        """Whose fields these are. The first field typed opens the purchase: it stays the same subject then."""
        subject = f"{self._person}:{deal.id if deal else ''}"
        if deal is not None and self.form.subject == f"{self._person}:" and len(self._others(deal)) == 0:
            subject = self.form.subject
        self._owners[subject] = deal.id if deal else self._person
        return subject

    def _others(self, deal: OpportunityRecord) -> list[OpportunityRecord]:
        return [one for one in self.data.archive.opportunities if one.id != deal.id] if self.data else []

    def _deal_name(self, deal: OpportunityRecord) -> str:
        assert self.data is not None
        name = deal.model or _("Purchase of {day}").format(day=format_date(deal.created.date()))
        return name if deal.stage == Stage.OPEN else f"{name} · {self.data.shop.label_of('stages', deal.stage)}"

    def _choose(self, deal_id: str) -> None:
        self.form.flush()
        self._chosen = deal_id
        self._show_deal()

    # Doing --------------------------------------------------------------------------------------------------------

    def wake(self) -> None:
        """Show the fields of a person without a wish so far."""
        self._awake = self._person
        self._show_deal()
        self.form.fields["model"].setFocus()

    def add(self) -> None:
        """Ask for the model of another purchase."""
        if self.data is None:
            return
        self.form.flush()
        person = self.data.id

        def added(then: Callable[[Any], None], deal_id: str) -> None:
            self._take(deal_id)
            then(deal_id)

        Ask(
            _("Another purchase"), [LineField("model", _("Model"), inline=False)],
            lambda values, then, failed: self.page.act(
                _("Add a purchase"), commands.add_opportunity, person, model=values["model"],
                then=partial(added, then), failed=failed,
            ),
            self.page, yes=_("Add"),
            hint=_("For a second car, or when an owner buys again. The earlier one stays as it is."),
        ).open()  # fmt: skip

    def _take(self, deal_id: str) -> None:
        self._chosen = deal_id
        if self.data is not None:
            self._show_deal()

    def _remove(self) -> None:
        deal = self.shown()
        if deal is not None:
            done = _("The purchase is removed.")
            self.page.act(_("Remove a purchase"), commands.remove_opportunity, deal.id, done=done)

    @override
    def forms(self) -> Iterable[Form]:
        return (self.form,)

    @override
    def field(self, name: str) -> QWidget | None:
        if name in _NAMES:
            self._build_fields()
        return self.form.fields.get(name)


def _parsed(
    name: str, label: str, parse: Callable[[str], Any], show: Callable[[Any], str], placeholder: str
) -> Field:
    field = ParsedField(name, label, parse, show=show)
    field.input.setToolTip(placeholder)
    field.input.setPlaceholderText("")
    return field


def offer(field: ChoiceField, choices: list[tuple[str, str]]) -> None:
    """Give a field its choices where they are other ones than before; what is chosen stays."""
    known = getattr(field, "offered", None)
    if known != choices:
        field.offered = choices  # type: ignore[attr-defined]
        field.set_choices(choices)


def _exact(budget: Budget | None) -> str:
    """A budget as the command understands it, to the yuan."""
    low, high = budget or (None, None)
    if low is None:
        return "" if high is None else f"{high // 100}元以内"
    if high is None:
        return f"{low // 100}元以上"
    return f"{low // 100}元-{high // 100}元"


def budget_text(budget: Budget | None) -> str:
    """20-23万; 200k-230k in English: both are understood when they are typed."""
    low, high = budget or (None, None)
    if low is None:
        return "" if high is None else _("up to {amount}").format(amount=_amount(high))
    if high is None:
        return _("{amount}+").format(amount=_amount(low))
    if low == high:
        return _amount(low)
    first, second = _amount(low), _amount(high)
    unit = "万"
    return f"{first.removesuffix(unit) if second.endswith(unit) and first.endswith(unit) else first}-{second}"


def _amount(fen: int) -> str:
    if language() == "zh_CN" and fen >= 1_000_000 and fen % 10_000 == 0:
        return f"{fen / 1_000_000:.2f}".rstrip("0").rstrip(".") + "万"
    return f"{fen // 100_000:,}k" if fen % 100_000 == 0 and fen >= 1_000_000 else f"{fen // 100:,}"


def _budget(text: str) -> Budget:
    return parse_budget(text.removeprefix("up to ") + "以内" if text.startswith("up to ") else text)


def _values(deal: OpportunityRecord | None) -> dict[str, Any]:
    if deal is None:
        return dict.fromkeys(_NAMES)
    budget = (deal.budget_low, deal.budget_high)
    values = {name: getattr(deal, name) for name in _NAMES - {"budget"}}
    return values | {"budget": None if budget == (None, None) else budget}


def price_text(price: PriceRange | None, quote: int | None) -> str:
    """List price ¥159,800 · quote ¥4,000 below it."""
    if price is None:
        return ""
    shown = "–".join(format_money(one) for one in dict.fromkeys((price.low, price.high)))
    text = _("List price {price}").format(price=shown)
    if quote is None or price.low != price.high or quote >= price.low:
        return text
    return f"{text} · {_('quote {amount} below it').format(amount=format_money(price.low - quote))}"


def _outcome(deal: OpportunityRecord, data: Shown) -> str:
    parts = []
    if deal.ordered_on:
        parts.append(_("Ordered on {day}").format(day=format_date(deal.ordered_on)))
    if deal.deliver_on and deal.stage == Stage.ORDERED:
        parts.append(_("Delivery planned on {day}").format(day=format_date(deal.deliver_on)))
    if deal.cancelled_on and deal.stage == Stage.CANCELLED:
        parts.append(_("Cancelled on {day}").format(day=format_date(deal.cancelled_on)))
    if deal.frozen_until and deal.stage == Stage.OPEN:
        parts.append(_("Frozen until {day}").format(day=format_date(deal.frozen_until)))
    if deal.delivered_on:
        parts.append(_("Delivered on {day}").format(day=format_date(deal.delivered_on)))
    if deal.lost_on and deal.stage == Stage.LOST:
        reason = data.shop.label_of("lost_reasons", deal.lost_reason)
        parts.append(_("Lost on {day}: {reason}").format(day=format_date(deal.lost_on), reason=reason))
        parts.append({"true": _("True loss"), "false": _("False loss")}.get(deal.lost_truth, ""))
        if deal.revive_on:
            parts.append(_("Ask again on {day}").format(day=format_date(deal.revive_on)))
        parts.append(deal.lost_note)
    return " · ".join(part for part in parts if part)
