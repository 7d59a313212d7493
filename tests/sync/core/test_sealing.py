"""Letters for the shop: opened by the shop alone, and only as the laptop's whose they are."""

import pytest

from sync.core import sealing
from sync.core.packing import Malformed

SECRET = "没来得及传".encode()


@pytest.fixture
def private() -> bytes:
    return sealing.new_key()


@pytest.mark.parametrize("body", [b"", SECRET, bytes(700_000)])
def test_shop_reads_what_was_sealed_for_it(private: bytes, body: bytes) -> None:
    letter = sealing.seal(sealing.public_of(private), body, "d1")

    assert sealing.unseal(private, letter, "d1") == body


def test_two_letters_of_one_text_have_nothing_in_common(private: bytes) -> None:
    first, second = (sealing.seal(sealing.public_of(private), SECRET, "d1") for _ in range(2))

    assert SECRET not in first
    assert first[:32] != second[:32]
    assert first[32:] != second[32:]


@pytest.mark.parametrize("place", [0, 31, 32, -1])
def test_letter_that_was_changed_is_not_opened(private: bytes, place: int) -> None:
    letter = bytearray(sealing.seal(sealing.public_of(private), SECRET, "d1"))
    letter[place] ^= 1

    with pytest.raises(Malformed):
        sealing.unseal(private, bytes(letter), "d1")


def test_letter_of_another_laptop_or_for_another_shop_is_not_opened(private: bytes) -> None:
    letter = sealing.seal(sealing.public_of(private), SECRET, "d1")

    for key, device in ((private, "d2"), (sealing.new_key(), "d1")):
        with pytest.raises(Malformed):
            sealing.unseal(key, letter, device)


@pytest.mark.parametrize("letter", [b"", b"short", bytes(32), bytes(64)])
def test_what_is_no_letter_is_told_apart(private: bytes, letter: bytes) -> None:
    with pytest.raises(Malformed):
        sealing.unseal(private, letter, "d1")
