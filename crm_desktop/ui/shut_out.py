"""How a laptop that was shut out ends in the window: asks for what is private, closes the profile, says it all."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from crm_desktop.base.errors import ProfileWiped, UserError
from crm_desktop.base.i18n import _
from crm_desktop.ui.lanes import Lane
from crm_desktop.ui.services import Services

if TYPE_CHECKING:
    from crm_desktop.store.store import Store
    from crm_desktop.store.wipe import Order
    from crm_desktop.ui.dialogs.shut_out import TakeAlongScreen
    from crm_desktop.ui.window.window import Window


class ShutOut(QObject):
    """`open_folder` opens the profile of another folder, or makes one there."""

    def __init__(self, services: Services, window: "Window", open_folder: Callable[[Path], object]) -> None:
        super().__init__(window)
        self._services, self._window, self._open_folder = services, window, open_folder
        self._screen: TakeAlongScreen | None = None
        if services.sync is not None:
            services.sync.ended.connect(self.look)

    def look(self) -> bool:
        """Whether the shop has shut out the open profile; then nothing else is on show from now on."""
        store = self._services.profile
        if store is None or store.shut_out is None:
            return False
        if self._screen is None:
            self._window.drop_pages()
            self._services.signals.locked.emit(True)
            if store.shut_out.begun:
                self._end(store, store.shut_out)
            else:
                self._ask(store)
        return True

    def _ask(self, store: "Store") -> None:
        from crm_desktop.ui.dialogs.shut_out import TakeAlongScreen

        self._screen = TakeAlongScreen(self._window.close, self._window)
        self._screen.chosen.connect(partial(self._leave, store))
        self._window.gate(self._screen)

    def _leave(self, store: "Store", passphrase: str) -> None:
        assert self._screen is not None
        self._services.lanes.write.run(
            self, partial(_leave, store, passphrase), partial(self._end, store), self._refuse
        )

    def _refuse(self, problem: UserError) -> None:
        if self._screen is not None:
            self._screen.refuse(str(problem))

    def _end(self, store: "Store", order: "Order") -> None:
        self._screen = None
        lanes = self._services.lanes
        for lane in (lanes.free, lanes.files):
            lane.stop_long()
        self._close(store, (lanes.read, lanes.files, lanes.net, lanes.free))
        self._services.profile = None
        self.tell(store.profile, order.kind, order.kept)

    def _close(self, store: "Store", lanes: Sequence[Lane]) -> None:
        """After what still waits to read it, wherever it does; nothing is written any more."""
        first, *others = lanes
        if others:
            first.run(self, _pass, lambda _passed: self._close(store, others))
        else:
            first.run(self, store.close)

    def take(self, profile: Path, problem: UserError) -> bool:
        """Whether this is why the profile does not open."""
        if isinstance(problem, ProfileWiped):
            self.tell(profile, problem.kind, problem.kept)
        return isinstance(problem, ProfileWiped)

    def tell(self, profile: Path, kind: str, kept: str) -> None:
        """What happened to this profile, and what can be done."""
        from crm_desktop.ui.dialogs.shut_out import WipedScreen

        screen = WipedScreen(kind, kept, self._window)
        if kept and Path(kept).is_dir():
            screen.add_button(_("Open my private contacts"), partial(self._open_kept, Path(kept)))
        screen.add_button(_("Quit"), self._window.close)
        screen.add_button(_("Set this laptop up anew"), partial(self._begin_anew, profile))
        self._window.gate(screen)

    def _open_kept(self, folder: Path) -> None:
        self._services.preferences.set("profile", str(folder))
        self._go_on(folder)

    def _begin_anew(self, profile: Path) -> None:
        self._services.lanes.write.run(self, partial(_clear, profile), lambda _done: self._go_on(profile))

    def _go_on(self, folder: Path) -> None:
        self._services.signals.locked.emit(False)
        self._open_folder(folder)


def _pass() -> None:
    """A job that is done when its turn comes."""


def _leave(store: "Store", passphrase: str) -> "Order":
    from crm_desktop.features.sync import commands

    commands.leave(store, passphrase, commands.device_keys())
    assert store.shut_out is not None
    return store.shut_out


def _clear(profile: Path) -> None:
    from crm_desktop.store import wipe

    wipe.clear(profile)
