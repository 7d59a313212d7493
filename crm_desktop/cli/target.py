"""Where a command writes its file to."""

import os
from argparse import Namespace
from pathlib import Path

from crm_desktop.base.errors import Refused
from crm_desktop.base.i18n import _
from crm_desktop.cli.options import WrongUsage


def place_of(text: str) -> Path:
    """Where a path leads; one in the home of nobody leads to what is not there."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def target_of(options: Namespace) -> Path:
    """The file that `--to` names; a sentence where it names none, or a folder."""
    text = options.to
    if not text.strip():
        raise WrongUsage(_("“--to” is empty: name the file to write."), "")
    path = place_of(text)
    # A path forgets the stroke at its end, and would write a file where a folder was meant.
    if text.endswith(("/", os.sep)) or os.path.isdir(path):
        raise Refused(_("{folder} is a folder. Name the file in it that is to be written, too.").format(folder=text))
    return path
