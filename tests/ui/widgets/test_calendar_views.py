"""Day, week, month and agenda by what is seen, dragged and typed."""

from datetime import date, timedelta
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.ui.widgets.calendar_agenda import AgendaView
from crm_desktop.ui.widgets.calendar_hours import HoursView
from crm_desktop.ui.widgets.calendar_items import KEEP_TIME, NO_TIME, CalendarItem, DayMark, arranged, month_grid
from crm_desktop.ui.widgets.calendar_mini import MiniMonth
from crm_desktop.ui.widgets.calendar_month import MonthView

TODAY = date(2026, 11, 22)
MONDAY = date(2026, 11, 16)
LEFT = Qt.MouseButton.LeftButton


def item(key, day=TODAY, minute=NO_TIME, **more):
    return CalendarItem(key, day, f"王{key}", "A 级", minute, 60, "warn", "A", tooltip=f"因为{key}", **more)


def several(count, day=TODAY):
    return [item(f"k{n}", day) for n in range(count)]


@pytest.fixture
def week(show):
    view = show(HoursView("周", 7), 900, 700)
    view.told = []
    return listen(view)


@pytest.fixture
def month(show):
    return listen(show(MonthView("月"), 900, 700))


@pytest.fixture
def agenda(show):
    return listen(show(AgendaView("列表"), 700, 500))


def listen(view):
    view.told = []
    view.moved.connect(lambda key, day, minute: view.told.append(("moved", key, day, minute)))
    view.entered.connect(lambda key: view.told.append(("entered", key)))
    view.opened.connect(lambda key: view.told.append(("opened", key)))
    view.refused.connect(lambda key: view.told.append(("refused", key)))
    view.plan_asked.connect(lambda day, minute: view.told.append(("plan", day, minute)))
    view.list_asked.connect(lambda day: view.told.append(("list", day)))
    return view


def show_week(view, items, marks=None):
    view.show_range(MONDAY, arranged(items, marks or {}), TODAY, 11 * 60)
    view.select(TODAY)
    QApplication.processEvents()


def send(view, kind, point, buttons=LEFT):
    spot = QPointF(point)
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else LEFT
    event = QMouseEvent(
        kind, spot, QPointF(view.viewport().mapToGlobal(point)), button, buttons, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(view.viewport(), event)


def drag(view, start, end, *, drop=True):
    send(view, QEvent.Type.MouseButtonPress, start)
    send(view, QEvent.Type.MouseMove, start + QPoint(20, 0))
    send(view, QEvent.Type.MouseMove, end)
    if drop:
        send(view, QEvent.Type.MouseButtonRelease, end, Qt.MouseButton.NoButton)


def middle(view, key):
    rect = view.rect_of(key)
    assert rect.isValid(), f"{key} is not drawn"
    return rect.center()


def keys(view, *pressed, held=Qt.KeyboardModifier.NoModifier):
    for key in pressed:
        QTest.keyClick(view, key, held)


# Dragging -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", [partial(HoursView, "周", 7), partial(MonthView, "月"), partial(AgendaView, "列表")])
def test_keys_and_clicks_before_the_first_days_are_shown_lead_nowhere(show, view):
    made = listen(show(view(), 900, 600))
    made.picked.connect(lambda day, key: made.told.append(("picked", day, key)))

    keys(made, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Space)
    for across, down in ((450, 10), (450, 300), (20, 590)):
        send(made, QEvent.Type.MouseButtonPress, QPoint(across, down))
        send(made, QEvent.Type.MouseButtonRelease, QPoint(across, down))

    assert made.told == []


def test_dragging_to_another_column_moves_to_that_day(week):
    show_week(week, [item("a")])
    column = week.rect_of("a").width() + 8

    drag(week, middle(week, "a"), middle(week, "a") - QPoint(2 * column, 0))

    assert week.told == [("moved", "a", TODAY - timedelta(days=2), KEEP_TIME)]


def test_dragging_down_in_the_hours_moves_by_a_quarter_of_an_hour(week):
    show_week(week, [item("a", minute=600)])

    drag(week, middle(week, "a"), middle(week, "a") + QPoint(0, 30))

    (_moved, key, day, minute), *_rest = week.told
    assert (key, day) == ("a", TODAY)
    assert minute > 600
    assert minute % 15 == 0


def test_dragging_out_of_the_hours_takes_the_time_away(week):
    show_week(week, [item("a", minute=600), item("b")])

    drag(week, middle(week, "a"), middle(week, "b"))

    assert week.told == [("moved", "a", TODAY, NO_TIME)]


def test_dragging_into_the_hours_gives_a_time(week):
    show_week(week, [item("a", minute=600), item("b")])

    drag(week, middle(week, "b"), week.rect_of("a").topLeft() + QPoint(9, 1))

    assert week.told == [("moved", "b", TODAY, 600)]


def test_escape_gives_the_drag_up(week):
    show_week(week, [item("a")])
    start = middle(week, "a")

    drag(week, start, start - QPoint(200, 0), drop=False)
    assert week.drag is not None
    keys(week, Qt.Key.Key_Escape)
    send(week, QEvent.Type.MouseButtonRelease, start - QPoint(200, 0), Qt.MouseButton.NoButton)

    assert week.drag is None
    assert week.told == []


def test_what_comes_from_a_date_cannot_be_dragged(month):
    month.show_range(month_grid(TODAY), arranged([item("a", movable=False)]), TODAY, 0)

    drag(month, middle(month, "a"), middle(month, "a") - QPoint(200, 0))

    assert month.told == [("refused", "a")]


def test_dragging_over_the_month_moves_to_that_cell_and_keeps_the_time(month):
    month.show_range(month_grid(TODAY), arranged([item("a", minute=600)]), TODAY, 0)

    drag(month, middle(month, "a"), month.cell(date(2026, 12, 3)).center())

    assert month.told == [("moved", "a", date(2026, 12, 3), KEEP_TIME)]


def test_the_agenda_is_dragged_in_too(agenda):
    shown = arranged([item("a"), item("b", TODAY + timedelta(days=2))])
    agenda.show_days(TODAY, TODAY + timedelta(days=9), shown, TODAY, 0)

    drag(agenda, middle(agenda, "a"), middle(agenda, "b"))

    assert agenda.told == [("moved", "a", TODAY + timedelta(days=2), KEEP_TIME)]


# Keys ---------------------------------------------------------------------------------------------------------------


def test_arrows_walk_days_and_entries(week):
    show_week(week, [item("a"), item("b"), item("c", TODAY - timedelta(days=1))])

    keys(week, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert (week.day, week.key) == (TODAY, "b")
    keys(week, Qt.Key.Key_Left)
    assert (week.day, week.key) == (TODAY - timedelta(days=1), "c")
    keys(week, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert week.day == TODAY + timedelta(days=1)


def test_shift_moves_the_entry_a_day_and_alt_a_week(week):
    show_week(week, [item("a", minute=600)])
    week.select(TODAY, "a")

    keys(week, Qt.Key.Key_Right, held=Qt.KeyboardModifier.ShiftModifier)
    keys(week, Qt.Key.Key_Right, held=Qt.KeyboardModifier.AltModifier)
    keys(week, Qt.Key.Key_Down, held=Qt.KeyboardModifier.ShiftModifier)

    assert week.told == [
        ("moved", "a", TODAY + timedelta(days=1), KEEP_TIME), ("moved", "a", TODAY + timedelta(days=7), KEEP_TIME),
        ("moved", "a", TODAY, 615),
    ]  # fmt: skip


def test_down_in_the_month_walks_the_cell_and_then_the_week_below(month):
    shown = arranged([item("a"), item("b"), item("c", TODAY + timedelta(days=7))])
    month.show_range(month_grid(TODAY), shown, TODAY, 0)
    month.select(TODAY)

    walked = []
    for _press in range(3):
        keys(month, Qt.Key.Key_Down)
        walked.append(month.key)

    assert walked == ["a", "b", "c"]


def test_enter_logs_and_space_opens(week):
    show_week(week, [item("a")])

    keys(week, Qt.Key.Key_Return)
    week.select(TODAY, "a")
    keys(week, Qt.Key.Key_Return, Qt.Key.Key_Space)

    assert week.told == [("plan", TODAY, NO_TIME), ("entered", "a"), ("opened", "a")]


def test_the_agenda_walks_from_the_overdue_to_the_days(agenda):
    agenda.show_overdue([item("late", TODAY - timedelta(days=5), late=5)], 1)
    agenda.show_days(TODAY, TODAY + timedelta(days=9), arranged([item("a"), item("b")]), TODAY, 0)
    agenda.select_overdue()
    assert agenda.key == "late"

    keys(agenda, Qt.Key.Key_Down, Qt.Key.Key_Down)

    assert (agenda.day, agenda.key) == (TODAY, "b")


# What is seen -------------------------------------------------------------------------------------------------------


def test_more_than_has_room_is_counted_and_opens_the_list(week):
    show_week(week, several(40))
    more = next(rect for rect, _day, _n in week._layout.more)

    QTest.mouseClick(week.viewport(), LEFT, pos=more.center())

    assert sum(week.rect_of(f"k{n}").isValid() for n in range(40)) + week._layout.more[0][2] == 40
    assert week.told == [("list", TODAY)]


def test_the_month_shows_what_has_room_and_counts_the_rest(month):
    month.show_range(month_grid(TODAY), arranged(several(9), {TODAY: DayMark(total=90)}), TODAY, 0)

    drawn = sum(month.rect_of(f"k{n}").isValid() for n in range(9))

    assert drawn + month._more[TODAY][1] == 90


def test_a_crowd_at_one_time_is_counted_instead_of_squeezed(week):
    show_week(week, [item(f"k{n}", minute=600) for n in range(50)])

    drawn = [rect for n in range(50) if (rect := week.rect_of(f"k{n}")).isValid()]

    assert min(rect.width() for rect in drawn) > 20
    assert len(drawn) + week._layout.more[0][2] == 50


def test_a_double_click_opens_the_person_or_plans(week):
    show_week(week, [item("a", minute=600)])

    send(week, QEvent.Type.MouseButtonDblClick, middle(week, "a"))
    send(week, QEvent.Type.MouseButtonDblClick, week.rect_of("a").bottomLeft() + QPoint(20, 60))

    assert week.told[0] == ("opened", "a")
    assert week.told[1][:2] == ("plan", TODAY)
    assert week.told[1][2] > 660


def test_a_screen_reader_hears_the_day_and_the_entry(week):
    show_week(week, [item("a", minute=600)], {TODAY: DayMark(1, 0, True, "元旦")})

    week.select(TODAY, "a")

    said = week.accessibleDescription()
    assert all(word in said for word in ("11月22日", "元旦", "10:00", "王a", "A"))


def test_the_agenda_asks_for_days_when_they_come_into_sight(agenda):
    asked, ends = [], []
    agenda.needed.connect(asked.append)
    agenda.end_reached.connect(lambda: ends.append(agenda.last))
    marks = {TODAY + timedelta(days=n): DayMark(total=30) for n in range(20)}
    agenda.show_days(TODAY, TODAY + timedelta(days=19), arranged([], marks), TODAY, 0)
    QApplication.processEvents()
    assert asked == [(TODAY,)]
    assert not ends

    agenda.add_items(arranged(several(30)), (TODAY,))
    agenda.verticalScrollBar().setValue(agenda.verticalScrollBar().maximum())
    QApplication.processEvents()

    assert asked[1][0] > TODAY
    assert ends


def test_a_quiet_calendar_is_not_read_to_the_end_of_time(agenda):
    ends = []

    def go_on():
        ends.append(agenda.last)
        agenda.add_days(agenda.last + timedelta(days=60), arranged([]))

    agenda.end_reached.connect(go_on)
    agenda.show_days(TODAY, TODAY + timedelta(days=60), arranged([]), TODAY, 0)
    for _round in range(50):
        QApplication.processEvents()

    assert 0 < len(ends) < 12


def test_the_small_month_tells_the_day_under_the_mouse(show):
    mini = show(MiniMonth(), 240, 220)
    picked, turned = [], []
    mini.picked.connect(picked.append)
    mini.turned.connect(turned.append)
    mini.show_month(TODAY, {TODAY: DayMark(3, load=0.4)})
    mini.select(TODAY, TODAY, MONDAY, TODAY)

    QTest.mouseClick(mini, LEFT, pos=mini._cell(27).center())
    QTest.mouseClick(mini, LEFT, pos=mini._arrows()[1].center())
    QTest.keyClick(mini, Qt.Key.Key_Down)

    assert picked == [TODAY, TODAY + timedelta(days=7)]
    assert turned == [date(2026, 12, 1)]


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_every_view_draws_in_both_themes(choice, theme, show, shot):
    theme.choose(choice)
    items = [*several(12), item("t", minute=600, late=3, late_text="逾期 3 天"), item("d", minute=600, done=True)]
    shown = arranged(items, {TODAY: DayMark(14, 2, True, "元旦", "十四", 0.7)})
    views = {HoursView("日", 1): TODAY, HoursView("周", 7): MONDAY, MonthView("月"): month_grid(TODAY)}
    for view, first in views.items():
        show(view, 800, 600).show_range(first, shown, TODAY, 640)
        shot(view, f"calendar-{view.accessibleName()}-{choice}")
