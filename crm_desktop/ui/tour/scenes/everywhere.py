"""What opens from anywhere: capture, a touch, the search box, messages, export, print, keys and about."""

from functools import partial

from crm_desktop.base.errors import FileProblem
from crm_desktop.base.i18n import _
from crm_desktop.features.forms.records import DAY_PLAN, FORMS, OF_PEOPLE
from crm_desktop.ui.dialogs.form_preview import MORNING, FormPreview
from crm_desktop.ui.dialogs.print_preview import ARCHIVE_CARD, VISIT_SHEET, PrintPreview
from crm_desktop.ui.pages.capture.dialog import CaptureDialog
from crm_desktop.ui.pages.day_close.dialog import CHANGES, DUE, TOMORROW, UNLOGGED, DayCloseDialog
from crm_desktop.ui.pages.touch.dialog import OWN, TouchDialog
from crm_desktop.ui.tour.cast import Cast
from crm_desktop.ui.tour.drawing import Scene, settle, type_into
from crm_desktop.ui.window.window import Window

DAY_LISTS = (UNLOGGED, CHANGES, DUE, TOMORROW)


def everywhere(who: Cast) -> list[Scene]:
    """The dialogs of the table of commands, the search box and what the program says by itself."""
    return [
        Scene("capture", "Add a person", partial(_capture, "", "")),
        Scene("capture-likeness", "Add a person who is in the book already", partial(_capture, who.name, who.phone)),
        Scene("capture-refused", "Add a person: neither name nor phone", _refused_capture),
        Scene("touch", "Log a touch", partial(_touch, who.rich)),
        Scene("touch-no-answer", "Log a touch: no answer", partial(_touch, who.rich, result=1)),
        Scene("touch-own-day", "Log a touch: another day", partial(_touch, who.rich, following=OWN)),
        Scene("touch-nobody", "Log a touch: with whom", partial(_touch, "")),
        Scene("touch-choose", "Log a touch: choose the person", partial(_touch_choose, who.name[:1])),
        Scene("call-mode", "Call mode", partial(_perform, "call_mode", "")),
        Scene("day-close", "Day-end close", partial(_perform, "day_close", "")),
        *(Scene(f"day-close-{what}", f"Day-end close: {what}", partial(_day_close, what)) for what in DAY_LISTS),
        *finding(who),
        *messages(),
        Scene("keys", "Keyboard map", partial(_perform, "keys", "")),
        Scene("about", "About", partial(_perform, "about", "")),
        Scene("menu", "The menu of the top bar", _menu),
        Scene("export", "Export everybody", partial(_perform, "export", "")),
        Scene("export-some", "Export some", partial(_perform, "export", ",".join(who.customers))),
        *printing(who),
    ]  # fmt: skip


def empty_everywhere() -> list[Scene]:
    """The same where nobody is in the book."""
    return [
        Scene("empty-capture", "Add the first person", partial(_capture, "", "")),
        Scene("empty-touch", "Log a touch with nobody in the book", partial(_touch_choose, "王")),
        Scene("empty-call-mode", "Call mode with nobody due", partial(_perform, "call_mode", "")),
        Scene("empty-day-close", "Day-end close of an empty book", partial(_perform, "day_close", "")),
        Scene("empty-search", "Search an empty book", partial(_search, "王")),
    ]


def finding(who: Cast) -> list[Scene]:
    """The search box."""
    return [
        Scene("search-empty", "Search: nothing typed", partial(_search, "")),
        Scene("search-people", "Search: people", partial(_search, who.name[:1])),
        Scene("search-digits", "Search: digits of a phone", partial(_search, who.phone.replace(" ", "")[-4:])),
        Scene("search-filter", "Search by filters", partial(_search, "level:H due:today")),
        Scene("search-action", "Search: an action", partial(_search, _("Import people from a file")[:4])),
        Scene("search-nothing", "Search: nothing found", partial(_search, "zzqqxx")),
    ]


def messages() -> list[Scene]:
    """Toasts and the error dialog."""
    return [
        Scene("toasts", "Messages", _toasts),
        Scene("toast-error", "A message that stays", _error),
        Scene("problem-dialog", "Something that should not happen", _bug),
        Scene("confirm", "A question", _confirm),
    ]


def printing(who: Cast) -> list[Scene]:
    """The preview."""
    many = who.customers
    return [
        Scene("print-one", "Print one visit sheet", partial(_print, many[:1], VISIT_SHEET)),
        Scene("print-many", "Print several visit sheets", partial(_print, many, VISIT_SHEET)),
        Scene("print-card", "Print an archive card", partial(_print, many[:1], ARCHIVE_CARD)),
        *(Scene(f"print-{code.replace('_', '-')}", f"Print the form {code}", partial(_print_form, many[:2], code))
          for code in (*FORMS, MORNING)),
        Scene("print-nobody", "Nothing to print", partial(_print, (), VISIT_SHEET)),
    ]


def _home(window: Window) -> None:
    if not window.is_open:
        window.open_profile()
    window.show_page("today")
    settle(window.services.lanes, window)


def _capture(name: str, phone: str, window: Window) -> None:
    _home(window)
    dialog = CaptureDialog(window.services, window, "customer")
    dialog.open()
    settle(window.services.lanes, window, 1)
    for field, typed in ((dialog.form.name, name), (dialog.form.phone, phone)):
        type_into(field.input, typed)


def _refused_capture(window: Window) -> None:
    _capture("", "", window)
    dialog = window.findChildren(CaptureDialog)[-1]
    dialog.save.click()


def _touch(person: str, window: Window, *, result: int = 0, following: str = "") -> None:
    _home(window)
    dialog = TouchDialog(window.services, window, person)
    dialog.open()
    settle(window.services.lanes, window, 1)
    form = dialog.form
    if result and form.shop is not None:
        kind = next(one for one in form.shop.touch_kinds if one.code == form.kinds.code())
        form.results.put(kind.results[-1])
        form.results.chosen.emit(kind.results[-1])
    if following:
        form.next.put(following)
        form.next.chosen.emit(following)


def _day_close(what: str, window: Window) -> None:
    _perform("day_close", "", window)
    dialog = window.findChildren(DayCloseDialog)[-1]
    dialog.what.put(what)
    dialog.what.chosen.emit(what)


def _touch_choose(typed: str, window: Window) -> None:
    _touch("", window)
    type_into(window.findChildren(TouchDialog)[-1].picker.input, typed)


def _search(typed: str, window: Window) -> None:
    _home(window)
    window.activateWindow()
    window.perform("search")
    settle(window.services.lanes, window, 1)
    type_into(window.top.search, typed)
    settle(window.services.lanes, window)


def _toasts(window: Window) -> None:
    _home(window)
    notices = window.services.notices
    notices.done(_("{name} is in the book.").format(name="王芳"), step=0)
    notices.info(_("Undone: {label}").format(label=_("Log a touch")), _("Redo"), _nothing)
    notices.warn(_("The profile is open elsewhere, so here it can only be read."))


def _error(window: Window) -> None:
    _home(window)
    window.services.notices.error(
        FileProblem(
            _(
                "The disk is full, so the last change was not saved; all that was saved before is safe. "
                "Free some space, then try again."
            )
        )
    )


def _bug(window: Window) -> None:
    _home(window)
    window.services.notices.bug("")


def _confirm(window: Window) -> None:
    _home(window)
    window.services.notices.ask(
        window, _("A long step is still running."), _("Stop it and quit"), _nothing,
        detail=_("An import takes back what it wrote; that may take a moment."),
    )  # fmt: skip


def _perform(action: str, argument: str, window: Window) -> None:
    _home(window)
    window.perform(action, argument)


def _menu(window: Window) -> None:
    _home(window)
    window.top.user.click()


def _print(ids: tuple[str, ...], kind: str, window: Window) -> None:
    _home(window)
    PrintPreview(window.services, ids, window, kind=kind).open()
    settle(window.services.lanes, window)


def _print_form(ids: tuple[str, ...], code: str, window: Window) -> None:
    _home(window)
    people = ids if code in (*OF_PEOPLE, MORNING) else ()
    FormPreview(window.services, DAY_PLAN if code == MORNING else code, window, contact_ids=people).open()
    settle(window.services.lanes, window)


def _nothing() -> None:
    """The tour presses nothing."""
