"""Which passphrases may protect a profile."""

import pytest

from crm_desktop.base.errors import InvalidInput
from crm_desktop.features.security import rules


@pytest.mark.parametrize("passphrase", ["", "   ", "short", "aaaaaaaaaa", "Password", "12345678", "x" * 300])
def test_weak_passphrases_are_refused(passphrase: str) -> None:
    with pytest.raises(InvalidInput):
        rules.check_passphrase(passphrase)

    assert rules.strength(passphrase) == 0


def test_a_sentence_is_strong() -> None:
    rules.check_passphrase("北城店 每天第一杯咖啡", "北城店 每天第一杯咖啡")

    assert rules.strength("correct horse 电瓶") == 3
    assert rules.strength("abcdefgh") == 1


def test_the_repetition_must_be_the_same() -> None:
    with pytest.raises(InvalidInput) as problem:
        rules.check_passphrase("correct horse", "correct house")

    assert problem.value.field == "repeated"
