"""The archive of one person: the head, what is known and what happened on the left, what to do on the right."""

from collections.abc import Iterable, Iterator
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QTabBar, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.errors import NotFound, UserError
from crm_desktop.base.i18n import _
from crm_desktop.ui.forms import Field, Form
from crm_desktop.ui.people.archive import reading
from crm_desktop.ui.people.archive.completeness_card import CompletenessCard
from crm_desktop.ui.people.archive.facts_card import FactsCard
from crm_desktop.ui.people.archive.files_card import FilesCard, takes
from crm_desktop.ui.people.archive.header import Header
from crm_desktop.ui.people.archive.needs_card import NeedsCard
from crm_desktop.ui.people.archive.next_card import NextCard
from crm_desktop.ui.people.archive.own_fields_card import OwnFieldsCard
from crm_desktop.ui.people.archive.part import ArchivePage, Part, tab_in_order
from crm_desktop.ui.people.archive.promises_card import PromisesCard
from crm_desktop.ui.people.archive.proposal_strip import ProposalStrip
from crm_desktop.ui.people.archive.reading import Shown
from crm_desktop.ui.people.archive.referrals_card import ReferralsCard
from crm_desktop.ui.people.archive.relations_card import RelationsCard
from crm_desktop.ui.people.archive.review_strip import ReviewStrip
from crm_desktop.ui.people.archive.script_card import ScriptCard
from crm_desktop.ui.people.archive.tab_pages import Kinds, TabPages
from crm_desktop.ui.people.archive.tags_row import TagsCard
from crm_desktop.ui.people.archive.timeline_card import TimelineCard
from crm_desktop.ui.people.archive.vehicles_card import VehiclesCard
from crm_desktop.ui.people.archive.ways_card import WaysCard
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import FILLED, column, unless_it_follows_the_width
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.laid_once import LaidOnce
from crm_desktop.ui.widgets.scrolled import Scrolled

ONE_COLUMN_BELOW = 640
HAPPENED, PERSON, CARS, FILES = range(4)
TABS: tuple[Kinds, ...] = (
    (TimelineCard,), (WaysCard, TagsCard, FactsCard, OwnFieldsCard), (VehiclesCard,), (FilesCard,),
)  # fmt: skip
NO_TAB = -1


class _Column(QWidget):
    """Cards one below the other."""

    @override
    def sizeHint(self) -> QSize:
        return unless_it_follows_the_width(self, super().sizeHint)


class _Cards(Scrolled):
    """Takes what room is left below the head."""

    @override
    def sizeHint(self) -> QSize:
        return QSize(FILLED, FILLED)


class ArchiveView(ArchivePage):
    """`show_person(id)` shows somebody; what was being typed at the one before is saved there first."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self._contact = ""
        self.setAcceptDrops(True)
        self.header, self.proposals, self.reviews = Header(self), ProposalStrip(self), ReviewStrip(self)
        self.needs = NeedsCard(self)
        self.next, self.script, self.relations = NextCard(self), ScriptCard(self), RelationsCard(self)
        self.referrals = ReferralsCard(self)
        self.promises, self.completeness = PromisesCard(self), CompletenessCard(self)
        self.tabs = QTabBar(self)
        self.empty = EmptyState(
            "card-account-details-outline", _("Choose somebody in the list: everything known stands here."), self,
            hint=_("Arrow keys move in the list. Ctrl+K finds anybody by any scrap of name, phone or plate."),
        )  # fmt: skip
        self._pages = TabPages(self, TABS, self.order_tabs)
        self._build()
        self._show_nobody()

    def _build(self) -> None:
        self._build_tabs()
        left, right = _Column(self), _Column(self)
        left.setLayout(column(self.needs, self.tabs, *self._pages.widgets, None, spacing=SCALE.m))
        right.setLayout(column(*self.right_parts(), None, spacing=SCALE.m))
        for side in (left, right):
            side.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.scrolled = _Cards(self, margin=0, ground=True)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(SCALE.m)
        self._columns.addWidget(left, 5)
        self._columns.addWidget(right, 3)
        self.scrolled.body.addLayout(self._columns)
        self.scrolled.body.addStretch(1)
        self.scrolled.body.setContentsMargins(SCALE.xl, 0, SCALE.xl, SCALE.l)
        self._whole = QWidget(self)
        self._whole.setAutoFillBackground(True)  # opaque: the pages behind it are not painted with it
        self._laid_once = LaidOnce(self._whole)
        whole = QVBoxLayout(self._whole)
        whole.setContentsMargins(0, SCALE.l, 0, 0)
        whole.setSpacing(SCALE.m)
        self._head = QVBoxLayout()
        self._head.setContentsMargins(SCALE.xl, 0, SCALE.xl, 0)
        self._head.addWidget(self.header)
        self._head.addWidget(self.reviews)
        self._head.addWidget(self.proposals)
        whole.addLayout(self._head)
        whole.addWidget(self.scrolled, 1)
        self.tabs.currentChanged.connect(self._turn)
        self._turn(HAPPENED)
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            shortcut = QShortcut(QKeySequence(keys), self, partial(self._step, step))
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _build_tabs(self) -> None:
        for name in (_("Timeline"), _("Profile"), _("Cars"), _("Files")):
            self.tabs.addTab(name)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setAccessibleName(_("Parts of the archive"))

    def _turn(self, tab: int) -> None:
        for part in self._pages.parts(tab):
            if self.data is not None and part.data is not self.data:
                part.fill(self.data)
        for number, page in enumerate(self._pages.widgets):
            page.setVisible(number == tab)

    def _hidden_parts(self) -> list[Part]:
        """What no eye can see is filled when its tab is opened."""
        shown = self.tabs.currentIndex()
        return [part for tab, part in self._pages.built() if tab != shown]

    @override
    def order_tabs(self) -> None:
        self._laid_once.look_again()
        inner = [part for _tab, part in self._pages.built()]
        tab_in_order([self.header, self.reviews, self.proposals, self.needs, self.tabs, *inner, *self.right_parts()])

    def _step(self, step: int) -> None:
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + step) % self.tabs.count())

    def parts(self) -> Iterator[Part]:
        """Every card there is so far, in reading order."""
        yield self.needs
        yield from (part for _tab, part in self._pages.built())
        yield from self.right_parts()

    def right_parts(self) -> tuple[Part, ...]:
        """What to do, from top to bottom."""
        return (self.next, self.script, self.relations, self.referrals, self.promises, self.completeness)

    @property
    def timeline(self) -> TimelineCard:
        """What happened."""
        return self._pages.part(TimelineCard)

    @property
    def ways(self) -> WaysCard:
        """Numbers and addresses."""
        return self._pages.part(WaysCard)

    @property
    def tags(self) -> TagsCard:
        """Tags."""
        return self._pages.part(TagsCard)

    @property
    def facts(self) -> FactsCard:
        """What is known of the person."""
        return self._pages.part(FactsCard)

    @property
    def own_fields(self) -> OwnFieldsCard:
        """What the shop asks beside that."""
        return self._pages.part(OwnFieldsCard)

    @property
    def vehicles(self) -> VehiclesCard:
        """Cars."""
        return self._pages.part(VehiclesCard)

    @property
    def files(self) -> FilesCard:
        """Files."""
        return self._pages.part(FilesCard)

    # Whom it shows ------------------------------------------------------------------------------------------------

    def contact_id(self) -> str:
        """The person on show, or ""."""
        return self._contact

    @override
    def subject(self) -> str:
        return self._contact

    def show_person(self, contact_id: str) -> None:
        """Show somebody; "" shows nobody."""
        if contact_id == self._contact:
            return
        self.leave()
        self._contact = contact_id
        if contact_id:
            self.refresh()
        else:
            self._show_nobody()

    @override
    def open_record(self, record_id: str) -> None:
        self.show_person(record_id)

    @override
    def refresh(self) -> None:
        if self._contact:
            self.load(
                reading.read_archive, self._contact, clock.today(), then=self._show,
                failed=partial(self._gone, self._contact), key="archive",
            )  # fmt: skip

    def _show(self, data: Shown) -> None:
        if data.id != self._contact:
            return
        another = self.data is None or self.data.id != data.id
        self.data = data
        with self._laid_once():
            self._fill(data)
            self.empty.hide()
            self._whole.show()
        if another:
            self.scrolled.verticalScrollBar().setValue(0)

    def _fill(self, data: Shown) -> None:
        self.header.fill(data)
        self.reviews.fill(data)
        self.proposals.fill(data)
        hidden = self._hidden_parts()
        for part in self.parts():
            if part in hidden:
                part.data = None  # what is not filled must not act on the one before
            else:
                part.fill(data)
        self._count_tabs(data)

    def _count_tabs(self, data: Shown) -> None:
        for tab, name, count in (
            (CARS, _("Cars"), len(data.archive.vehicles)), (FILES, _("Files"), len(data.archive.attachments)),
        ):  # fmt: skip
            text = f"{name} {count}" if count else name
            if text != self.tabs.tabText(tab):  # else the whole bar is laid out anew
                self.tabs.setTabText(tab, text)

    def _gone(self, contact_id: str, problem: UserError) -> None:
        if contact_id != self._contact:
            return
        if not isinstance(problem, NotFound):
            self.notices.error(problem)
            return
        self._tell_unsaved(str(problem))  # there is nobody any more at whom it could be saved
        for form in self.forms():
            form.give_up()
        self._contact = ""
        self._show_nobody()

    def _show_nobody(self) -> None:
        self.data = None
        self._whole.hide()
        self.empty.show()

    @override
    def concerns(self, change: object) -> bool:
        if not self._contact:
            return False
        roots: frozenset[str] = getattr(change, "roots", frozenset())
        tables: frozenset[str] = getattr(change, "tables", frozenset())
        if tables & {"setting", "reception", "referral"} or self._contact in roots:
            return True
        return self.data is not None and bool(self.data.others & roots)

    # Nothing typed is lost ----------------------------------------------------------------------------------------

    def forms(self) -> Iterable[Form]:
        """Every form of the archive."""
        yield from self.header.forms()
        for part in self.parts():
            yield from part.forms()

    @override
    def flush(self) -> None:
        for form in self.forms():
            form.flush()

    def leave(self) -> None:
        """Save what is typed; what cannot be saved is said with its words, so that it can be typed again."""
        self.flush()
        self._tell_unsaved()

    def _tell_unsaved(self, gone: str = "") -> None:
        if self.data is None:
            return
        name = self.data.archive.card.name
        for form in self.forms():
            for field in form.fields.values():
                if field.is_dirty or (gone and field.is_on_its_way):
                    self.notices.warn(
                        _("Not saved at {name}: {field} “{text}”. {reason}").format(
                            name=name, field=field.label.text(), text=_typed(field), reason=gone or field.error.text()
                        )
                    )

    # For the window -----------------------------------------------------------------------------------------------

    @override
    def print_page(self) -> bool:
        if self.data is None:
            return False
        self.flush()
        self.signals.run_action.emit("visit_sheets", self.data.id)
        return True

    @override
    def focus_first(self) -> None:
        if self.data is not None:
            self.header.log.setFocus()

    @override
    def focus_field(self, name: str) -> None:
        for tab in (NO_TAB, *range(len(self._pages))):
            for part in (self.needs,) if tab == NO_TAB else self._pages.parts(tab):
                found = part.field(name)
                if found is not None:
                    if tab != NO_TAB:
                        self.tabs.setCurrentIndex(tab)
                    found.setFocus(Qt.FocusReason.OtherFocusReason)
                    self.scrolled.ensureWidgetVisible(found, 0, 60)
                    self._lead_further(name)
                    return
        if name == "level":
            self.header.level.setFocus()
            self.header.level.open_menu()

    def _lead_further(self, name: str) -> None:
        """A missing number is asked for at once."""
        missing = {fact.field for fact in self.data.archive.completeness.missing} if self.data else set()
        if name in ("phone", "wechat", "email") and name in missing:
            self.ways.add(name)

    # Qt -----------------------------------------------------------------------------------------------------------

    @override
    def minimumSizeHint(self) -> QSize:
        return self._whole.minimumSizeHint()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Not by a layout: another person on show must not lay the list and the window out anew.
        for child in (self._whole, self.empty):
            child.setGeometry(self.rect())
        wide = event.size().width() >= ONE_COLUMN_BELOW
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._columns.direction() != way:
            self._columns.setDirection(way)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.data is not None and takes(event.mimeData()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        if self.files.take(event.mimeData()):
            self.tabs.setCurrentIndex(FILES)
            event.acceptProposedAction()


def _typed(field: Field) -> str:
    text = getattr(getattr(field, "input", None), "text", None)
    return str(text()) if callable(text) else ""
