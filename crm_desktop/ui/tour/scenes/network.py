"""The network: its parts, and the dialogs that write people, groups and tips down."""

from functools import partial
from typing import cast

from crm_desktop.features.network import queries
from crm_desktop.ui.pages.network.inventory_dialog import InventoryDialog
from crm_desktop.ui.pages.network.page import GROUPS, PATH, TIPS, NetworkPage
from crm_desktop.ui.pages.network.tips_tab import EDIT
from crm_desktop.ui.tour.cast import Cast
from crm_desktop.ui.tour.drawing import Scene, settle, type_into
from crm_desktop.ui.window.window import Window

PARTS = (PATH, GROUPS, TIPS)


def network(who: Cast) -> list[Scene]:
    """Every part and dialog, with people."""
    return [
        *[Scene(f"network-{name}", f"Network: {name}", partial(_part, name)) for name in PARTS],
        *[Scene(f"narrow-network-{name}", f"A small window: network, {name}", partial(_part, name), (1040, 720))
          for name in PARTS],
        Scene("network-offer", "Network: a group that is offered", _offer),
        Scene("network-group", "Network: a new group", _new_group),
        Scene("network-group-change", "Network: change a group", _change_group),
        Scene("network-role", "Network: the role of a member", _role),
        Scene("inventory", "Take stock", partial(_inventory, "", "")),
        Scene("inventory-known", "Take stock: somebody in the book", partial(_inventory, who.name, who.phone)),
        Scene("tip", "Record a tip", partial(_tip, who.rich)),
        Scene("tip-who", "Record a tip: with whom", partial(_tip, "")),
        Scene("tip-change", "Change a tip", _change_tip),
    ]  # fmt: skip


def empty_network() -> list[Scene]:
    """Every part where nobody is in the book."""
    return [
        *[Scene(f"empty-network-{name}", f"Network, nobody yet: {name}", partial(_part, name)) for name in PARTS],
        Scene("empty-inventory", "Take stock, nobody yet", partial(_inventory, "", "")),
    ]


def _page(window: Window) -> NetworkPage:
    if not window.is_open:
        window.open_profile()
    window.show_page("network")
    settle(window.services.lanes, window)
    return cast("NetworkPage", window.pages["network"])


def _part(name: str, window: Window) -> NetworkPage:
    page = _page(window)
    page.show_tab(name)
    settle(window.services.lanes, window, 2)
    return page


def _offer(window: Window) -> None:
    page = _part(GROUPS, window)
    offered = next((one.key for one in window.services.store.read(queries.groups) if one.offered), "")
    if offered:
        page.groups.show_group(offered)


def _new_group(window: Window) -> None:
    _part(GROUPS, window).groups.add()


def _change_group(window: Window) -> None:
    _part(GROUPS, window).groups.edit()


def _role(window: Window) -> None:
    _part(GROUPS, window).groups.set_role()


def _inventory(name: str, phone: str, window: Window) -> None:
    _page(window)
    dialog = InventoryDialog(window.services, window)
    dialog.open()
    settle(window.services.lanes, window, 2)
    if name:
        type_into(dialog.form.phone.input, phone)
        type_into(dialog.form.name.input, name)


def _tip(argument: str, window: Window) -> None:
    _part(TIPS, window)
    window.services.signals.run_action.emit("tip", argument)


def _change_tip(window: Window) -> None:
    tips = window.services.store.read(queries.tips)
    if tips:
        _tip(EDIT + tips[0].id, window)
