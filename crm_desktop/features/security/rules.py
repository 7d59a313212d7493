"""Which passphrases are good enough for a profile, and the sentence that says why not."""

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _

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
