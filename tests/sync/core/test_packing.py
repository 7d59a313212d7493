"""What travels is read strictly: nothing that only looks like bytes is taken for them."""

import pytest

from sync.core.packing import Malformed, decoded


def test_bytes_in_base64_are_read() -> None:
    assert (decoded("AP8="), decoded("")) == (b"\x00\xff", b"")


@pytest.mark.parametrize("said", [None, 7, b"AP8=", ["AP8="], "AP8", "A P8=", "AP8=\n", "ＡＰ８＝", "\ud800"])
def test_what_is_no_base64_is_refused(said: object) -> None:
    with pytest.raises(Malformed):
        decoded(said)
