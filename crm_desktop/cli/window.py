"""gui and tour: the only subcommands that need Qt."""

import os
import sys
from argparse import Namespace

from crm_desktop.base.i18n import _
from crm_desktop.cli import profiles
from crm_desktop.cli.output import Answer


def gui(options: Namespace) -> Answer:
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


def _without_display() -> bool:
    """Qt would end the process here; other systems always have a display."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform == "linux" and not any(os.environ.get(name) for name in named)
