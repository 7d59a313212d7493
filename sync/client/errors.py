"""Why a session ended early. The edits are safe whatever is raised; the next session goes on from there.

SyncProblem
├── Offline             the shop's server was not reached: no network, no answer, or somebody else's answer
│   ├── Busy            it was reached and asked to wait
│   └── OtherServer     a server answered that is not the one this laptop was enrolled at
├── Braked              so much would vanish that the user is asked first
├── Cancelled           the user stopped it
├── NotEnrolled         this laptop has no key, or the server does not know it
├── DeviceRevoked       the manager shut this laptop out
├── NotThere            an attachment is not at the server, for this user
├── OtherOffset         a part of an attachment does not begin where the server's last one ended
├── NotItsName          an attachment that arrived whole is not what its name says
├── ServerFull          the server's disk has no room
├── UpdateNeeded        the server wants a newer version of this program, and takes what this one sends
├── TooOld              the server speaks as a newer version of this program only understands
└── ServerProblem       the server could not work on the request
"""

from sync.core.brakes import Brake
from sync.core.push import Revoked

UNREACHABLE = "unreachable"
TIMEOUT = "timeout"
CERTIFICATE = "certificate"
NOT_THE_SERVER = "not the server"
DAMAGED = "damaged"
BUSY = "busy"
OTHER_SERVER = "other server"


class SyncProblem(Exception):
    """A session could not be finished. Words for the user are the desktop's."""


class Offline(SyncProblem):
    """The server cannot be reached now."""

    def __init__(self, reason: str = UNREACHABLE, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason


class Busy(Offline):
    """The server asks to come back later."""

    def __init__(self, retry_after: float = 0.0) -> None:
        super().__init__(BUSY)
        self.retry_after = retry_after


class OtherServer(Offline):
    """A server answered that keeps another shop's data: nothing is sent there."""

    def __init__(self) -> None:
        super().__init__(OTHER_SERVER)


class Braked(SyncProblem):
    """The session stopped before something that has to be meant; it goes on when the user says so."""

    def __init__(self, brake: Brake) -> None:
        super().__init__(brake.reason)
        self.brake = brake


class Cancelled(SyncProblem):
    """The user stopped the session."""


class NotEnrolled(SyncProblem):
    """There is no key for this laptop, or the server does not accept it."""


class DeviceRevoked(Revoked, SyncProblem):
    """This laptop was shut out: `wipe` says whether its user left (`leaver`) or it was stolen, or is empty.

    `seal` is the shop's key, for which the rest is sealed; `order` the shop's signature under `wipe`.
    """

    def __init__(self, wipe: str = "", seal: bytes = b"", order: str = "") -> None:
        super().__init__(wipe)
        self.wipe, self.seal, self.order = wipe, seal, order


class UpdateNeeded(SyncProblem):
    """This version of the program is too old for the server."""


class TooOld(SyncProblem):
    """The server's answers are of a later version than this one can read: nothing goes up or comes down."""


class NotThere(SyncProblem):
    """The server has no such attachment, or none for this user."""


class OtherOffset(SyncProblem):
    """A part of an attachment begins at another place than the server expects."""

    def __init__(self, have: int) -> None:
        super().__init__(str(have))
        self.have = have


class NotItsName(SyncProblem):
    """All parts of an attachment are at the server and are not what its name says."""


class ServerFull(SyncProblem):
    """The server's disk has no room left."""


class ServerProblem(SyncProblem):
    """The server refused or failed in a way no retry mends."""

    def __init__(self, status: int, code: str = "") -> None:
        super().__init__(f"{status} {code}".strip())
        self.status, self.code = status, code
