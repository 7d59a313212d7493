"""The one table of commands: what each is called, its icon and its shortcut. Who does it listens to `run_action`."""

from collections.abc import Callable
from dataclasses import dataclass

from crm_desktop.base.i18n import _


@dataclass(frozen=True)
class Action:
    """A command. `text` is called when it is shown, so that it speaks the language of the moment."""

    name: str
    text: Callable[[], str]
    icon: str
    shortcut: str = ""
    words: str = ""
    """More words it is found by in the search box."""
    needs_profile: bool = True


ACTIONS: tuple[Action, ...] = (
    Action("search", lambda: _("Search people, actions and pages"), "magnify", "Ctrl+K"),
    Action("capture", lambda: _("Add a person"), "account-plus-outline", "Ctrl+N", "new capture xinjian"),
    Action("inventory", lambda: _("Take stock of whom I know"), "account-multiple-plus", "Ctrl+Shift+N", "shuli ziwo"),
    Action(
        "ask_referral", lambda: _("Ask for a referral"), "account-heart-outline", "Ctrl+Shift+A", "zhuanjieshao mingdan"
    ),
    Action("promote", lambda: _("Make a shop customer"), "store-plus-outline", "Ctrl+Shift+M", "kehu dangan promote"),
    Action("tip", lambda: _("Record a tip"), "lightbulb-on-outline", "Ctrl+Shift+T", "xiansuo tip tonghang peer"),
    Action("log_touch", lambda: _("Log a touch"), "phone-plus-outline", "Ctrl+L", "call genjin"),
    Action("reception", lambda: _("Came in / Called in"), "storefront-outline", "Ctrl+R", "laidian reception walk"),
    Action("undo", lambda: _("Undo"), "undo", "Ctrl+Z", "chexiao"),
    Action("redo", lambda: _("Redo"), "redo", "Ctrl+Shift+Z", "chongzuo"),
    Action("print", lambda: _("Print what is on the page"), "printer-outline", "Ctrl+P", "dayin"),
    Action("print_day_plan", lambda: _("Print the day plan"), "printer-outline", "", "dayin rijihua day plan form"),
    Action("print_register", lambda: _("Print the register"), "printer-outline", "", "dayin dengjibiao walk-in form"),
    Action("print_level_table", lambda: _("Print the level control table"), "printer-outline", "", "guankongbiao"),
    Action("print_daily_report", lambda: _("Print the daily report"), "printer-outline", "", "dayin ribao form"),
    Action(
        "referral_statement", lambda: _("Print the referral rewards of the month"), "printer-outline", "",
        "zhuanjieshao duizhang",
    ),
    Action("call_mode", lambda: _("Call mode: down today's list"), "phone-in-talk-outline", "Ctrl+Shift+C", "dianhua"),
    Action("visit_plan", lambda: _("Plan a visit"), "map-marker-plus-outline", "Ctrl+Shift+V", "baifang visit"),
    Action("visits", lambda: _("Visits: route and reports"), "map-marker-path", "", "baifang route report"),
    Action("order", lambda: _("The customer ordered"), "file-sign", "Ctrl+Shift+O", "order dingche xiadan"),
    Action("deliver", lambda: _("The car was handed over"), "car-key", "Ctrl+Shift+D", "delivery jiaoche"),
    Action("lose", lambda: _("The deal is lost"), "flag-outline", "Ctrl+Shift+X", "loss lost zhanbai"),
    Action("freeze", lambda: _("Freeze the customer"), "snowflake", "", "frozen lengdong"),
    Action("out_of_contact", lambda: _("The customer is out of contact"), "phone-off-outline", "", "lost shikong"),
    Action("cancel_order", lambda: _("The order is cancelled"), "file-cancel-outline", "", "tuiding cancel"),
    Action("revive", lambda: _("Back in progress"), "account-reactivate-outline", "Ctrl+Shift+R", "revive huifu"),
    Action("hand_over", lambda: _("Hand over to a colleague"), "account-switch-outline", "", "yijiao reassign"),
    Action("hand_over_pack", lambda: _("Print the hand-over pack"), "printer-outline", "", "dayin yijiao hand over"),
    Action(
        "reviews", lambda: _("Reviews: losses, merges, visit reports"), "clipboard-check-outline", "", "shenpi piyue"),
    Action("day_close", lambda: _("Day-end close"), "weather-night", "Ctrl+D", "rijie close evening"),
    Action("sync_now", lambda: _("Sync now"), "sync", "Ctrl+Shift+S", "tongbu shangchuan server"),
    Action("enrol", lambda: _("Connect to the shop…"), "link-variant", "", "lianjie mendian enrol code shop"),
    Action("own_rules", lambda: _("My rules from before the shop"), "cog-outline", "", "guize rules before"),
    Action("import", lambda: _("Import people from a file"), "import", "Ctrl+I", "excel csv vcard daoru"),
    Action("export", lambda: _("Export people to a file"), "export", "Ctrl+E", "excel csv vcard daochu"),
    Action("price_list", lambda: _("Import a price list"), "car-info", "", "chexingku jiagebiao catalogue excel"),
    Action("lock", lambda: _("Lock the program"), "lock-outline", "Ctrl+Shift+L", "suoding"),
    Action("theme", lambda: _("Switch between light and dark"), "theme-light-dark", "", "zhuti", needs_profile=False),
    Action("language", lambda: _("Switch the language"), "translate", "", "yuyan chinese english", needs_profile=False),
    Action("keys", lambda: _("Keyboard map"), "keyboard-outline", "F1", "kuaijiejian", needs_profile=False),
    Action("about", lambda: _("About this program"), "information-outline", "", "guanyu version", needs_profile=False),
    Action("quit", lambda: _("Quit"), "close", "Ctrl+Q", "tuichu", needs_profile=False),
)


def action(name: str) -> Action:
    """The command of this name."""
    return next(one for one in ACTIONS if one.name == name)
