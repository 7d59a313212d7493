"""What a disk would not do, in our words: the system's are English only."""

import errno

from crm_desktop.base.i18n import _

_NO_ROOM = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
"""The disk's, and where there is such a thing the user's share of it."""


def is_full(error: BaseException | None) -> bool:
    """Whether a file was not written for want of room."""
    return isinstance(error, OSError) and error.errno in _NO_ROOM


def why(error: OSError) -> str:
    """Why a file cannot be written or read, as a part of a sentence: no capital, no full stop."""
    if isinstance(error, FileNotFoundError):
        return _("the folder does not exist")
    if isinstance(error, PermissionError):
        return _("the folder or the file is protected, or another program has it open")
    if isinstance(error, IsADirectoryError):
        return _("this is a folder, not a file")
    if isinstance(error, NotADirectoryError):
        return _("a part of its path is a file, not a folder")
    if error.errno == errno.ENAMETOOLONG:
        return _("its name is too long")
    if is_full(error):
        return _("the disk is full")
    return _("the disk reports an error")
