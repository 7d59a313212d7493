"""No text is cut off or left in the other language: a few scenes always, the whole tour when there is time."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from crm_desktop.base import i18n
from crm_desktop.features.demo import commands as demo
from crm_desktop.features.forms.records import FORMS
from crm_desktop.store.store import Store
from crm_desktop.ui.tour.cast import Cast, find_cast
from crm_desktop.ui.tour.drawing import Picture, draw
from crm_desktop.ui.tour.journey import MORNING, Look, of_a_manager, scenes_of, standing_still, window_on
from crm_desktop.ui.tour.scenes.gates import gates
from crm_desktop.ui.tour.scenes.sync import connected
from crm_desktop.ui.tour.scenes.team import leading
from tests.conftest import derivers

FEW = {
    "welcome-2-protection", "problem-damaged", "locked-refused", "today", "customers", "narrow-network",
    "settings-rules", "calendar-week", "calendar-month", "calendar-plan", "settings-words", "scripts",
    "scripts-writing", "scripts-versions", "narrow-scripts",
    "archive-tab-person", "archive-vehicle", "capture-likeness", "touch", "search-people", "toasts",
}  # fmt: skip
LANGUAGES = ("zh_CN", "en")
Drawn = Callable[[str, tuple[int, int]], list[Picture]]


@pytest.fixture(scope="module", params=LANGUAGES)
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Store, Cast]]:
    """A made-up profile in each language."""
    i18n.set_language(request.param)
    with standing_still(MORNING):
        store = Store.create(tmp_path_factory.mktemp("book") / "profile", passphrase=None, derivers=derivers())
        demo.fill(store, people=60, seed=1)
        yield request.param, store, store.read(find_cast)
        store.close()


@pytest.fixture
def drawn(book: tuple[str, Store, Cast], tmp_path: Path) -> Iterator[Drawn]:
    """`drawn("dark", (1280, 720))`: a few scenes of the tour."""
    language, store, who = book
    i18n.set_language(language)

    def _drawn(theme: str, size: tuple[int, int]) -> list[Picture]:
        scenes = [scene for scene in (*gates(), *scenes_of(who)) if scene.name in FEW]
        assert {scene.name for scene in scenes} == FEW
        with window_on(store, Look(theme, size), tmp_path / "preferences.json") as window:
            return draw(window, scenes, tmp_path / "pictures")

    yield _drawn
    QApplication.processEvents()


@pytest.mark.parametrize(("theme", "size"), [("light", (1280, 720)), ("dark", (1360, 860))])
def test_no_text_is_cut_off_or_left_in_the_other_language(drawn: Drawn, theme: str, size: tuple[int, int]) -> None:
    problems = [f"{one.name}: {text}" for one in drawn(theme, size) for text in (*one.clipped, *one.untranslated)]

    # The test's own screen is smaller than the window: a dialog may be as high as the screen lets it.
    assert not [problem for problem in problems if "the window" not in problem], "\n".join(problems)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_a_shops_pages_is_cut_off_or_left_in_the_other_language(language: str, tmp_path: Path) -> None:
    i18n.set_language(language)
    with standing_still(MORNING):
        store = of_a_manager(tmp_path / "manager")
        with window_on(store, Look("dark", (1280, 720)), tmp_path / "preferences.json") as window:
            pictures = draw(window, [*leading(), *connected()[:6]], tmp_path / "pictures")
        store.close()

    problems = [f"{one.name}: {text}" for one in pictures for text in (*one.clipped, *one.untranslated)]
    assert not [problem for problem in problems if "the window" not in problem], "\n".join(problems)


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["1280x720", "1360x860"])
def test_the_whole_tour_finds_nothing_to_mend(language: str, theme: str, size: str, tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "crm_desktop", "tour", "--out", str(tmp_path), "--lang", language, "--theme", theme,
         "--size", size],
        capture_output=True, text=True, encoding="utf-8", env={**os.environ, "CRM_HOME": str(tmp_path / "home")},
        check=False,
    )  # fmt: skip

    assert told.returncode == 0, told.stdout + told.stderr
    assert len(list(tmp_path.glob("*.png"))) > 120
    forms = {f"{code.replace('_', '-')}-{{}}" for code in FORMS}
    papers = {"visit-sheet-{}-one", "visit-sheet-{}-many", "archive-card-{}", *forms}
    wanted = {name.format(paper) for name in papers for paper in ("A4", "A5")}
    assert {file.stem for file in tmp_path.glob("*.pdf")} == wanted
    assert (tmp_path / "index.html").exists()
