"""The pages of the rail, with people and without."""

from functools import partial
from typing import cast

from PySide6.QtCore import QItemSelectionModel, QPoint
from PySide6.QtWidgets import QMenu

from crm_desktop.base import clock
from crm_desktop.features.contacts.queries import tag_counts
from crm_desktop.ui import navigation
from crm_desktop.ui.pages.calendar.page import CalendarPage
from crm_desktop.ui.pages.calendar.reading import VIEWS
from crm_desktop.ui.pages.network.page import PEOPLE, NetworkPage
from crm_desktop.ui.pages.settings.page import SettingsPage
from crm_desktop.ui.pages.settings.referrals_section import ReferralsSection
from crm_desktop.ui.people.list_panel import PeopleList
from crm_desktop.ui.people.page import PeoplePage
from crm_desktop.ui.people.segment_name import SegmentName
from crm_desktop.ui.people.tag_name import TagName
from crm_desktop.ui.tour.cast import Cast
from crm_desktop.ui.tour.drawing import Scene, settle
from crm_desktop.ui.widgets.scrolled import Scrolled
from crm_desktop.ui.window.window import Window

SECTIONS = (
    "me", "look", "rules", "follow_ups", "referrals", "reminders", "words", "forms", "catalogue", "safety", "data",
    "trash",
)  # fmt: skip
LONG = ("rules", "follow_ups", "referrals", "forms", "catalogue", "safety", "data")
"""The sections that do not fit into the window."""
SHARES = (30, 60, 100)
"""How far a long section is scrolled down, in per cent."""
NARROW = (1040, 720)
FILTERS = {
    "level": "level:H", "due": "due:today", "cold": "is:cold", "owners": "status:D",
    "nobody": "level:H status:D due:2020-01-01",
}  # fmt: skip


def pages(who: Cast) -> list[Scene]:
    """Every page on a profile with people."""
    return [
        Scene("today", "Today", partial(_show, "today")),
        Scene("today-lower", "Today: the right side scrolled down", _today_below),
        Scene("customers", "Customers", partial(_customers, who)),
        *[Scene(f"customers-{name}", f"Customers, filtered: {text}", partial(_filtered, text))
          for name, text in FILTERS.items()],
        Scene("customers-segment", "Customers: save a filter as a segment", _segment),
        Scene("customers-several", "Customers: several chosen", _several),
        Scene("customers-several-tag", "Customers: tag several", _tag_several),
        Scene("customers-several-level", "Customers: the level of several", partial(_several_menu, "level_button")),
        Scene("customers-several-plan", "Customers: plan for several", partial(_several_menu, "plan_button")),
        Scene("network", "Network", partial(_network, who)),
        Scene("network-ring", "Network: one ring", _ring),
        *calendar_views(),
        *sections(),
        *scrolled_sections(),
        Scene("narrow-today", "A small window: Today", partial(_show, "today"), NARROW),
        Scene("narrow-customers", "A small window: Customers", partial(_customers, who), NARROW),
        Scene("narrow-network", "A small window: Network", partial(_network, who), NARROW),
        Scene("narrow-calendar", "A small window: Calendar", partial(_calendar, "week"), NARROW),
        Scene("narrow-settings", "A small window: Settings", partial(_section, "rules"), NARROW),
        Scene("smallest", "The smallest window", partial(_customers, who), (820, 560)),
    ]  # fmt: skip


def empty_pages() -> list[Scene]:
    """Every page on a profile without people: they teach."""
    return [
        *[Scene(f"empty-{name}", f"{name.capitalize()}, nobody yet", partial(_show, name))
          for name in ("today", "customers", "network", "calendar")],
        *[Scene(f"empty-{scene.name}", f"{scene.title}, nothing yet", scene.prepare) for scene in sections()],
        Scene("empty-narrow-today", "A small window, nobody yet", partial(_show, "today"), NARROW),
    ]  # fmt: skip


def calendar_views() -> list[Scene]:
    """The calendar."""
    return [
        *[Scene(f"calendar-{view}", f"Calendar: {view}", partial(_calendar, view)) for view in VIEWS],
        Scene("calendar-filtered", "Calendar: level H and A only", _calendar_filtered),
        Scene("calendar-plan", "Calendar: plan a contact", _calendar_plan),
    ]


def sections() -> list[Scene]:
    """The settings."""
    return [
        *[Scene(f"settings-{name}", f"Settings: {name}", partial(_section, name)) for name in SECTIONS],
        Scene("settings-referrals-lower", "Settings: asking for names", _asking),
        Scene("settings-reward-rule", "A reward rule", _reward_rule),
    ]


def scrolled_sections() -> list[Scene]:
    """What the long settings show further down."""
    return [
        Scene(f"settings-{name}-{share}", f"Settings: {name}, scrolled down {share} %",
              partial(_scrolled_section, name, share))
        for name in LONG for share in SHARES
    ]  # fmt: skip


def page_of(window: Window, name: str) -> PeoplePage:
    """A page with a list of people, on show."""
    _show(name, window)
    return cast("PeoplePage", window.pages[name])


def _show(name: str, window: Window) -> None:
    if not window.is_open:
        window.open_profile()
    if navigation.entry(name) is not None:
        window.show_page(name)
        if name == "network":  # the page remembers the part that was shown last
            cast("NetworkPage", window.pages[name]).show_tab(PEOPLE)
    settle(window.services.lanes, window)


def _today_below(window: Window) -> None:
    _show("today", window)
    for area in window.pages["today"].findChildren(Scrolled):
        area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())


def _customers(who: Cast, window: Window) -> None:
    page = page_of(window, "customers")
    page.list.show_filter("")
    page.open_record(who.rich)


def _filtered(text: str, window: Window) -> None:
    page_of(window, "customers").list.show_filter(text)


def _segment(window: Window) -> None:
    _filtered("level:H due:week", window)
    SegmentName("level:H due:week", window).open()


def _choose_several(window: Window) -> PeopleList:
    people = page_of(window, "customers").list
    people.show_filter("")
    settle(window.services.lanes, window, 1)
    flag = QItemSelectionModel.SelectionFlag.Select
    for number in range(1, 4):
        people.list.selectionModel().select(people.list.rows.index(number, 0), flag)
    return people


def _several(window: Window) -> None:
    _choose_several(window)


def _tag_several(window: Window) -> None:
    _choose_several(window)
    asking = TagName(window)
    asking.offer(window.services.store.read(tag_counts, limit=12))
    asking.open()


def _several_menu(button: str, window: Window) -> None:
    bar = _choose_several(window).several
    settle(window.services.lanes, window, 1)
    pressed = getattr(bar, button)
    menu = pressed.menu() or cast("QMenu", bar.findChild(QMenu))
    menu.popup(pressed.mapToGlobal(QPoint(0, -menu.sizeHint().height())))


def _network(who: Cast, window: Window) -> None:
    page = cast("NetworkPage", page_of(window, "network"))
    page.show_tab(PEOPLE)
    page.list.show_filter("")
    if who.private:
        page.open_record(who.private)


def _ring(window: Window) -> None:
    page = cast("NetworkPage", page_of(window, "network"))
    page.show_ring(2)


def _calendar(view: str, window: Window) -> None:
    _show("calendar", window)
    page = cast("CalendarPage", window.pages["calendar"])
    page.bar.clear()
    page.show_today()
    page.show_view(view)
    settle(window.services.lanes, window, 1)
    page.shown_view.picked.emit(*page.shown_view.step(0, 1))
    page.shown_view.select(*page.shown_view.step(0, 1))


def _calendar_filtered(window: Window) -> None:
    _calendar("month", window)
    for action in cast("CalendarPage", window.pages["calendar"]).bar.levels.menu.actions()[:2]:
        action.setChecked(True)


def _calendar_plan(window: Window) -> None:
    _calendar("week", window)
    cast("CalendarPage", window.pages["calendar"]).plan(clock.today(), 15 * 60)


def _section(name: str, window: Window) -> None:
    _scrolled_section(name, 0, window)


def _scrolled_section(name: str, share: int, window: Window) -> None:
    _show("settings", window)
    page = cast("SettingsPage", window.pages["settings"])
    page.open_record(name)
    settle(window.services.lanes, window)
    for area in page.findChildren(Scrolled):
        bar = area.verticalScrollBar()
        bar.setValue(bar.maximum() * share // 100)


def _asking(window: Window) -> None:
    _section("referrals", window)
    settle(window.services.lanes, window)
    for scrolled in window.pages["settings"].findChildren(Scrolled):
        scrolled.verticalScrollBar().setValue(scrolled.verticalScrollBar().maximum())


def _reward_rule(window: Window) -> None:
    _section("referrals", window)
    settle(window.services.lanes, window)
    section = cast("SettingsPage", window.pages["settings"]).section("referrals")
    cast("ReferralsSection", section).open_rule("delivery_third")
