"""Which passphrases are good enough for a profile, and why others are not; what to say of one that was damaged."""

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _, ngettext

SHORTEST = 8
LONGEST = 256
_WEAK = frozenset({"password", "passphrase", "12345678", "123456789", "1234567890", "87654321", "qwertyui", "abcd1234"})


def check_passphrase(passphrase: str, repeated: str | None = None) -> None:
    """Raise InvalidInput unless the passphrase may protect a profile."""
    if not passphrase.strip():
        raise InvalidInput("passphrase", _("Enter a passphrase, or choose to work without one."))
    if len(passphrase) < SHORTEST:
        message = _(
            "The passphrase is too short. Use at least {least} characters; a short sentence is easy to remember."
        )
        raise InvalidInput("passphrase", message.format(least=SHORTEST))
    if len(passphrase) > LONGEST:
        message = _("The passphrase is too long. Use at most {most} characters.")
        raise InvalidInput("passphrase", message.format(most=LONGEST))
    if len(set(passphrase)) < 3 or passphrase.casefold() in _WEAK:
        raise InvalidInput("passphrase", _("This passphrase is easy to guess. Choose another one."))
    if repeated is not None and repeated != passphrase:
        raise InvalidInput("repeated", _("The two passphrases differ. Enter the same one twice."))


def strength(passphrase: str) -> int:
    """0 not allowed, 1 enough, 2 good, 3 strong: by length and variety, for a meter beside the field."""
    try:
        check_passphrase(passphrase)
    except InvalidInput:
        return 0
    tests = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum(), lambda c: not c.isascii())
    kinds = sum(any(test(c) for c in passphrase) for test in tests)
    score = len(passphrase) + 3 * (kinds - 1)
    return 3 if score >= 18 else 2 if score >= 13 else 1


def way_out(*, connected: bool) -> tuple[str, str]:
    """What can be done about a damaged profile, and the button for it."""
    if connected:
        about = _(
            "The data file is damaged; nothing was changed. What was not sent yet, your private contacts and your own "
            "settings can be saved into a new file, as far as they can be read; the shop has all else. The damaged "
            "file is kept."
        )
        return about, _("Save what was not sent and fetch the rest again")
    about = _(
        "The data file is damaged; nothing was changed. What can still be read can be saved into a new file, and the "
        "damaged one is kept; or restore the last backup from the backups folder of the profile."
    )
    return about, _("Save what can still be read")


def salvaged(read: int, lost: int, files_lost: int, to_decide: int, *, connected: bool) -> list[str]:
    """What became of a damaged profile, as sentences."""
    said = [ngettext("{n} record was saved.", "{n} records were saved.", read).format(n=f"{read:,}")]
    if lost:
        said.append(ngettext("{n} could not be read.", "{n} could not be read.", lost).format(n=f"{lost:,}"))
    if files_lost:
        told = ngettext(
            "The content of {n} attachment could not be read.", "The content of {n} attachments could not be read.",
            files_lost,
        )  # fmt: skip
        said.append(told.format(n=files_lost))
    if to_decide:
        told = ngettext(
            "{n} change of a record that is lost waits on the Sync page for your decision.",
            "{n} changes of records that are lost wait on the Sync page for your decision.", to_decide,
        )  # fmt: skip
        said.append(told.format(n=to_decide))
    if connected:
        said.append(_("What the shop has comes with the next sync."))
    return said
