"""The list of people: a filter one types or presses, an order, saved segments, and actions on several at once."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.customers import commands, queries
from crm_desktop.features.customers.records import Facets, Filter, SegmentRecord, Sort
from crm_desktop.features.customers.rules import parse_filter
from crm_desktop.features.search.queries import people_ids, people_page
from crm_desktop.features.team import rules
from crm_desktop.features.team.queries import team
from crm_desktop.features.team.records import Team
from crm_desktop.ui.forms.pick_fields import Combo
from crm_desktop.ui.page import Page
from crm_desktop.ui.people.owner_chip import OwnerChip, joined, whose
from crm_desktop.ui.people.rows import LEVEL_TONES, person_row
from crm_desktop.ui.people.several import SeveralBar
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme import icons
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Label, row
from crm_desktop.ui.widgets.chip import Chip
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.flow import FlowLayout
from crm_desktop.ui.widgets.list_view import ListView
from crm_desktop.ui.widgets.rows import PAGE, Row
from crm_desktop.ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ORDERS: tuple[tuple[Sort, Callable[[], str]], ...] = (
    (Sort.DUE, lambda: _("By due day")),
    (Sort.LEVEL, lambda: _("By level")),
    (Sort.NAME, lambda: _("By name")),
    (Sort.LAST_TOUCH, lambda: _("By last touch")),
    (Sort.OPENED, lambda: _("Newest first")),
    (Sort.STATUS, lambda: _("By status")),
)
AFTER_ARCHIVE, AFTER_ALL = 30, 400
"""Milliseconds."""


def _rows(session: "Session", wanted: Filter, **how: Any) -> tuple[int, list[Row]]:
    """How many pass the filter, and a page of them as lines: made on the lane, so that the list only paints."""
    page, today, known = people_page(session, wanted, **how), clock.today(), team(session)
    return page.total, [person_row(person, today, rules.owner_shown(known, person.owner)) for person in page.rows]


class PeopleList(Page):
    """`picked` tells whose archive to show; `is_customer` None lists everybody."""

    refresh_on = frozenset(
        {
            "contact",
            "contact_way",
            "customer",
            "touch",
            "follow_up",
            "commitment",
            "opportunity",
            "vehicle",
            "tag",
            "setting",
        }
    )
    picked = Signal(str)
    emptied = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None, *, is_customer: bool | None = True) -> None:
        super().__init__(services, parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(312)
        self.is_customer = is_customer
        self._segments: list[SegmentRecord] = []
        self.search = SearchBox(_("Filter: name, phone, level:H"), self, pause=80, clear=_("Show everybody"))
        self.order = Combo(self)
        self.order.setAccessibleName(_("Order"))
        self.segments = Combo(self)
        self.segments.setAccessibleName(_("Segments"))
        self.keep_button = QToolButton(self)
        self.keep_button.setIcon(icons.icon("bookmark-plus-outline"))
        self.keep_button.setToolTip(_("Save this filter as a segment"))
        self.keep_button.setAccessibleName(_("Save this filter as a segment"))
        self.count = Label("", "muted", self, wrap=False)
        self.list = ListView(_("People"), self, several=True, ground="surface")
        self.several = SeveralBar(services, self)
        self.nobody = EmptyState("account-search-outline", _("Nobody matches this filter."), self)
        self.nobody.add_button(_("Show everybody"), self.search.empty)
        self.owners = OwnerChip(self)
        self._chips: dict[str, Chip] = {}
        self._count_later = QTimer(self, singleShot=True, interval=AFTER_ALL)
        self._count_later.timeout.connect(self._load_counts)
        self._build()
        self._connect()

    def _build(self) -> None:
        for sort, text in ORDERS:
            if self.is_customer or sort not in (Sort.LEVEL, Sort.STATUS):
                self.order.addItem(text(), sort.value)
        wanted = self.services.preferences.text(self._key("order")) or (Sort.DUE if self.is_customer else Sort.NAME)
        self.order.setCurrentIndex(max(self.order.findData(wanted), 0))
        place = QWidget(self)
        self._flow = FlowLayout(place)
        self._counted_for = ""
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SCALE.l, SCALE.l, SCALE.m, SCALE.s)
        whole.setSpacing(SCALE.s)
        whole.addWidget(self.search)
        whole.addWidget(place)
        choose = QHBoxLayout()
        choose.addWidget(self.order, 4)
        choose.addWidget(self.segments, 3)
        choose.addWidget(self.keep_button)
        whole.addLayout(choose)
        whole.addWidget(self.list, 1)
        whole.addWidget(self.nobody, 1)
        whole.addWidget(self.several)
        whole.addLayout(row(self.count, None))
        self.nobody.hide()
        self.several.hide()

    def _connect(self) -> None:
        self.search.searched.connect(self._filter_typed)
        self.search.moved.connect(self._move)
        self.search.entered.connect(self.list.setFocus)
        self.order.activated.connect(self._order_chosen)
        self.segments.activated.connect(self._segment_chosen)
        self.keep_button.clicked.connect(self._keep_segment)
        self.list.picked.connect(self.picked)
        self.list.chosen.connect(self._show_several)
        self.several.ids_asked.connect(self._give_ids)
        self.owners.changed.connect(lambda: self.show_filter(self.owners.filter_of(self.search.text())))

    def _key(self, name: str) -> str:
        return f"{'customers' if self.is_customer else 'network'}_{name}"

    # Reading ------------------------------------------------------------------------------------------------------

    def sort(self) -> Sort:
        """The order chosen."""
        return Sort(self.order.currentData() or Sort.NAME)

    @override
    def refresh(self) -> None:
        self._load_page()
        if self._chips:
            # After a change the archive comes first, then the rows; how many there are of each kind can wait.
            self._soon.setInterval(AFTER_ARCHIVE)
            self._count_later.start()
        else:
            self._load_counts()

    def _load_counts(self) -> None:
        # One walk through everybody: beside the reads somebody waits for.
        self._counted_for = whose(self.search.text())
        self.load(
            queries.facets, is_customer=bool(self.is_customer), owners=parse_filter(self._counted_for).owners,
            then=self._show_facets, key="facets", heavy=True,
        )  # fmt: skip
        self.load(team, then=self._show_team, key="team")
        self.load(queries.segments, then=self._show_segments, key="segments")

    def _load_page(self) -> None:
        wanted = parse_filter(self.search.text())
        self.load(
            _rows, wanted, sort=self.sort(), limit=PAGE, is_customer=self.is_customer,
            then=self._show_page, key="page",
        )  # fmt: skip

    def _show_page(self, found: tuple[int, list[Row]]) -> None:
        total, rows = found
        self.list.show_source(total, self._fetch, first=rows, pick_first=True)
        words = ngettext("{n} person", "{n} people", total).format(n=f"{total:,}")
        unknown = parse_filter(self.search.text()).unknown
        if unknown:
            words += " · " + _("“{word}” is not understood").format(word=unknown[0])
        self.count.setText(words)
        filtered = bool(self.search.text().strip())
        self.nobody.setVisible(not total and filtered)
        self.list.setVisible(bool(total) or not filtered)
        if not total:
            self.emptied.emit()

    def _fetch(self, offset: int, limit: int, then: Callable[[list[Row]], None]) -> None:
        wanted = parse_filter(self.search.text())
        self.load(
            _rows, wanted, sort=self.sort(), offset=offset, limit=limit, is_customer=self.is_customer, counted=False,
            then=lambda found: then(found[1]),
        )  # fmt: skip

    # Chips and segments -------------------------------------------------------------------------------------------

    def _show_facets(self, facets: Facets) -> None:
        wanted: list[tuple[str, str, str, int]] = [("", _("All"), Tone.ACCENT, facets.total)]
        if self.is_customer:
            wanted += [(f"level:{code}", code, LEVEL_TONES[code], facets.levels.get(code, 0)) for code in "HABC"]
            wanted.append(("status:D", _("Owners"), Tone.OK, facets.statuses.get("D", 0)))
        else:
            wanted += [
                (f"ring:{n}", _("Ring {n}").format(n=n), Tone.ACCENT, facets.rings.get(n, 0)) for n in range(1, 5)
            ]
        wanted.append(("due:today", _("Due"), Tone.WARN, facets.due_today))
        if self.is_customer:
            wanted.append(("is:cold", _("Cold"), Tone.MUTED, facets.cold))
        if list(self._chips) != [text for text, _label, _tone, _count in wanted]:
            self._make_chips(wanted)
        for text, label, _tone, count in wanted:
            self._chips[text].setText(f"{label} {count:,}")
            self._chips[text].setAccessibleName(f"{label} {count:,}")
        self._mark_chips()

    def _show_team(self, found: Team) -> None:
        self.owners.show_team(found)
        self.owners.show_filter(self.search.text())

    def _make_chips(self, wanted: list[tuple[str, str, str, int]]) -> None:
        self._flow.removeWidget(self.owners)  # it outlives the chips
        self._flow.clear()
        self._chips = {}
        for text, label, tone, _count in wanted:
            chip = Chip(label, self, tone=tone)
            chip.clicked.connect(partial(self.press, text))
            self._flow.addWidget(chip)
            self._chips[text] = chip
        self._flow.addWidget(self.owners)

    def press(self, text: str) -> None:
        """Another choice, of the same consultants."""
        self.show_filter(joined((text, whose(self.search.text()))))

    def _mark_chips(self) -> None:
        typed = self.search.text().strip()
        owners = whose(typed)
        for text, chip in self._chips.items():
            chip.setChecked(typed == (joined((text, owners)) if owners else text))
        self.owners.show_filter(typed)

    def _show_segments(self, segments: list[SegmentRecord]) -> None:
        self._segments = segments
        self.segments.clear()
        self.segments.addItem(_("Segments"), "")
        for segment in segments:
            self.segments.addItem(" · ".join(filter(None, (segment.name, segment.owner))), segment.id)
        here = next((s.id for s in segments if s.filter == self.search.text().strip()), "")
        self.segments.setCurrentIndex(max(self.segments.findData(here), 0))
        if here:
            self.segments.insertSeparator(self.segments.count())
            self.segments.addItem(_("Remove this segment"), "remove:" + here)

    def _segment_chosen(self) -> None:
        code = str(self.segments.currentData() or "")
        if code.startswith("remove:"):
            self.do(_("Remove a segment"), commands.remove_segment, code.removeprefix("remove:"),
                    done=_("The segment was removed."), then=self._segments_changed)  # fmt: skip
            return
        segment = next((one for one in self._segments if one.id == code), None)
        self.show_filter(segment.filter if segment else "")

    def _keep_segment(self) -> None:
        from crm_desktop.ui.people.segment_name import SegmentName

        text = self.search.text().strip()
        if not text:
            self.notices.info(_("Type or press a filter first; then it can be saved as a segment."))
            return
        asking = SegmentName(text, self.window())
        asking.named.connect(self._save_segment)
        asking.open()

    def _save_segment(self, name: str) -> None:
        self.do(_("Save a segment"), commands.save_segment, name, self.search.text().strip(),
                done=_("The segment “{name}” was saved.").format(name=name), then=self._segments_changed)  # fmt: skip

    def _segments_changed(self, _answer: object = None) -> None:
        self.load(queries.segments, then=self._show_segments, key="segments")

    # Choosing -----------------------------------------------------------------------------------------------------

    def show_filter(self, text: str, sort: Sort | None = None) -> None:
        """List who passes this filter."""
        self.search.put(text)
        if sort is not None:
            self.order.setCurrentIndex(max(self.order.findData(sort.value), 0))
        self._filter_typed(text)

    def pick(self, contact_id: str, *, or_first: bool = False) -> None:
        """Mark this person in the list, if the list shows him."""
        self.list.pick(contact_id, or_first=or_first)

    def _filter_typed(self, _text: str) -> None:
        self._mark_chips()
        self._load_page()
        if self._chips and whose(self.search.text()) != self._counted_for:
            self._load_counts()

    def _order_chosen(self) -> None:
        self.services.preferences.set(self._key("order"), self.sort().value)
        self._load_page()

    def _move(self, step: int) -> None:
        number = self.list.currentIndex().row() + step
        if 0 <= number < self.list.rows.rowCount():
            self.list.setCurrentIndex(self.list.rows.index(number, 0))

    def _show_several(self, count: int) -> None:
        self.several.show_count(count)

    def _give_ids(self, act: Callable[[list[str]], object]) -> None:
        """The chosen people's ids, also when the list holds only a part of them in memory."""
        if self.list.all_chosen():
            self.load(
                people_ids, parse_filter(self.search.text()), sort=self.sort(), is_customer=self.is_customer,
                then=act,
            )  # fmt: skip
            return
        act(self.list.chosen_ids())

    @override
    def focus_first(self) -> None:
        self.list.setFocus()
