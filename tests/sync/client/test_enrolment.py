"""Reading the code the manager hands over, and exchanging it."""

import base64
import json
from collections.abc import Iterator

import pytest

from sync import protocol
from sync.client import enrolment
from sync.client.backoff import Patience
from sync.client.enrolment import BadCode, Code, Enrolled, enrol, parse
from sync.client.errors import NotEnrolled, Offline, ServerProblem
from sync.client.keys import new_key, public_key
from sync.client.receipt import Traffic
from sync.client.transport import Place, Transport
from sync.core.packing import squeeze
from tests.sync.client.conftest import SERVER_CLOCK, SERVER_ID, Reply, Scripted, said

HELD = {
    "url": "https://192.168.1.5:8443", "fingerprint": "ab" * 32, "secret": "s3cret", "shop": "east", "user": "李娜",
}  # fmt: skip
PLACE = {
    "device": "d-1", "user": "李娜", "role": "consultant", "shop": "east", "shop_name": "东城店", "epoch": 4,
}  # fmt: skip


def coded(**changes: object) -> str:
    held = {key: value for key, value in {**HELD, **changes}.items() if value is not None}
    return base64.urlsafe_b64encode(json.dumps(held, ensure_ascii=False).encode()).decode().rstrip("=")


@pytest.fixture
def transport(server: Scripted) -> Iterator[Transport]:
    made = Transport(Place(server.url), Traffic(), patience=Patience(attempts=2), wait=lambda _seconds: None)
    yield made
    made.close()


def test_code_holds_the_address_the_certificate_and_the_secret() -> None:
    assert parse(coded()) == Code(**HELD)


def test_code_without_a_certificate_of_its_own_is_one_too() -> None:
    assert parse(coded(fingerprint=None, url="https://crm.example")).fingerprint == ""


@pytest.mark.parametrize("frame", ["  {}\n", "“{}”", "<{}>", "{}。", "{}==", "\ufeff{}\u200b", "{0}{0}", "{0}\n{0}\n"])
def test_code_survives_being_pasted_from_a_mail(frame: str) -> None:
    broken = "\r\n  ".join([coded()[:40], coded()[40:]])

    assert parse(frame.format(broken)) == Code(**HELD)


@pytest.mark.parametrize(
    "text",
    ["", "   ", "hello", "李娜", "a" * 5000, "W10", coded(secret=""), coded(url=None), coded(url=7), coded(user=[1]),
     base64.b64encode(b"[" * 2900).decode()],
)  # fmt: skip
def test_what_is_no_code_is_told_as_that(text: str) -> None:
    with pytest.raises(BadCode) as caught:
        parse(text)

    assert caught.value.reason == enrolment.NOT_A_CODE


@pytest.mark.parametrize("length", range(12, len(coded()) - 1, 7))
def test_code_of_which_only_a_part_was_pasted_is_told_as_that(length: int) -> None:
    with pytest.raises(BadCode) as caught:
        parse(coded()[:length])

    assert caught.value.reason == enrolment.CUT


def test_code_of_another_version_is_told_as_that() -> None:
    with pytest.raises(BadCode) as caught:
        parse(coded(v=2))

    assert caught.value.reason == enrolment.OTHER_VERSION


def test_code_for_an_address_without_tls_is_refused() -> None:
    with pytest.raises(BadCode) as caught:
        parse(coded(url="http://192.168.1.5:8000"))

    assert caught.value.reason == enrolment.UNSAFE


def test_code_is_exchanged_for_a_place_in_the_shop(server: Scripted, transport: Transport) -> None:
    server.replies = [said(**PLACE)]
    private = new_key()

    found = enrol(parse(coded()), transport, private, "Laptop of 李娜")

    assert found == Enrolled(
        HELD["url"], HELD["fingerprint"], SERVER_ID, "d-1", "李娜", "consultant", "east", "东城店", 4
    )
    assert found.server_time == SERVER_CLOCK
    assert server.requests[0].path == protocol.ENROLL
    assert server.requests[0].document == {
        "secret": "s3cret", "public_key": public_key(private), "device_name": "Laptop of 李娜"
    }  # fmt: skip


def test_lost_answer_is_asked_for_again_with_the_same_key(server: Scripted, transport: Transport) -> None:
    server.replies = [Reply(close=True), said(**PLACE)]

    enrol(parse(coded()), transport, new_key(), "")

    assert server.requests[0].document == server.requests[1].document


@pytest.mark.parametrize(
    ("code", "reason"),
    [("expired_code", "expired"), ("used_code", "used"), ("unknown_code", "unknown")],
)
def test_server_says_what_is_wrong_with_a_code(server: Scripted, transport: Transport, code: str, reason: str) -> None:
    server.replies = [said(403, error=code)]

    with pytest.raises(BadCode) as caught:
        enrol(parse(coded()), transport, new_key(), "")

    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (said(401, error="token"), NotEnrolled),
        (said(404, error="not_found"), ServerProblem),
        (said(device="d"), Offline),
        (Reply(body=squeeze(json.dumps(PLACE | {"server_id": SERVER_ID}).replace(": 4", ": 1e999").encode())), Offline),
        (said(**{**PLACE, "epoch": "4"}), Offline),
        (said(**{**PLACE, "device": []}), Offline),
    ],
)
def test_any_other_answer_enrols_nobody(
    server: Scripted, transport: Transport, reply: Reply, problem: type[Exception]
) -> None:
    server.replies = [reply]

    with pytest.raises(problem):
        enrol(parse(coded()), transport, new_key(), "")


def test_laptops_name_is_one_the_server_takes(server: Scripted, transport: Transport) -> None:
    server.replies = [said(**PLACE)]

    enrol(parse(coded()), transport, new_key(), "a\nb" + "长" * 500)

    assert server.requests[0].document["device_name"] == "a b" + "长" * 197


@pytest.mark.parametrize("url", ["https://a b", "https://10.0.0.1:99999999", "https://[::1"])
def test_address_that_is_none_is_offline_or_no_code(url: str, traffic: Traffic) -> None:
    with pytest.raises((BadCode, Offline)):
        Transport(parse(coded(url=url)).place, traffic)
