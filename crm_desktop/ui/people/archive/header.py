"""The head of an archive: who it is, where he stands on the three scales, how to reach him, what to do now."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QMenu, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.features.contacts.records import Consent
from crm_desktop.features.contacts.rules import way_label
from crm_desktop.features.customers import commands
from crm_desktop.features.team.rules import owner_shown
from crm_desktop.ui.forms import Form, LineField
from crm_desktop.ui.people.archive import deeds, scales
from crm_desktop.ui.people.archive.part import (
    ArchivePage,
    icon_button,
    saving_form,
    small_button,
)
from crm_desktop.ui.people.archive.pill_button import PillButton
from crm_desktop.ui.people.archive.reading import Shown
from crm_desktop.ui.people.rows import LEVEL_TONES, STATUS_TONES
from crm_desktop.ui.theme import fonts
from crm_desktop.ui.theme.tokens import SCALE, WEIGHT_STRONG, Tone
from crm_desktop.ui.widgets.avatar import Avatar
from crm_desktop.ui.widgets.card import Label, row, unless_it_follows_the_width
from crm_desktop.ui.widgets.chip import PillLabel
from crm_desktop.ui.widgets.figures import IconLabel
from crm_desktop.ui.widgets.flow import FlowLayout

AVATAR = 52
LONGEST_NAME = 300
BUTTONS_BELOW = 640


class Header(QWidget):
    """Stays in sight while the cards scroll."""

    def __init__(self, page: ArchivePage) -> None:
        super().__init__(page)
        self.page = page
        self.data: Shown | None = None
        self._below: bool | None = None
        self.form: Form = saving_form(page, lambda who, name, value: (commands.set_field, (who, name, value)))
        self.avatar = Avatar("", AVATAR, self)
        self.name = self.form.add(LineField("name", "", self))
        self.level, self.status, self.tier = PillButton(self), PillButton(self), PillButton(self)
        self.private = PillLabel("", Tone.MUTED, self)
        self.source = PillLabel("", Tone.ACCENT, self)
        self.owner = PillLabel("", Tone.MUTED, self)
        self.second = Label("", "muted", self, fills=True)
        self.second.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.promote = small_button(_("Make a shop customer…"), self, "account-arrow-up-outline", kind="")
        self.visit_sheet = small_button(_("Visit sheet"), self, "printer-outline", kind="")
        self.log = small_button(_("Log a touch"), self, "phone-plus-outline", kind="primary")
        self.log.setToolTip(_("Log a touch") + " (Ctrl+L)")
        self.more = icon_button("dots-horizontal", _("More to do with this person"), self, self.open_menu)
        self.banner, self.banner_text = QFrame(self), Label("", "strong", self)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.name.input.setFont(fonts.sized(SCALE.page_title, weight=WEIGHT_STRONG))
        self.name.input.setAccessibleName(_("Name"))
        self.name.input.setPlaceholderText(_("Name"))
        self.name.label.hide()
        line = QWidget(self)
        flow = FlowLayout(line)
        for widget in (self.name, self.level, self.status, self.tier, self.private, self.source, self.owner):
            flow.addWidget(widget)
        self.second.setContentsMargins(SCALE.s, 0, 0, 0)
        self._buttons = QWidget(self)
        self._buttons.setLayout(row(None, self.promote, self.visit_sheet, self.log, self.more))
        self._top = QGridLayout()
        self._top.setHorizontalSpacing(SCALE.m)
        self._top.setVerticalSpacing(2)
        self._top.setColumnStretch(1, 1)
        self._top.addWidget(self.avatar, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        self._top.addWidget(line, 0, 1)
        self._top.addWidget(self.second, 1, 1, 1, 2)
        self._place_buttons(below=False)
        self.banner.setProperty("role", "banner")
        inside = row(IconLabel("alert-outline", Tone.BAD, 20, self.banner), self.banner_text)
        inside.setStretch(1, 1)
        inside.setContentsMargins(SCALE.m, SCALE.s, SCALE.m, SCALE.s)
        self.banner.setLayout(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SCALE.s)
        whole.addLayout(self._top)
        whole.addWidget(self.banner)

    def _connect(self) -> None:
        self.name.input.textChanged.connect(self._fit_name)
        for pill, fill in (
            (self.level, scales.fill_level_menu), (self.status, scales.fill_status_menu),
            (self.tier, scales.fill_tier_menu),
        ):  # fmt: skip
            pill.menu.aboutToShow.connect(partial(fill, pill.menu, self.page))
            pill.menu.addAction("")  # filled when it opens
        self.visit_sheet.clicked.connect(partial(deeds.run, self.page, "visit_sheets"))
        self.log.clicked.connect(partial(deeds.run, self.page, "log_touch"))
        self.promote.clicked.connect(partial(deeds.run, self.page, "promote"))

    def _fit_name(self, text: str) -> None:
        wide = self.name.input.fontMetrics().horizontalAdvance(text or self.name.input.placeholderText()) + 20
        self.name.input.setFixedWidth(max(60, min(wide, LONGEST_NAME)))

    def fill(self, data: Shown) -> None:
        """Show this person."""
        self.data = data
        card, part = data.archive.card, data.archive.customer
        picture = QPixmap()
        if data.photo:
            picture.loadFromData(data.photo)
        self.avatar.show_person(card.name, _square(picture))
        self.form.show_values(data.id, {"name": card.name})
        for pill in (self.level, self.status, self.tier):
            pill.setVisible(part is not None)
        self.promote.setVisible(part is None)
        self.visit_sheet.setVisible(part is not None)
        if part is not None:
            self._fill_scales(data)
        self.private.show_pill(_why_here_only(data), Tone.MUTED)
        self.source.show_pill(_source(data), Tone.ACCENT)
        owner = owner_shown(data.team, data.archive.owner)
        self.owner.show_pill(_("Consultant: {name}").format(name=owner) if owner else "", Tone.MUTED)
        self.second.setText(_reach(data))
        self.second.setVisible(bool(self.second.text()))
        self.banner.setVisible(data.blocked)
        if data.blocked:
            self.banner_text.setText(_why_blocked(data))

    def _fill_scales(self, data: Shown) -> None:
        part = data.archive.customer
        assert part is not None
        level = next((one for one in data.shop.levels if one.code == part.level), None)
        if level is None:
            text = part.level or _("Level not known")
        else:
            text = _("{level} · {n} days").format(level=level.code, n=level.horizon_days)
        self.level.show_pill(text, LEVEL_TONES.get(part.level, Tone.MUTED), _("Intent level"))
        status = data.shop.label_of("statuses", part.status)
        self.status.show_pill(status, STATUS_TONES.get(part.status, Tone.MUTED), _("Status"))
        tier = next((one for one in data.shop.tiers if one.code == str(part.tier)), None)
        self.tier.show_pill(f"{tier.mark} {tier.label}" if tier else _("No value tier"),
                            Tone.OK if tier else Tone.MUTED, _("Value tier"))  # fmt: skip
        if part.tier_reason:
            self.tier.setToolTip(_("Value tier, because: {reason}").format(reason=part.tier_reason))

    def open_menu(self) -> None:
        """What else can be done with this person."""
        menu = self.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 2)))

    def make_menu(self) -> QMenu:
        """The menu behind the three dots."""
        menu = QMenu(self)
        for entry in deeds.deeds_for(self.page):
            if entry is None:
                menu.addSeparator()
            else:
                menu.addAction(entry.text, entry.act)
        return menu

    @override
    def sizeHint(self) -> QSize:
        return unless_it_follows_the_width(self, super().sizeHint)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_buttons(below=event.size().width() < BUTTONS_BELOW)

    def _place_buttons(self, *, below: bool) -> None:
        """Beside the name where there is room, else below."""
        if below is self._below:
            return
        self._below = below
        self._top.removeWidget(self._buttons)
        if below:
            self._top.addWidget(self._buttons, 2, 0, 1, 3)
        else:
            self._top.addWidget(self._buttons, 0, 2, Qt.AlignmentFlag.AlignTop)

    def forms(self) -> Iterable[Form]:
        """The name."""
        return (self.form,)

    @override
    def setFocus(self) -> None:  # type: ignore[override]
        self.name.setFocus()


def _square(picture: QPixmap) -> QPixmap:
    """The middle of a photograph, so that a round sign does not squeeze it."""
    side = min(picture.width(), picture.height())
    return picture.copy((picture.width() - side) // 2, (picture.height() - side) // 2, side, side) if side else picture


def _source(data: Shown) -> str:
    card = data.archive.card
    introducer = next((link.other_name for link in card.links if link.kind == "introducer"), "")
    if introducer:
        return _("Introduced by {name}").format(name=introducer)
    return data.shop.label_of("sources", card.source)


def _reach(data: Shown) -> str:
    card, shop = data.archive.card, data.shop
    phones = [way.shown + (f" ({way_label(way.label)})" if way.label else "") for way in card.phones]
    others = [f"{shop.label_of('way_kinds', way.kind)} {way.shown}" for way in card.ways if way.kind == "wechat"]
    place = card.estate or card.address
    preferences = " ".join(card.preferences.split())
    shown = [*phones[:3], *others[:1], place, shop.label_of("rings", card.ring), preferences]
    return " · ".join(part for part in shown if part)


def _why_here_only(data: Shown) -> str:
    if data.archive.card.private:
        return _("Private, stays on this laptop")
    return _("Only on this laptop: the shop does not take it") if data.only_here else ""


def _why_blocked(data: Shown) -> str:
    consent = data.archive.card.consent
    if consent in (Consent.REFUSED, Consent.WITHDRAWN) and not data.archive.card.do_not_contact:
        return _("No consent to be contacted: calls and messages to this person are not saved.")
    return _("Asked not to be contacted: calls and messages to this person are not saved.")
