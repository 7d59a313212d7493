"""The showroom: the register, and price lists on their way into the catalogue."""

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_desktop.base import clock
from crm_desktop.base.i18n import _
from crm_desktop.features.reception import commands, queries
from crm_desktop.features.reception.records import CALLED_IN, RegisterFields, Who
from crm_desktop.ui.pages.catalogue.price_list import PriceListDialog
from crm_desktop.ui.pages.reception.dialog import ReceptionDialog
from crm_desktop.ui.pages.settings.catalogue_section import CarDialog, CatalogueSection
from crm_desktop.ui.tour.cast import Cast
from crm_desktop.ui.tour.drawing import Scene, settle, type_into
from crm_desktop.ui.window.window import Window

PRICES = """品牌,车型,配置,颜色,官方指导价,首保,保养间隔
,海豹,荣耀版,雪域白、极地黑,13.98万,6个月/5000公里,1年/2万公里
,海豹,四驱版,,20-25万,,
,海豚,活力版,,99800,6,12
合计,,,,,,
"""


def showroom(who: Cast) -> list[Scene]:
    """A day at the desk, and the catalogue."""
    return [
        Scene("reception", "Somebody came in", partial(_reception, "")),
        Scene("reception-call", "Somebody called in", partial(_reception, CALLED_IN)),
        Scene("reception-known", "Somebody of the book came in", partial(_reception, who.rich)),
        Scene("reception-likeness", "Came in: perhaps in the book already", partial(_resembling, who.name)),
        Scene("reception-refused", "Came in: a time that cannot be", _refused),
        Scene("reception-line", "Correct a line of the register", partial(_line, named=True)),
        Scene("reception-nameless", "A line without a name", partial(_line, named=False)),
        Scene("price-list", "Import a price list", partial(_prices, PRICES)),
        Scene("catalogue-car", "A car of the catalogue", _car),
    ]


def empty_showroom() -> list[Scene]:
    """The first customer of the first day; no catalogue yet."""
    return [
        Scene("empty-reception", "Nobody came in yet", partial(_reception, "", busy=False)),
        Scene("empty-price-list", "Choose a price list", partial(_prices, "")),
        Scene("price-list-refused", "A file that is no price list", partial(_prices, "姓名,电话\n王芳,138\n")),
        Scene("empty-catalogue", "Settings: no catalogue yet", _section),
    ]


def _home(window: Window) -> None:
    if not window.is_open:
        window.open_profile()
    window.show_page("today")
    settle(window.services.lanes, window)


def _people(window: Window) -> None:
    """Three lines of the day, made when they are asked for first; the profile of the tour is a copy."""
    store, today = window.services.store, clock.today()
    if store.read_only or store.read(queries.register, today).lines:
        return
    for line, who in (
        (RegisterFields(time_in="09:05", time_out="09:50", party=2, arrival="own_car", purpose="new_car", models="海豹",
                        test_drive=True, quoted=True, weather="sunny"), Who(name="周丽", phone="13911112222")),
        (RegisterFields(time_in="09:30", party=3, arrival="on_foot", purpose="new_car"), Who()),
        (RegisterFields(kind=CALLED_IN, time_in="09:40", purpose="service"), Who(name="吴刚", phone="13911113333")),
    ):  # fmt: skip
        store.write(_("Came in"), commands.receive, line, who)


def _dialog(window: Window) -> ReceptionDialog:
    return [one for one in window.findChildren(ReceptionDialog) if one.isVisible()][-1]


def _reception(argument: str, window: Window, *, busy: bool = True) -> None:
    _home(window)
    if busy:
        _people(window)
    ReceptionDialog(window.services, window, argument).open()
    settle(window.services.lanes, window, 2)


def _resembling(name: str, window: Window) -> None:
    _reception("", window)
    type_into(_dialog(window).form.name.input, name)
    settle(window.services.lanes, window, 2)


def _refused(window: Window) -> None:
    _reception("", window)
    _dialog(window).form.time_in.input.setText("25:00")
    _dialog(window).save()


def _line(window: Window, *, named: bool) -> None:
    _home(window)
    _people(window)
    lines = window.services.store.read(queries.register, clock.today()).lines
    found = [line for line in lines if bool(line.name) == named]
    if found:
        _reception(f"line:{found[0].id}", window)


def _prices(content: str, window: Window) -> None:
    _home(window)
    with TemporaryDirectory() as place:
        file = Path(place) / _("price list.csv")
        file.write_text(content, encoding="utf-8")
        PriceListDialog(window.services, window, str(file) if content else "").open()
        settle(window.services.lanes, window, 2)


def _section(window: Window) -> CatalogueSection:
    _home(window)
    window.open_record("settings", "catalogue")
    settle(window.services.lanes, window, 2)
    return window.findChildren(CatalogueSection)[-1]


def _car(window: Window) -> None:
    section = _section(window)
    CarDialog(section, next(iter(section.cars.values()), None)).open()
