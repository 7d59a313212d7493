"""What stands between this laptop and the shop, told so that one knows what happens to the data and what to do."""

from collections.abc import Callable

from crm_desktop.base.i18n import _, sentences
from crm_desktop.features.sync import rules
from crm_desktop.ui.pages.sync.banner import Trouble
from crm_desktop.ui.sync_run import PASSING, SyncRun
from crm_desktop.ui.theme.tokens import Tone
from sync.client.errors import CERTIFICATE, DeviceRevoked, NotEnrolled, SyncProblem, TooOld, UpdateNeeded

LASTING: dict[str, type[SyncProblem]] = {
    "revoked": DeviceRevoked, "not enrolled": NotEnrolled, "update": UpdateNeeded, "too old": TooOld,
}  # fmt: skip
"""These hold on after the program was started anew."""


def _lock_is_near(run: SyncRun) -> Trouble | None:
    days = run.state.days_left if run.state is not None else None
    if days is None:
        return None
    kept = _("Nothing is erased by a lock, and what was not sent stays here.")
    said = sentences(rules.before_lock(days), kept)
    return Trouble(_("Sync soon: this laptop locks itself"), said, Tone.WARN, "clock-alert-outline")


def trouble_of(run: SyncRun, enrol: Callable[[], object]) -> Trouble | None:
    """The strip for what ended the last session; None where nothing needs to be done."""
    kind = run.stopped_by
    # What passes by itself: the sentence below the title is enough.
    if kind in PASSING or (run.problem is None and kind not in LASTING):
        return _lock_is_near(run)
    said = str(run.problem if run.problem is not None else rules.problem(LASTING[kind]()))
    if kind == "revoked":
        rest = _("What was not sent yet is handed over to your manager; private contacts never are.")
        return Trouble(_("The shop has shut this laptop out"), sentences(said, rest), Tone.BAD, "cloud-lock-outline")
    if kind == "not enrolled":
        return Trouble(
            _("The shop does not know this laptop"), said, Tone.WARN, "key-alert-outline", _("Enter a new code…"), enrol
        )
    if kind == CERTIFICATE:
        return Trouble(
            _("The server's certificate is another one"), said, Tone.WARN, "key-alert-outline",
            _("Enter a new code…"), enrol,
        )  # fmt: skip
    if kind == "disk":
        return Trouble(_("The disk of this laptop is full"), said, Tone.BAD, "alert-circle-outline")
    if kind in ("update", "too old"):
        return Trouble(_("This version is too old for the shop"), said, Tone.WARN, "update")
    return Trouble(_("The last sync was not finished"), said, Tone.WARN, "cloud-alert-outline")
