"""The whole tour: a profile with people, an empty one, and the papers; into one folder with an index."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from crm_desktop.base import clock, i18n
from crm_desktop.base.i18n import _
from crm_desktop.base.preferences import Preferences
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.demo import commands as demo
from crm_desktop.features.demo.commands import shop
from crm_desktop.features.scripts import commands as script_commands
from crm_desktop.features.scripts import queries as scripts_of_shop
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.store.long_step import Change
from crm_desktop.store.store import Store
from crm_desktop.ui.lanes import Lanes
from crm_desktop.ui.notices import Notices
from crm_desktop.ui.services import Services
from crm_desktop.ui.signals import Signals
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.tour.cast import Cast, find_cast
from crm_desktop.ui.tour.drawing import Picture, Scene, draw
from crm_desktop.ui.tour.index import write_index
from crm_desktop.ui.tour.papers import draw_papers
from crm_desktop.ui.tour.scenes.archive import archives
from crm_desktop.ui.tour.scenes.everywhere import empty_everywhere, everywhere
from crm_desktop.ui.tour.scenes.gates import gates
from crm_desktop.ui.tour.scenes.importing import importing
from crm_desktop.ui.tour.scenes.milestones import milestones
from crm_desktop.ui.tour.scenes.network import empty_network, network
from crm_desktop.ui.tour.scenes.pages import empty_pages, pages
from crm_desktop.ui.tour.scenes.referrals import empty_referrals, referrals
from crm_desktop.ui.tour.scenes.relationship_map import empty_map, relationship_map
from crm_desktop.ui.tour.scenes.scripts import empty_scripts, scripts
from crm_desktop.ui.tour.scenes.showroom import empty_showroom, showroom
from crm_desktop.ui.tour.scenes.sync import alone, connected
from crm_desktop.ui.tour.scenes.team import asking, leading, shut_out
from crm_desktop.ui.tour.scenes.visits import empty_visits, visits
from crm_desktop.ui.window.window import Window

if TYPE_CHECKING:
    from collections.abc import Sequence

PEOPLE, FEW, SEED = 300, 30, 1
MORNING = datetime(2026, 11, 22, 10, 0)
"""Made-up people are always met on the same day, so that their pictures are always the same."""
Progress = Callable[[str], object]


@dataclass(frozen=True)
class Look:
    """How the window looks; the language is the program's of the moment."""

    theme: str = "light"
    size: tuple[int, int] = (1360, 860)


@dataclass(frozen=True)
class Seen:
    """What the tour drew."""

    pictures: "Sequence[Picture]"
    files: "Sequence[str]"

    @property
    def problems(self) -> list[str]:
        """Every text that is cut off or not translated, with the picture it is on."""
        return [
            f"{picture.name}: {problem}"
            for picture in self.pictures
            for problem in (*picture.clipped, *[f"not translated: {text}" for text in picture.untranslated])
        ]


def tour(out: Path, look: Look, *, profile: Store | None = None, progress: Progress | None = None) -> Seen:
    """Draw everything into `out`. `profile` is only read; without one, people are made up for the tour."""
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(ignore_cleanup_errors=True) as place:
        folder = Path(place)
        empty = Store.create(folder / "empty", passphrase=None, derivers=DERIVERS)
        with _closing(empty):
            scenes = [
                *gates(), *shut_out(), *empty_pages(), *empty_everywhere(), *empty_visits(), *empty_showroom(),
                *empty_network(), *empty_map(), *empty_referrals(), *empty_scripts(), *importing(folder),
            ]  # fmt: skip
            pictures = _round(empty, look, [*scenes, *alone()], out, progress)
        with standing_still(MORNING), _closing(of_a_shop(folder / "shop")) as store:
            pictures += _round(store, look, [*connected(), *asking()], out, progress)
        with standing_still(MORNING), _closing(of_a_manager(folder / "manager")) as store:
            pictures += _round(store, look, leading(), out, progress)
        with _people(profile, folder / "demo") as store:
            who = store.read(find_cast)
            pictures += _round(store, look, scenes_of(who), out, progress)
            papers, files = draw_papers(store, who, out)
    seen = Seen((*pictures, *papers), files)
    title = f"Showroom CRM · {i18n.language()} · {look.theme} · {look.size[0]} × {look.size[1]}"
    write_index(seen.pictures, out, title=title, more=files)
    return seen


def scenes_of(who: Cast) -> list[Scene]:
    """What there is to see of a profile with people."""
    if not who.rich:
        return [*empty_pages()]
    return [
        *pages(who), *archives(who), *milestones(who), *everywhere(who), *visits(who), *showroom(who), *network(who),
        *relationship_map(), *referrals(who), *scripts(),
    ]  # fmt: skip


@contextmanager
def _people(profile: Store | None, folder: Path) -> Iterator[Store]:
    """The profile to show, or a made-up one on a day that never changes."""
    if profile is not None:
        yield profile
        return
    with standing_still(MORNING), _closing(made_up(folder)) as store:
        yield store


def made_up(folder: Path) -> Store:
    """A profile of people who do not exist."""
    store = Store.create(folder, passphrase=None, derivers=DERIVERS)
    demo.fill(store, people=PEOPLE, seed=SEED)
    who = store.read(find_cast)
    # A history to look at, and somebody in the trash.
    for value in (who.name[:1] * 2, who.name[-1:] * 2):
        store.write(_("Change “{field}”").format(field=_("Nickname")), contacts.set_field, who.rich, "nickname", value)
    store.write(_("Move to the trash"), contacts.trash, [who.customers[-1]])
    # A script the shop worded otherwise, twice, and one of my own.
    script = store.read(scripts_of_shop.script, "follow_h")
    if script is not None:
        for count in (2, 3):
            draft = replace(script_commands.draft_of(script), beats=script.beats[:count])
            store.write(_("Change a script"), script_commands.save_version, script.key, draft)
        store.write(_("Copy a script"), script_commands.duplicate, script.key)
    return store


def of_a_shop(folder: Path) -> Store:
    """A profile that looks as if it belonged to a shop, with an inbox and receipts."""
    store = Store.create(folder, passphrase=None, derivers=DERIVERS)
    demo.fill(store, people=FEW, seed=SEED)
    shop.connect(store)
    return store


def of_a_manager(folder: Path) -> Store:
    """A profile that looks as if it were the shop's manager's."""
    store = Store.create(folder, passphrase=None, derivers=DERIVERS)
    demo.fill(store, people=FEW, seed=SEED)
    shop.lead(store)
    return store


@contextmanager
def standing_still(moment: datetime) -> Iterator[None]:
    """Let it be this moment all the time."""
    clock.stop_at(moment)
    try:
        yield
    finally:
        clock.stop_at(None)


@contextmanager
def _closing(store: Store) -> Iterator[Store]:
    try:
        yield store
    finally:
        store.close()


def _round(
    store: Store, look: Look, scenes: "Sequence[Scene]", out: Path, progress: Progress | None
) -> list[Picture]:  # fmt: skip
    with TemporaryDirectory() as place, window_on(store, look, Path(place) / "preferences.json") as window:
        return draw(window, scenes, out, progress)


@contextmanager
def window_on(store: Store, look: Look, preferences: Path) -> Iterator[Window]:
    """The program's window on an open profile, everything done at once, nothing remembered."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme = app.findChild(Theme) or Theme(app, look.theme)
    theme.choose(look.theme)
    notices = Notices()
    services = Services(Lanes.inline(notices), Signals(), notices, Preferences(preferences), store)

    def announce(change: Change) -> None:
        services.last_step = change.step
        services.signals.changed.emit(change)

    store.on_change(announce)
    window = Window(services, theme)
    window.resize(*look.size)
    window.show()
    window.activateWindow()
    try:
        yield window
    finally:
        window.close()
        window.deleteLater()
