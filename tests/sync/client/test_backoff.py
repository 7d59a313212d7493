"""How long to wait before asking again."""

import pytest

from sync.client.backoff import Patience, seconds_asked, wait_before

PATIENT = Patience(attempts=6, first=1.0, longest=5.0, most_asked=20.0)


@pytest.mark.parametrize(("attempt", "longest"), [(1, 1.0), (2, 2.0), (3, 4.0), (4, 5.0), (5, 5.0)])
def test_span_grows_to_its_limit_and_is_drawn_from_whole(attempt: int, longest: float) -> None:
    assert wait_before(attempt, PATIENT, chance=1.0) == longest
    assert wait_before(attempt, PATIENT, chance=0.0) == 0.0


def test_after_the_last_attempt_it_is_over() -> None:
    assert wait_before(6, PATIENT, chance=0.5) is None


def test_what_the_server_asks_for_is_the_least() -> None:
    assert wait_before(1, PATIENT, chance=0.0, asked=9.0) == 9.0
    assert wait_before(1, PATIENT, chance=1.0, asked=9.0) == 10.0


def test_server_that_asks_for_too_much_is_left_for_later() -> None:
    assert wait_before(1, PATIENT, chance=0.5, asked=21.0) is None


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), (" 12 ", 12.0), (None, 0.0), ("", 0.0), ("-3", 0.0), ("1e9", 0.0), ("٣", 0.0),
     ("Fri, 27 Nov 2026 10:00:00 GMT", 0.0), ("9" * 30, 0.0)],
)  # fmt: skip
def test_retry_after_is_read_in_seconds_only(header: str | None, seconds: float) -> None:
    assert seconds_asked(header) == seconds
