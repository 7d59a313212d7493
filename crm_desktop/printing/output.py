"""A finished document written to its place: whole or not at all."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, BinaryIO

from crm_desktop.base import disk
from crm_desktop.base.errors import FileProblem
from crm_desktop.base.i18n import _

Target = Path | BinaryIO


def write_document(target: Target, draw: Callable[[IO[bytes]], int]) -> int:
    """Let `draw` write into the target; a file appears only when it is complete. The answer is `draw`'s."""
    if not isinstance(target, Path):
        return draw(target)
    temporary: str | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            temporary = file.name
            answer = draw(file)
        if target.is_dir():
            raise IsADirectoryError(target.name)
        _give_usual_rights(temporary, target)
        os.replace(temporary, target)
    except OSError as problem:
        raise FileProblem(
            _("{file} cannot be written: {reason}. Nothing was changed; please choose another place.").format(
                file=target.name, reason=disk.why(problem)
            )
        ) from problem
    else:
        temporary = None
        return answer
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def _give_usual_rights(temporary: str, target: Path) -> None:
    """A temporary file is private; the document gets the rights of the file it replaces, or the usual ones."""
    if os.name == "nt":
        return
    if target.exists():
        os.chmod(temporary, target.stat().st_mode & 0o777)
    else:
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
