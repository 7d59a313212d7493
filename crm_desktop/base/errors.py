"""The errors a user may see.

UserError                what happened and what to do, in the user's words
├── InvalidInput         one field is wrong; shown under the field
├── Refused              a rule of the trade or of the data forbids it
├── NotFound             no such person or thing
├── FileProblem          a file cannot be read or written
└── ProfileProblem       the profile cannot be opened
    ├── WrongPassphrase
    ├── ProfileLocked    another process writes to it
    ├── ProfileDamaged
    │   └── KeyLost      nothing can be read without it, and nothing saved
    ├── ProfileTooNew    written by a later version
    ├── ProfileShutOut   the shop has ended its access, and it waits for its end
    ├── ProfileWiped     its key was destroyed
    └── DiskFull
"""


class UserError(Exception):
    """A sentence for the user: what happened, what it means for the data, what to do."""


class InvalidInput(UserError):
    """The value of `field` cannot be accepted."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class Refused(UserError):
    """A rule forbids this now."""


class NotFound(UserError):
    """The person or thing is not (or no longer) here."""


class FileProblem(UserError):
    """A file cannot be read or written."""


class ProfileProblem(UserError):
    """The profile cannot be opened or written."""


class WrongPassphrase(ProfileProblem):
    """The passphrase does not open this profile."""


class ProfileLocked(ProfileProblem):
    """Another process is writing to this profile."""


class ProfileDamaged(ProfileProblem):
    """The file is not a readable profile any more."""


class KeyLost(ProfileDamaged):
    """The key file is gone or unreadable, so nothing of the profile can be read, and nothing saved."""


class ProfileTooNew(ProfileProblem):
    """The profile was written by a later version of the program."""


class ProfileShutOut(ProfileProblem):
    """The shop has shut the laptop out: nothing is changed here any more, what is private may still be taken along."""


class ProfileWiped(ProfileProblem):
    """The key of the profile was destroyed: the laptop's user left (`leaver`), or it was stolen (`stolen`)."""

    def __init__(self, message: str, kind: str, kept: str = "") -> None:
        super().__init__(message)
        self.kind, self.kept = kind, kept


class DiskFull(ProfileProblem):
    """There is no room left on the disk."""
