"""Files from outside, and readable copies for other programs: in a private folder that goes when the program ends."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from crm_desktop.base import disk
from crm_desktop.base.errors import FileProblem
from crm_desktop.base.i18n import _
from crm_desktop.features.attachments.rules import refuse_empty, refuse_too_big
from crm_desktop.printing.output import write_document


def read(path: Path, limit: int) -> tuple[str, bytes]:
    """Name and content of a file to be kept; too big a one is refused before it is read."""
    try:
        refuse_too_big(path.stat().st_size, limit)
        content = path.read_bytes()
    except OSError as problem:
        raise FileProblem(
            _("{name} could not be read. Nothing was saved. Check that it is still there and may be opened.").format(
                name=path.name
            )
        ) from problem
    except FileProblem as problem:
        raise FileProblem(f"{path.name}: {problem}") from None
    refuse_empty(len(content))
    return path.name, content


def write(path: Path, content: bytes) -> Path:
    """Write a copy where the user wants it; what was there stays until all of it is written."""
    try:
        write_document(path, lambda file: file.write(content))
    except FileProblem as problem:
        kept = _("The file in the archive is untouched.")
        raise FileProblem(f"{problem} {kept}") from problem
    return path


def private_copy(name: str, content: bytes) -> Path:
    """A readable copy only this user can open."""
    try:
        place = Path(tempfile.mkdtemp(dir=_folder())) / name
        write_document(place, lambda file: file.write(content))
    except (OSError, FileProblem) as problem:
        cause = problem if isinstance(problem, OSError) else problem.__cause__
        raise FileProblem(
            _("{name} cannot be opened: {reason}. The file in the archive is untouched.").format(
                name=name, reason=disk.why(cause) if isinstance(cause, OSError) else problem
            )
        ) from problem
    return place


def open_outside(path: Path) -> bool:
    """Let the system's program for this kind of file show it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


@cache
def _folder() -> str:
    made = tempfile.mkdtemp(prefix="showroom-")  # readable for this user only
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made
