"""gui and tour: the only subcommands that need Qt."""

import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from crm_desktop.base.errors import FileProblem
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.cli import profiles
from crm_desktop.cli.options import WrongUsage
from crm_desktop.cli.output import DONE, PROBLEM, Answer
from crm_desktop.cli.target import place_of

if TYPE_CHECKING:
    from argparse import Namespace

    from crm_desktop.store.store import Store


def gui(options: "Namespace") -> Answer:
    """Open the window and stay until it is closed."""
    if _without_display():
        raise profiles.CannotOpen(
            _("There is no display here, so no window can open. “tour” draws every page into pictures instead.")
        )
    # The Qt of PySide6 cannot load Fcitx's own plugin; Fcitx speaks IBus's protocol too.
    if os.environ.get("QT_IM_MODULE", "").startswith("fcitx"):
        os.environ["QT_IM_MODULE"] = "ibus"
    from crm_desktop import app

    return Answer({"closed": True}, code=app.run(profiles.folder_of(options), language=options.lang or ""))


def tour(options: "Namespace") -> Answer:
    """Draw every page, dialog and sheet; a text that is cut off or not translated is a problem found."""
    if not options.out.strip():
        raise WrongUsage(_("“--out” is empty: name the folder for the pictures."), "")
    out = place_of(options.out)
    with TemporaryDirectory() as place:
        _draw_beside_the_screen(options.size, Path(place) / "screen.json")
        if options.profile is None:
            return _drawn(out, options, None)
        with profiles.reading(options) as store:
            return _drawn(out, options, store)


def _draw_beside_the_screen(size: tuple[int, int], file: Path) -> None:
    """Nothing flickers over somebody's screen, and there may be none: one as large as the window is made up."""
    screen = {"name": "tour", "x": 0, "y": 0, "width": size[0], "height": size[1], "dpr": 1}
    screen |= {"logicalDpi": 96, "logicalBaseDpi": 96}
    file.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={file.as_posix()}"
    os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")  # the made-up screen says what it cannot do


def _drawn(out: Path, options: "Namespace", store: "Store | None") -> Answer:
    from crm_desktop.ui.tour.journey import Look, tour

    try:
        seen = tour(out, Look(options.theme, options.size), profile=store, progress=Dots())
    except OSError as problem:
        raise FileProblem(
            _("The folder {folder} cannot be written. Choose another one.").format(folder=out)
        ) from problem
    document = {
        "folder": str(out), "pictures": [picture.file for picture in seen.pictures], "files": list(seen.files),
        "problems": seen.problems,
    }  # fmt: skip
    line = ngettext("{n} picture is in {folder}; open index.html.", "{n} pictures are in {folder}; open index.html.",
                    len(seen.pictures)).format(n=len(seen.pictures), folder=out)  # fmt: skip
    return Answer(document, (*seen.problems, line), code=PROBLEM if seen.problems else DONE)


class Dots:
    """The name of each picture on one line that moves, where somebody watches."""

    def __call__(self, name: str) -> None:
        if sys.stderr.isatty():
            print(f"\r\033[K{name}", end="", file=sys.stderr, flush=True)


def _without_display() -> bool:
    """Qt would end the process here; other systems always have a display."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform == "linux" and not any(os.environ.get(name) for name in named)
